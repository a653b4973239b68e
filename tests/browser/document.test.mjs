// What a document's page does for its reader: cards, permalinks, citations to copy, counts beside sections, contents that follow;
// long tables, many footnotes and annexes on a small screen.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { launch } from "./browser.mjs";
import { root, serve } from "./site.mjs";
import { FORMER, hard, HARD, LAW } from "./hard.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SEED = "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/";
let browser, site, hardSite;

before(async () => {
  browser = await launch();
  site = await serve(root());
  hardSite = await serve(hard());
});
after(async () => {
  await browser?.close();
  await site?.close();
  await hardSite?.close();
});

// A page with what moved on it; `options` of the browser's context.
async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.addInitScript(() => {
    window.moved = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.moved += entry.value))).observe({
      type: "layout-shift",
      buffered: true,
    });
  });
  await page.goto(address);
  return { page, errors, close: () => context.close(), moved: () => page.evaluate(() => window.moved) };
}

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}

test("a cited work shows a card on hover that can be pointed at and dismissed, and nothing moves", async () => {
  const { page, close, moved, errors } = await open(site.base + SEED);
  const link = page.locator(".text a.cite", { hasText: "2236" }).first();
  await link.hover();
  const card = page.locator("#the");
  await card.waitFor();
  assert.equal(await card.getAttribute("role"), "tooltip");
  assert.equal(await link.getAttribute("aria-describedby"), "the");
  const text = await card.innerText();
  for (const fact of ["Quyết định 2236/QĐ-BGDĐT", "Ban hành Kế hoạch", "23/8/2024", "Bộ Giáo dục và Đào tạo", "không có toàn văn"]) {
    assert.ok(text.includes(fact), `${fact} in ${text}`);
  }
  const [line, box] = [await link.boundingBox(), await card.boundingBox()];
  assert.ok(box.y >= line.y + line.height || box.y + box.height <= line.y, "the line itself stays readable");
  assert.deepEqual(await violations(page), []);
  // Pointed at, it stays; left, it goes; and it goes when asked to.
  await page.mouse.move(box.x + 20, box.y + 20, { steps: 4 });
  await page.waitForTimeout(500);
  assert.equal(await card.count(), 1);
  await page.mouse.move(5, 5);
  await card.waitFor({ state: "detached" });
  await link.hover();
  await card.waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await card.count(), 0);
  assert.equal(await moved(), 0);
  assert.deepEqual(errors, []);
  await close();
});

test("the same card shows on focus", async () => {
  const { page, close } = await open(site.base + SEED);
  const link = page.locator(".text a.cite").first();
  await page.locator(".side a").last().focus();
  for (let at = 0; at < 30 && !(await link.evaluate((element) => element === document.activeElement)); at += 1) await page.keyboard.press("Tab");
  assert.equal(await page.locator("#the[role=tooltip]").count(), 1);
  await page.keyboard.press("Tab");
  assert.equal(await link.getAttribute("aria-describedby"), null, "it goes with the focus");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#the").count(), 0);
  await close();
});

test("a finger opens the card first, and the work from there", async () => {
  const { page, close, moved } = await open(site.base + SEED, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const link = page.locator(".text a.cite", { hasText: "2236" }).first();
  await link.tap();
  const card = page.locator("#the[role=dialog]");
  await card.waitFor();
  assert.ok(page.url().endsWith(SEED), "the page is not left");
  const box = await card.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 360, "the card is on the screen");
  assert.deepEqual(await violations(page), []);
  await card.locator("button").tap();
  assert.equal(await card.count(), 0);
  assert.ok(await link.evaluate((element) => element === document.activeElement), "focus is back");
  await link.tap();
  assert.equal(await moved(), 0);
  await card.locator("a").tap();
  await page.waitForURL(/2236-qd-bgddt/);
  await close();
});

test("permalinks and citations can be copied, for the document and for a place in it", async () => {
  const { page, close, errors } = await open(site.base + SEED);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const whole = "Chỉ thị số 06/CT-UBND ngày 31 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Lào Cai về nhiệm vụ trọng tâm năm học 2024-2025";
  assert.equal(await page.locator("#trich-dan").innerText(), whole);
  await page.locator(".copy").click();
  await page.locator('p[role="status"]', { hasText: "Đã sao chép" }).waitFor({ state: "attached" });
  assert.equal(await clipboard(), whole);
  await page.locator("#muc-ii-2").hover();
  await page.locator('.permalink[href="#muc-ii-2"]').click();
  const card = page.locator("#the[role=dialog]");
  await card.waitFor();
  assert.deepEqual(await violations(page), []);
  await card.getByRole("button", { name: "Sao chép liên kết" }).click();
  assert.ok((await clipboard()).endsWith(`${SEED}#muc-ii-2`));
  await card.getByRole("button", { name: "Sao chép trích dẫn" }).click();
  assert.equal(await clipboard(), `khoản 2 Mục II ${whole}`);
  await page.keyboard.press("Escape");
  assert.equal(await card.count(), 0);
  assert.equal(new URL(page.url()).hash, "#muc-ii-2", "and the link was followed");
  assert.deepEqual(errors, []);
  await close();
});

test("paragraphs with a number are reached by the arrow keys and do not stop the tab key", async () => {
  const { page, close } = await open(hardSite.base + HARD);
  assert.equal(await page.locator('.permalink[href="#dieu-5-khoan-1"]').getAttribute("tabindex"), "-1");
  await page.locator('.permalink[href="#dieu-5"]').focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#dieu-5-khoan-1");
  await page.keyboard.press("Enter");
  const card = page.locator("#the[role=dialog]");
  await card.waitFor();
  assert.ok((await card.innerText()).startsWith("khoản 1 Điều 5\n"));
  await page.waitForFunction(() => document.activeElement.matches("#the button"));
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#dieu-5-khoan-1");
  await close();
});

test("each count leads to as many as it says", async () => {
  for (const base of [site.base + SEED, hardSite.base + HARD]) {
    const { page, close } = await open(base);
    const counts = await page.$$eval(".counts a", (all) => all.map((link) => [link.href, Number(link.textContent.match(/\d+/)[0])]));
    assert.ok(counts.length > 3);
    for (const [href, number] of [...counts.slice(0, 8), ...counts.slice(-4)]) {
      await page.goto(href);
      const found = await page.evaluate((id) => {
        let at = document.getElementById(id);
        let found = 0;
        for (at = at.nextElementSibling; at && at.localName !== "h3"; at = at.nextElementSibling) {
          found += at.matches(".citing") ? at.querySelectorAll("blockquote").length : at.querySelectorAll("li, :scope.quiet > a").length;
        }
        return found;
      }, decodeURIComponent(new URL(href).hash.slice(1)));
      assert.equal(found, number, href);
    }
    await close();
  }
});

test("the contents list follows the reader", async () => {
  const { page, close, moved } = await open(site.base + SEED);
  const here = () => page.$$eval('.contents [aria-current="true"]', (all) => all.map((link) => link.getAttribute("href")));
  assert.deepEqual(await here(), []);
  for (const anchor of ["muc-i-3", "muc-ii-2", "muc-i"]) {
    await page.evaluate((id) => document.getElementById(id).scrollIntoView({ behavior: "instant" }), anchor);
    await page.waitForFunction((href) => document.querySelector('.contents [aria-current="true"]')?.getAttribute("href") === href, `#${anchor}`);
    assert.deepEqual(await here(), [`#${anchor}`]);
  }
  assert.equal(await moved(), 0);
  await close();
});

test("tables, footnotes and annexes are readable on a small screen", async () => {
  for (const width of [320, 360]) {
    const { page, close, moved } = await open(hardSite.base + HARD, { viewport: { width, height: 740 } });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider <= 0, `${wider}px wider than ${width}`);
    const table = page.locator(".table");
    assert.equal(await table.getAttribute("tabindex"), "0");
    assert.equal(await table.getAttribute("role"), "region");
    await table.scrollIntoViewIfNeeded();
    const seen = await table.evaluate((box) => {
      box.scrollTop = 500;
      box.scrollLeft = 300;
      const head = box.querySelector("th").getBoundingClientRect();
      return {
        scrolls: box.scrollWidth > box.clientWidth,
        head: head.top - box.getBoundingClientRect().top,
        narrow: Math.min(...[...box.querySelectorAll("thead th")].slice(1).map((cell) => cell.clientWidth)),
        shadow: getComputedStyle(box).backgroundImage,
      };
    });
    assert.ok(seen.scrolls && Math.abs(seen.head) <= 2, `the row of headings stays: ${JSON.stringify(seen)}`);
    assert.ok(seen.narrow >= 60 && seen.shadow.includes("gradient"), JSON.stringify(seen));
    // A footnote and back.
    await page.locator("#chu-thich-7-dan-1").click();
    assert.equal(new URL(page.url()).hash, "#chu-thich-7");
    await page.locator("#chu-thich-7 .back").click();
    assert.equal(new URL(page.url()).hash, "#chu-thich-7-dan-1");
    assert.equal(await page.locator('.contents a[href^="#phu-luc-"]').count(), 3);
    assert.equal(await moved(), 0);
    await close();
  }
});

test("a footnote shows where it is referred to", async () => {
  const { page, close } = await open(hardSite.base + HARD);
  await page.locator("#chu-thich-3-dan-1").hover();
  const card = page.locator("#the");
  await card.waitFor();
  assert.ok((await card.innerText()).startsWith("Chú thích 3: "));
  await close();
});

test("axe-core finds nothing on the hard pages", async () => {
  for (const options of [{ viewport: { width: 360, height: 740 } }, { colorScheme: "dark" }, { forcedColors: "active" }]) {
    for (const address of [HARD, `${HARD}vien-dan/`, `${HARD}duoc-vien-dan/`, `${HARD}duoc-vien-dan/2/`, FORMER]) {
      const { page, close } = await open(hardSite.base + address, options);
      assert.deepEqual(await violations(page), [], address);
      await close();
    }
  }
});

test("paper shows the text and none of this", async () => {
  const { page, close } = await open(site.base + SEED);
  await page.emulateMedia({ media: "print" });
  const shown = await page.$$eval(".permalink, .counts, .copy, #the, .side", (all) => all.filter((element) => element.checkVisibility()).length);
  assert.equal(shown, 0);
  await close();
});

test("without a script the page says the same, a click away", async () => {
  const { page, close } = await open(site.base + SEED, { javaScriptEnabled: false });
  assert.equal(await page.locator(".copy").isVisible(), false, "no button that does nothing");
  const href = await page.locator(".text a.cite").first().getAttribute("href");
  await page.locator("details:has(.cites) summary").first().click();
  assert.match(await page.locator(`.cites > li:has(a[href="${href}"])`).first().innerText(), /23\/8\/2024.*Bộ Giáo dục và Đào tạo/s);
  await page.locator(".counts a").first().click();
  assert.match(new URL(page.url()).hash, /^#d-/);
  await close();
});

test("a law is read by chapters on a phone, and every old anchor answers", async () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };
  const { page, close, errors } = await open(hardSite.base + LAW, phone);
  const first = page.locator(".portions a").first();
  assert.ok((await first.boundingBox()).y < 3 * 740, "the list stands within three screens");
  assert.ok((await first.boundingBox()).height >= 28);
  await first.click();
  await page.waitForURL(`**/${LAW}chuong-i/`);
  assert.match(await page.locator("h1").innerText(), /^Chương I\. /);
  const pixels = await page.evaluate(() => document.documentElement.scrollHeight);
  // The reader's own size of text, twice as large.
  for (const size of ["100%", "200%"]) {
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wider <= 0, `${wider}px wider than the screen at ${size}`);
  }
  assert.deepEqual(await violations(page), []);
  // A citation of a place on another page, and back by the whole.
  await page.evaluate(() => (document.documentElement.style.fontSize = ""));
  await page.locator('.text a.cite[href*="chuong-ii/#dieu-16-khoan-1"]').first().click();
  await page.waitForURL(`**/${LAW}chuong-ii/#dieu-16-khoan-1`);
  assert.equal(await page.locator("#dieu-16-khoan-1").count(), 1);
  await page.locator('a[rel="next"]').click();
  await page.waitForURL(`**/${LAW}chuong-iii/`);
  await page.goto(`${hardSite.base}${LAW}#dieu-31`);
  // An old anchor; the browser scrolls there smoothly.
  await page.waitForFunction(() => Math.abs(document.getElementById("dieu-31").getBoundingClientRect().top) < 200);
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  assert.ok(pixels * 3 < whole, `${pixels} of ${whole} pixels`);
  assert.deepEqual(errors, []);
  await close();
});

test("search leads to the chapter", async () => {
  const { page, close } = await open(`${hardSite.base}tim-kiem/?q=${encodeURIComponent("“Nội dung thứ 35”")}`);
  const hit = page.locator('.hits a[href*="20-2022-qh15"]').first();
  await hit.waitFor();
  assert.match(await hit.getAttribute("href"), /20-2022-qh15\/chuong-iv\/#dieu-35$/);
  await close();
});
