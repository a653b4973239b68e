// What is asked: queries of every kind that issue 4 names, and queries drawn from the site's own documents by rule.
import { readFileSync } from "node:fs";
import { join } from "node:path";

// Kind → queries; the same for every site, so that most sites do not hold some of them.
export const NAMED = {
  phrase: ["chuyển đổi số", "giáo dục và đào tạo", "ủy ban nhân dân", "chức năng, nhiệm vụ, quyền hạn và cơ cấu tổ chức"],
  "tone placement": ["xoá mù chữ", "hoà"],
  number: ["2457/QĐ-BGDĐT", "2457 qd bgddt"],
  "no marks": ["dao tao", "uy ban nhan dan tinh"],
  "d for đ": ["dội ngũ nhà giáo"],
  abbreviation: ["GDĐT", "ubnd"],
  telex: ["giaos ducj", "chuyeenr ddooir soos"],
  VNI: ["chuye63n d9o63i so61"],
  frequent: ["và", "quy định", "của"],
  "letter swap": ["kíhch lệ"],
  "missing marks": ["thực hiên nhiêm vụ"],
  prefix: ["trách nhi"],
  "upper case": ["THÔNG TƯ"],
  NFD: ["giáo viên".normalize("NFD")],
  quoted: ['"cơ quan nhà nước"'],
};

// Numbers that look drawn and are the same on every machine.
function drawing(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " " };

// Paragraphs of a document's text: those that have an address of their own.
function paragraphs(site, document) {
  const page = readFileSync(join(site.folder, document.path, "index.html"), "utf8");
  return Array.from(page.matchAll(/<(?:p id="[^"]*"|li id="[^"]*"><p)>([^]*?)<\/p>/g), ([, inner]) =>
    inner.replace(/<[^>]*>/g, "").replace(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? " ").trim(),
  ).filter(Boolean);
}

const syllables = (text) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
const bare = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("đ", "d");

function mostFrequent(texts, length, count) {
  const seen = new Map();
  for (const words of texts) {
    for (let at = 0; at + length <= words.length; at++) {
      const run = words.slice(at, at + length).join(" ");
      seen.set(run, (seen.get(run) ?? 0) + 1);
    }
  }
  return [...seen].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, count).map(([run]) => run);
}

// One to six neighbouring words of any paragraph, every third without marks, every seventh with its last word half typed.
function drawn(texts, count) {
  const below = drawing(texts.length);
  return Array.from({ length: texts.length ? count : 0 }, (_, at) => {
    const words = texts[below(texts.length)];
    const length = 1 + below(6);
    const since = below(Math.max(1, words.length - length));
    let query = words.slice(since, since + length).join(" ");
    if (at % 7 === 6) query = query.replace(/(\p{L})\p{L}$/u, "$1");
    return at % 3 === 2 ? bare(query) : query;
  });
}

// [{ q, kind }], without doubles. Of a large site every so manyth document is looked at.
export function choose(site, { draw }) {
  const step = Math.max(1, Math.floor(site.documents.length / 500));
  const sample = site.documents.filter((_, at) => at % step === 0);
  const texts = sample.flatMap((document) => paragraphs(site, document)).map(syllables).filter((words) => words.length);
  const many = sample.filter((_, at) => at % Math.max(1, Math.floor(sample.length / 20)) === 0);
  const all = [
    ...Object.entries(NAMED).flatMap(([kind, queries]) => queries.map((q) => ({ q, kind, named: true }))),
    ...[1, 2, 3].flatMap((length) => mostFrequent(texts, length, 8)).map((q) => ({ q, kind: "most frequent" })),
    ...many.flatMap(({ number, title }) => [number, title]).filter(Boolean).map((q) => ({ q: q.slice(0, 120), kind: "own number or title" })),
    ...drawn(texts, draw).map((q) => ({ q, kind: "drawn" })),
    ...site.queries.map(({ q, kind }) => ({ q, kind: `given: ${kind}` })),
  ];
  const seen = new Set();
  return all.filter(({ q }) => q && !seen.has(q) && seen.add(q));
}
