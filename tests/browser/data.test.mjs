// Every file of data is what its JSON Schema says, asked of a whole validator.
import test from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { files, records, root } from "./site.mjs";

const Ajv = createRequire(import.meta.url)("ajv/dist/2020").default;
const folder = root();
const read = (file) => JSON.parse(readFileSync(join(folder, file), "utf8"));
// Formats are patterns, too.
const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true, validateFormats: false });

const validators = new Map();
function validator(name) {
  if (!validators.has(name)) validators.set(name, ajv.compile(read(`data/schema/${name}.json`)));
  return validators.get(name);
}

function check(name, file) {
  const validate = validator(name);
  assert.ok(validate(read(file)), `${file}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
}

for (const name of ["documents", "works", "citations", "relations", "tasks"]) {
  test(`the list ${name}`, () => {
    const validate = validator(name);
    const all = records(folder, name);
    assert.ok(all.length > 0);
    for (const record of all) assert.ok(validate(record), `${JSON.stringify(record)}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
  });
}

test("data/site.json", () => check("site", "data/site.json"));

test("data/openapi.json is OpenAPI, asked of a whole validator", async () => {
  const { Validator } = await import("@seriousme/openapi-schema-validator");
  const validator = new Validator();
  // It refers to the schemas beside it; one that is not there is an error.
  for (const file of files(join(folder, "data/schema"))) validator.addSpecRef(read(`data/schema/${file}`), `schema/${file}`);
  const found = await validator.validate(read("data/openapi.json"));
  assert.ok(found.valid, JSON.stringify(found.errors?.slice?.(0, 3) ?? found.errors));
});

test("every document's own file", () => {
  const found = files(folder).filter((file) => file.endsWith("/van-ban.json"));
  assert.ok(found.length > 0);
  for (const file of found) check("document", file);
});

test("feeds in JSON", () => {
  const found = files(folder).filter((file) => file === "feed.json" || file.endsWith("/feed.json"));
  assert.ok(found.length > 1);
  for (const file of found) {
    const feed = read(file);
    assert.equal(feed.version, "https://jsonfeed.org/version/1.1");
    // The feed of a list that moved has the same bytes as the one that took its place.
    const own = new URL(feed.feed_url).pathname.slice(1);
    assert.ok(own === file || readFileSync(join(folder, own), "utf8") === readFileSync(join(folder, file), "utf8"), file);
    for (const item of feed.items) assert.ok(item.id === item.url && item.content_text && item.date_modified, file);
  }
});
