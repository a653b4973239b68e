// The printed page leads back: the QR code on a print of a document (A4, as Chromium makes it) is read by zbarimg, which tests/all
// installs with pdftoppm, and says the permanent address; on the screen there is none.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { root, serve, records } from "./site.mjs";
import { temporary } from "./temporary.mjs";

let browser, site, work;
before(async () => {
  browser = await launch();
  site = await serve(root());
  work = temporary("congbao-qr-");
});
after(async () => {
  await browser?.close();
  await site?.close();
});

const documents = () => records(root(), "documents").map(({ url }) => url);

// The sheets of a print, as text.
async function printed(page, pdf) {
  await page.pdf({ path: pdf, format: "A4", preferCSSPageSize: true });
  return execFileSync("pdftotext", [pdf, "-"]).toString().split("\f").slice(0, -1);
}

// The codes on one sheet of a print.
function codes(pdf, sheet) {
  const picture = pdf.replace(/\.pdf$/, "");
  execFileSync("pdftoppm", ["-r", "110", "-gray", "-png", "-singlefile", "-f", `${sheet}`, "-l", `${sheet}`, pdf, picture]);
  const options = ["--nodbus", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"];
  return execFileSync("zbarimg", [...options, `${picture}.png`]).toString().trim().split("\n");
}

for (const colorScheme of ["light", "dark"]) {
  test(`a print of each document ends with one code that says its address, ${colorScheme}`, async () => {
    const page = await browser.newPage({ colorScheme });
    for (const [index, url] of documents().entries()) {
      await page.goto(site.base + new URL(url).pathname.slice(1));
      assert.ok(!(await page.locator("svg.qr").isVisible()), "hidden on the screen");
      const pdf = join(work, `${colorScheme}-${index}.pdf`);
      const sheets = await printed(page, pdf);
      assert.deepEqual(codes(pdf, sheets.length), [url]);
    }
    await page.close();
  });
}

test("the code moves no signature to another sheet", async () => {
  const page = await browser.newPage();
  const sheet = async (name) =>
    (await printed(page, join(work, name))).findIndex((text) => text.includes("Nơi nhận"));
  for (const url of documents()) {
    await page.goto(site.base + new URL(url).pathname.slice(1));
    const withCode = await sheet("a.pdf");
    await page.evaluate(() => document.querySelector("svg.qr").remove());
    assert.equal(withCode, await sheet("b.pdf"), url);
  }
  await page.close();
});
