// What a reader's browser really loads, and how soon: both clients on the served pages in Chromium.
import { congbao, openResults, pagefind, send, suggest, tab, type } from "./browser.mjs";
import { open, pathOf } from "./client.mjs";
import { serve, siteFolders } from "./server.mjs";

// Added to the named queries: those that Node found dearest.
const DEAREST = 3;
// Milliseconds from key to key.
const KEY = 110;
// Asked on slow 4G, of every sort; and typed key by key.
const TIMED = ["chuyển đổi số", "giáo dục và đào tạo", "ủy ban nhân dân", "dao tao", "2457/QĐ-BGDĐT", "chuye63n d9o63i so61"];
const TYPED = ["quy định về chức năng, nhiệm vụ", "giao duc va dao tao cua uy ban", "quyeets ddinhj cuar boj truwowngr"];

const clients = (site) => [congbao, ...(site.pagefind ? [pagefind] : [])];

function add(sent, client, site) {
  const sum = { client: { bytes: 0, requests: 0 }, index: { bytes: 0, requests: 0 }, page: { bytes: 0, requests: 0 } };
  for (const { path, bytes } of sent) {
    const part = sum[client.part(path, site)];
    part.bytes += bytes;
    part.requests += 1;
  }
  return sum;
}

// A query whose page of results is opened with nothing cached, then another in the same tab.
async function cost(site, server, client, query, next) {
  const opened = await tab(site, server);
  const settle = () => opened.page.waitForLoadState("networkidle");
  try {
    server.sent.length = 0;
    const shown = await openResults(opened, client, query);
    await settle();
    const cold = add(server.sent, client, site);
    server.sent.length = 0;
    const again = await send(opened, client, next);
    await settle();
    return { q: query.q, kind: query.kind, shown: Boolean(shown), cold, next: next.q, again: Boolean(again), further: add(server.sent, client, site) };
  } finally {
    await opened.close();
  }
}

async function served(site, measure) {
  const server = await serve(siteFolders(site));
  try {
    return await measure(server);
  } finally {
    await server.close();
  }
}

// { congbao: […], Pagefind: […] }: what each of the named queries costs, and the dearest.
export function weighed(site, { cold }) {
  const dearest = ["bytes", "requests"].flatMap((key) => [...cold].sort((a, b) => b[key] - a[key]).slice(0, DEAREST));
  const asked = [...new Set([...cold.filter((query) => query.named), ...dearest])];
  return served(site, async (server) => {
    const found = {};
    for (const client of clients(site)) {
      found[client.name] = [];
      for (const [at, query] of asked.entries()) found[client.name].push(await cost(site, server, client, query, asked[(at + 1) % asked.length]));
    }
    return found;
  });
}

// Milliseconds of what is asked on a slow line, in a fresh profile, after what comes before it.
async function within(site, server, slow, begin, ask) {
  const opened = await tab(site, server);
  try {
    await begin(opened);
    await opened.page.waitForLoadState("networkidle");
    await opened.slow(slow);
    return await ask(opened);
  } finally {
    await opened.close();
  }
}

// (a) from a page of the site on which nothing was asked yet, (b) with the client loaded; ours also sent after
// it was typed key by key, while the client came, and before it is sent.
async function time(site, server, client, query, other, cpu, all = true) {
  const slow = { network: true, cpu };
  const elsewhere = ({ page }) => page.goto(server.base + client.begin(site));
  const asked = (opened) => openResults(opened, client, other);
  const sent = (delay) => (opened) => send(opened, client, query, delay);
  const times = { q: query.q, cpu, first: await within(site, server, slow, elsewhere, sent()), loaded: await within(site, server, slow, asked, sent()) };
  if (client === congbao && all) {
    times.typed = await within(site, server, slow, elsewhere, sent(KEY));
    times.suggestions = await within(site, server, slow, elsewhere, (opened) => suggest(opened, client, query));
  }
  return times;
}

// Others on the machine can only make a task longer: a long one is looked at again.
async function blockedBy(site, server, client, q, cpu, again = 2) {
  const opened = await tab(site, server);
  let longest;
  try {
    await opened.page.goto(server.base + client.begin(site));
    await opened.page.waitForLoadState("networkidle");
    await opened.slow({ cpu });
    longest = await type(opened, client, q, KEY);
  } finally {
    await opened.close();
  }
  return longest && again ? Math.min(longest, await blockedBy(site, server, client, q, cpu, again - 1)) : longest;
}

// { congbao: { times, blocked }, Pagefind: … } on a slow line, with the full processor and a quarter of it.
export function hurried(site, { cold }) {
  const queries = TIMED.map((q) => cold.find((query) => query.q === q));
  return served(site, async (server) => {
    const found = {};
    for (const client of clients(site)) {
      const [times, blocked] = [[], []];
      for (const cpu of [1, 4]) {
        for (const [at, query] of queries.entries()) times.push(await time(site, server, client, query, queries[(at + 1) % queries.length], cpu));
        for (const q of TYPED) blocked.push({ q, cpu, longest: await blockedBy(site, server, client, q, cpu) });
      }
      found[client.name] = { times, blocked };
    }
    return found;
  });
}

// So many of what people ask, of each set in turn, spread over it.
function drawn(sets, count) {
  const each = Math.ceil(count / sets.length);
  return sets.flatMap((queries) => Array.from({ length: Math.min(each, queries.length) }, (_, at) => queries[Math.floor((at * queries.length) / Math.min(each, queries.length))])).slice(0, count);
}

// The same for what people ask, `sets` of queries, with a quarter of the processor: { congbao: [{ q, first, loaded }], … }.
export async function timed(site, sets, count) {
  const queries = [];
  for (const q of drawn(sets, count).map((q) => q.replace(/\s+/g, " ").trim().slice(0, 290))) {
    const { hits } = await (await open(site)).search(q, { limit: 10, facets: false });
    // The first is waited for: of a long question the page shows what matches weakly below a line, not the same ten.
    if (hits.length) queries.push({ q, paths: [pathOf(hits[0].url)] });
  }
  return served(site, async (server) => {
    const found = {};
    for (const client of clients(site)) {
      found[client.name] = [];
      // A third of them tells enough of the other one.
      const asked = client === congbao ? queries : queries.filter((_, at) => at % 3 === 0);
      for (const [at, query] of asked.entries()) found[client.name].push(await time(site, server, client, query, asked[(at + 1) % asked.length], 4, false));
    }
    return found;
  });
}

// What Pagefind finds first for each query; its first ten.
export const pagefindFirstHits = (site, queries) => asked(site, queries, (queries) => globalThis.firstHits(queries));
export const pagefindTenHits = (site, queries) => asked(site, queries, (queries) => globalThis.tenHits(queries));

async function asked(site, queries, ask) {
  const opened = await tab(site);
  try {
    await opened.page.goto(opened.server.base + pagefind.results);
    return await opened.page.evaluate(ask, queries);
  } finally {
    await opened.close();
  }
}
