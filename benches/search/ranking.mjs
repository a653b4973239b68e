// How good the ranking is on questions of people, whose answers are known: the site's own client, fresh and used, Pagefind, BM25.
//
// In: a site; files of queries, JSON lines: of people { q, gold: [[number, date]], ok: [[number, date]] } (a document answers), questions
// { q, gold: [[address below the site, anchor]] } (an article answers). Out: figures for a table. BM25 is a kept library (bm25s, PyPI) over
// articles with words and pairs without marks, the title three times, as `bm25.py` says.
import { readFileSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { pagefindTenHits } from "./chromium.mjs";
import { BASE, counting, open, pathOf } from "./client.mjs";
import { HERE } from "./options.mjs";
import { openIndex } from "../../themes/default/scripts/search-core.mjs";

export const read = (file) => readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const number = (text) => (text ?? "").normalize("NFC").toUpperCase();

const PEOPLE = (pairs) => (hit) => pairs?.some(([of, date]) => number(of) === number(hit.number) && date === hit.date);
const ARTICLES = (pairs) => (hit) => pairs?.some(([path, anchor]) => pathOf(hit.url).replace(/index\.html$/, "") === path && hit.anchor === anchor);

// First hit right, an answer among ten, its mean reciprocal place, nothing useful among three.
export const judge = (queries, is, found) => {
  const sums = { first: 0, ten: 0, reciprocal: 0, nothing: 0 };
  const failures = [];
  queries.forEach(({ q, gold, ok }, at) => {
    const hits = found[at].slice(0, 10);
    const place = hits.findIndex(is(gold)) + 1;
    if (place === 1) sums.first++;
    else failures.push(`${place || "none"}: ${q.trim()} → ${hits[0]?.number ?? "nothing"} ${hits[0]?.anchor ?? ""}`);
    if (place) sums.ten++;
    if (place) sums.reciprocal += 1 / place;
    if (!hits.slice(0, 3).some((hit) => is(gold)(hit) || is(ok)(hit))) sums.nothing++;
  });
  for (const key in sums) sums[key] /= queries.length;
  return { n: queries.length, ...sums, failures };
};

// Each query by a fresh client, and by the one that answered the query before.
const ours = async (site, queries) => {
  const found = { hits: [], bytes: [], next: [], requests: [], same: 0 };
  const ask = async (client, q) => {
    const before = { ...client.seen };
    const { hits } = await client.index.search(q, { limit: 10, facets: false });
    return { hits, bytes: client.seen.bytes - before.bytes, requests: client.seen.requests - before.requests };
  };
  const fresh = async () => {
    const seen = counting(site);
    return { index: await open(site, seen), seen };
  };
  let used = await fresh();
  await ask(used, queries.at(-1).q);
  for (const { q } of queries) {
    const client = await fresh();
    const opened = { ...client.seen };
    const { hits, bytes, requests } = await ask(client, q);
    const next = await ask(used, q);
    if (JSON.stringify(hits) === JSON.stringify(next.hits)) found.same++;
    found.hits.push(hits);
    found.bytes.push(opened.bytes + bytes);
    found.next.push(next.bytes);
    found.requests.push(opened.requests + requests);
    used = client;
  }
  return found;
};

// The documents that Pagefind finds, each with the section that it would point to.
const pagefind = async (site, queries) => {
  const documents = new Map(site.documents.map((document) => [document.path, document]));
  const found = await pagefindTenHits(site, queries.map(({ q }) => q));
  return found.map((hits) => hits.map(({ path, anchor }) => ({ url: BASE + path, anchor, number: documents.get(path)?.number, date: documents.get(path)?.date })));
};

// Every article of the site with what BM25 reads of it.
const articles = async (site) => {
  const index = await openIndex(BASE + site.data.search.index, { fetch: counting(site).fetch });
  const units = new Map();
  let document = 0;
  for (const piece of index.facts.places) {
    for (const passages of await index.places(piece)) {
      for (let place = 0; place < passages.length; place++) {
        const { u, t, n, d, s } = await index.text(document * 65536 + place);
        for (const [anchor, heading, body] of s) {
          const key = `${u}#${anchor}`;
          const unit = units.get(key) ?? { url: BASE + u, anchor, number: n, date: d, title: t, heading, text: "" };
          unit.text += `\n${body}`;
          units.set(key, unit);
        }
      }
      document++;
    }
  }
  return [...units.values()];
};

const bm25 = async (site, queries, { python, work }) => {
  const units = await articles(site);
  const [corpus, asked] = [join(work, "articles.jsonl"), join(work, "asked.jsonl")];
  const write = (file, rows) => writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  write(corpus, units.map(({ title, heading, text }) => ({ title, heading, text })));
  write(asked, queries.map(({ q }) => q));
  const { status, stdout, stderr } = spawnSync(python, ["-B", join(HERE, "bm25.py"), corpus, asked], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`bm25.py: ${stderr.slice(-800)}`);
  return stdout.trim().split("\n").map((line) => JSON.parse(line).map((at) => units[at]));
};

const middle = (figures) => [...figures].sort((a, b) => a - b)[figures.length >> 1];

// [{ set, kind, engine, n, first, ten, reciprocal, nothing, median, most, next, nextMost, requests, same, failures }]
export async function ranking(site, options) {
  const rows = [];
  const sets = options.people.map((file) => ["people", file, PEOPLE]);
  if (options.questions) sets.push(["questions", options.questions, ARTICLES]);
  for (const [kind, file, is] of sets) {
    const queries = read(file);
    const set = basename(file).replace(/\.\w+$/, "");
    const { hits, bytes, next, requests, same } = await ours(site, queries);
    const costs = { median: middle(bytes), most: Math.max(...bytes), next: middle(next), nextMost: Math.max(...next), requests: middle(requests) };
    rows.push({ set, kind, engine: "congbao", ...judge(queries, is, hits), ...costs, same: same / queries.length });
    if (site.pagefind && options.browser) rows.push({ set, kind, engine: "Pagefind", ...judge(queries, is, await pagefind(site, queries)) });
    if (options.bm25) rows.push({ set, kind, engine: "BM25", ...judge(queries, is, await bm25(site, queries, { python: options.bm25, work: options.work })) });
  }
  return rows;
}
