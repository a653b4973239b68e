// Search as a reader uses it: on a phone, by keyboard alone, with nothing but the site's own files, and from a folder.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { isFirefox, launch } from "./browser.mjs";
import { root, serve } from "./site.mjs";
import { temporary } from "./temporary.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser, site;

before(async () => {
  browser = await launch();
  site = await serve(root(), "/sub/path/");
});
after(async () => {
  await browser?.close();
  await site?.close();
});

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, complaints, close: () => context.close() };
}

test("typing and the keyboard alone lead to a section", async () => {
  const { page, complaints, close } = await open();
  await page.goto(site.base);
  await page.keyboard.press("Tab");
  while (!(await page.evaluate(() => document.activeElement.id === "tim"))) await page.keyboard.press("Tab");
  await page.keyboard.type("xoa mu chu cho nguoi lon");
  await page.locator("[role=option] mark").first().waitFor();
  assert.equal(await page.locator("#tim").getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const active = await page.locator("#tim").getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`#${active}`).getAttribute("aria-selected"), "true");
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("[role=listbox]").isHidden());
  await page.keyboard.press("ArrowDown");
  await page.locator("[role=option]").first().waitFor();
  const chosen = () => page.locator("[role=option]").evaluateAll((all) => all.findIndex((option) => option.getAttribute("aria-selected") === "true"));
  const last = (await page.locator("[role=option]").count()) - 1;
  for (const [key, at] of [["ArrowDown", 0], ["End", last], ["ArrowDown", -1], ["ArrowUp", last], ["Home", 0], ["ArrowDown", 1]]) {
    await page.keyboard.press(key);
    assert.equal(await chosen(), at, key);
  }
  // Said once typing has paused.
  await page.locator("form [role=status]", { hasText: String(last) }).waitFor({ state: "attached" });
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.waitForURL(/#muc-/);
  assert.match(await page.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`).innerText(), /\S/);
  assert.deepEqual(complaints, []);
  await close();
});

test("the page of results shows, narrows and is sent on by its address", async () => {
  const { page, complaints, close } = await open();
  await page.goto(`${site.base}tim-kiem/?q=chuyen+doi+so`);
  await page.locator(".hits li").first().waitFor();
  assert.match(await page.locator("[data-results] .lead").innerText(), /5 /);
  assert.match(await page.locator(".hits mark").first().innerText(), /chuyển đổi số/i);
  await page.locator(".facets > summary").click();
  const province = page.locator(".facets a", { hasText: "Lạng Sơn" });
  await province.click();
  await page.waitForURL(/province=/);
  await page.locator(".narrow .chips a").first().waitFor();
  await page.reload();
  await page.locator(".hits li").first().waitFor();
  for (const meta of await page.locator(".hits .list .meta").allInnerTexts()) assert.match(meta, /Văn Lãng/);
  await page.locator(".narrow .chips a").first().click();
  await page.waitForURL((url) => !url.search.includes("province"));
  assert.deepEqual(complaints, []);
  await close();
});

test("cited works narrow, words are looked for within them, and back leads back", async () => {
  const { page, complaints, close } = await open();
  await page.goto(`${site.base}tim-kiem/?q=giao+duc`);
  await page.locator(".hits li").first().waitFor();
  assert.ok(await page.locator(".facets > div").isHidden());
  await page.locator(".facets > summary").click();
  const work = page.locator(".facets a[href*='cites=']").first();
  await work.waitFor();
  const count = await work.locator(".count").innerText();
  assert.ok(+count >= 2);
  await work.click();
  await page.waitForURL(/cites=/);
  await page.locator(".narrow .chips a").first().waitFor();
  assert.match(await page.locator("[data-results] .lead").innerText(), new RegExp(`^${count} `));
  assert.ok(await page.evaluate(() => document.activeElement.matches("[data-results] .lead")));
  await page.locator("#tim").fill("chuyen doi so");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=chuyen.*cites=/);
  await page.locator(".hits mark", { hasText: /chuyển đổi số/i }).first().waitFor();
  await page.goBack();
  await page.goBack();
  await page.waitForURL((url) => url.search === "?q=giao+duc");
  await page.locator(".narrow .chips a").first().waitFor({ state: "hidden" });
  assert.equal(await page.locator("#tim").inputValue(), "giao duc");
  await page.locator(".order a", { hasText: "Cũ nhất" }).click();
  await page.waitForURL(/sort=oldest/);
  await page.locator(".order [aria-current]", { hasText: "Cũ nhất" }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

// What the site's own key of the storage holds.
const KEY = "congbao:/sub/path/:searches";
const stored = (page) => page.evaluate((key) => JSON.parse(localStorage.getItem(key)), KEY);
const button = (page) => page.locator("[data-kept] > p > button");

test("a search is kept in this browser, and the next look says what is new", async () => {
  const { page, complaints, close } = await open();
  await page.goto(`${site.base}tim-kiem/?q=giao+duc&sort=oldest`);
  await button(page).click();
  await page.locator("[data-kept] [role=status]", { hasText: "Đã giữ" }).waitFor();
  const [{ query, seen }] = await stored(page);
  assert.equal(query, "q=giao+duc");
  assert.ok(seen.length >= 3 && seen.every((path) => /^van-ban\/.*\/$/.test(path)), seen.join());
  await page.reload();
  await page.locator("[data-results] .lead", { hasText: "Không có văn bản mới từ lần xem trước" }).waitFor();
  assert.equal(await page.locator(".hits .force-mark", { hasText: "Mới" }).count(), 0);
  // As if one of them had not been there yet.
  const fresh = await page.locator(".hits .list > li > .title").first().evaluate((link) => new URL(link.href).pathname.replace("/sub/path/", ""));
  const forget = () => page.evaluate(([key, path]) => {
    const [one] = JSON.parse(localStorage.getItem(key));
    localStorage.setItem(key, JSON.stringify([{ ...one, seen: one.seen.filter((seen) => !path.startsWith(seen)) }]));
  }, [KEY, fresh]);
  await forget();
  // The list of the page that asks nothing yet says so, and looks at nothing.
  await page.goto(`${site.base}tim-kiem/`);
  const line = page.locator("[data-kept] li", { hasText: "giao duc" });
  await line.locator("span", { hasText: "1 văn bản mới từ lần xem trước" }).waitFor();
  await line.locator("a").click();
  await page.locator("[data-results] .lead", { hasText: "1 văn bản mới từ lần xem trước" }).waitFor();
  await page.locator(".hits .list > li").first().waitFor();
  const marks = await page.locator(".hits .list > li:has(> .force-mark:text-is('Mới')) > .title").evaluateAll((all) => all.map((link) => link.href));
  assert.equal(marks.length, 1);
  assert.ok(marks[0].includes(fresh), marks[0]);
  await page.reload();
  await page.locator("[data-results] .lead", { hasText: "Không có văn bản mới" }).waitFor();
  await button(page).click();
  await page.locator("[data-kept] [role=status]", { hasText: "Đã thôi giữ" }).waitFor();
  assert.deepEqual(await stored(page), []);
  assert.deepEqual(complaints, []);
  await close();
});

test("a browser that keeps nothing says so, and searches as ever", async () => {
  const { page, complaints, close } = await open();
  await page.addInitScript(() => Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("no", "SecurityError"); } }));
  await page.goto(`${site.base}tim-kiem/?q=giao+duc`);
  await button(page).click();
  await page.locator("[data-kept] [role=status]", { hasText: "Hãy lưu địa chỉ của trang này" }).waitFor();
  assert.ok(await page.locator(".hits li").count());
  assert.deepEqual(complaints, []);
  await close();
});

test("more results go on where the last ones end", async () => {
  const { page, close } = await open();
  await page.goto(`${site.base}tim-kiem/?q=giao+duc`);
  await page.locator(".hits a", { hasText: "Xem thêm" }).click();
  await page.waitForURL(/n=20/);
  await page.waitForFunction(() => document.querySelectorAll(".hits .snippet").length > 10);
  assert.ok(await page.evaluate(() => document.querySelector(".hits").contains(document.activeElement)));
  await close();
});

test("where a piece is missing the page says so, and tries again", async () => {
  const { page, close } = await open();
  await page.route(/chi-muc\/[st]\//, (route) => route.abort());
  await page.goto(`${site.base}tim-kiem/?q=giao+duc`);
  await page.locator("[data-results] .lead", { hasText: "Không tải được" }).waitFor();
  assert.ok(await page.locator("[data-unasked] .index").isVisible());
  await page.unroute(/chi-muc/);
  await page.unrouteAll();
  await page.locator("button", { hasText: "Thử lại" }).click();
  await page.locator(".hits li").first().waitFor();
  assert.ok(await page.locator("[data-unasked]").isHidden());
  await close();
});

test("a host that sends whole files is asked for each once", async () => {
  const { page, complaints, close } = await open();
  const asked = [];
  await page.route(/chi-muc\/\w\/\d+\.bin/, async (route) => {
    const { range, ...headers } = route.request().headers();
    asked.push(new URL(route.request().url()).pathname);
    await route.fulfill({ response: await route.fetch({ headers }) });
  });
  await page.goto(`${site.base}tim-kiem/?q=giao+duc`);
  await page.locator(".hits li").first().waitFor();
  const first = asked.length;
  await page.locator("#tim").fill("chuyen doi so");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=chuyen/);
  await page.locator(".lead", { hasText: "chuyen doi so" }).waitFor();
  assert.ok(first > 2 && asked.length - first < 3, `${first} files, then ${asked.length - first}`);
  assert.deepEqual(complaints, []);
  await close();
});

test("a site that is published while a reader searches is searched as it is now", async () => {
  const { page, close } = await open();
  const roots = [];
  page.on("request", (request) => /goc\.bin/.test(request.url()) && roots.push(request.url()));
  // Until the root is read again, texts are not those that it tells of.
  await page.route(/chi-muc\/t\//, (route) => (roots.length < 2 ? route.fulfill({ status: 206, body: Buffer.alloc(64) }) : route.continue()));
  await page.goto(`${site.base}tim-kiem/?q=giao+duc`);
  await page.locator(".hits li").first().waitFor();
  assert.equal(roots.length, 2);
  await close();
});

test("an index of small files is searched on a host without ranges", { skip: !process.env.CONGBAO_BIN && "set CONGBAO_BIN to the program" }, async () => {
  const folder = temporary("congbao-");
  mkdirSync(join(folder, "content"));
  writeFileSync(join(folder, "congbao.yaml"), "title: Thử\nbase_url: https://thu.vn/\nbyte_ranges: false\nlanguage: vi\n");
  const head = "---\ntype: ke-hoach\nnumber: 12/KH-UBND\ndate: 2025-02-03\nissuer: ubnd-tinh-lao-cai\ntitle: Chuyển đổi số\npublished: 2026-01-02\n---\n";
  writeFileSync(join(folder, "content/a.md"), `${head}\n## 1. Học bổng\n\nXét cấp học bổng cho học sinh giỏi.\n`);
  execFileSync(process.env.CONGBAO_BIN, ["build", "--root", folder], { stdio: "ignore" });
  const small = await serve(join(folder, "output"), "/");
  const { page, complaints, close } = await open();
  const ranges = [];
  page.on("request", (request) => request.headers().range && ranges.push(request.url()));
  await page.goto(`${small.base}tim-kiem/?q=hoc+bong`);
  await page.locator(".hits li").first().waitFor();
  assert.deepEqual([ranges, complaints], [[], []]);
  await close();
  await small.close();
});

test("what few searches need comes when it is asked for, and its absence is said", async () => {
  // It never comes: a usual query is answered all the same.
  const usual = await open();
  await usual.page.route(/search-more\./, () => {});
  await usual.page.goto(`${site.base}tim-kiem/?q=chuyen+doi+so`);
  await usual.page.locator(".hits li").first().waitFor();
  await usual.close();
  const { page, close } = await open();
  const asked = [];
  page.on("request", (request) => /search-more\./.test(request.url()) && asked.push(request.url()));
  await page.route(/search-more\./, (route) => route.abort());
  await page.goto(`${site.base}tim-kiem/?q=${encodeURIComponent("nhằm kíhch lệ")}`);
  await page.locator("[data-results] .lead", { hasText: "Không tải được" }).waitFor();
  await page.unrouteAll();
  await page.locator("button", { hasText: "Thử lại" }).click();
  await page.locator(".hits .note", { hasText: "nhằm khích lệ" }).waitFor();
  assert.equal(asked.length, 2);
  await close();
});

test("the root of the index comes with the script, once", async () => {
  const { page, close } = await open();
  const roots = [];
  page.on("request", (request) => /goc\.bin/.test(request.url()) && roots.push(request.url()));
  let send;
  const script = new Promise((done) => (send = done));
  await page.route(/assets\/search\./, (route) => script.then(() => route.continue()));
  await page.goto(site.base);
  assert.deepEqual(roots, []);
  const root = page.waitForRequest(/goc\.bin/);
  await page.locator("#tim").focus();
  await root;
  send();
  await page.keyboard.type("giao duc");
  await page.locator("[role=option]").first().waitFor();
  assert.equal(roots.length, 1);
  await close();
});

test("an old browser is told so, and a missing script", async () => {
  for (const [way, said] of [["old", /quá cũ/], ["missing", /Không tải được/]]) {
    const { page, close } = await open();
    if (way === "old") await page.addInitScript(() => delete window.DecompressionStream);
    else await page.route(/assets\/search\./, (route) => route.abort());
    await page.goto(`${site.base}tim-kiem/?q=a`);
    await page.locator("[data-results]", { hasText: said }).waitFor();
    assert.ok(await page.locator("[data-unasked] .index").isVisible());
    await close();
  }
});

test("a number is answered by the work, a misspelling and nothing are said", async () => {
  const { page, close } = await open();
  await page.goto(`${site.base}tim-kiem/?q=2457%2FQ%C4%90-BGD%C4%90T`);
  assert.match(await page.locator(".answer .title").innerText(), /2457\/QĐ-BGDĐT/);
  await page.locator(".answer a", { hasText: /viện dẫn/ }).click();
  await page.waitForURL(/cites=/);
  await page.locator(".narrow .chips a", { hasText: "2457/QĐ-BGDĐT" }).waitFor();
  await page.goto(`${site.base}tim-kiem/?q=${encodeURIComponent("nhằm kíhch lệ")}`);
  assert.match(await page.locator(".hits .note").innerText(), /nhằm khích lệ/);
  await page.locator(".hits .note a", { hasText: "kíhch" }).click();
  await page.waitForURL(/exact=1/);
  await page.locator(".hits .note a", { hasText: "khích" }).waitFor({ state: "hidden" });
  await page.goto(`${site.base}tim-kiem/?q=xyzzy`);
  await page.locator("[data-results] .lead", { hasText: "xyzzy" }).waitFor();
  assert.equal(await page.locator(".hits li").count(), 0);
  assert.ok(await page.locator("[data-unasked] .index").isVisible());
  await page.goto(`${site.base}tim-kiem/?q=${encodeURIComponent('<img src=x onerror="document.title=1">')}`);
  await page.locator("[data-results] .lead", { hasText: "<img" }).waitFor();
  assert.equal(await page.locator("[data-results] img").count(), 0);
  await close();
});

test("without scripts the page says so and leads to the lists", async () => {
  const { page, close } = await open({ javaScriptEnabled: false });
  await page.goto(`${site.base}tim-kiem/?q=a`);
  assert.match(await page.locator("noscript, .note").first().innerText(), /JavaScript/);
  assert.ok((await page.locator("main .index a").count()) >= 5);
  await close();
});

test("it opens from a folder", async () => {
  const { page, complaints, close } = await open();
  const folder = process.env.CONGBAO_PORTABLE;
  await page.goto(pathToFileURL(join(folder, "index.html")).href);
  await page.locator("#tim").fill("học bổng đào tạo");
  await page.keyboard.press("Enter");
  await page.locator(".hits li").first().waitFor();
  await page.locator(".hits .title").first().click();
  await page.waitForURL(/^file:.*index\.html#/);
  assert.deepEqual(complaints, []);
  await close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds nothing, ${colorScheme}`, { skip: isFirefox && "axe looks at what Chromium has looked at" }, async () => {
    for (const viewport of [{ width: 360, height: 740 }, { width: 1280, height: 900 }]) {
      const { page, close } = await open({ colorScheme, viewport, bypassCSP: true });
      for (const query of ["", "?q=chuyen+doi+so", "?q=2457", "?q=xyzzy", "?q=nh%E1%BA%B1m+k%C3%ADhch+l%E1%BB%87&type=chi-thi"]) {
        await page.goto(`${site.base}tim-kiem/${query}`);
        if (query) await page.locator(".hits > *").first().waitFor();
        if (query && (await page.locator(".facets > summary").isVisible()) && viewport.width < 500) {
          await page.locator(".facets > summary").click();
          await page.locator(".facets li").first().waitFor();
        }
        if (query === "") {
          await page.locator("#tim").fill("giao duc");
          await page.locator("[role=option]").first().waitFor();
        }
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`), [], `${query} ${viewport.width}`);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)) <= 0, `${query} is wider than the screen`);
      }
      await close();
    }
  });
}
