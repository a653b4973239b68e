// The preview in a real browser: a saved change is shown where the reader is, problems stand on the last good page and
// leave when mended.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { launch, noPrint } from "./browser.mjs";
import { ADDRESS, FILE, preview, serve } from "./preview.mjs";
import { temporary } from "./temporary.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LONG = { timeout: 15000 };
const PHRASE = "Thực hiện chuyển đổi số";
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

// A page on a preview of its own, closed when `use` is done. A page that is never loaded again keeps what is set on it.
async function on(use, { options = [], context = {} } = {}) {
  const site = await preview(...options);
  const opened = await browser.newContext({ reducedMotion: "reduce", ...context });
  try {
    const page = await opened.newPage();
    const failures = [];
    page.on("pageerror", (error) => failures.push(error.message));
    // The page is known to the script once it has been asked for again.
    const isAgain = (response) => response.url() === site.document && "congbao-seen" in response.request().headers();
    const again = page.waitForResponse(isAgain, LONG).then((response) => response.finished(), () => {});
    await page.goto(site.document);
    await page.evaluate(() => (window.isTheFirst = true));
    await again;
    await use(page, site, opened);
    assert.deepEqual(failures, []);
  } finally {
    await opened.close();
    await site.stop();
  }
}

const isTheFirst = (page) => page.evaluate(() => window.isTheFirst === true);

test("a saved change is shown without loading the page again, and everything stays where it was", () =>
  on(async (page, site) => {
    await page.evaluate(() => {
      document.querySelectorAll("main details").forEach((one) => (one.open = !one.open));
      document.querySelector("#muc-i-7").scrollIntoView();
    });
    await page.evaluate(() => {
      const field = document.querySelector("#tim");
      field.value = "chuyển đổi";
      field.focus({ preventScroll: true });
    });
    const state = () =>
      page.evaluate(() => ({
        top: Math.round(document.querySelector("#muc-i-7").getBoundingClientRect().top),
        open: [...document.querySelectorAll("main details")].map((one) => one.open),
        typed: document.querySelector("#tim").value,
        focus: document.activeElement.id,
      }));
    const kept = await state();
    assert.equal(kept.focus, "tim");
    // Something above it grows, too.
    const longer = "Năm học 2023-2024, " + "năm học rất dài, ".repeat(60);
    site.edit(site.original.replace(PHRASE, "Thực hiện mạnh mẽ chuyển đổi số").replace("Năm học 2023-2024,", longer));
    await page.locator("#muc-i-7", { hasText: "mạnh mẽ" }).waitFor(LONG);
    await page.waitForTimeout(300);
    const now = await state();
    assert.ok(Math.abs(now.top - kept.top) <= 2, `${kept.top} became ${now.top}`);
    assert.deepEqual({ ...now, top: 0 }, { ...kept, top: 0 });
    assert.ok(await isTheFirst(page));
    // What was added leaves again.
    site.edit(site.original);
    await page.locator("#muc-i-7", { hasText: "mạnh mẽ" }).waitFor({ state: "detached", ...LONG });
    await page.waitForTimeout(300);
    assert.ok(Math.abs((await state()).top - kept.top) <= 2);
    assert.ok(await isTheFirst(page));
    const fresh = await page.evaluate(async () => {
      const text = await (await fetch(location.href)).text();
      const sent = new DOMParser().parseFromString(text, "text/html");
      const words = (root) => root.querySelector("main").textContent;
      return words(sent) === words(document);
    });
    assert.ok(fresh, "what is on screen is what the server sends");
  }));

test("problems come and go while the last good page stays", () =>
  on(async (page, site) => {
    const panel = page.locator("congbao-preview");
    site.edit(site.original.replace("type: chi-thi", "tpye: chi-thi").replace("2024-08-31", "2024-02-30"));
    await panel.getByText("tpye").first().waitFor(LONG);
    assert.ok(await page.locator("#muc-i-7").isVisible());
    assert.match(await panel.locator("summary").innerText(), /2 lỗi/);
    assert.match(await panel.locator(".standing").innerText(), /bản tốt gần nhất/);
    const first = panel.locator("li").first();
    assert.match(await first.innerText(), /không có khóa nào tên “tpye”/);
    assert.match(await first.innerText(), /có phải ý bạn là “type”/);
    assert.equal(await first.locator("mark").innerText(), "tpye");
    const link = first.locator("a");
    assert.equal(await link.innerText(), `${FILE}:2:1`);
    assert.match(await panel.locator("[role=status]").textContent(), /2 lỗi/);
    for (const text of [await page.content(), await panel.evaluate((host) => host.shadowRoot.innerHTML)]) {
      assert.ok(!text.includes(site.site), "no path of this machine on the page");
    }
    // With the keyboard alone: closed, and it stays closed while the problems change.
    await panel.locator("summary").focus();
    await page.keyboard.press("Enter");
    assert.ok(!(await first.isVisible()));
    site.edit(site.original.replace("type: chi-thi", "tpye: chi-thi"));
    await panel.locator("summary", { hasText: "1 lỗi" }).waitFor(LONG);
    assert.ok(!(await first.isVisible()));
    assert.equal(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.localName), "summary");
    site.edit(site.original);
    await panel.getByText("tpye").first().waitFor({ state: "detached", ...LONG });
    assert.match(await page.locator("#muc-i-7").innerText(), new RegExp(PHRASE));
    assert.ok(await isTheFirst(page));
    // Secret: nothing is shown but the refusal.
    site.edit(site.original + "\n\nTỐI MẬT\n");
    await page.locator("#muc-i-7").waitFor({ state: "detached", ...LONG });
    assert.ok(!(await page.locator("body").innerText()).includes("chuyển đổi số"));
  }));

test("a link of the panel leads the browser to the editor", () =>
  on(
    async (page, site) => {
      site.edit(site.original.replace("type: chi-thi", "tpye: chi-thi"));
      const link = page.locator("congbao-preview li a").first();
      await link.waitFor(LONG);
      const answer = page.waitForResponse((response) => response.url().includes("/__congbao/open"));
      await link.click();
      const to = (await (await answer).allHeaders()).location;
      assert.equal(to, `cursor://file${encodeURI(site.path())}:2:1`);
      assert.ok(await page.locator("#muc-i-7").isVisible(), "the page stays");
    },
    { options: ["--editor", "cursor"] },
  ));

test("another origin can neither read the pages nor frame them nor open the editor", () =>
  on(async (page, site, context) => {
    const evil = createServer((_, response) => {
      response.writeHead(200, { "Content-Type": "text/html" });
      response.end(`<iframe src="${site.document}"></iframe><img src="${site.base}icon.svg">`);
    });
    await new Promise((done) => evil.listen(0, "127.0.0.1", done));
    try {
      const other = await context.newPage();
      const statuses = {};
      other.on("response", (response) => (statuses[new URL(response.url()).pathname] = response.status()));
      await other.goto(`http://127.0.0.1:${evil.address().port}/`);
      assert.equal(statuses["/" + ADDRESS], 403);
      const read = await other.evaluate(
        (base) => Promise.all(
          ["", "__congbao/problems", "__congbao/events", "__congbao/reload.js"].map((path) =>
            fetch(base + path).then((answer) => answer.text()).catch(() => "refused"),
          ),
        ),
        site.base,
      );
      assert.deepEqual(read, ["refused", "refused", "refused", "refused"]);
      const script = await other.evaluate(
        (base) => new Promise((done) => {
          const element = document.createElement("script");
          element.src = base + "__congbao/patch.js";
          element.onload = () => done("loaded");
          element.onerror = () => done("refused");
          document.head.append(element);
        }),
        site.base,
      );
      assert.equal(script, "refused");
    } finally {
      evil.closeAllConnections();
      evil.close();
    }
  }));

test("the list of problems is filtered, follows the files, and needs no script", () =>
  on(async (page, site, context) => {
    await page.goto(site.base + "__congbao/problems");
    const items = page.locator("li");
    const all = await items.count();
    site.edit(site.original.replace("type: chi-thi", "tpye: chi-thi"));
    await page.locator("li.error", { hasText: "tpye" }).first().waitFor(LONG);
    await page.getByLabel("Mức").selectOption("error");
    await page.getByRole("button", { name: "Lọc" }).click();
    await page.waitForURL(/severity=error/);
    assert.equal(await items.count(), await page.locator("li.error").count());
    assert.ok((await items.count()) >= 1);
    site.edit(site.original);
    await page.locator("li.error").first().waitFor({ state: "detached", ...LONG });
    const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await plain.goto(site.base + "__congbao/problems");
    assert.equal(await plain.locator("li").count(), all);
    await plain.context().close();
    void context;
  }));

test("a style sheet is changed without loading the page and without a flash", () =>
  on(async (page, site) => {
    site.makeTheme("static/style.css", (css) => css + "\nmain { outline: 7px solid red }\n");
    const outline = () => page.evaluate(() => getComputedStyle(document.querySelector("main")).outlineWidth);
    await page.waitForFunction(() => getComputedStyle(document.querySelector("main")).outlineWidth === "7px", LONG);
    // Watched in each frame: there is always a style.
    await page.evaluate(() => {
      window.bare = 0;
      const look = () => {
        if (getComputedStyle(document.querySelector("main")).outlineStyle !== "solid") window.bare++;
        requestAnimationFrame(look);
      };
      look();
    });
    site.makeTheme("static/style.css", (css) => css.replace("7px solid red", "3px solid red"));
    await page.waitForFunction(() => getComputedStyle(document.querySelector("main")).outlineWidth === "3px", LONG);
    await page.waitForTimeout(200);
    assert.equal(await outline(), "3px");
    assert.equal(await page.evaluate(() => document.querySelectorAll('link[rel="stylesheet"]').length), 1);
    assert.equal(await page.evaluate(() => window.bare), 0);
    assert.ok(await isTheFirst(page));
  }));

test("a page that did not change is left alone, and a template that did is shown", () =>
  on(async (page, site) => {
    await page.evaluate(() => (document.querySelector("main").dataset.mine = "yes"));
    const other = "content/lang-son/" + site.files("content/lang-son")[0];
    site.edit(site.read(other).replace("năm học", "năm học mới"), other);
    await page.waitForTimeout(1500);
    assert.equal(await page.locator("main").getAttribute("data-mine"), "yes");
    site.makeTheme("templates/base.html", (html) => html.replace('<footer class="site">', '<footer class="site"><p>chân trang mới</p>'));
    await page.getByText("chân trang mới").waitFor(LONG);
    assert.equal(await page.locator("main").getAttribute("data-mine"), "yes");
    assert.ok(await isTheFirst(page));
  }));

test("a new version that comes before the page is known needs no second loading", async () => {
  const site = await preview();
  const page = await browser.newPage();
  try {
    // The script asks for the page it stands on; that page is gone by then.
    await page.route("**/*", (route) => (route.request().headers()["congbao-has"] === "" ? route.abort() : route.continue()));
    await page.goto(site.document);
    await page.evaluate(() => (window.isTheFirst = true));
    site.edit(site.original.replace(PHRASE, "Thực hiện mạnh mẽ chuyển đổi số"));
    await page.locator("#muc-i-7", { hasText: "mạnh mẽ" }).waitFor(LONG);
    assert.ok(await isTheFirst(page));
  } finally {
    await page.close();
    await site.stop();
  }
});

test("a wide image of a text stays within its paragraph on a phone", () =>
  on(
    async (page, site) => {
      // PNG, 1,200 by 2 pixels, one colour.
      const image = "iVBORw0KGgoAAAANSUhEUgAABLAAAAACCAAAAABtB3p+AAAAHUlEQVR42mNoGAWjYBSMgiECGEaDYBSMglEwVAAAA1OwPdfMJmsAAAAASUVORK5CYII=";
      writeFileSync(site.path("content/lao-cai/so-do.png"), Buffer.from(image, "base64"));
      site.edit(`${site.original}\n![Sơ đồ](so-do.png)\n`);
      const shown = page.locator('main img[src*="so-do.png"]');
      await shown.waitFor({ state: "attached", ...LONG });
      const [shape, paragraph] = await shown.evaluate((one) => [one, one.closest("p")].map((it) => it.getBoundingClientRect().toJSON()));
      assert.ok(shape.left >= paragraph.left - 1 && shape.right <= paragraph.right + 1, JSON.stringify([shape, paragraph]));
    },
    { context: { viewport: { width: 360, height: 640 } } },
  ));

test("a changed script loads the page again where the reader was", () =>
  on(async (page, site) => {
    await page.evaluate(() => document.querySelector("#muc-i-7").scrollIntoView());
    const place = await page.evaluate(() => scrollY);
    site.makeTheme("templates/base.html", (html) => html.replace("</head>", "<script>window.added = 1</script></head>"));
    await page.waitForFunction(() => window.added === 1, LONG);
    await page.waitForTimeout(500);
    assert.ok(Math.abs((await page.evaluate(() => scrollY)) - place) < 5);
  }));

test("ten tabs hear of a change, and the next one still opens", () =>
  on(async (page, site, context) => {
    const tabs = [page];
    for (let n = 1; n < 10; n++) {
      const tab = await context.newPage();
      await tab.goto(site.document);
      tabs.push(tab);
    }
    await page.waitForTimeout(500);
    site.edit(site.original.replace(PHRASE, "Thực hiện mạnh mẽ chuyển đổi số"));
    for (const tab of tabs) await tab.locator("#muc-i-7", { hasText: "mạnh mẽ" }).waitFor(LONG);
    // The one that listens is closed: another takes its place.
    await page.close();
    await tabs[1].waitForTimeout(300);
    site.edit(site.original);
    for (const tab of tabs.slice(1)) {
      await tab.locator("#muc-i-7", { hasText: "mạnh mẽ" }).waitFor({ state: "detached", ...LONG });
    }
  }));

test("an open page finds the preview again after it was stopped and started", () =>
  on(async (page, site) => {
    const port = new URL(site.base).port;
    await site.halt();
    site.edit(site.original.replace(PHRASE, "Thực hiện mạnh mẽ chuyển đổi số"));
    await page.waitForTimeout(1500);
    const again = await serve(site.site, "--port", port);
    try {
      await page.locator("#muc-i-7", { hasText: "mạnh mẽ" }).waitFor({ timeout: 20000 });
      assert.ok(await isTheFirst(page));
    } finally {
      await again.stop();
    }
  }));

test("search works, also for what was just saved", () =>
  on(async (page, site) => {
    const hit = page.locator(".hits li a").first();
    const search = async (words) => {
      await page.locator("#tim").fill(words);
      await page.locator("#tim").press("Enter");
      await page.waitForURL(/tim-kiem/);
      await hit.waitFor(LONG);
    };
    await search("chuyen doi so");
    await hit.click();
    await page.waitForURL(/van-ban/);
    site.edit(site.original.replace(PHRASE, "Thực hiện qwertyuiop chuyển đổi số"));
    await page.goto(site.document);
    await page.locator("#muc-i-7", { hasText: "qwertyuiop" }).waitFor(LONG);
    await search("qwertyuiop");
    assert.match(await page.locator(".hits").innerText(), /qwertyuiop/);
    // The page of results follows, and so does a box that has looked before.
    site.edit(site.original.replace(PHRASE, "Thực hiện qwertyuiop asdfghjkl chuyển đổi số"));
    await page.locator(".hits", { hasText: "asdfghjkl" }).waitFor(LONG);
    site.edit(site.original.replace(PHRASE, "Thực hiện zxcvbnm chuyển đổi số"));
    await page.waitForTimeout(1500);
    await page.locator("#tim").fill("zxcvbnm");
    await page.locator("[role=option]", { hasText: "zxcvbnm" }).first().waitFor(LONG);
    site.edit(site.original.replace(PHRASE, "Thực hiện qwertyuiop chuyển đổi số"));
    await page.waitForTimeout(1500);
    await search("qwertyuiop");
    await hit.click();
    await page.waitForURL(new RegExp(ADDRESS));
  }));

test("the panel is accessible, on a phone and in the dark, and is not printed", async () => {
  for (const [width, colorScheme] of [[320, "light"], [390, "dark"], [1280, "light"], [1280, "dark"]]) {
    await on(
      async (page, site) => {
        site.edit(site.original.replace("type: chi-thi", "tpye: chi-thi"));
        await page.locator("congbao-preview li").first().waitFor(LONG);
        for (const address of [null, "__congbao/problems"]) {
          if (address) await page.goto(site.base + address);
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => window.axe.run(document.body.matches(".list") ? document : "congbao-preview"));
          assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), [], `${width} ${colorScheme}`);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}`);
        }
        if (noPrint) return;
        await page.goto(site.document);
        await page.emulateMedia({ media: "print" });
        assert.ok(!(await page.locator("congbao-preview details").isVisible()));
      },
      { context: { viewport: { width, height: 700 }, colorScheme } },
    );
  }
});

test("a draft wears its banner on screen and on every printed sheet", () =>
  on(
    async (page, site) => {
      site.edit(site.original.replace("type: chi-thi", "draft: true\ntype: chi-thi"));
      const banner = page.locator(".draft");
      await banner.waitFor(LONG);
      assert.match(await banner.innerText(), /BẢN NHÁP/);
      await page.evaluate(() => scrollTo(0, 3000));
      assert.ok(await banner.evaluate((element) => element.getBoundingClientRect().top >= 0), "it stays in sight");
      const folder = temporary("congbao-print-");
      await page.pdf({ path: join(folder, "a.pdf"), preferCSSPageSize: true });
      const print = spawnSync("pdftotext", [join(folder, "a.pdf"), "-"], { encoding: "utf8" });
      if (print.error) return; // poppler is not installed
      const sheets = print.stdout.split("\f").slice(0, -1);
      assert.ok(sheets.length > 3);
      // Firefox draws a word that stands aslant letter by letter.
      const alone = (sheet) => sheet.split("\n").filter((line) => /^\p{Lu}$/u.test(line)).sort().join("");
      for (const sheet of sheets) assert.ok(/BẢN NHÁP/.test(sheet) || alone(sheet) === [..."BẢNNHÁP"].sort().join(""), sheet);
      assert.ok(!sheets.join("").includes("cảnh báo"), "the panel is not printed");
      await page.goto(site.base + "van-ban/");
      assert.equal(await page.locator(".draft-mark").count(), 1);
    },
    { options: ["--drafts"] },
  ));
