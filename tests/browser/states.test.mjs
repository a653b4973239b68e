// Whether a document is in force, on a phone of 360 pixels: seen on the first screen, and what replaced it is a link there.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { serve } from "./site.mjs";
import { temporary } from "./temporary.mjs";

const FOLDER = "van-ban/ubnd-tinh-lao-cai/";
let browser, site;

before(async () => {
  const folder = temporary("hiệu lực ");
  cpSync(fileURLToPath(new URL("../pages/states", import.meta.url)), folder, { recursive: true });
  execFileSync(process.env.CONGBAO_BIN, ["build", "--root", folder], { stdio: "pipe" });
  browser = await launch();
  site = await serve(join(folder, "output"));
});
after(async () => {
  await browser?.close();
  await site?.close();
});

async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 }, ...options });
  const page = await context.newPage();
  await page.goto(site.base + address);
  return { page, close: () => context.close() };
}

for (const [name, words, successor] of [
  ["chi-thi/2022/05-ct-ubnd/", "Đã thu hồi"],
  ["quyet-dinh/2020/12-qd-ubnd/", "Đã bị thay thế", "quyet-dinh/2024/15-qd-ubnd/"],
  ["quyet-dinh/2021/20-qd-ubnd/", "Đã bị thay thế", "quyet-dinh/2025/30-qd-ubnd/"],
]) {
  test(`${name} says on the first screen of a phone that it is not in force`, async () => {
    for (const colorScheme of ["light", "dark"]) {
      const { page, close } = await open(FOLDER + name, { colorScheme });
      const line = page.locator(".force-line");
      assert.ok((await line.innerText()).includes(words));
      const box = await line.boundingBox();
      assert.ok(box.y + box.height <= 800, `ends at ${box.y + box.height}`);
      assert.ok(box.x >= 0 && box.x + box.width <= 360);
      const sign = await line.locator(".force-mark").evaluate((mark) => getComputedStyle(mark, "::before").content);
      assert.match(sign, /✕/);
      await close();
    }
    if (!successor) return;
    const { page, close } = await open(FOLDER + name);
    await page.locator(".force-line a").first().click();
    assert.equal(new URL(page.url()).pathname, `/${FOLDER}${successor}`);
    await close();
  });
}

test("it stands on paper, and a search result has the mark", async () => {
  const { page, close } = await open(`${FOLDER}quyet-dinh/2020/12-qd-ubnd/`);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator(".force-line").isVisible());
  await page.emulateMedia({ media: "screen" });
  await page.goto(`${site.base}tim-kiem/?q=12/QĐ-UBND`);
  const mark = page.locator('[data-results] .force-mark[data-force="replaced"]').first();
  await mark.waitFor();
  assert.equal((await mark.innerText()).trim(), "Đã bị thay thế");
  await close();
});
