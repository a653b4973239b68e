// How well and how cheaply a built site is searched: queries with the section that must come first, through the client that the
// site serves.
//
//   node benches/search.mjs <built site> <queries.jsonl> [--failures] [--core <search-core.mjs>]
//
// A line of the queries: { q, expect_file, expect_section, kind, accept?: [{ file, section }] }. `expect_file` is the front matter's
// `source` of a document; a section is the outline's number ("I.3"), or `mo-dau` before the first; or `expect_anchor`, `anchor`: the
// section's own address; with neither, the whole document. benches/search-queries.mjs draws such queries from any site. Each query is asked cold, by a
// client that has nothing yet; bytes are those of the files as they lie on the disk. Prints, per kind, how often the first hit is
// right, and what queries cost. Without expect_file a query is only weighed.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, queries, ...flags] = process.argv.slice(2);
if (!folder || !queries) {
  console.error("usage: node benches/search.mjs <built site> <queries.jsonl> [--failures]");
  process.exit(2);
}
const site = JSON.parse(readFileSync(join(folder, "data/site.json"), "utf8"));
const core = flags.includes("--core") ? flags[flags.indexOf("--core") + 1] : join(folder, site.search.module);
const { openIndex } = await import(pathToFileURL(core));
const base = "https://site.test/";
const documents = new Map(JSON.parse(readFileSync(join(folder, "data/documents.json"), "utf8")).map((entry) => [entry.source, new URL(entry.url).pathname]));

function counting() {
  const seen = { bytes: 0, requests: 0 };
  seen.fetch = async (url) => {
    const bytes = readFileSync(join(folder, decodeURIComponent(new URL(url).pathname)));
    seen.bytes += bytes.length;
    seen.requests += 1;
    return new Response(bytes);
  };
  return seen;
}

// I.3 → muc-i-3; 7 → muc-7; mo-dau.
const anchorOf = (label) => (label === "mo-dau" ? label : `muc-${label.toLowerCase().replaceAll(".", "-")}`);

const kinds = new Map();
const costs = [];
const failures = [];
for (const line of readFileSync(queries, "utf8").split("\n").filter(Boolean)) {
  const query = JSON.parse(line);
  const seen = counting();
  const index = await openIndex(base + site.search.index, { fetch: seen.fetch });
  const begun = performance.now();
  const found = await index.search(query.q, { limit: 10 });
  const cost = { q: query.q, bytes: seen.bytes, requests: seen.requests, ms: performance.now() - begun };
  costs.push(cost);
  if (!query.expect_file) continue;
  const right = [{ file: query.expect_file, section: query.expect_section, anchor: query.expect_anchor }, ...(query.accept ?? [])];
  const [first] = found.hits;
  const is = (hit, { file, section, anchor = section && anchorOf(section) }) =>
    hit && new URL(hit.url).pathname === documents.get(file) && (!anchor || hit.anchor === anchor);
  const kind = kinds.get(query.kind) ?? { n: 0, right: 0 };
  kind.n += 1;
  if (right.some((one) => is(first, one))) kind.right += 1;
  else {
    const place = found.hits.findIndex((hit) => right.some((one) => is(hit, one))) + 1;
    failures.push(`${query.kind}: “${query.q}” ${query.src ? `(${query.src}) ` : ""}wants ${query.expect_file.slice(0, 5)} ${query.expect_section ?? query.expect_anchor ?? ""}, at ${place || "none"}; first ${first?.url.slice(base.length + 9)}#${first?.anchor} ${first?.score} ${first?.snippet.text.slice(0, 60)}`);
  }
  kinds.set(query.kind, kind);
}

const sum = [...kinds.values()].reduce((all, { n, right }) => ({ n: all.n + n, right: all.right + right }), { n: 0, right: 0 });
const show = (name, { n, right }) => console.log(`${name.padEnd(16)} ${String(right).padStart(4)} / ${String(n).padStart(4)}  ${(right / n).toFixed(3)}`);
for (const [kind, counts] of [...kinds].sort((a, b) => b[1].n - a[1].n)) show(kind, counts);
if (sum.n) show("all", sum);
if (flags.includes("--failures")) failures.forEach((line) => console.log(line));
const by = (key) => costs.map((cost) => cost[key]).sort((a, b) => a - b);
for (const key of ["bytes", "requests", "ms"]) {
  const values = by(key);
  console.log(`${key}: median ${Math.round(values[values.length >> 1])}, 95 % ${Math.round(values[Math.floor(values.length * 0.95)])}, most ${Math.round(values.at(-1))} (“${costs.find((cost) => cost[key] === values.at(-1)).q}”)`);
}
const client = readdirSync(join(folder, "assets")).filter((name) => /^search.*\.js$/.test(name)).map((name) => statSync(join(folder, "assets", name)).size);
console.log(`client: ${client.join(" + ")} bytes`);
