// Telex and VNI, typed without the input method.
import { SYLLABLE, forms, nfc } from "./search-words.mjs";

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

// What looks like Telex, and is no word of the library, is read as Telex.
export const readTelex = async (found) => {
  const read = found.words.map((word) => (word.number || word.typed !== word.plain || SYLLABLE.test(word.plain) ? null : untelex(word.plain)));
  const at = read.reduce((best, decoded, at) => (decoded && (best < 0 || found.words[at].plain.length > found.words[best].plain.length) ? at : best), -1);
  if (at < 0 || (await found.term(found.words[at].plain))) return;
  found.words = found.words.map((word, at) => (read[at] ? { ...word, ...forms(read[at]) } : word));
  found.instead = "telex";
};
