// The committed scripts are what esbuild makes of their sources now.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { scripts } from "./scripts.mjs";

test("the scripts that are served are fresh", () => {
  for (const [path, text] of scripts()) {
    const committed = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
    assert.equal(committed, text, `${path}: run \`npm --prefix tests/browser run scripts\``);
  }
});
