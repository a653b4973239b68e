// Valid HTML on every page.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HtmlValidate } from "html-validate";
import { root, pages } from "./site.mjs";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    // Style of source text, not validity.
    "long-title": "off",
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "doctype-style": "off",
    "attribute-boolean-style": "off",
    "no-inline-style": "error",
    "require-sri": "off",
  },
});

test("every page is valid HTML", async () => {
  const folder = root();
  const problems = [];
  for (const page of pages(folder)) {
    const report = await validator.validateString(readFileSync(join(folder, page), "utf8"), page);
    for (const result of report.results) {
      for (const message of result.messages) {
        problems.push(`${page}:${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
      }
    }
  }
  assert.deepEqual(problems.slice(0, 30), []);
});
