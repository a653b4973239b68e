// Spelling: what a word may be that the index does not know, or not beside its neighbours.
import { GUESS, MOST_GUESSES, MOST_NEAR, PAIR, SINGLE } from "./search-figures.mjs";
import { together } from "./search-files.mjs";
import { exchange } from "./search-goals.mjs";

// One letter more, less, other, or two letters swapped.

const isNear = (a, b) => {
  if (Math.abs(a.length - b.length) > 1) return 0;
  let since = 0;
  while (since < a.length && a[since] === b[since]) since++;
  if (a.slice(since + 2) === b.slice(since + 2) && a[since] === b[since + 1] && a[since + 1] === b[since]) return 2;
  const rest = (skipA, skipB) => a.slice(since + skipA) === b.slice(since + skipB);
  return (a.length === b.length && rest(1, 1)) || (a.length > b.length && rest(1, 0)) || (a.length < b.length && rest(0, 1)) ? 1 : 0;
};

const byRank = (a, b) => b.rank - a.rank;

// Words that the index does not know, or not beside these neighbours → words that are one letter off, best those that stand beside
// the neighbours in a passage that has the rest. They are looked for as well; the text will tell which was meant.
export const respell = async (found, places, vocabularies, rest) => {
  const { words: list, goals, term } = found;
  const guesses = [];
  for (const [place, at] of places.entries()) {
    const word = list[at];
    await rest();
    const near = [];
    for (const [plain, often] of vocabularies[place]) {
      const kind = isNear(word.plain, plain);
      if (kind && plain !== word.plain) near.push({ plain, kind, rank: often + kind * 4 });
    }
    near.sort(byRank).splice(MOST_NEAR);
    const options = [];
    const isKnown = goals.some((goal) => goal.since <= at && goal.to >= at);
    const beside = ({ plain }) => together([at && term(`${list[at - 1].plain} ${plain}`), at + 1 < list.length && term(`${plain} ${list[at + 1].plain}`)]);
    const pairs = await together(near.map(beside));
    for (const [which, { plain, kind, rank }] of near.entries()) {
      const lists = pairs[which].filter(Boolean).map((slot) => ({ ...slot, weight: isKnown ? GUESS : PAIR }));
      if (lists.length) options.push({ plain, kind, lists, rank: rank + 40 * lists.length });
    }
    options.sort(byRank);
    if (!options.length && !isKnown && near.length) {
      const slot = await term(near[0].plain);
      if (slot) options.push({ ...near[0], lists: [{ ...slot, weight: SINGLE }] });
    }
    if (!options.length) continue;
    options.splice(MOST_GUESSES);
    guesses.push([at, options]);
    const own = goals.filter((goal) => goal.since === at && goal.to === at);
    exchange(goals, own, { since: at, to: at, counts: true, ways: [...own.flatMap(({ ways }) => ways), ...options.map(({ lists }) => lists)] });
  }
  if (!guesses.length) return;
  const put = (list, at, { plain, kind }) => list.map((old, place) => (place === at ? { ...old, typed: plain, plain, guess: kind } : old));
  const first = guesses.reduce((list, [at, [option]]) => put(list, at, option), list);
  const made = [first];
  for (const [at, options] of guesses) {
    made.push(...options.slice(1).map((option) => put(first, at, option)));
    if (guesses.length > 1) made.push(...options.map((option) => put(list, at, option)));
  }
  found.instead = "spelling";
  found.words = first;
  found.variants.push(...made.slice(0, 9));
};
