// What queries cost, asked in Node: bytes and requests of each, cold, and of one after another in the same client.
import { statSync } from "node:fs";
import { join } from "node:path";
import { counting, open, pathOf } from "./client.mjs";
import { clientScripts } from "./sites.mjs";

// { client: { bytes, requests }, cold: [{ q, kind, bytes, requests, ms, paths }], further: [{ q, after, bytes, requests }] };
// bytes and requests of queries are those of the index alone.
export async function costs(site, queries) {
  const scripts = clientScripts(site);
  const client = { bytes: scripts.reduce((sum, path) => sum + statSync(join(site.folder, path)).size, 0), requests: scripts.length };
  const cold = [];
  const further = [];
  for (const [at, query] of queries.entries()) {
    const seen = counting(site);
    const begun = performance.now();
    const index = await open(site, seen);
    // As the page of results asks.
    const { hits } = await index.search(query.q, { limit: 10, facets: false });
    const ms = performance.now() - begun;
    cold.push({ ...query, bytes: seen.bytes, requests: seen.requests, ms, paths: hits.map((hit) => pathOf(hit.url)) });
    const next = queries[(at + 1) % queries.length];
    const before = { ...seen };
    await index.search(next.q, { limit: 10, facets: false });
    further.push({ ...next, after: query.q, bytes: seen.bytes - before.bytes, requests: seen.requests - before.requests });
  }
  return { client, cold, further };
}
