// What pages weigh on the wire, compressed: a document's page at most its own words and 12 KB, the style sheet 12 KB, the scripts of
// pages that are read 4 KB. Measured on the committed site and on one made to be hard.
import { test, before } from "node:test";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, files, records } from "./site.mjs";
import { hard, HARD } from "./hard.mjs";

const KB = 1024;
const size = (bytes) => gzipSync(bytes, { level: 6 }).length;
let hardSite;
before(() => (hardSite = hard()));

// The words of a page as a reader gets them: text without tags, and nothing of the head.
function words(html) {
  const entities = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };
  return html
    .slice(html.indexOf("<body"))
    .replaceAll(/<(script|style)[^>]*>.*?<\/\1>/gs, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&(#?\w+);/g, (whole, name) => entities[name] ?? whole)
    .replaceAll(/\s+/g, " ");
}

const documents = (folder) => files(folder).filter((file) => /^van-ban\/[^/]+\/[^/]+\/.*index\.html$/.test(file));

test("a document's page weighs at most its words and 12 KB", () => {
  const heaviest = [];
  for (const folder of [root(), hardSite]) {
    for (const file of documents(folder)) {
      const html = readFileSync(join(folder, file), "utf8");
      const over = size(html) - size(words(html));
      heaviest.push([over, file]);
      assert.ok(over <= 12 * KB, `${file}: ${over} bytes over its words`);
    }
  }
  assert.ok(heaviest.length >= 15, `only ${heaviest.length} pages`);
  if (process.env.CONGBAO_SHOW) console.log(heaviest.sort((a, b) => b[0] - a[0]).slice(0, 10));
});

test("the hard page is hard", () => {
  const html = readFileSync(join(hardSite, HARD, "index.html"), "utf8");
  assert.ok((html.match(/class="cite /g) ?? []).length >= 150);
  assert.ok(html.includes("200 chỗ viện dẫn"), "two hundred passages cite it");
});

test("style and scripts of pages that are read are light", () => {
  const asset = (pattern) => readFileSync(join(root(), "assets", files(join(root(), "assets")).find((file) => pattern.test(file))));
  const style = size(asset(/^style\./));
  const scripts = size(asset(/^reading\./)) + size(asset(/^search-box\./)) + size(asset(/^offline\./));
  assert.ok(style <= 12 * KB, `style: ${style}`);
  assert.ok(scripts <= 4 * KB, `scripts: ${scripts}`);
  // What pages load at once is this and nothing else.
  for (const file of documents(root())) {
    const loaded = [...readFileSync(join(root(), file), "utf8").matchAll(/<script src="[^"]*assets\/([a-z-]+)\./g)].map((found) => found[1]);
    assert.deepEqual(loaded.filter((name) => !["reading", "search-box", "offline"].includes(name)), [], file);
  }
});

test("no list on a document's page has more than twenty entries", () => {
  for (const folder of [root(), hardSite]) {
    for (const { url } of records(folder, "documents")) {
      const file = `${new URL(url).pathname.slice(1)}index.html`;
      const html = readFileSync(join(folder, file), "utf8");
      assert.ok((html.match(/<li id="v-/g) ?? []).length <= 20, `${file}: works`);
      assert.ok((html.match(/<blockquote/g) ?? []).length <= 20 + 12, `${file}: passages`);
    }
  }
});
