// The editors' report (`congbao check --report`): one valid page that asks for nothing, needs no script, fits a phone, and in
// which axe-core finds nothing, in both languages, light and dark.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join, dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";
import { launch } from "./browser.mjs";
import { temporary } from "./temporary.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = temporary("congbao-report-");
let browser;

const reports = ["vi", "en"].map((language) => {
  const file = join(folder, `${language}.html`);
  const program = process.env.CONGBAO_BIN ?? join(root, "target/release/congbao");
  execFileSync(program, ["check", "--report", file, "--lang", language], { cwd: root, stdio: "ignore" });
  return { language, file };
});

before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

for (const { language, file } of reports) {
  test(`the report is valid HTML and names what is inconsistent, ${language}`, async () => {
    const html = readFileSync(file, "utf8");
    const validator = new HtmlValidate({
      root: true,
      extends: ["html-validate:standard", "html-validate:a11y"],
      rules: {
        "long-title": "off",
        "no-trailing-whitespace": "off",
        "void-style": "off",
        "doctype-style": "off",
        "attribute-boolean-style": "off",
        "no-inline-style": "error",
      },
    });
    const report = await validator.validateString(html, file);
    const problems = report.results.flatMap((result) => result.messages.map((m) => `${m.line}: ${m.ruleId}: ${m.message}`));
    assert.deepEqual(problems, []);
    assert.ok(html.startsWith("<!doctype html>") && html.includes(`<html lang="${language}">`));
    for (const words of ["04/11/2013", "04/11/2023", "Chương trình hành động", "giai đoạn 2021-2025", "giai đoạn 2020-2025"]) {
      assert.ok(html.includes(words), words);
    }
    assert.ok(!/<script|<link|<img|src=|@import|url\(/.test(html), "nothing is loaded");
  });

  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [{ width: 360, height: 740 }, { width: 1280, height: 900 }]) {
      test(`axe-core finds nothing in the report, ${language}, ${colorScheme}, ${viewport.width}`, async () => {
        const context = await browser.newContext({ colorScheme, viewport });
        const page = await context.newPage();
        const asked = [];
        page.on("request", (request) => asked.push(request.url()));
        await page.goto(pathToFileURL(file).href);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
        );
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
        assert.equal(asked.length, 1, "the page alone is asked for");
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wider <= 0, `${wider}px wider than the screen`);
        await context.close();
      });
    }
  }
}
