// Words: as src/search/words.rs, held together by tests/search/words.tsv.
//
// In: a text. Out: its words, typed (with marks) and plain (without), and where they stand.

const WORD = /[\p{Alphabetic}\p{N}\u0300-\u036f]+(?:&[\p{Alphabetic}\p{N}\u0300-\u036f]+)*/gu;
const OPEN = /(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\p{Alphabetic})/gu;
// "quản lí" is "quản lý": schools write the one, ministries the other.
const LONG_I = /(?<=^|[ \n])([hklmst]|qu)([iíìỉĩị])(?=[ \n]|$)/g;
const MARK = /[\u0300-\u036f]/g;
const known = new Map();

export const nfc = (text) => text.normalize("NFC");
const nfd = (text) => text.normalize("NFD");
const lower = (text) => nfc(text).toLowerCase().replaceAll("&", "");
const bare = (text) => nfd(text).replace(MARK, "").replace(/[đð]/g, "d");

// Words without their marks, with one space or line end between.
export const plainly = (text) => bare(lower(text).replace(LONG_I, "$1y"));

const typedOf = (word) => {
  const moved = lower(word).replaceAll("ð", "đ").replace(OPEN, (pair) => {
    const [vowel, tone] = nfd(pair[1]);
    return nfc(pair[0] + tone) + vowel;
  });
  return moved.replace(LONG_I, (_, begin, vowel) => begin + "yýỳỷỹỵ"["iíìỉĩị".indexOf(vowel)]);
};

// Without marks; and as it is written, because what goes on begins so: "ki" may become "kiểm".
const plainForms = (word) => {
  let found = known.get(word);
  if (!found) {
    found = { plain: plainly(word), stem: bare(lower(word)) };
    if (known.size > 50000) known.clear();
    known.set(word, found);
  }
  return found;
};

export const forms = (word) => ({ ...plainForms(word), typed: typedOf(word) });

// Words of a text, without `typed`: of thousands a few are looked at more closely.
export const scan = (text) => {
  const found = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const { plain, stem } = plainForms(word);
    found.push({ plain, stem, at: index, end: index + word.length });
  }
  return found;
};
export const withTyped = (word, text) => Object.assign(word, { typed: word.typed ?? typedOf(text.slice(word.at, word.end)) });
export const words = (text) => scan(text).map((word) => withTyped(word, text));

export const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
export const plainOf = ({ plain }) => plain;
// How a word begins that is still being typed.
export const stemOf = ({ stem, plain }) => stem ?? plain;

// How well a word of the text answers a typed one: the same; more marks than were typed; other marks; nothing.
const FEWER = 0.94;
const CONFLICT = 0.45;
export const likeness = (asked, word) => {
  if (asked.typed === word.typed) return 1;
  if (asked.plain === word.plain) return asked.typed === asked.plain || within(asked.typed, word.typed) ? FEWER : CONFLICT;
  if (asked.open && word.stem?.startsWith(stemOf(asked))) {
    return asked.typed === asked.plain || within(asked.typed, [...word.typed].slice(0, [...asked.typed].length).join("")) ? 0.9 : 0.4;
  }
  return 0;
};

const within = (fewer, more) => {
  const letters = [...more];
  return [...fewer].every((letter, at) => {
    const other = letters[at] ?? "";
    if (letter === other || (letter === "d" && other === "đ")) return true;
    const [base, ...marks] = nfd(letter);
    const [otherBase, ...otherMarks] = nfd(other);
    return base === otherBase && marks.every((mark) => otherMarks.includes(mark));
  });
};

// A syllable of Vietnamese, without marks.
export const SYLLABLE = /^(?!.*(?:aa|dd|ee|oo))[b-hk-np-tvx]{0,3}[aeiouy]{1,3}(?:c|ch|m|ng?|nh|p|t)?$/;
