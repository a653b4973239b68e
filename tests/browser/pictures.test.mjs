// Pictures of relations: in the fonts of this machine no text crosses a border or another text; links work, and are stops
// of the keyboard; forced colours and paper show them too.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { root, serve, pages } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MOST = 60;
let browser, site, addresses;

before(async () => {
  browser = await launch();
  site = await serve(root(), "/sub/path/");
  addresses = pages(root()).filter((page) => page.endsWith("/luoc-do/index.html")).slice(0, MOST);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

// Runs in the page: what overlaps in the pictures that are shown.
function crossings() {
  const found = [];
  for (const svg of document.querySelectorAll("div.picture svg")) {
    if (!svg.getBoundingClientRect().width) continue;
    const sheet = svg.viewBox.baseVal;
    const texts = [...svg.querySelectorAll("text")].map((text) => ({ text, box: text.getBBox() }));
    const boxes = [...svg.querySelectorAll("rect")].map((rect) => rect.getBBox());
    const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y + 2 < b.y + b.height - 2 && b.y + 2 < a.y + a.height - 2;
    const within = (a, b) => b.x >= a.x && b.y >= a.y && b.x + b.width <= a.x + a.width && b.y + b.height <= a.y + a.height;
    texts.forEach(({ text, box }, at) => {
      if (box.x < 0 || box.x + box.width > sheet.width) found.push(`leaves the sheet: ${text.textContent}`);
      for (const area of boxes) if (meet(area, box) && !within(area, box)) found.push(`crosses a border: ${text.textContent}`);
      for (const other of texts.slice(0, at)) {
        if (meet(other.box, box)) found.push(`${text.textContent} over ${other.text.textContent}`);
      }
    });
    boxes.forEach((box, at) => boxes.slice(0, at).forEach((other) => meet(other, box) && found.push("boxes overlap")));
  }
  return found;
}

for (const [name, width] of [["phone", 360], ["desk", 1280]]) {
  test(`nothing overlaps and no page is wider than the screen, ${name}`, async () => {
    assert.ok(addresses.length > 0, "there are pictures");
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    const page = await context.newPage();
    for (const address of addresses) {
      await page.goto(site.base + address);
      assert.deepEqual(await page.evaluate(crossings), [], address);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)) <= 0, address);
      const lefts = await page.$$eval("div.picture svg", (all) => all.map((one) => Math.round(one.getBoundingClientRect().left)));
      assert.ok(width > 800 || new Set(lefts).size === 1, `${address}: one column on a phone`);
    }
    await context.close();
  });
}

test("links of a picture lead somewhere and are stops of the keyboard", async () => {
  const page = await browser.newPage();
  for (const address of addresses) {
    await page.goto(site.base + address);
    const drawn = await page.$$eval("div.picture a", (all) => all.map((a) => ({ href: a.href.baseVal, stop: a.tabIndex >= 0 && !a.closest("[aria-hidden=true]") })));
    for (const { href, stop } of drawn) {
      assert.ok(stop, `${address}: ${href}`);
      const target = new URL(href, site.base + address.replace("index.html", ""));
      const file = decodeURIComponent(target.pathname.slice("/sub/path/".length)) + "index.html";
      assert.ok(existsSync(join(root(), file)), `${address}: ${href}`);
    }
  }
  await page.close();
});

test("axe-core finds nothing in forced colours and at 200 %", async () => {
  for (const options of [{ forcedColors: "active" }, { viewport: { width: 640, height: 450 } }]) {
    const context = await browser.newContext({ bypassCSP: true, ...options });
    const page = await context.newPage();
    for (const address of addresses.slice(0, 6)) {
      await page.goto(site.base + address);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      assert.deepEqual(violations.map(({ id }) => id), [], address);
    }
    await context.close();
  }
});

test("states are told apart without colour, and paper has the picture", async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  await page.emulateMedia({ media: "print" });
  const borders = new Map();
  for (const address of addresses) {
    await page.goto(site.base + address);
    const seen = await page.$$eval("div.picture a > rect", (rects) =>
      rects.map((rect) => [rect.getAttribute("class"), `${getComputedStyle(rect).strokeDasharray} ${getComputedStyle(rect).strokeWidth}`]),
    );
    assert.ok(seen.length > 0 && (await page.$eval("div.picture", (one) => one.offsetWidth > 0)), address);
    seen.forEach(([name, border]) => borders.set(name, border));
  }
  const kinds = ["held", "not-held", "unknown", "own"].filter((name) => borders.has(name));
  assert.ok(kinds.length >= 3, kinds.join());
  assert.equal(new Set(kinds.map((name) => borders.get(name))).size, kinds.length, JSON.stringify([...borders]));
  await page.close();
});
