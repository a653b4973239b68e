// Queries that the search was not tuned on: drawn from the pages of any built site, each with the sections that hold it.
//
//   node benches/search/draw.mjs <built site> [--seed 1] [--each 60] [--documents] > queries.jsonl
//
// Reads the pages of documents (HTML, not the index, so that what the index loses shows), takes runs of words that stand in one
// section or in few, and writes them as people type: `each` queries of every kind. --documents: any section of a document that
// holds it is right (for large sites, where a run of words stands in several). Lines as benches/search/run reads them:
// { q, kind, expect_file, expect_anchor?, accept: [{ file, anchor? }], src }. The same seed gives the same queries.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { documentsOf } from "./documents.mjs";

const [folder, ...flags] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node benches/search/draw.mjs <built site> [--seed 1] [--each 60] [--documents]");
  process.exit(2);
}
const flag = (name, otherwise) => (flags.includes(name) ? Number(flags[flags.indexOf(name) + 1]) : otherwise);
const EACH = flag("--each", 60);
const ANYWHERE = flags.includes("--documents");
// In how many sections (documents) a run may stand.
const FEW = 4;

// A small generator of numbers (mulberry32): the same everywhere.
let state = flag("--seed", 1) >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const below = (count) => Math.floor(random() * count);
const one = (list) => list[below(list.length)];

// ---- Words, apart from how the search sees them.

const TONES = "\u0300\u0301\u0303\u0309\u0323";
const tokens = (text) => text.normalize("NFC").match(/[\p{L}\p{N}]+(?:&[\p{L}\p{N}]+)*/gu) ?? [];
const lower = (word) => word.toLowerCase().replaceAll("&", "");
const fold = (word) => lower(word).normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
// One key for both placements of a tone: the tone stands at the end.
function key(word) {
  const letters = [...lower(word).normalize("NFD")];
  return letters.filter((letter) => !TONES.includes(letter)).join("") + letters.filter((letter) => TONES.includes(letter)).join("");
}

// Words are compared very often: their forms are made once.
const once = (make) => {
  const made = new Map();
  return (word) => {
    if (!made.has(word)) made.set(word, make(word));
    return made.get(word);
  };
};
const keyOf = once(key);
const foldOf = once(fold);

// ---- Sections of the documents, from their pages.

const BLOCK = /^(?:p|li|ul|ol|h\d|div|tr|td|th|table|thead|tbody|blockquote|pre|br|section|figure|figcaption|dl|dt|dd|hr)$/;
const SHOWN = /(?:^|-)(?:phan|chuong|dieu|phu-luc)-[^-]+$/;
const CHARACTERS = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
const plainText = (text) =>
  text.replace(/&(#x?)?([\da-z]+);/gi, (whole, number, name) =>
    number ? String.fromCodePoint(parseInt(name, number.length > 1 ? 16 : 10)) : CHARACTERS[name] ?? whole);

function sectionsOf(page) {
  const begin = page.indexOf('<div class="text">');
  const sections = [];
  let [depth, anchor, line, skip] = [0, "mo-dau", "", 0];
  const end = () => {
    if (line.trim()) {
      if (sections.at(-1)?.anchor !== anchor) sections.push({ anchor, lines: [] });
      sections.at(-1).lines.push(line);
    }
    line = "";
  };
  for (const [, text, close, name, attributes] of page.slice(begin).matchAll(/([^<]*)<(\/?)([a-z]\w*)([^>]*)>/g)) {
    if (!skip) line += plainText(text);
    if (name === "div") depth += close ? -1 : 1;
    if (name === "sup" || (name === "a" && (close ? skip : /permalink/.test(attributes)))) skip = close ? 0 : 1;
    if (BLOCK.test(name)) end();
    const id = / id="([^"]*)"/.exec(attributes)?.[1];
    if (!close && id && (/^h\d$/.test(name) || id === "mo-dau" || (name === "p" && SHOWN.test(id)))) anchor = id;
    if (!depth) break;
  }
  return sections;
}

const documents = documentsOf(folder);
const places = [];
for (const { source, url, number } of documents) {
  let page;
  try {
    page = readFileSync(join(folder, decodeURIComponent(new URL(url).pathname), "index.html"), "utf8");
  } catch {
    continue;
  }
  for (const { anchor, lines } of sectionsOf(page)) {
    places.push({ file: source, anchor, number, lines: lines.map(tokens), raw: lines.join("\n").normalize("NFC") });
  }
}

// ---- Where runs of words stand: two pairs and more are looked up by their pairs, then checked.

const pairs = new Map();
places.forEach(({ lines }, place) => {
  for (const line of lines) {
    line.forEach((word, at) => {
      for (const term of at ? [foldOf(word), `${foldOf(line[at - 1])} ${foldOf(word)}`] : [foldOf(word)]) {
        const holders = pairs.get(term) ?? [];
        if (holders.at(-1) !== place) holders.push(place);
        pairs.set(term, holders);
      }
    });
  }
});

function has(holders, place) {
  let [low, high] = [0, holders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holders[middle] < place) low = middle + 1;
    else high = middle;
  }
  return holders[low] === place;
}

// The places that hold the run: with all its marks, or (`plain`) with any marks; the last word may go on (`open`).
function holders(run, { plain = false, open = false } = {}) {
  const form = plain ? foldOf : keyOf;
  const wanted = run.map(form);
  const whole = open ? run.slice(0, -1) : run;
  const terms = whole.length > 1 ? whole.slice(1).map((word, at) => `${foldOf(whole[at])} ${foldOf(word)}`) : [foldOf(whole[0])];
  const [rarest, ...others] = terms.map((term) => pairs.get(term) ?? []).sort((a, b) => a.length - b.length);
  return rarest.filter((place) => others.every((list) => has(list, place)) && places[place].lines.some((line) => {
    for (let at = 0; at + run.length <= line.length; at++) {
      if (wanted.every((word, offset) => {
        const here = form(line[at + offset]);
        return here === word || (open && offset === run.length - 1 && foldOf(line[at + offset]).startsWith(foldOf(run[offset])));
      })) return true;
    }
    return false;
  }));
}

const countOf = (list) => (ANYWHERE ? new Set(list.map((place) => places[place].file)).size : list.length);

// ---- Writing as people do.

const SYLLABLE = /^\p{L}+$/u;
const marked = (word) => word.normalize("NFC") !== fold(word);
const withTone = (word) => /[\u0300\u0301\u0303\u0309\u0323]/.test(word.normalize("NFD"));

// Both placements of a tone on oa, oe, uy.
function otherPlacement(word) {
  const plain = word.normalize("NFD");
  const tone = [...plain].find((letter) => TONES.includes(letter));
  const bare = plain.replace(/[\u0300\u0301\u0303\u0309\u0323]/, "");
  const pair = /(?<!q)(o[ae]|uy)$/.exec(bare);
  if (!tone || !pair) return null;
  const vowel = pair.index + (plain.normalize("NFC") === (bare.slice(0, pair.index + 1) + tone + bare.slice(pair.index + 1)).normalize("NFC") ? 2 : 1);
  return (bare.slice(0, vowel) + tone + bare.slice(vowel)).normalize("NFC");
}

// A mark left out, or another in its place.
function mistoned(word) {
  const letters = [...word.normalize("NFD")];
  const at = letters.map((letter, at) => (/\p{M}/u.test(letter) ? at : -1)).filter((at) => at >= 0);
  if (!at.length) return word.replace("đ", "d");
  const which = one(at);
  const wrong = TONES.includes(letters[which]) && random() < 0.4 ? one([...TONES].filter((tone) => tone !== letters[which])) : "";
  letters[which] = wrong;
  return letters.join("").normalize("NFC");
}

function misspelt(word, how) {
  const letters = [...word];
  const at = below(letters.length - (how === "swap" ? 1 : 0));
  const keys = ["qwertyuiop", "asdfghjkl", "zxcvbnm"].find((row) => row.includes(fold(letters[at]))) ?? "asdfghjkl";
  const beside = keys[(keys.indexOf(fold(letters[at])) + 1) % keys.length];
  if (how === "swap") letters.splice(at, 2, letters[at + 1], letters[at]);
  else letters.splice(at, 1, ...{ drop: [], double: [letters[at], letters[at]], letter: [beside] }[how]);
  return letters.join("");
}

const TELEX = { "\u0302": (base) => base, "\u0306": () => "w", "\u031b": () => "w", "\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j" };
const VNI = { "\u0302": () => "6", "\u0306": () => "8", "\u031b": () => "7", "\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5" };
// Tones at the end of the word, or (`inside`) behind their vowel.
function keys(word, table, inside) {
  let [out, last, base] = ["", "", ""];
  for (const letter of lower(word).normalize("NFD").replaceAll("ươ".normalize("NFD"), random() < 0.3 ? "uơ".normalize("NFD") : "ươ".normalize("NFD"))) {
    if (letter === "đ") out += table === VNI ? "d9" : "dd";
    else if (typeof table[letter] === "function") out += table[letter](base);
    else if (!table[letter]) out += letter;
    else if (inside) out += table[letter];
    else last = table[letter];
    if (!/\p{M}/u.test(letter)) base = letter;
  }
  return out + last;
}

// ---- Draws.

const out = [];
const asked = new Set();
function ask(kind, q, right, src) {
  const accept = [...new Map(right.map((place) => {
    const { file, anchor } = places[place];
    return [ANYWHERE ? file : `${file}#${anchor}`, ANYWHERE ? { file } : { file, anchor }];
  })).values()];
  if (!accept.length || asked.has(q)) return false;
  asked.add(q);
  const [{ file, anchor }] = accept;
  out.push({ q, kind, expect_file: file, ...(anchor && { expect_anchor: anchor }), accept: accept.slice(1), src });
  return true;
}

let total = 0;
const ends = places.map(({ lines }) => (total += lines.reduce((sum, line) => sum + line.length, 0)));

// A run of words of the text; longer places are drawn more often.
function draw(least, most, test = () => true) {
  for (let tries = 0; tries < 4000; tries++) {
    const spot = below(total);
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] > spot) high = middle;
      else low = middle + 1;
    }
    const line = one(places[low].lines);
    const length = least + below(most - least + 1);
    if (line.length < length) continue;
    const at = below(line.length - length + 1);
    const run = line.slice(at, at + length).map((word) => word.toLowerCase());
    if (!run.every((word) => SYLLABLE.test(word) || (length > 2 && /^\d{1,4}$/.test(word))) || run.filter((word) => /\d/.test(word)).length > 1) continue;
    if (test(run)) return run;
  }
  return null;
}

const isFew = (options) => (run) => {
  const found = countOf(holders(run, options));
  return found > 0 && found <= FEW;
};

// `make(run)` → the query, or null; `options` say what counts as holding it.
function kind(name, least, most, make, { options = {}, test = () => true, typo = false, right = null } = {}) {
  for (let made = 0, tries = 0; made < EACH && tries < EACH * 40; tries++) {
    const run = draw(least, most, (run) => test(run) && isFew(options)(run));
    if (!run) return;
    const q = make(run);
    if (!q || q === run.join(" ") && typo) continue;
    // What was typed stands so somewhere: then it is no mistake.
    if (typo && holders(tokens(q), { plain: true }).length && fold(q) !== fold(run.join(" "))) continue;
    if (ask(name, q, right ? right(run, q) : holders(run, options), run.join(" "))) made++;
  }
}

const at = (run, test) => {
  const fitting = run.map((word, at) => (test(word) ? at : -1)).filter((at) => at >= 0);
  return fitting.length ? one(fitting) : -1;
};
const change = (run, test, how) => {
  const place = at(run, test);
  return place < 0 ? null : run.map((word, at) => (at === place ? how(word) : word)).join(" ");
};

kind("exact", 2, 6, (run) => run.join(" "));
kind("no-diacritics", 3, 6, (run) => run.map(fold).join(" "), { options: { plain: true }, test: (run) => run.some(marked) });
kind("d-for-đ", 3, 6, (run) => run.join(" ").replaceAll("đ", "d"), { test: (run) => run.some((word) => word.includes("đ")) });
kind("tone-placement", 2, 5, (run) => change(run, otherPlacement, otherPlacement), { test: (run) => run.some(otherPlacement) });
kind("nfd", 2, 5, (run) => run.join(" ").normalize("NFD"), { test: (run) => run.some(marked) });
kind("uppercase", 2, 5, (run) => run.join(" ").toUpperCase());
kind("typo-tone", 3, 6, (run) => {
  const once = change(run, (word) => marked(word) && SYLLABLE.test(word), mistoned);
  return random() < 0.5 ? once : change(once.split(" "), marked, mistoned) ?? once;
}, { typo: true, test: (run) => run.filter(marked).length > 1 });
for (const how of ["swap", "drop", "double", "letter"]) {
  kind(`typo-${how}`, 3, 6, (run) => change(run, (word) => SYLLABLE.test(word) && word.length > 3, (word) => misspelt(word, how)), { typo: true, test: (run) => run.some((word) => word.length > 3) });
}
kind("typo-plain", 4, 6, (run) => fold(change(run, (word) => SYLLABLE.test(word) && word.length > 3, (word) => misspelt(word, one(["swap", "drop", "double", "letter"]))) ?? ""), { typo: true, options: { plain: true } });
for (const left of [1, 2, 3]) {
  kind(`prefix-${left}`, 3, 6, (run) => {
    const last = [...run.at(-1)].slice(0, left).join("");
    return [...run.slice(0, -1), last].join(" ");
  }, {
    test: (run) => SYLLABLE.test(run.at(-1)) && run.at(-1).length > left && countOf(holders([...run.slice(0, -1), fold([...run.at(-1)].slice(0, left).join(""))], { open: true })) <= FEW,
    right: (run) => holders([...run.slice(0, -1), fold([...run.at(-1)].slice(0, left).join(""))], { open: true }),
  });
}
kind("prefix-plain", 3, 6, (run) => [...run.slice(0, -1), run.at(-1).slice(0, 1 + below(3))].map(fold).join(" "), {
  test: (run) => SYLLABLE.test(run.at(-1)) && run.at(-1).length > 3,
  options: { plain: true },
  right: (run, q) => holders(q.split(" "), { plain: true, open: true }),
});
for (const [name, table] of [["telex", TELEX], ["vni", VNI]]) {
  const test = (run) => run.filter(marked).length > 1;
  kind(name, 2, 5, (run) => {
    const inside = random() < 0.4;
    return run.map((word) => keys(word, table, inside)).join(" ");
  }, { test });
  // Part of the words with the input method, part without.
  kind(`${name}-some`, 3, 5, (run) => {
    const place = at(run, (word) => marked(word));
    return run.map((word, here) => (here === place || random() < 0.4 ? keys(word, table, false) : word)).join(" ");
  }, { test });
}
kind("phrase", 2, 5, (run) => `"${run.join(" ")}"`);
kind("phrase-plain", 3, 5, (run) => `“${run.map(fold).join(" ")}”`, { options: { plain: true } });
kind("joined-lines", 3, 6, (run) => `  ${run.join("  \n")}, `);

// Every word of it stands in many sections; only together are they rare.
const common = (run) => run.every((word) => (pairs.get(fold(word))?.length ?? 0) > places.length / 12);
kind("adjacency", 3, 5, (run) => run.join(" "), { test: common });

// The words of a place in another order, or from several spots of it: few places have them all.
const withAll = (list) => {
  const all = [...new Set(list.map(fold))].map((word) => pairs.get(word) ?? []).sort((a, b) => a.length - b.length);
  return all[0].filter((place) => all.every((holders) => has(holders, place)));
};
kind("other-order", 3, 5, (run) => {
  const turned = [...run.slice(1 + below(run.length - 1))];
  return [...turned, ...run.slice(0, run.length - turned.length)].join(" ");
}, { test: (run) => countOf(withAll(run)) <= FEW, right: withAll });
kind("scattered", 2, 2, (run) => {
  const here = one(holders(run));
  const others = places[here].lines.flat().map((word) => word.toLowerCase()).filter((word) => SYLLABLE.test(word) && word.length > 2);
  const all = [...run, one(others), one(others)];
  return new Set(all.map(fold)).size === 4 && countOf(withAll(all)) <= FEW ? all.join(" ") : null;
}, { right: (run, q) => withAll(q.split(" ")) });

// ---- Numbers of documents: the document that has the number, else the places that name it.

const NUMBER = /(?<![\p{L}\p{N}/-])(\d{1,5})((?:\s?[/-]\s?(?:19|20)\d\d)?)\s?([/-])\s?((?:\p{Lu}{2}[\p{L}&]*\d{0,2})(?:\s?[/-]\s?\p{Lu}[\p{L}&]*)*)/gu;
const SYMBOLS = { QĐ: "quyết định", NĐ: "nghị định", CT: "chỉ thị", TT: "thông tư", NQ: "nghị quyết", KH: "kế hoạch", CV: "công văn", TB: "thông báo" };
const numbers = new Map();
const compact = (text) => fold(text.replace(/[^\p{L}\p{N}]/gu, "")).replace(/^0+/, "");
const note = (number, place, own) => {
  const at = compact(number);
  const entry = numbers.get(at) ?? { number, own: new Set(), places: new Set() };
  (own ? entry.own : entry.places).add(place);
  numbers.set(at, entry);
  return entry;
};
places.forEach(({ raw, number }, place) => {
  if (number) note(number, place, true);
  for (const { 0: whole, index } of raw.matchAll(NUMBER)) {
    const entry = note(whole.replace(/\s+/g, ""), place, false);
    entry.date ??= /^,? ngày (\d[\d/]*\d)/.exec(raw.slice(index + whole.length))?.[1];
  }
});
const ordinal = (number) => number.match(/^\d+/)[0].replace(/^0+(?=\d)/, "");
const symbolOf = (number) => number.match(/[/-](\p{Lu}.*)$/u)?.[1] ?? "";
const kindOf = (number) => symbolOf(number).split(/[/-]/)[0];
const rightOf = (entries) => {
  const own = entries.flatMap((entry) => [...entry.own]);
  return own.length ? own : entries.flatMap((entry) => [...entry.places]);
};
const every = [...numbers.values()].filter(({ number }) => symbolOf(number).length > 1);
// Right is what has, or names, a number that is the same as far as was typed.
function numberKind(name, make, typed = compact) {
  const alike = new Map();
  for (const entry of every) alike.set(typed(entry.number), [...(alike.get(typed(entry.number)) ?? []), entry]);
  for (let made = 0, tries = 0; made < EACH && tries < EACH * 20; tries++) {
    const { number, own } = one(every);
    const q = make(number);
    if (!q) continue;
    const right = rightOf(alike.get(typed(number)));
    if (right.length && countOf(right) <= (own.size ? 100 : 2 * FEW) && ask(name, q, right, number)) made++;
  }
}
if (every.length) {
  const spaced = (number) => number.replace(/[/-]/g, " ");
  const undotted = (number) => number.replace(/Đ/g, "D").replace(/đ/g, "d");
  numberKind("number-full", (number) => number);
  numberKind("number-lower", (number) => number.toLowerCase());
  numberKind("number-ascii", (number) => undotted(number).replaceAll("&", ""));
  numberKind("number-upper", (number) => undotted(number).toUpperCase());
  numberKind("number-spaced", (number) => spaced(undotted(number)).toLowerCase().replaceAll("&", ""));
  numberKind("number-joined", (number) => compact(number));
  numberKind("number-wide", (number) => number.replace(/[/-]/g, (sign) => ` ${sign} `));
  numberKind("number-so", (number) => `${one(["số", "so", "Số:"])} ${number}`);
  numberKind("number-typed", (number) => {
    const type = SYMBOLS[kindOf(number)];
    return type && `${random() < 0.5 ? type : fold(type)} ${random() < 0.5 ? "số " : ""}${number}`;
  });
  const sameType = (number) => `${ordinal(number)} ${kindOf(number)}`;
  numberKind("number-type-digits", (number) => {
    const type = SYMBOLS[kindOf(number)];
    return type && `${random() < 0.5 ? type : fold(type)} ${random() < 0.3 ? "số " : ""}${number.match(/^\d+/)[0]}`;
  }, sameType);
  numberKind("number-digits", (number) => number.match(/^\d+/)[0], ordinal);
  numberKind("number-so-digits", (number) => `${one(["số", "so"])} ${number.match(/^\d+/)[0]}`, ordinal);
  numberKind("number-short", (number) => `${number.match(/^\d+/)[0]} ${kindOf(number).toLowerCase()}`, sameType);
  numberKind("number-no-year", (number) => (/^\d+\/(?:19|20)\d\d\//.test(number) ? number.replace(/\/(?:19|20)\d\d\//, "/") : null),
    (number) => compact(number.replace(/\/(?:19|20)\d\d\//, "/")));
  numberKind("number-issuer", (number) => (/GD&?ĐT/.test(number) ? number.replace(/GD&?ĐT/, one(["GD-ĐT", "GD&ĐT", "GDĐT", "GD ĐT"])) : null));
  numberKind("number-dated", (number) => numbers.get(compact(number)).date && `${number} ngày ${numbers.get(compact(number)).date}`);
  numberKind("number-misdated", (number) => `${number} ngày ${1 + below(28)}/${1 + below(12)}/${2015 + below(10)}`);
}

// ---- Short forms, both ways.

const SHORT = [["ubnd", "ủy ban nhân dân"], ["hđnd", "hội đồng nhân dân"], ["gd&đt", "giáo dục và đào tạo"], ["gdđt", "giáo dục và đào tạo"], ["thpt", "trung học phổ thông"],
  ["thcs", "trung học cơ sở"], ["cntt", "công nghệ thông tin"], ["gdpt", "giáo dục phổ thông"], ["gdmn", "giáo dục mầm non"], ["atgt", "an toàn giao thông"], ["cbql", "cán bộ quản lý"]];
for (let made = 0, tries = 0; made < EACH && tries < EACH * 60; tries++) {
  const run = draw(4, 7);
  const text = run?.join(" ") ?? "";
  const [short, long] = one(SHORT.filter(([short, long]) => ` ${text} `.includes(` ${long} `) || run?.includes(short)).concat([["", ""]]));
  if (!short) continue;
  const q = text.includes(long) ? text.replace(long, random() < 0.5 ? short : fold(short)) : run.map((word) => (word === short ? long : word)).join(" ");
  if (q.split(" ").length < 3 && !text.includes(long)) continue;
  const written = tokens(q).map(lower);
  const right = [...holders(run), ...holders(written, { plain: true })];
  if (countOf(right) <= FEW && ask("abbreviation", q, right, text)) made++;
}

process.stdout.write(out.map((line) => JSON.stringify(line) + "\n").join(""));
