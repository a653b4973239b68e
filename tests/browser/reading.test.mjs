// What a reader meets: no violation found by axe-core on any kind of page in light and dark, on a phone and on a desk;
// no request leaves the site; nothing is wider than the screen; reading needs no script.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { launch } from "./chromium.mjs";
import { root, serve, kinds, records } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser, site, host;
// A server shows the page of missing addresses at any of them, so its links begin at the root of the host.
const at = (address) => (address === "404.html" ? host : site).base + address;

before(async () => {
  browser = await launch();
  site = await serve(root(), "/sub/path/");
  host = await serve(root());
});
after(async () => {
  await browser?.close();
  await site?.close();
  await host?.close();
});

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
// A desk at 200 %: half as many of its own pixels, each twice as large.
const ZOOMED = { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 };
const VIEWS = {
  "light, phone": { viewport: PHONE },
  "light, desk": { viewport: DESK },
  "dark, phone": { colorScheme: "dark", viewport: PHONE },
  "dark, desk": { colorScheme: "dark", viewport: DESK },
  "light, desk at 200 %": ZOOMED,
  "forced colours, desk": { forcedColors: "active", viewport: DESK },
};

for (const [name, options] of Object.entries(VIEWS)) {
  {
    test(`axe-core finds nothing, ${name}`, async () => {
      const context = await browser.newContext({ ...options, bypassCSP: true });
      const page = await context.newPage();
      const outside = [];
      page.on("request", (request) => [site.base, host.base].some((base) => request.url().startsWith(base)) || outside.push(request.url()));
      for (const [kind, address] of Object.entries(kinds(root()))) {
        await page.goto(at(address));
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
        );
        const seen = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
        assert.deepEqual(seen, [], `${kind} (${address})`);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wider <= 0, `${kind} is ${wider}px wider than the screen`);
      }
      assert.deepEqual(outside, []);
      await context.close();
    });
  }
}

test("the keyboard goes through a page in the order in which it is read", async () => {
  const context = await browser.newContext({ viewport: DESK });
  const page = await context.newPage();
  for (const [kind, address] of Object.entries(kinds(root()))) {
    await page.goto(at(address));
    const early = await page.$$eval("[tabindex]", (all) => all.filter((element) => element.tabIndex > 0).length);
    assert.equal(early, 0, `${kind}: something is reached before its turn`);
    // Down the page within a column; the column beside the text comes after the head and before the text.
    const back = await page.evaluate(() => {
      const places = [...document.querySelectorAll("main a, main button, main summary, main [tabindex='0']")]
        .filter((element) => element.tabIndex >= 0 && element.checkVisibility() && !element.closest(".side, .counts, [data-results]"))
        .map((element) => element.getClientRects()[0])
        .filter(Boolean);
      return places.filter((place, at) => at > 0 && place.bottom < places[at - 1].top - 40 && place.left <= places[at - 1].left).length;
    });
    assert.equal(back, 0, `${kind}: the order of the keys goes up the page`);
  }
  await context.close();
});

test("pages load under the strict policy, below a path, with scripts off, and miss no file", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  site.missed.length = 0;
  for (const address of Object.values(kinds(root()))) {
    await page.goto(at(address));
    assert.ok((await page.locator("main h1").count()) === 1, `one h1 on ${address}`);
  }
  assert.deepEqual(complaints, []);
  assert.deepEqual(site.missed, []);
  await context.close();
});

test("a citation leads to the work, and the work back to the passage", async () => {
  const page = await browser.newPage();
  const documents = records(root(), "documents");
  const newest = documents.find((entry) => entry.number === "06/CT-UBND");
  await page.goto(site.base + new URL(newest.url).pathname.slice(1));
  const link = page.locator("main a.cite", { hasText: "2236" }).first();
  const href = await link.getAttribute("href");
  assert.match(await page.locator(`.cites > li:has(a[href="${href}"])`).first().innerText(), /2236\/QĐ-BGDĐT.*23\/8\/2024/s);
  await link.click();
  assert.match(await page.locator("main h1").innerText(), /2236\/QĐ-BGDĐT/);
  const back = page.locator('main a[href*="#vd-"]').first();
  await back.click();
  const target = new URL(page.url()).hash.slice(1);
  assert.match(await page.locator(`#${target}`).innerText(), /2236/);
  await page.close();
});

test("what was signed is printed without the site's marks", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.emulateMedia({ media: "print" });
  const seen = new Set();
  for (const [kind, address] of Object.entries(kinds(root()))) {
    if (!kind.startsWith("document ")) continue;
    await page.goto(at(address));
    const marks = await page.$$eval(".cite[id^='vd-']", (cites) =>
      cites.map((cite) => [
        cite.className, getComputedStyle(cite).textDecorationLine, getComputedStyle(cite, "::after").content,
      ]),
    );
    marks.forEach(([name]) => seen.add(name));
    assert.deepEqual(marks.filter(([, line, after]) => line !== "none" || !["none", "normal"].includes(after)), [], address);
  }
  assert.ok(seen.has("cite named") && seen.has("cite not-held"), [...seen].join());
  await context.close();
});
