// Words: as src/search/words.rs, held together by tests/search/words.tsv; typing without an input method, spelling.
//
// In: a text. Out: its words, typed (with marks) and plain (without), and where they stand.

const WORD = /[\p{Alphabetic}\p{N}\u0300-\u036f]+(?:&[\p{Alphabetic}\p{N}\u0300-\u036f]+)*/gu;
const OPEN = /(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\p{Alphabetic})/gu;
// "quản lí" is "quản lý": schools write the one, ministries the other.
const LONG_I = /^(?:[hklmst]|qu)([iíìỉĩị])$/;
const MARK = /[\u0300-\u036f]/g;
const known = new Map();

export const nfc = (text) => text.normalize("NFC");
const nfd = (text) => text.normalize("NFD");

export const forms = (word) => {
  let found = known.get(word);
  if (!found) {
    const typed = nfc(word).toLowerCase().replaceAll("&", "").replaceAll("ð", "đ").replace(OPEN, (pair) => {
      const [vowel, tone] = nfd(pair[1]);
      return nfc(pair[0] + tone) + vowel;
    });
    const spelled = typed.replace(LONG_I, (all, vowel) => all.slice(0, -1) + "yýỳỷỹỵ"["iíìỉĩị".indexOf(vowel)]);
    const plainly = (word) => nfd(word).replace(MARK, "").replaceAll("đ", "d");
    // What goes on begins as it is written: "ki" may become "kiểm".
    found = { typed: spelled, plain: plainly(spelled), stem: plainly(typed) };
    if (known.size > 50000) known.clear();
    known.set(word, found);
  }
  return found;
};

export const words = (text) => {
  const found = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const { typed, plain, stem } = forms(word);
    found.push({ typed, plain, stem, at: index, end: index + word.length });
  }
  return found;
};

export const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
export const plainOf = ({ plain }) => plain;

// How well a word of the text answers a typed one: the same; more marks than were typed; other marks; nothing.
const FEWER = 0.94;
const CONFLICT = 0.45;
export const likeness = (asked, word) => {
  if (asked.typed === word.typed) return 1;
  if (asked.plain === word.plain) return asked.typed === asked.plain || within(asked.typed, word.typed) ? FEWER : CONFLICT;
  if (asked.open && word.stem?.startsWith(asked.stem ?? asked.plain)) {
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

// ---- Telex and VNI, typed without the input method.

export const SYLLABLE = /^(?!.*(?:aa|dd|ee|oo))[b-hk-np-tvx]{0,3}[aeiouy]{1,3}(?:c|ch|m|ng?|nh|p|t)?$/;
const TONES = { s: "\u0301", f: "\u0300", r: "\u0309", x: "\u0303", j: "\u0323" };

export const untelex = (word) => {
  let typed = word;
  if (/^[a-z]+[1-9][a-z1-9]*$/.test(typed)) {
    typed = typed.replace(/([aeo])([a-z1-57-9]*?)6/g, "$1$1$2").replace(/[789]/g, (digit) => (digit === "9" ? "d" : "w"));
    typed = typed.replace(/[1-5]/g, (digit) => "sfrxj"[digit - 1]);
  }
  if (!/^[a-z]+$/.test(typed)) return null;
  // A short form with đ: "gdd9t".
  if (!/[aeiouy]/.test(typed)) return word.includes("d9") ? word.replace("d9", "đ") : null;
  let out = "";
  let tone = "";
  for (const letter of typed) {
    const vowels = /[aeiouyâêôăơư]/.test(out);
    const twice = "aeo".includes(letter) ? out.match(new RegExp(`${letter}([iuy]?[^aeiouyâêôăơư]*)$`)) : null;
    if (letter === "d" && /^d[^d]*$/.test(out)) out = "đ" + out.slice(1);
    else if (twice) out = out.slice(0, twice.index) + { a: "â", e: "ê", o: "ô" }[letter] + twice[1];
    else if (letter === "w" && /uo/.test(out)) out = out.replace("uo", "ươ");
    else if (letter === "w" && /[aou][^aou]*$/.test(out)) {
      out = out.replace(/([aou])([^aou]*)$/, (_, vowel, rest) => ({ a: "ă", o: "ơ", u: "ư" })[vowel] + rest);
    } else if (letter === "w") out += "ư";
    else if (vowels && TONES[letter]) tone = TONES[letter];
    else out += letter;
  }
  out = out.replace("ưo", "ươ");
  const plain = forms(out).plain;
  if (out + tone === word || !SYLLABLE.test(plain)) return null;
  return tone ? toned(out, tone) : out;
};

const toned = (word, tone) => {
  const [begin] = /^(?:qu|gi(?=[aeiouyâêôăơư]))?/.exec(word);
  const rest = word.slice(begin.length);
  // On the vowel with a mark; else on the last before consonants, the last but one at the end.
  const at = 1 + ((/[âêôăơ]|ư(?!ơ)/.exec(rest) ?? /[aeiouy](?=[aeiouy]?$|[^aeiouy])/.exec(rest))?.index ?? 0);
  return nfc(begin + rest.slice(0, at) + tone + rest.slice(at));
};

// ---- Spelling: one letter more, less, other, or two letters swapped.

export const isNear = (a, b) => {
  if (Math.abs(a.length - b.length) > 1) return 0;
  let since = 0;
  while (since < a.length && a[since] === b[since]) since++;
  if (a.slice(since + 2) === b.slice(since + 2) && a[since] === b[since + 1] && a[since + 1] === b[since]) return 2;
  const rest = (skipA, skipB) => a.slice(since + skipA) === b.slice(since + skipB);
  return (a.length === b.length && rest(1, 1)) || (a.length > b.length && rest(1, 0)) || (a.length < b.length && rest(0, 1)) ? 1 : 0;
};
