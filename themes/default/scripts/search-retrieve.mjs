// Which passages may answer: the rarest terms of the query are looked up, and each passage is worth the sum of those that it has.
import { MOST_PLACES, documentOf, together } from "./search-files.mjs";
import { MOST_DOUBTED, MOST_PAIRS, MOST_TERMS, PAIR, SINGLE } from "./search-figures.mjs";
import { exchange, put } from "./search-goals.mjs";
import { variants } from "./search-query.mjs";
import { SYLLABLE, stemOf, sum } from "./search-words.mjs";

const { max } = Math;

// The highest impact in postings: tf / (tf + 1.2) in sevenths.
const BEST = 7;

// What one search asks the library for. How much is asked depends on the query alone, never on what is here already.
const asking = (library) => {
  const lists = new Map();
  const rarities = new Map();
  // The pieces of the index that were read for this search, whether by it or by one before.
  const read = new Set();
  const term = (term) => {
    if (!lists.has(term)) {
      lists.set(term, library.term(term, read).then((list) => {
        if (list) rarities.set(term, list.idf);
        return list;
      }));
    }
    return lists.get(term);
  };
  // What would only help is asked for while few terms were.
  const maybe = (word) => (lists.has(word) || lists.size < MOST_TERMS ? term(word) : null);
  const beginning = (prefix) => library.beginning(prefix, read);
  // What will be awaited later is asked for at once with all else: on a slow line every round trip counts.
  const ask = (word) => void maybe(word)?.catch(() => 0);
  // What was asked for and not awaited counts, too: whether it was here in time must change no answer.
  const settled = () => together([...lists.values()]);
  return { term, maybe, ask, settled, beginning, rarities, read };
};

export const retrieve = async (library, asked, rest) => {
  const { words, variants: readings, phrases, raw } = asked;
  const found = { words, variants: readings, phrases, raw, goals: [], missing: [], instead: null, ...asking(library) };
  if (!asked.words.length) return found;
  foresee(library, asked.readings);
  await readNumber(found, asked.readings);
  if (!asked.exact) await readTelex(library, found);
  found.variants = variants(found.words, library.said);
  const doubted = await lookUp(library, found);
  const { absent, goals } = found;
  const isUnanswered = (at) => !goals.some((goal) => goal.since <= at && goal.to >= at) && !(found.words[at].at >= absent?.at && found.words[at].end <= absent.end);
  const unanswered = doubted.filter(isUnanswered).map((at) => found.words[at].typed);
  found.missing = absent ? [absent.shown, ...unanswered] : unanswered;
  if (doubted.length && !found.phrases.length && !asked.exact) await mend(library, found, doubted, rest);
  await found.settled();
  return found;
};

// Words that may be mistyped: the words of the library and the script that compares them come at the same time.
const mend = async (library, found, doubted, rest) => {
  const plains = (at) => found.words[at].plain;
  const places = doubted.slice(0, MOST_DOUBTED).filter((at) => plains(at).length > 1 && !/\d/.test(plains(at)));
  if (!places.length) return;
  const [more, ...vocabularies] = await together([library.more(), ...places.map((at) => library.vocabulary(plains(at), found.read))]);
  await more.respell(found, places, vocabularies, rest);
};

// Pairs that are looked up whatever a number turns out to be: their pieces come in the round trips that tell it.
const foresee = (library, readings) => {
  const { words } = readings.at(-1);
  const parts = new Set(readings.flatMap(({ words }) => words.flatMap(({ parts }) => parts ?? [])));
  const isSure = (word) => !word.idle && !parts.has(word);
  if (parts.size) words.slice(1, MOST_PAIRS).forEach((next, at) => isSure(words[at]) && isSure(next) && library.term(pairOf(words, at)).catch(() => 0));
};

// A number that no document has is half remembered, or but words.
const readNumber = async (found, readings) => {
  for (const { number } of readings) if (number) found.ask("#" + number);
  const soft = readings.find(({ year }) => year);
  for (const { words: list, number, isTied, isAlone, year } of readings) {
    Object.assign(found, { words: list, number, isTied, isAlone, year });
    if (!number || (await found.term("#" + number))) break;
    // A whole number that nothing has is said; what has it but for its year is looked for.
    if (isTied && !year) found.absent = list.find((word) => word.number);
    if (isTied && !soft) break;
  }
  // Beside other words the year may be wrong, too.
  if (soft && found.number && !found.year && !found.isAlone && !found.isTied) found.soft = soft;
};

// What looks like Telex, and is no syllable, may be read so: whether the library knows it comes with the script that reads it.
const TYPED = /^(?=.*(?:[aeiouy]|d9))[a-z][a-z1-9]*$/;
const readTelex = async (library, found) => {
  const strange = found.words.filter(({ number, typed, plain }) => !number && typed === plain && !SYLLABLE.test(plain) && TYPED.test(plain));
  if (!strange.length) return;
  const [more] = await together([library.more(), ...strange.map(({ plain }) => library.term(plain))]);
  await more.readTelex(found);
};

// A last word that is whole, or goes on: where both are, the whole one counts.
const either = (whole, grown) => {
  if (!whole || !grown || grown.count === whole.count) return whole ?? grown;
  return { ...grown, holders: new Map([...grown.holders, ...whole.holders]) };
};

const pairOf = (list, at) => `${list[at].plain} ${list[at + 1].plain}`;

// The pairs that say most, in order: a pair is at most as frequent as the rarer of its words.
const rarest = (library, list, pairs) => {
  const rank = (at) => max(library.rank(list[at].plain), library.rank(list[at + 1].plain));
  return [...pairs].sort((a, b) => rank(b) - rank(a) || a - b).slice(0, MOST_PAIRS);
};

// Fills the goals. Returns the places where the index knows no such word, or none beside its neighbours.
const lookUp = async (library, found) => {
  const { words: list, phrases, goals, term, beginning } = found;
  const pairs = [...list.slice(1).keys()].filter((at) => !list[at].number && !list[at + 1].number && !list[at].idle && !list[at + 1].idle);
  const chosen = rarest(library, list, pairs);
  const swaps = found.variants.filter(({ short }) => short);
  const ofPairs = chosen.map((at) => together([term(pairOf(list, at)), list[at + 1].open ? beginning(`${list[at].plain} ${stemOf(list[at + 1])}`) : null]));
  for (const variant of swaps) [...termsOfSwap(variant), ...bordersOf(variant).map((at) => pairOf(variant, at))].forEach(found.ask);
  const looked = await together(ofPairs);
  const missed = list.map(() => false);
  const covered = list.map(() => false);
  for (const at of pairs) {
    const place = chosen.indexOf(at);
    const isThere = place < 0 || put(goals, either(...looked[place]), PAIR, at, at + 1);
    if (isThere) covered.fill(true, at, at + 2);
    else missed[at] = true;
  }
  const singles = [...list.keys()].filter((at) => !covered[at] && !list[at].idle).slice(0, 6);
  const alone = await together(singles.map((at) => lookUpSingle(found, at)));
  const unknown = new Set(singles.filter((_, place) => !alone[place].isKnown));
  for (const { lists } of alone) for (const one of lists) put(goals, ...one);
  // A pair that is nowhere: then no phrase is anywhere that has it.
  const isNowhere = missed.some((isMissed, at) => isMissed && phrases.some((phrase) => phrase.includes(list[at]) && phrase.includes(list[at + 1])));
  for (const variant of swaps) await lookUpVariant(found, variant, unknown, missed);
  if (isNowhere) goals.length = 0;
  if (list.length > 12) return [];
  return [...list.keys()].filter((at) => {
    const beside = [at - 1, at].filter((pair) => pairs.includes(pair));
    return !list[at].number && !list[at].idle && (unknown.has(at) || (beside.length && beside.every((pair) => missed[pair])));
  });
};

// For a word, or a number, that stands in no pair: whether anything has it, and the arguments of `put`.
const lookUpSingle = async (found, at) => {
  const { words: list, term, beginning } = found;
  const word = list[at];
  if (word.number) return { isKnown: true, lists: await lookUpNumber(word, found, at) };
  const isAlone = list.length === 1;
  const weight = isAlone ? 1 : SINGLE;
  const [plain, exact] = await together([term(word.plain), word.typed === word.plain || list.length > 2 ? null : term(`${word.plain}!${word.typed}`)]);
  const lists = [[exact, weight, at], [plain, exact ? weight * 0.5 : weight, at]];
  if (word.open && (!plain || isAlone)) lists.push([await beginning(stemOf(word)), plain ? 0.2 : weight, at]);
  return { isKnown: Boolean(plain), lists };
};

const lookUpNumber = async ({ plain, parts }, { term, soft, isTied }, at) => {
  const own = await term("#" + plain);
  if (own) return [[own, isTied ? 6 : 3, at], [soft ? await term("#" + soft.number) : null, 2, at]];
  const terms = parts.slice(1).map((_, at) => pairOf(parts, at));
  return (await together((terms.length ? terms : [plain]).map(term))).map((list) => [list, PAIR, at]);
};

// What stands for the words of a swap: the term of a short form, or the pairs of other words.
const termsOfSwap = (variant) => {
  const { term: short, since, length } = variant.short;
  if (short || length === 1) return [short ?? variant[since].plain];
  return Array.from({ length: length - 1 }, (_, offset) => pairOf(variant, since + offset));
};

// Where the words of a swap meet those around them: places of pairs.
const bordersOf = (variant) => {
  const { since, length } = variant.short;
  return [since - 1, since + length - 1].filter((at) => at >= 0 && variant[at + 1]);
};

// Where words are written short, or could be, or mean what laws call otherwise: these stand for the pairs that are then missing.
const lookUpVariant = async ({ goals, maybe }, variant, unknown, missed) => {
  const { since, to } = variant.short;
  const slots = await together(termsOfSwap(variant).map(maybe));
  if (!slots.every(Boolean)) return;
  for (let at = since; at <= to; at++) unknown.delete(at), (missed[at] = false);
  if (since) missed[since - 1] = false;
  const inside = goals.filter((goal) => goal.since >= since && goal.to <= to);
  // In several ways that mean the same: none is worth more than the first.
  const worthOf = (lists) => sum(lists.map(({ idf, weight = PAIR }) => idf * weight));
  const same = inside.find((goal) => goal.short && goal.since === since && goal.to === to);
  const ways = same?.ways ?? [inside.flatMap((goal) => goal.ways[0])];
  const worth = worthOf(ways[0]) || worthOf(slots);
  const way = slots.map((slot) => ({ ...slot, weight: worth / worthOf(slots) }));
  exchange(goals, inside, { since, to, counts: true, short: true, ways: [...ways, way] });
  for (const at of bordersOf(variant)) {
    const place = at < since ? at : to;
    const border = await maybe(pairOf(variant, at));
    const goal = goals.find((goal) => goal.since === place && goal.to === place + 1);
    if (border && goal) goal.ways.push([{ ...border, weight: PAIR }]);
    else if (border) put(goals, border, PAIR, place, place + 1);
  }
};

// What each passage has of one way, where it has most of it.
const sumsOf = (way) => {
  const sums = new Map();
  let most = 0;
  for (const { holders, idf, weight } of way) {
    most += idf * weight;
    for (const [passage, impact] of holders) {
      const entry = sums.get(passage) ?? { score: 0, has: 0 };
      entry.score += (idf * weight * impact) / BEST;
      entry.has += idf * weight;
      sums.set(passage, entry);
    }
  }
  return [...sums].filter(([, { has }]) => has > 0.5 * most).map(([passage, { score }]) => [passage, score]);
};

// Scores of passages.
// Without goals, of all documents before `end` their beginnings.
export const matches = async (goals, end, wanted, rest) => {
  const scores = new Map();
  let slots = 0;
  for (const { ways, counts } of goals) {
    await rest();
    if (counts) slots++;
    // Of each passage the best way; it counts where it is there for the most part.
    const best = new Map();
    for (const way of ways) for (const [passage, score] of sumsOf(way)) if (!(best.get(passage) > score)) best.set(passage, score);
    for (const [passage, score] of best) {
      let entry = scores.get(passage);
      if (!entry) scores.set(passage, (entry = { passage, score: 0, slots: 0 }));
      entry.score += score;
      if (counts) entry.slots++;
    }
  }
  for (let document = 0; document < end; document++) {
    if (!(document % 20000)) await rest();
    const passage = document * MOST_PLACES;
    scores.set(passage, { passage, score: 0, slots: 0 });
  }
  // All the words, or, where no passage has them, most.
  const entries = [];
  let most = 0;
  for (const entry of scores.values()) {
    if (!(entries.length % 4000)) await rest();
    entry.paper = documentOf(entry.passage);
    if (wanted && !wanted(entry.paper, entry.passage)) continue;
    entries.push(entry);
    most = max(most, entry.slots);
  }
  const documents = new Set();
  for (const entry of entries) {
    entry.whole = entry.slots >= most;
    if (entry.whole) documents.add(entry.paper);
  }
  entries.sort((a, b) => b.score - a.score || b.passage - a.passage);
  return { best: entries.slice(0, 400), documents, whole: most >= slots };
};

// The best passages, few of any one document.
export const spread = (best, count, each) => {
  const taken = new Map();
  const late = [];
  const chosen = best.filter((entry) => {
    const of = (taken.get(entry.paper) ?? 0) + 1;
    taken.set(entry.paper, of);
    return of <= each || !late.push(entry);
  });
  return [...chosen, ...late].slice(0, count);
};
