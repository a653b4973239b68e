// The preview in a real browser: a saved change is shown, the place is kept, problems stand on the last good page and leave
// when mended.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { launch } from "./chromium.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const ADDRESS = "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/";

async function preview(site) {
  const child = spawn(process.env.CONGBAO_BIN, ["serve", "--root", site, "--port", "0"]);
  let said = "";
  const base = await new Promise((found, failed) => {
    const listen = (data) => {
      said += data;
      const url = said.match(/http:\/\/\S+:\d+\//);
      if (url) found(url[0]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("exit", () => failed(new Error(said)));
  });
  return { base, stop: () => child.kill() };
}

test("saved changes and problems reach the open page", async () => {
  const site = mkdtempSync(join(tmpdir(), "xem trước "));
  cpSync(join(repository, "content"), join(site, "content"), { recursive: true });
  cpSync(join(repository, "congbao.yaml"), join(site, "congbao.yaml"));
  const file = join(site, "content/lao-cai/2024-2025-nhiem-vu-trong-tam.md");
  const original = readFileSync(file, "utf8");
  const server = await preview(site);
  const browser = await launch();
  try {
    const page = await browser.newPage({ reducedMotion: "reduce" });
    await page.goto(server.base + ADDRESS);
    await page.evaluate(() => document.querySelector("#muc-i-7").scrollIntoView());
    await page.waitForTimeout(300);
    const place = await page.evaluate(() => window.scrollY);
    assert.ok(place > 1000);

    // An editor that writes by rename.
    writeFileSync(file + ".tmp", original.replace("Thực hiện chuyển đổi số", "Thực hiện mạnh mẽ chuyển đổi số"));
    renameSync(file + ".tmp", file);
    await page.locator("#muc-i-7", { hasText: "mạnh mẽ" }).waitFor({ timeout: 15000 });
    await page.waitForTimeout(300);
    const kept = await page.evaluate(() => window.scrollY);
    assert.ok(Math.abs(kept - place) < 200, `${place} became ${kept}`);

    // Broken: the problem stands above the page, which stays.
    writeFileSync(file, original.replace("type: chi-thi", "tpye: chi-thi"));
    await page.getByText("tpye").first().waitFor({ timeout: 15000 });
    assert.ok(await page.locator("#muc-i-7").isVisible());
    assert.ok(!(await page.content()).includes(site), "no path of this machine on the page");

    writeFileSync(file, original);
    await page.getByText("tpye").first().waitFor({ state: "detached", timeout: 15000 });
    assert.match(await page.locator("#muc-i-7").innerText(), /Thực hiện chuyển đổi số/);

    // Secret: nothing is shown but the refusal.
    writeFileSync(file, original + "\n\nTỐI MẬT\n");
    await page.locator("#muc-i-7").waitFor({ state: "detached", timeout: 15000 });
    assert.ok(!(await page.locator("body").innerText()).includes("chuyển đổi số"));
  } finally {
    await browser.close();
    server.stop();
    rmSync(site, { recursive: true });
  }
});
