// Largest paint, layout shift and weight of one page of each kind of a built site, on a slow phone. See `run --help`.
import { createServer } from "node:http";
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { launch } from "../../tests/browser/chromium.mjs";
import { kinds } from "../../tests/browser/site.mjs";

const words = process.argv.slice(2);
const option = (name, otherwise) => {
  const at = words.indexOf(name);
  return at < 0 ? otherwise : words.splice(at, 2)[1];
};
const runs = Number(option("--runs", 5));
const only = option("--kind", "");
const folder = resolve(words[0] ?? new URL("../../output", import.meta.url).pathname);

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const server = createServer((request, response) => {
  let file = join(folder, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
  if (!file.startsWith(folder) || !existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Content-Encoding": "gzip" });
  response.end(gzipSync(readFileSync(file)));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}/`;

const browser = await launch();

async function once(address) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  const network = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8), uploadThroughput: 750e3 / 8 };
  await client.send("Network.emulateNetworkConditions", network);
  await client.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  let bytes = 0;
  client.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await page.addInitScript(() => {
    window.seen = { paint: 0, moved: 0 };
    const watch = (type, act) => new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({ type, buffered: true });
    watch("largest-contentful-paint", (entry) => (window.seen.paint = entry.startTime));
    watch("layout-shift", (entry) => (window.seen.moved += entry.value));
  });
  await page.goto(base + address, { waitUntil: "load" });
  await page.waitForTimeout(500);
  const seen = await page.evaluate(() => window.seen);
  await context.close();
  return { ...seen, bytes };
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
console.log(["kind", "paint (ms)", "moved", "bytes", "address"].join("\t"));
let late = 0;
for (const [kind, address] of Object.entries(kinds(folder)).filter(([kind]) => kind.includes(only))) {
  const seen = [];
  for (let run = 0; run < runs; run += 1) seen.push(await once(address));
  const of = (key) => median(seen.map((one) => one[key]));
  late += of("paint") > 1200 ? 1 : 0;
  console.log([kind, Math.round(of("paint")), of("moved").toFixed(4), of("bytes"), address].join("\t"));
}
console.log(late ? `${late} kinds of page are later than 1200 ms` : "every kind of page is within 1200 ms");
await browser.close();
server.close();
