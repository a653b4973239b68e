// The second look: the articles of the passages that were read, by the same sums as the passages, and by order and marks.
import { ANY_TITLE, BY_ORDER, BY_TERMS, BY_TITLE, BY_WHOLE_TITLE, GUESSED, HALF, HEADING, LAPSED, LENGTH, NAMED, NEWER, OUT, OWN, OWN_PARTLY, OWN_SOFTLY, SAID, SHORTENED, TITLE, WEAK, WHOLE } from "./search-figures.mjs";
import { rarity } from "./search-library.mjs";
import { ZEROS, YEAR } from "./search-query.mjs";
import { likeness, plainOf, scan, stemOf, sum, withTyped } from "./search-words.mjs";

const { log2, max, min } = Math;

// Hits of all records that were read, unsorted. `ranks`: of each record the worth of its passage, of the best 1.
export const sectionHits = (found, records, ranks) => {
  const textOf = reading(found);
  const sections = records.flatMap((record, at) => sectionsOf(found, record, at, textOf));
  const readings = found.variants.map((asked, at) => read(found, asked, at, sections));
  return sections.map((section, at) => hit(found, section, best(readings.map((reading) => reading[at])), ranks[section.passage]));
};

// Texts → their words, and the places of those that any reading of the query asks for: texts have thousands of others.
const reading = (found) => {
  const all = [...found.variants, ...found.phrases].flat();
  const plains = new Set(all.map(plainOf));
  const begun = [...new Set(all.filter(({ open }) => open).map(stemOf))];
  const isAsked = ({ plain, stem }) => plains.has(plain) || begun.some((begin) => stem?.startsWith(begin));
  return (body) => {
    const list = textWords(found, body);
    const near = [...list.keys()].filter((at) => isAsked(list[at]));
    for (const at of near) withTyped(list[at], body);
    return { body, list, near };
  };
};

const sectionsOf = (found, record, passage, textOf) => {
  const title = textOf(record.c ?? record.t);
  const own = ownNumber(found, record);
  return (found.words.length ? record.s : record.s.slice(0, 1)).map(([place, heading, body], order) => ({
    record, passage, place, heading, order, title, own: order ? 0 : own, headingText: textOf(heading), text: textOf(found.words.length ? body : ""), body,
  }));
};

const best = (seen) => seen.reduce((best, one) => (one.score > best.score ? one : best));

// What is seen of one reading of the query in each section.
const read = (found, asked, which, sections) => {
  const terms = termsOf(asked);
  const look = lookFor(asked);
  const usual = sum(sections.map(({ text }) => text.list.length)) / sections.length || 1;
  const titles = new Map();
  const seen = sections.map((section) => {
    if (!titles.has(section.title)) titles.set(section.title, look(section.title));
    const parts = { title: titles.get(section.title), heading: look(section.headingText), text: look(section.text) };
    const long = 1 - LENGTH + (LENGTH * section.text.list.length) / usual;
    const count = ({ at, is }) => parts.text[is][at] / long + HEADING * parts.heading[is][at] + TITLE * parts.title[is][at];
    const titled = terms.map(({ at, is }) => min(1, parts.title[is][at]));
    return { ...parts, counts: terms.map(count), titled, asked: parts.title.found / (section.title.list.length || 1) };
  });
  const idfs = terms.map(({ key }, at) => found.rarities.get(key) ?? rarity(seen.length, seen.filter(({ counts }) => counts[at] > 0).length));
  const most = sum(idfs) || 1;
  const guess = asked.reduce((kind, { guess }) => guess ?? kind, 0);
  const likely = !which ? 1 : guess ? GUESSED[guess - 1] : asked.short?.term ? SHORTENED : SAID;
  return seen.map(({ title, heading, text, counts, titled, asked }, at) => {
    const byTerms = sum(counts.map((count, term) => (idfs[term] * count) / (count + HALF))) / most;
    const byTitle = (sum(titled.map((count, term) => idfs[term] * count)) / most) * (ANY_TITLE + (1 - ANY_TITLE) * asked);
    const isWholeTitle = asked === 1 && sections[at].title.list.length > 1;
    let order = text.order;
    if (heading.whole) order += 0.04;
    if (title.whole) order += 0.03;
    if (!sections[at].order) order = max(order, title.order * 0.97);
    return { title, text, guess, byTerms, score: likely * (BY_TERMS * byTerms + BY_ORDER * order + BY_TITLE * byTitle + (isWholeTitle ? BY_WHOLE_TITLE : 0)) };
  });
};

// The terms of one reading: each word and each pair of neighbours once.
const termsOf = (asked) => {
  const terms = new Map();
  asked.forEach((word, at) => {
    if (word.idle) return;
    const key = (word.number ? "#" : "") + word.plain;
    if (!terms.has(key)) terms.set(key, { key, at, is: "singles" });
    const next = asked[at + 1]?.idle ? null : asked[at + 1];
    const pair = next && `${word.plain} ${next.plain}`;
    if (pair && !terms.has(pair)) terms.set(pair, { key: pair, at, is: "pairs" });
  });
  return [...terms.values()];
};

const hit = (found, { record, passage, place, heading, body, order, text: { list }, title, own }, { score, text, guess }, rank) => {
  // Who names a whole number means it: dates and words beside it count for less.
  const names = found.isTied && list.some((word) => word.number);
  // "chuong-ii/#dieu-5": of a long document, the page of the portion around the section.
  const [anchor, portion] = place.split("#").reverse();
  return {
    ...(portion && { portion }),
    url: record.u, title: record.c ? `${record.t}: ${record.c}` : record.t, type: record.k, number: record.n, date: record.d, issuer: record.i,
    anchor, section: heading, order, passage, guess, own,
    score: (own >= OWN ? own : score + own + (names ? NAMED : 0)) + 3 * rank + amongEquals(record), status: record.e, replaced: record.r, weak: !own && score < WEAK,
    phrases: found.phrases.every((phrase) => hasPhrase(phrase, list) || (!order && hasPhrase(phrase, title.list))),
    run: text.whole ? body.slice(text.run.begin.at, text.run.last.end).replace(/\s+/g, " ") : undefined,
    snippet: snippet(body, list, text),
  };
};

// A document's own number outranks mentions of it; beside other words, these say which of several is meant.
const ownNumber = (found, { n: number }) => {
  const is = (asked) => asked && number && textWords({ number: asked }, number)[0].number;
  if (is(found.number)) return found.isTied || found.isAlone ? OWN : OWN_PARTLY;
  return is(found.soft?.number) ? OWN_SOFTLY : 0;
};

// The newer one, and what is in force.
const amongEquals = ({ d: date, e: status }) => {
  return NEWER * min(1, max(0, ((date?.slice(0, 4) ?? 2000) - 2000) / 20)) - (OUT.includes(status) ? LAPSED : 0);
};

const hasPhrase = (phrase, list) => {
  return list.some((_, begin) => phrase.every((word, at) => list[begin + at] && likeness(word, list[begin + at]) >= 0.9));
};

// The document number that is asked for becomes one word, as in the query; its year may be left out.
const textWords = ({ number }, body) => {
  const list = scan(body);
  if (!number) return list;
  const joined = [];
  for (let at = 0; at < list.length; at++) {
    const first = list[at];
    let [whole, short, end] = ["", "", at];
    if (/^\d/.test(first.plain)) {
      do {
        const { plain } = list[end++];
        whole += end > at + 1 ? plain : plain.replace(ZEROS, "");
        if (end === at + 1 || !YEAR.test(plain)) short += end > at + 1 ? plain : whole;
      } while (whole !== number && short !== number && whole.length < number.length + 4 && list[end] && /^[\s/–-]{0,4}$/.test(body.slice(list[end - 1].end, list[end].at)));
    }
    if (whole === number || short === number) {
      const isNumber = end - at > 1 || /^\s*[-/]\s*(?:(?:19|20)\d\d\s*[-/]\s*)?\p{Lu}/u.test(body.slice(first.end, first.end + 14)) || /[a-z]/.test(number);
      joined.push({ typed: number, plain: number, at: first.at, end: list[end - 1].end, number: true, loose: !isNumber });
      at = end - 1;
    } else joined.push(first);
  }
  return joined;
};

const NONE = new Map();

// Where the words of one reading stand in a text: how often each word and each pair, how much of the query in order, what is marked.
const lookFor = (asked) => {
  const places = placesOf(asked);
  const nothing = lookThrough(asked, places, { body: "", list: [], near: [] });
  return (text) => (text.near.length ? lookThrough(asked, places, text) : nothing);
};

const lookThrough = (asked, places, { body, list, near }) => {
  const size = asked.length || 1;
  const zeros = () => asked.map(() => 0);
  const [singles, pairs, best, beside] = [zeros(), zeros(), zeros(), zeros()];
  const marks = new Set();
  const alone = new Set();
  let run = { length: 0, quality: 0 };
  let wholes = 0;
  // Runs that end at the word before, by place in the query.
  let before = NONE;
  near.forEach((at, which) => {
    const word = list[at];
    if (near[which - 1] !== at - 1) before = NONE;
    const those = places(word);
    if (!those.length) return void (before = NONE);
    const now = new Map();
    // What goes on in the next paragraph is not quite one run.
    const breaks = at && body.slice(list[at - 1].end, word.at).includes("\n") ? 0.1 : 0;
    for (const place of those) {
      const like = likeness(asked[place], word) * (word.loose ? 0.6 : 1);
      if (!like) continue;
      alone.add(at);
      singles[place] += like;
      best[place] = max(best[place], like);
      const above = before.get(place - 1);
      const here = { length: 1, quality: like };
      if (above) {
        here.length += above.length;
        here.quality += above.quality - breaks;
        pairs[place - 1] += min(like, above.like);
        beside[place] = max(beside[place], like);
        for (let back = 0; back < here.length; back++) marks.add(at - back);
      }
      here.like = like;
      if (here.length === size) wholes++;
      if (here.quality > run.quality + 1e-9) run = { ...here, begin: list[at - here.length + 1], last: word };
      now.set(place, here);
    }
    before = now;
  });
  const cover = sum(best) / size;
  const ties = size > 1 ? sum(beside) / (size - 1) : cover;
  const share = run.quality / size;
  const whole = run.length === size;
  const order = (50 * share + 25 * cover + 15 * ties + (whole ? WHOLE * share + min(4, 1.5 * log2(max(1, wholes))) : 0)) / 100;
  return { singles, pairs, order, found: alone.size, whole: whole && share > 0.8, marks: [...(marks.size ? marks : alone)].sort((a, b) => a - b), run };
};

// The places of the query that a word of the text may answer.
const placesOf = (asked) => {
  const places = new Map();
  let open = -1;
  asked.forEach((word, at) => {
    places.set(word.plain, [...(places.get(word.plain) ?? []), at]);
    if (word.open) open = at;
  });
  return ({ plain, stem }) => {
    const own = places.get(plain) ?? [];
    return open >= 0 && plain !== asked[open].plain && stem?.startsWith(stemOf(asked[open])) ? [...own, open] : own;
  };
};

const BEFORE = 70;
const LONG = 240;

// The text around the longest run, with what was found marked: { text, marks: [[from, to], …] }.
const snippet = (body, list, { marks, run }) => {
  if (!list.length) return { text: body.slice(0, LONG), marks: [] };
  const { begin = list[0] } = run;
  let since = max(0, begin.at - BEFORE);
  const line = body.lastIndexOf("\n", begin.at) + 1;
  if (line > since || begin.at - line < BEFORE * 1.6) since = line;
  else since = body.indexOf(" ", since) + 1;
  let to = min(body.length, since + LONG);
  if (to < body.length) to = max(body.lastIndexOf(" ", to), run.last?.end ?? 0);
  const cut = since && body[since - 1] !== "\n" ? "… " : "";
  const offset = cut.length - since;
  const ranges = [];
  for (const at of marks) {
    const word = list[at];
    if (word.at < since || word.end > to) continue;
    const last = ranges.at(-1);
    if (last && /^[\s/–-]*$/.test(body.slice(last[1] - offset, word.at))) last[1] = word.end + offset;
    else ranges.push([word.at + offset, word.end + offset]);
  }
  return { text: cut + body.slice(since, to).replaceAll("\n", " ") + (to < body.length ? " …" : ""), marks: ranges };
};
