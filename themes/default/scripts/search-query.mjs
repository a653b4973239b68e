// The query: its words, phrases, numbers of documents, and what its words may stand for.
import { MOST_VARIANTS, MOST_WORDS } from "./search-figures.mjs";
import { nfc, plainOf, words } from "./search-words.mjs";

const { max } = Math;

// What results are narrowed by, in the order in which the page shows it.
export const NARROW = ["type", "issuer", "theme", "school_year", "year", "province", "level", "status"];

export const ZEROS = /^0+(?=\d)/;
export const YEAR = /^(?:19|20)\d\d$/;
const SYMBOL = /^[a-zđ&]{1,8}\d{0,2}$|^\d{1,4}$/;
// What begins a symbol after a number and a space: "2457 qd bgddt", "16 da tu", "169 ubnd vx".
const SHORT = /^(?:[b-df-hj-np-tv-xz]{1,5}\d{0,2}|da|tu|[a-z]{0,3}ubnd|ubtvqh\d*)$/;
const SHORT_TYPE = /^(?:tt|nd|nq|qd|ct|ttlt|kh|cv)$/;
const TYPE = /^(?:quyet dinh|nghi (?:dinh|quyet)|chi thi|thong (?:tu|bao|tri)|lien tich|ke hoach|cong (?:van|dien)|ket luan|huong dan|phap lenh|de an|chuong trinh|quy (?:che|dinh))$/;
export const parse = (query, said = {}) => {
  const all = nfc(query.slice(0, 2000));
  const phrases = [];
  const found = words(all).filter((word) => word.plain).slice(0, MOST_WORDS);
  for (const match of all.matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]/g)) {
    const inside = found.filter((word) => word.at >= match.index && word.end <= match.index + match[0].length);
    if (inside.length) phrases.push(inside);
  }
  const asked = { words: found, phrases, raw: all, readings: [], newest: false };
  if (!phrases.length) readWishes(asked, said.idle ?? []);
  if (!phrases.length) readNumber(asked);
  // The last word may still be growing.
  const last = found.at(-1);
  if (last && last.end === all.length) last.open = true;
  asked.readings.push({ words: found });
  Object.assign(asked, asked.readings[0]);
  asked.variants = variants(asked.words, said);
  return asked;
};

// "TT36" is two words.
const splitShort = (list) => {
  const at = list.findIndex(({ plain }) => /^(?:tt|nd|nq|qd|ct|ttlt)\d{1,4}$/.test(plain));
  if (at < 0) return;
  const { plain, at: from, end } = list[at];
  const letters = plain.search(/\d/);
  const part = (since, to) => ({ typed: plain.slice(since, to), plain: plain.slice(since, to), at: from + since, end: to ? from + to : end });
  list.splice(at, 1, part(0, letters), part(letters));
};

// The letters of a number that two words mean, or the last of them: "thông tư", "nđ".
const kindOf = (type) => {
  if (TYPE.test(type.join(" "))) return type[0] === "lien" ? "ttlt" : type[0][0] + (type[1] === "trinh" ? "tr" : type[1][0]);
  return SHORT_TYPE.test(type.at(-1)) ? type.at(-1) : "";
};

// "mới nhất" is a wish about the order, question words weigh nothing; unless nothing else is said.
const readWishes = (asked, idle) => {
  const { words: list } = asked;
  const at = list.findIndex(({ plain }, at) => plain === "moi" && list[at + 1]?.plain === "nhat");
  if (at >= 0 && list.length > 2) {
    list.splice(at, 2);
    asked.newest = true;
  }
  for (const form of idle) {
    list.forEach((_, begin) => {
      const those = list.slice(begin, begin + form.length);
      if (form.every((part, offset) => those[offset]?.plain === part)) for (const word of those) word.idle = true;
    });
  }
  if (list.every((word) => word.idle)) for (const word of list) delete word.idle;
};

// What may be a document number in any spelling, most of it first: "2457/QĐ-BGDĐT", "72 qd tw", "chỉ thị 06", "số 115".
const readNumber = ({ words: list, raw, readings }) => {
  splitShort(list);
  const begin = list.findIndex((word) => /^\d/.test(word.plain));
  if (begin < 0) return;
  const gap = (at) => raw.slice(list[at - 1].end, list[at].at);
  const tied = (at) => at < list.length && /^\s*[-–/]\s*$/.test(gap(at));
  const named = (at) => list[at] && SHORT.test(list[at].plain) && list[at].typed.replace("đ", "d") === list[at].plain && !list[at].plain.includes("d9");
  let end = begin + 1;
  while (tied(end) && SYMBOL.test(list[end].plain)) end++;
  const isTied = end > begin + 1;
  if (end > begin + 1 && /^\d{1,2}$/.test(list[end]?.plain) && /qh$/.test(list[end - 1].plain)) end++;
  // "115 kh sgd dt", "TT-BGD ĐT"
  if (!isTied && YEAR.test(list[end]?.plain) && named(end + 1)) end++;
  const letters = () => list.slice(begin, end).some((word) => /[a-z]/.test(word.plain));
  const most = end + (letters() ? 1 : 5);
  while (end < most && named(end) && (end > begin + 1 || !/\d/.test(list[end].plain))) end++;
  const isLettered = letters();
  const number = list.slice(begin, end).map(plainOf).join("").replace(ZEROS, "");
  const so = /^(?:so|số)$/.test(list[begin - 1]?.typed) ? 1 : 0;
  const kind = kindOf(list.slice(max(0, begin - so - 2), begin - so).map(plainOf));
  const put = (number, begin, end, more) => {
    const shown = raw.slice(list[begin].at, list[end - 1].end);
    const parts = list.slice(begin, end);
    const word = { typed: number, plain: number, at: parts[0].at, end: parts.at(-1).end, number: true, shown, parts };
    // Alone, but for its type: "chỉ thị số 06".
    const isAlone = begin - so - (kind ? (SHORT_TYPE.test(list[begin - so - 1]?.plain) ? 1 : 2) : 0) <= 0 && end === list.length;
    readings.push({ number, isAlone, isTied: isTied && isLettered, words: [...list.slice(0, begin), word, ...list.slice(end)], ...more });
  };
  // Half remembered: the same without its year, which is said.
  const softly = (kind, begin, end) => {
    const dated = list.slice(begin, end).findIndex(({ plain }) => YEAR.test(plain));
    if (dated < 1) return;
    const rest = list.slice(begin, end).filter((_, at) => at !== dated).map(plainOf).join("").replace(ZEROS, "");
    if (/[a-z]/.test(rest + kind)) put(rest + kind, begin, end, { year: list[begin + dated].plain });
  };
  // "nghị định 81/2021"
  if (isLettered || /^\d+\s*\/\s*\d{4}$/.test(raw.slice(list[begin].at, list[end - 1].end))) {
    put(number, begin, end);
    softly(isLettered ? "" : kind, begin, end);
  } else if (end === begin + 1) {
    if (kind) put(number + kind, begin, end);
    if (list.length === 1 + so) put(number, begin - so, end);
  }
};

// The query with each of its short forms written out, or the other way round; with words of the law for those that people say; at last
// with all of these at once.
export const variants = (list, { shortForms = [], lay = [] }) => {
  const all = [...shortForms.flatMap((group) => swapsOf(list, group, group)), ...lay.flatMap((group) => swapsOf(list, group.slice(0, 1), group.slice(1), true))];
  const isInside = (swap, other) => other.since <= swap.since && swap.to <= other.to && other.to - other.since > swap.to - swap.since;
  const swaps = all.filter((swap) => !all.some((other) => isInside(swap, other))).slice(0, MOST_VARIANTS);
  const found = [list, ...swaps.map((swap) => Object.assign(swapped(list, swap), { short: swap }))];
  const apart = swaps.filter((swap, at) => !swaps.slice(0, at).some((other) => other.since <= swap.to && swap.since <= other.to));
  if (apart.length > 1) found.push(apart.sort((a, b) => b.since - a.since).reduce(swapped, list));
  return found;
};

// Where one of `forms` stands in the query, and what of `others` may stand there instead.
const swapsOf = (list, forms, others, isLay) => {
  for (const form of forms) {
    const since = list.findIndex((_, begin) => form.every((part, offset) => list[begin + offset]?.plain === part));
    if (since < 0) continue;
    const to = since + form.length - 1;
    return others.filter((other) => other !== form).map((other) => ({ since, to, other, length: other.length, term: isLay ? null : `~${forms[0].join("")}` }));
  }
  return [];
};

const swapped = (list, { since, to, other }) => {
  const put = other.map((part) => ({ typed: part, plain: part, made: true, at: list[since].at, end: list[to].end }));
  return [...list.slice(0, since), ...put, ...list.slice(to + 1)];
};
