// References to documents in a text, and which work of the table each means: a small core of what src/citation finds and
// src/corpus resolves, held to it by tests/browser/linker.test.mjs. It takes a number with its type alone, and leaves a
// reference as it is wherever the program could mean another work, or none.
//
// In: a text, the table of data/lien-ket.json. Out: where a reference stands, and the record of its work.
import { hashOf } from "./search-files.mjs";

// White space, and signs without width that pages put into numbers.
const GAP = "[\\s\\u00ad\\u200b-\\u200f\\u2060\\ufeff]";
const DASH = "\\-‐‑‒–—−";
const SLASH = "\\/⁄∕／";
const LETTER = "\\p{L}\\p{M}";
const NUMBER = `\\d{1,5}(?:\\.\\d{1,3})?[a-zđ]?(?:${GAP}*[${SLASH}${DASH}]${GAP}*[${LETTER}\\d&.]+)+`;
const AFTER = `(?![${LETTER}\\d]|${GAP}?[${SLASH}${DASH}]${GAP}?[${LETTER}\\d])`;
const DAY = `(\\d{1,2})${GAP}*[${SLASH}.${DASH}]${GAP}*(\\d{1,2})${GAP}*[${SLASH}.${DASH}]${GAP}*(\\d{4})(?!\\d)`;
const IN_WORDS = `(\\d{1,2})${GAP}+tháng${GAP}+(\\d{1,2})${GAP}+năm${GAP}+(\\d{4})(?!\\d)`;
const DATE = new RegExp(`${GAP}*,?${GAP}*ngày${GAP}+(?:${DAY}|${IN_WORDS})`, "yiu");
const ANY_DATE = new RegExp(`${GAP}*,?${GAP}*(?:\\(?${GAP}*(?:ban hành|ký|từ)?${GAP}*ngày|năm${GAP}+\\d)`, "yiu");
const OF = new RegExp(`${GAP}*,?${GAP}*của${GAP}+`, "yiu");
// Between the items of a list.
const NEXT = new RegExp(`(?:${GAP}*[,;]${GAP}*|${GAP}+)(?:và${GAP}+)?`, "yiu");
const ITEM = new RegExp(`số:?${GAP}*(${NUMBER})${AFTER}`, "yiu");
// Who signs for a body stands before its name.
const SIGNS = /^(?:chu-tich|bo-truong|giam-doc)-/;

const nfd = (text) => text.normalize("NFD");
const fold = (text) => nfd(text).replace(/\p{M}/gu, "").toLowerCase().replace(/[đð]/g, "d");
export const slug = (text) => fold(text).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

// As text::Number::key in the program.
export const keyOf = (printed) => {
  const plain = printed.normalize("NFC").replace(new RegExp(GAP, "g"), "").replace(new RegExp(`[${SLASH}]`, "g"), "/").replace(new RegExp(`[${DASH}]`, "g"), "-");
  const key = fold(plain).replace(/&/g, "").replace(/[.,;:\-/]+$/, "").replace(/^0+(?=\d)/, "");
  const dated = /^([^/-]+)\/((?:19|20|21)\d\d)(?:[/-](.*))?$/.exec(key);
  if (!dated) return key;
  const [, ordinal, year, symbol] = dated;
  return `${ordinal}/${year}${symbol ? `/${symbol.replace(/\//g, "-")}` : ""}`;
};
// "30/2020/NĐ-CP - Quy định …": what stands after a dash with space around it is of the number only where it looks like a symbol.
const ASIDE = new RegExp(`${GAP}+[${DASH}]${GAP}+(?![\\p{Lu}\\d&]{2,}(?![${LETTER}])).*$|[.]+$`, "su");
const trimmed = (number) => {
  const rest = number.replace(ASIDE, "");
  return rest === number ? number : trimmed(rest);
};
const isDated = (key) => /^[^/-]+\/(?:19|20|21)\d\d\//.test(key);

export const finder = (types) => {
  const longest = [...types].sort((a, b) => b.length - a.length);
  const words = longest.map((type) => type.replace(/[^\p{L} ]/gu, "").replace(/ /g, `${GAP}+`));
  // A law has its name between type and number.
  const named = `(?:Bộ luật|Luật|Pháp lệnh)(?:${GAP}+[${LETTER}]+(?:,(?=${GAP}))?){1,14}?${GAP}+số`;
  const mention = new RegExp(`(?<![${LETTER}\\d])(?:(${words.join("|")})(?:${GAP}+số:?)?|(${named}))${GAP}*(${NUMBER})${AFTER}`, "giu");

  // The date right after a number; undefined: one that cannot be read stands there.
  const dateAt = (text, at) => {
    DATE.lastIndex = ANY_DATE.lastIndex = at;
    const found = DATE.exec(text);
    if (!found) return ANY_DATE.test(text) ? undefined : { date: null, end: at };
    const [day, month, year] = found[1] ? found.slice(1, 4) : found.slice(4, 7);
    return { date: `${year}-${month.padStart(2, 0)}-${day.padStart(2, 0)}`, end: DATE.lastIndex };
  };
  const issuerAt = (text, at) => {
    OF.lastIndex = at;
    return OF.test(text) ? slug(text.slice(OF.lastIndex, OF.lastIndex + 160)).replace(SIGNS, "") : null;
  };
  const read = (text, type, start, numberAt, printed) => {
    const number = trimmed(printed);
    const end = numberAt + number.length;
    const dated = dateAt(text, end);
    return { type: slug(type), start, numberAt, number, key: keyOf(number), ...(dated ?? { end, unread: true }) };
  };

  // What follows is an item of the same list: "số 12/…" after a comma.
  const itemAfter = (text, { type, end }) => {
    NEXT.lastIndex = end;
    if (!NEXT.test(text)) return null;
    ITEM.lastIndex = NEXT.lastIndex;
    const found = ITEM.exec(text);
    return found && read(text, type, found.index, found.index + found[0].lastIndexOf(found[1]), found[1]);
  };
  // What a number is counted by: the last part of its symbol.
  const bodyOf = ({ key }) => /[^/-]*$/.exec(key)[0];

  const findIn = (text) => {
    const found = [];
    for (const match of text.matchAll(mention)) {
      const type = match[1] ?? /^(?:bộ luật|luật|pháp lệnh)/iu.exec(match[2].normalize("NFC"))?.[0] ?? "";
      if (match.index < (found.at(-1)?.end ?? 0)) continue;
      // "một số điều của Luật Khiếu nại, Luật Tố cáo số …": the number is that of the law that amends them, and the link begins at it.
      const names = match[2]?.match(/luật|pháp lệnh/giu)?.length > 1;
      const start = match.index + (names ? match[2].length - 2 : 0);
      const list = [];
      for (let one = read(text, type, start, match.index + match[0].lastIndexOf(match[3]), match[3]); one; one = itemAfter(text, one)) list.push(one);
      // The body that is named behind a list is that of its items whose numbers it counts.
      const last = list.at(-1);
      const issuer = issuerAt(text, last.end);
      for (const one of list) one.issuer = one === last || bodyOf(one) === bodyOf(last) ? issuer : null;
      found.push(...list);
    }
    return found;
  };
  return (text) => {
    const { plain, places } = composed(text);
    const found = findIn(plain);
    if (places) for (const one of found) for (const place of ["start", "numberAt", "end"]) one[place] = places[one[place]];
    return found;
  };
};

// Some editors write letters and their marks apart: the text with both together, and where each of its places was.
const composed = (text) => {
  if (text.normalize("NFC") === text) return { plain: text };
  let plain = "";
  const places = [];
  for (const { 0: part, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const whole = part.normalize("NFC");
    for (let at = 0; at < whole.length; at++) places.push(index);
    plain += whole;
  }
  places.push(text.length);
  return { plain, places };
};

const isNamed = (issuer, slugs) => issuer && slugs.some((slug) => issuer === slug || issuer.startsWith(`${slug}-`));

// The record of the only work that a reference can mean.
export const resolve = ({ key, type, date, issuer, unread }, { numbers, issuers }) => {
  if (unread || !/[a-z]/.test(key)) return null;
  const fits = (numbers[key] ?? []).filter((record) => {
    const [kind, known, , , , , , , place] = record;
    if (slug(kind) !== type || !known) return false;
    if (date ? known !== date && !(isDated(key) && known === date.slice(0, 4)) : !isDated(key)) return false;
    return !place || isNamed(issuer, issuers[place - 1]);
  });
  return fits.length === 1 ? fits[0] : null;
};

// The shard that has a number: its name is the lowest bits of the hash.
export const shardOf = (key, names) => {
  const hash = hashOf(key);
  return names.find((name) => [...name].every((bit, at) => (hash >>> at & 1) === +bit));
};
