// The distribution's Chromium, a page of a site in it with an empty cache, and the two clients as one asks them there.
import { existsSync } from "node:fs";
import { isClient } from "./pagefind.mjs";
import { serve, siteFolders } from "./server.mjs";

let launched;

async function browser() {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (!executablePath) throw new Error("no Chromium: install the distribution's package");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  // Not before it is needed: Node's part does without packages.
  const { chromium } = await import("playwright-core");
  return (launched ??= await chromium.launch({ executablePath, args }));
}

export async function quit() {
  await launched?.close();
  launched = undefined;
}

// A fresh profile on a server of its own: { page, server, close, slow }.
export async function tab(site, server) {
  const own = server ? undefined : await serve(siteFolders(site));
  const context = await (await browser()).newContext();
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await page.addInitScript(watch);
  return {
    page,
    server: server ?? own,
    // Slow 4G, and a processor so many times slower.
    async slow({ network, cpu }) {
      const figures = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
      if (network) await cdp.send("Network.emulateNetworkConditions", figures);
      if (cpu > 1) await cdp.send("Emulation.setCPUThrottlingRate", { rate: cpu });
    },
    async close() {
      await context.close();
      await own?.close();
    },
  };
}

// Runs in every page before its scripts: says when what is awaited stands there, and which tasks were long.
// What is awaited is kept for the tab, because asking may open another page.
function watch() {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) globalThis.longTasks.push({ at: performance.timeOrigin + startTime, duration });
  }).observe({ type: "longtask", buffered: true });
  const shown = () => {
    const awaited = JSON.parse(sessionStorage.getItem("awaited") ?? "null");
    if (!awaited || globalThis.shownAt || !document.body) return;
    if (awaited.pagefind) {
      if (document.body.dataset.shown !== awaited.q) return;
    } else if (awaited.suggestions) {
      if (![...document.querySelectorAll("[role=option]")].some((option) => option.offsetParent)) return;
    } else {
      if (new URL(location.href).searchParams.get("q") !== awaited.q) return;
      const paths = new Set(Array.from(document.querySelectorAll("[data-results] a[href]"), (link) => decodeURIComponent(new URL(link.href).pathname)));
      if (!awaited.paths.every((path) => paths.has(path))) return;
    }
    // Shown is what has been painted.
    globalThis.shownAt = -1;
    requestAnimationFrame(() => setTimeout(() => (globalThis.shownAt = performance.timeOrigin + performance.now())));
  };
  new MutationObserver(shown).observe(document, { subtree: true, childList: true, attributes: true });
}

// The site's own search and Pagefind's, as one asks them on a page. `begin`: where a reader is before the first query;
// `results`: the page that shows them; `part`: what a file is of.
export const congbao = {
  name: "congbao",
  results: "tim-kiem/",
  begin: (site) => site.documents[0].path,
  input: "form[role=search] input",
  awaited: (query) => ({ q: query.q, paths: query.paths.map((path) => `/${path}`) }),
  part: (path, site) => (path.startsWith(`/${site.data.search.index}`) ? "index" : /\.m?js$/.test(path) ? "client" : "page"),
};

export const pagefind = {
  name: "Pagefind",
  results: "-pagefind/",
  begin: () => "-pagefind/",
  input: "input",
  awaited: (query) => ({ q: query.q, pagefind: true }),
  part: (path) => (isClient(path) ? "client" : path.startsWith("/pagefind/") ? "index" : "page"),
};

// Milliseconds after which results will not come any more.
const LIMIT = 30_000;

// Waits for what was awaited; gives the moment it was seen, `null` where it never came.
async function seen(page) {
  try {
    const handle = await page.waitForFunction(() => globalThis.shownAt > 0 && globalThis.shownAt, undefined, { polling: 50, timeout: LIMIT });
    return await handle.jsonValue();
  } catch {
    return null;
  }
}

const expect = (page, awaited) =>
  page.evaluate((awaited) => {
    sessionStorage.setItem("awaited", JSON.stringify(awaited));
    globalThis.shownAt = 0;
  }, awaited);

// Opens the page of results of a query, as by a link.
export async function openResults({ page, server }, client, query) {
  await page.addInitScript((awaited) => sessionStorage.getItem("awaited") ?? sessionStorage.setItem("awaited", awaited), JSON.stringify(client.awaited(query)));
  await page.goto(`${server.base}${client.results}?q=${encodeURIComponent(query.q)}`);
  return seen(page);
}

// Types a query where the reader is, all at once or a key every so many milliseconds, and sends it: milliseconds until the
// results are shown, or `null`.
export async function send({ page }, client, query, delay = 0) {
  await expect(page, client.awaited(query));
  await page.focus(client.input);
  await page.evaluate((selector) => (document.querySelector(selector).value = ""), client.input);
  await (delay ? page.keyboard.type(query.q, { delay }) : page.keyboard.insertText(query.q));
  const begun = Date.now();
  await page.keyboard.press("Enter");
  const shown = await seen(page);
  return shown && shown - begun;
}

// Types a query all at once and sends nothing: milliseconds until suggestions are shown.
export async function suggest({ page }, client, query) {
  await expect(page, { suggestions: true });
  const begun = Date.now();
  await page.focus(client.input);
  await page.keyboard.insertText(query.q);
  const shown = await seen(page);
  return shown && shown - begun;
}

// Types key by key: the longest task from the first key to half a second after all is quiet, 0 below the 50 ms that count.
export async function type({ page }, client, query, delay) {
  await page.focus(client.input);
  const begun = await page.evaluate(() => performance.timeOrigin + performance.now());
  await page.keyboard.type(query, { delay });
  await page.waitForTimeout(1500);
  await page.waitForLoadState("networkidle");
  const tasks = await page.evaluate(() => globalThis.longTasks);
  return Math.max(0, ...tasks.filter(({ at }) => at >= begun).map(({ duration }) => duration));
}
