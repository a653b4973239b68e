// What a reader meets: no violation found by axe-core on any kind of page in light and dark, on a phone and on a desk;
// no request leaves the site; nothing is wider than the screen, nor with letters twice as large; targets of a finger are
// large enough; lines begin and end where words do; reading needs no script.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isFirefox, launch, noPrint, tap } from "./browser.mjs";
import { root, serve, kinds, records } from "./site.mjs";
import { temporary } from "./temporary.mjs";

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

// What axe-core reads of a page is the same in each browser but for colours of their own: in Firefox, where it takes a minute, the
// view with the most of them is enough.
const axed = isFirefox ? ["dark, phone"] : Object.keys(VIEWS);

async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}

for (const [name, options] of Object.entries(VIEWS)) {
  {
    test(`nothing is wider than the screen, no request leaves the site and axe-core finds nothing, ${name}`, async () => {
      const context = await browser.newContext({ ...options, bypassCSP: true });
      const page = await context.newPage();
      const outside = [];
      page.on("request", (request) => [site.base, host.base].some((base) => request.url().startsWith(base)) || outside.push(request.url()));
      for (const [kind, address] of Object.entries(kinds(root()))) {
        await page.goto(at(address));
        if (axed.includes(name)) assert.deepEqual(await violations(page), [], `${kind} (${address})`);
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
  const opened = () => page.locator("main details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
  await opened();
  assert.match(await page.locator(`.cites > li:has(a[href="${href}"])`).first().innerText(), /2236\/QĐ-BGDĐT.*23\/8\/2024/s);
  await link.click();
  assert.match(await page.locator("main h1").innerText(), /2236\/QĐ-BGDĐT/);
  await opened();
  const back = page.locator('main a[href*="#vd-"]').first();
  await back.click();
  const target = new URL(page.url()).hash.slice(1);
  assert.match(await page.locator(`#${target}`).innerText(), /2236/);
  await page.close();
});

test("what was signed is printed without the site's marks", { skip: noPrint }, async () => {
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

test("on a phone every target of a finger is 24 pixels high", async () => {
  const context = await browser.newContext({ viewport: PHONE });
  const page = await context.newPage();
  for (const [kind, address] of Object.entries(kinds(root()))) {
    await page.goto(at(address));
    // What stands in a sentence is as high as its line (WCAG 2.2, 2.5.8, "Inline").
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("a[href], button, summary, input")]
        .filter((element) => element.checkVisibility() && !element.closest(".skip, .hidden"))
        .filter((element) => {
          const block = element.closest("p, li, dd, dt, td, blockquote, h1, h2, h3, h4");
          const hasWords = block && block.textContent.trim().length > element.textContent.trim().length + 2;
          if (getComputedStyle(element).display === "inline" && hasWords) return false;
          const boxes = [...element.getClientRects()];
          return boxes.length > 0 && (Math.min(...boxes.map((box) => box.height)) < 23.5 || Math.max(...boxes.map((box) => box.width)) < 23.5);
        })
        .map((element) => `${element.parentElement.className} > ${element.textContent.trim().slice(0, 40)}`),
    );
    assert.deepEqual(small, [], `${kind} (${address})`);
  }
  await context.close();
});

test("on a phone letters twice as large make no page wider", async () => {
  const context = await browser.newContext({ viewport: PHONE });
  const page = await context.newPage();
  for (const [kind, address] of Object.entries(kinds(root()))) {
    await page.goto(at(address));
    await page.evaluate(() => {
      const larger = new CSSStyleSheet();
      larger.replaceSync("html { font-size: 200% !important }");
      document.adoptedStyleSheets.push(larger);
    });
    await page.$$eval("details", (all) => all.forEach((one) => (one.open = true)));
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wider <= 0, `${kind} (${address}) is ${wider}px wider than the screen`);
  }
  await context.close();
});

test("on a phone no line begins with a dot or an arrow, and years stay together", async () => {
  const context = await browser.newContext({ viewport: PHONE });
  const page = await context.newPage();
  for (const [kind, address] of Object.entries(kinds(root()))) {
    await page.goto(at(address));
    const found = await page.evaluate(() => {
      const wrong = [];
      for (const row of document.querySelectorAll(".meta")) {
        if (!row.checkVisibility()) continue;
        const left = row.getBoundingClientRect().left;
        for (const item of [...row.children].slice(1)) {
          // Its dot stands to the left of it: where it begins a line, outside of the row, which is cut there.
          const dot = getComputedStyle(item, "::before");
          if (dot.content.startsWith('"·"') && dot.position !== "absolute") wrong.push(`dot: ${item.textContent}`);
          const begins = item.getBoundingClientRect().left - left < 1;
          if (begins && getComputedStyle(row).clipPath === "none") wrong.push(`dot at the begin of a line: ${item.textContent}`);
        }
      }
      for (const step of document.querySelectorAll(".crumbs li")) {
        const before = getComputedStyle(step, "::before").content;
        if (!["none", "normal"].includes(before)) wrong.push(`crumb: ${before}`);
      }
      for (const cite of document.querySelectorAll(".cite.not-held, .cite.inferred")) {
        if (getComputedStyle(cite, "::after").position !== "absolute") wrong.push(`sign alone: ${cite.textContent}`);
      }
      // The text of a document and what is quoted of it stay as they were written.
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const { data, parentElement } = texts.currentNode;
        if (!parentElement.checkVisibility() || parentElement.closest(".text, blockquote, q, .changes, .sections, .contents, #trich-dan, .places, .address")) continue;
        for (const { 0: years, index } of data.matchAll(/\d{4} ?[-–] ?\d{4}/g)) {
          const range = document.createRange();
          range.setStart(texts.currentNode, index);
          range.setEnd(texts.currentNode, index + years.length);
          if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) wrong.push(`${years}: ${data.trim().slice(0, 60)}`);
        }
      }
      return wrong;
    });
    assert.deepEqual(found, [], `${kind} (${address})`);
  }
  await context.close();
});

test("headings stand apart from what is above them", async () => {
  const context = await browser.newContext({ viewport: PHONE });
  const page = await context.newPage();
  for (const [kind, address] of Object.entries(kinds(root()))) {
    await page.goto(at(address));
    const near = await page.$$eval("main h2", (all) =>
      all
        .filter((heading) => heading.checkVisibility() && !heading.closest(".text, summary"))
        .map((heading) => {
          const holder = heading.parentElement.matches("main") ? heading : heading.parentElement;
          const above = holder.previousElementSibling;
          return above ? [heading.getBoundingClientRect().top - above.getBoundingClientRect().bottom, heading.textContent] : [99, ""];
        })
        .filter(([gap]) => gap < 16 && gap > -1),
    );
    assert.deepEqual(near, [], `${kind} (${address})`);
  }
  await context.close();
});

test("on a phone one tap from the title leads to who must do what, what is new, the contents, the files and the printer", async () => {
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true });
  const page = await context.newPage();
  await page.addInitScript(() => (window.print = () => (window.printed = true)));
  const address = site.base + "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/";
  await page.goto(address);
  const ways = page.locator(".ways");
  assert.deepEqual(await ways.locator("a, button").allInnerTexts(), ["Ai phải làm gì", "Có gì mới", "Mục lục", "Tải về", "In"]);
  const bottom = await ways.evaluate((row) => row.getBoundingClientRect().bottom + scrollY);
  assert.ok(bottom < 1.5 * PHONE.height, `the row ends at ${bottom}`);
  // The browser scrolls smoothly, on a busy machine for seconds.
  const isSeen = (query) => page.waitForFunction((query) => {
    const element = document.querySelector(query);
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && box.top >= -1 && box.top < innerHeight;
  }, query);
  await tap(ways.getByText("Ai phải làm gì"));
  await isSeen("#nhiem-vu");
  await isSeen("section:has(#nhiem-vu) .list a");
  await page.goto(address);
  await tap(ways.getByText("Tải về"));
  await isSeen(".downloads a");
  await page.goto(address);
  assert.equal(await page.locator("#muc-luc").isVisible(), false);
  await tap(ways.getByText("Mục lục"));
  await page.locator("#muc-luc[open] a").first().waitFor();
  const contents = await page.locator("#muc-luc a").evaluateAll((all) => all.map((link) => link.hash));
  for (const after of ["#nhiem-vu", "#tai-ve", "#chuoi", "#vien-dan", "#duoc-vien-dan", "#doan-chung", "#chu-de"]) {
    assert.ok(contents.includes(after), `${after} in the contents`);
    assert.equal(await page.locator(after).count(), 1);
  }
  await tap(ways.getByText("In", { exact: true }));
  assert.equal(await page.evaluate(() => window.printed), true);
  // What is closed opens where a link leads into it.
  assert.equal(await page.locator("#vien-dan").getAttribute("open"), null);
  await tap(page.locator('#muc-luc a[href="#vien-dan"]'));
  await page.locator("#vien-dan[open] li").first().waitFor();
  await page.goto(address + "#v-3");
  await page.locator("#vien-dan[open] #v-3").waitFor();
  await tap(ways.getByText("Có gì mới"));
  await page.waitForURL(/co-gi-moi/);
  await context.close();
});

test("an old address leads on with what was asked of it", { skip: !process.env.CONGBAO_BIN && "set CONGBAO_BIN to the program" }, async () => {
  const folder = temporary("congbao-");
  mkdirSync(join(folder, "content"));
  const to = "/van-ban/ubnd-tinh-lao-cai/ke-hoach/2025/12-kh-ubnd/";
  writeFileSync(
    join(folder, "congbao.yaml"),
    `title: Thử\nbase_url: https://thu.vn/\nlanguage: vi\nredirects:\n  /cu/: ${to}\n  /muc/: "${to}#muc-1"\n`,
  );
  const head = "---\ntype: ke-hoach\nnumber: 12/KH-UBND\ndate: 2025-02-03\nissuer: ubnd-tinh-lao-cai\ntitle: Chuyển đổi số\npublished: 2026-01-02\n---\n";
  writeFileSync(join(folder, "content/a.md"), `${head}\n## 1. Học bổng\n\nXét.\n\n## 2. Thi\n\nChấm.\n`);
  execFileSync(process.env.CONGBAO_BIN, ["build", "--root", folder], { stdio: "ignore" });
  const small = await serve(join(folder, "output"), "/sub/");
  for (const [javaScriptEnabled, asked, expected] of [
    [true, "cu/?s=%C4%91%E1%BA%A5t&n=2#muc-2", "?s=%C4%91%E1%BA%A5t&n=2#muc-2"],
    [true, "cu/?s=1", "?s=1"],
    [true, "cu/#muc-2", "#muc-2"],
    [true, "cu/", ""],
    [true, "muc/?s=1", "?s=1#muc-1"],
    [true, "muc/#muc-2", "#muc-2"],
    [false, "cu/?s=1", ""],
  ]) {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(small.base + asked).catch(() => {});
    await page.waitForURL(/12-kh-ubnd/);
    // A page that leads on by itself does so at once; what comes then would come now.
    await page.waitForTimeout(300);
    assert.equal(page.url(), small.base + to.slice(1) + expected, asked);
    await context.close();
  }
  await small.close();
});

test("without a script no button to print is shown, and the row leads on", async () => {
  const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site.base + "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/");
  assert.equal(await page.locator(".ways .print").isVisible(), false);
  // Without scripts Firefox never tells the driver that a link has stopped moving: it is not asked.
  const click = { force: isFirefox };
  await page.locator(".ways").getByText("Mục lục").click(click);
  assert.equal(await page.locator("#muc-luc > summary").isVisible(), true);
  await page.locator(".counts a").first().click(click);
  assert.equal(await page.locator("#vien-dan").getAttribute("open"), "", "what a link leads into is open");
  await context.close();
});
