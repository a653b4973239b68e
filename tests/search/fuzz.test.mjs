// Any words in the search box: the client answers soon and in its own form, whatever is typed. Short and with a fixed seed here; for longer
// CONGBAO_FUZZ_SECONDS=3600 CONGBAO_FUZZ_SEED=1 CONGBAO_SITE=output node --test tests/search/fuzz.test.mjs
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openIndex, parse, words } from "../../themes/default/scripts/search-core.mjs";

const folder = process.env.CONGBAO_SITE;
const seconds = +(process.env.CONGBAO_FUZZ_SECONDS ?? 10);
const seed = +(process.env.CONGBAO_FUZZ_SEED ?? 7);
const few = process.env.CONGBAO_FUZZ_SECONDS ? Infinity : 400;

// Numbers that look random, the same for a seed.
let state = seed >>> 0;
const below = (limit) => {
  state = (state + 0x6d2b79f5) >>> 0;
  let z = Math.imul(state ^ (state >>> 15), state | 1);
  z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
  return ((z ^ (z >>> 14)) >>> 0) % limit;
};
const one = (list) => list[below(list.length)];

const WORDS = readFileSync(fileURLToPath(new URL("words.tsv", import.meta.url)), "utf8").split(/[\t\n]/).filter((word) => word && !word.startsWith("#"));
const PIECES = [
  "chỉ thị", "giáo dục", "2457/QĐ-BGDĐT", "06/CT-UBND", "năm học 2024-2025", "23/8/2023", "hocj boongr", "luật", "UBND", '"', "“", "”", "-", "/", ":", "*", "(", ")",
  "\u0301", "\u0323", "\u200b", "\u202e", "\u0000", "\ud800", "\u{1f600}", "İ", "ﬁ", "ß", "đ", "Đ", "９", "\n", "\t", "<b>", "%00", "&amp;", "__proto__", "constructor", "toString", "0", "99999999999999999999",
];

function query() {
  const parts = Array.from({ length: 1 + below(8) }, () => (below(2) ? one(WORDS) : one(PIECES)));
  let text = parts.join(below(3) ? " " : "");
  for (let times = below(6); times > 0; times -= 1) {
    const at = below(text.length + 1);
    const change = below(4);
    if (change === 0) text = text.slice(0, at) + text.slice(at + 1 + below(4));
    if (change === 1) text = text.slice(0, at) + String.fromCodePoint(below(0x3000)) + text.slice(at);
    if (change === 2) text = text.slice(0, at) + text.slice(at, at + 10).repeat(1 + below(30)) + text.slice(at);
    if (change === 3) text = text.slice(0, at) + one(PIECES) + text.slice(at);
  }
  return text;
}

const SORTS = [undefined, "newest", "oldest", "relevance", "__proto__", ""];
const FILTERS = () => (below(3) ? undefined : { [one(["type", "issuer", "province", "cites", "year", "theme", "__proto__", "x"])]: one(["chi-thi", "Lạng Sơn", "2457-qd-bgddt-2023", "", "\u0000", "constructor"]) });

test("whatever is typed is read", () => {
  const end = Date.now() + seconds * 100;
  for (let count = 0; count < few * 20 && Date.now() < end; count += 1) {
    const typed = query();
    try {
      for (const { typed: word, plain } of words(typed.normalize("NFC"))) assert.ok(word !== undefined && plain !== undefined);
      parse(typed);
    } catch (error) {
      assert.fail(`${JSON.stringify(typed)}: ${error.stack}`);
    }
  }
});

test("whatever is typed is answered", { skip: !folder && "set CONGBAO_SITE to the folder of a built site", timeout: (seconds + 120) * 1000 }, async (context) => {
  const site = JSON.parse(readFileSync(join(folder, "data/site.json"), "utf8"));
  const fetch = async (url, { headers } = {}) => {
    const bytes = readFileSync(join(folder, decodeURIComponent(new URL(url).pathname).slice(1)));
    const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(headers?.Range ?? "") ?? [];
    return from === undefined ? new Response(bytes) : new Response(bytes.subarray(+from, +last + 1), { status: 206 });
  };
  const index = await openIndex(`https://site.test/${site.search.index}`, { fetch });
  const end = Date.now() + seconds * 1000;
  let [count, slowest] = [0, 0];
  for (; count < few && Date.now() < end; count += 1) {
    const typed = query();
    const options = { filters: FILTERS(), sort: one(SORTS) };
    const begun = performance.now();
    let found;
    try {
      found = await index.search(typed, options);
    } catch (error) {
      assert.fail(`${JSON.stringify(typed)} ${JSON.stringify(options)}: ${error.stack}`);
    }
    const took = performance.now() - begun;
    slowest = Math.max(slowest, took);
    const where = `${JSON.stringify(typed)} ${JSON.stringify(options)}`;
    assert.ok(took < 5000, `${where} took ${took} ms`);
    // What has only some of the words is not counted.
    const documents = new Set(found.hits.filter(({ weak }) => !weak).map(({ url }) => url)).size;
    assert.ok(Number.isInteger(found.total) && found.total >= documents, `${where}: ${documents} documents of ${found.total}`);
    for (const { url, snippet } of found.hits) {
      assert.ok(url.startsWith("https://site.test/"), where);
      assert.ok(!snippet || snippet.marks.every(([from, to]) => from < to && to <= snippet.text.length), where);
    }
  }
  context.diagnostic(`${count} queries, seed ${seed}, the slowest ${Math.round(slowest)} ms`);
});
