// The review in a real browser: a PDF without number and day is published with the keyboard alone.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { review } from "./preview.mjs";
import { temporary } from "./temporary.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const repository = fileURLToPath(new URL("../..", import.meta.url));
const PLAN = "content/lang-son/thuc-hien-nhiem-vu-trong-tam-nam-hoc-2023-2024.md";
const LONG = { timeout: 20000 };
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

// A site with a PDF on the desk, under review.
async function on(use, context = {}, files = ["004.pdf"]) {
  const site = temporary("đối chiếu ");
  cpSync(join(repository, "content"), join(site, "content"), { recursive: true });
  cpSync(join(repository, "congbao.yaml"), join(site, "congbao.yaml"));
  rmSync(join(site, "content/lang-son/van-lang-2023-2024-nhiem-vu-trong-tam.md"));
  const desk = files.map((name) => {
    const kind = name.split(".").pop() === "pdf" ? "pdf" : "word";
    cpSync(join(repository, "tests/import", kind, name), join(site, name));
    return join(site, name);
  });
  const server = await review(site, "--lang", "vi", "--to", "content/lang-son", ...desk);
  const opened = await browser.newContext({ reducedMotion: "reduce", ...context });
  try {
    const page = await opened.newPage();
    const failures = [];
    page.on("pageerror", (error) => failures.push(error.message));
    await page.goto(server.base + "__congbao/review/");
    await page.locator("#original .words, #original .pages").first().waitFor(LONG);
    await use(page, { site, read: (file) => readFileSync(join(site, file), "utf8"), base: server.base });
    assert.deepEqual(failures, []);
  } finally {
    await opened.close();
    await server.stop();
  }
}

const focused = (page) => page.evaluate(() => document.activeElement.id);
const at = (page, id) => page.waitForFunction((wanted) => document.activeElement.id === wanted, id, LONG);

test("number, day, themes and publication with the keyboard alone", () =>
  on(async (page, { read }) => {
    await at(page, "v-number");
    await page.keyboard.type("90/KH-UBND");
    await page.keyboard.press("Enter");
    await at(page, "v-date");
    assert.match(await page.locator("#said").innerText(), /Đã ghi: Số, ký hiệu\. Còn \d+ chỗ/);
    // A day that the month does not have is refused at its field.
    await page.keyboard.type("31/9/2023");
    await page.keyboard.press("Enter");
    await page.locator("#e-date").getByText("date-invalid").waitFor(LONG);
    assert.equal(await focused(page), "v-date");
    assert.ok(!read(PLAN).includes("2023-09-31"));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("12/9/2023");
    await page.keyboard.press("Enter");
    await at(page, "v-themes-0");
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await at(page, "v-published");
    await page.keyboard.press("Enter");
    await at(page, "left");
    assert.match(await page.locator("#said").innerText(), /Không còn chỗ nào/);
    const text = read(PLAN);
    assert.match(text, /\nnumber: 90\/KH-UBND\ndate: 2023-09-12\n/);
    assert.match(text, /\npublished: \d{4}-\d\d-\d\d\n/);
    assert.ok(!/\n# TODO|\nid:|date_note/.test(text), text);
    // The page beside follows to its new address.
    const frame = page.frameLocator("#page iframe");
    await frame.locator("h1").first().waitFor(LONG);
    await page.waitForFunction(() => document.querySelector("#page iframe").contentDocument?.body.innerText.includes("90/KH-UBND"), null, LONG);
  }));

test("F8 leads from doubt to doubt, and the original follows", () =>
  on(async (page) => {
    await at(page, "v-number");
    const line = () => page.evaluate(() => [...document.querySelectorAll("#original .here")].map((one) => one.dataset.line));
    assert.ok((await line()).includes("2"), `${await line()}`);
    await page.keyboard.press("F8");
    await at(page, "v-date");
    await page.keyboard.press("Shift+F8");
    await at(page, "v-number");
    await page.keyboard.press("Shift+F8");
    await at(page, "v-id");
    // The key works in the page beside as well.
    const frame = page.frameLocator("#page iframe");
    await frame.locator("h1").first().waitFor(LONG);
    await frame.locator("main").click({ position: { x: 5, y: 5 } });
    await page.keyboard.press("F8");
    await page.waitForFunction(() => document.activeElement.id.startsWith("v-"), null, LONG);
  }));

test("what was saved elsewhere stays, and what was typed, too", () =>
  on(async (page, { site, read }) => {
    await at(page, "v-number");
    writeFileSync(join(site, PLAN), read(PLAN).replace("place: Văn Lãng", "place: Na Sầm"));
    await page.keyboard.type("90/KH-UBND");
    await page.keyboard.press("Enter");
    await page.locator("#e-number").getByText("sửa ở nơi khác").waitFor(LONG);
    assert.equal(await page.locator("#v-number").inputValue(), "90/KH-UBND");
    assert.ok(!read(PLAN).includes("number: 90"));
    await page.keyboard.press("Enter");
    await at(page, "v-date");
    assert.ok(read(PLAN).includes("number: 90/KH-UBND") && read(PLAN).includes("Na Sầm"));
  }));

test("two files: the end of one leads to the next", () =>
  on(
    async (page) => {
      assert.match(await page.title(), /^1\/2/);
      await page.locator("#next").focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/review\/2\//);
      assert.match(await page.title(), /^2\/2/);
    },
    {},
    ["004.pdf", "003.docx"],
  ));

for (const [width, height, colorScheme] of [
  [1366, 768, "light"],
  [1366, 768, "dark"],
  [390, 844, "light"],
]) {
  test(`accessible at ${width} ${colorScheme}`, () =>
    on(
      async (page) => {
        await page.evaluate(axe);
        await page.locator("details").first().evaluate((one) => (one.open = true));
        const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false }));
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      },
      { viewport: { width, height }, colorScheme },
    ));
}
