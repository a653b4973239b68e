// The client's core without a browser: the words that Rust finds too, typing without marks, spelling; and a small built site,
// asked through the module that it serves.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { words, untelex, parse, openIndex } from "../../themes/default/scripts/search-core.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

test("words are those that Rust finds", () => {
  const rows = readFileSync(join(here, "words.tsv"), "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  assert.ok(rows.length >= 20);
  for (const row of rows) {
    const [text, typed, plain] = row.split("\t").map((column) => column.replaceAll("\\n", "\n"));
    const found = words(text.normalize("NFC"));
    assert.equal(found.map((word) => word.typed).join(" "), typed, row);
    assert.equal(found.map((word) => word.plain).join(" "), plain, row);
  }
});

test("Telex and VNI are read", () => {
  for (const [typed, meant] of [
    ["giaos", "giáo"], ["ducj", "dục"], ["chuyeern", "chuyển"], ["ddooir", "đổi"], ["soos", "số"], ["ddaof", "đào"], ["taoj", "tạo"],
    ["chuye63n", "chuyển"], ["d9o63i", "đổi"], ["so61", "số"], ["nguwowif", "người"], ["nguoiwf", "người"], ["hocj", "học"],
    ["quys", "quý"], ["thuyr", "thủy"], ["hoaf", "hòa"], ["hoanf", "hoàn"], ["gif", "gì"], ["vieetj", "việt"], ["vowis", "với"],
    ["khuyeens", "khuyến"], ["giuwax", "giữa"], ["gdd9t", "gdđt"], ["thuees", "thuế"], ["ngoaif", "ngoài"], ["giaf", "già"], ["chias", "chía"],
  ]) {
    assert.equal(untelex(typed), meant.normalize("NFC"), typed);
  }
  for (const word of ["stem", "th2", "ths", "plan", "bgddt"]) assert.equal(untelex(word), null, word);
});

test("numbers of documents are seen in any spelling", () => {
  for (const [query, number] of [
    ["2457/QĐ-BGDĐT", "2457qdbgddt"], ["2457 qd bgddt", "2457qdbgddt"], ["2457qdbgddt", "2457qdbgddt"], ["06/CT-UBND", "6ctubnd"],
    ["29 - NQ/TW", "29nqtw"], ["115/KH-SGD ĐT", "115khsgddt"], ["76 2018 tt btc", "762018ttbtc"], ["72-QĐ/TW ngày 8/11/2021", "72qdtw"],
    ["chỉ thị 06", "6ct"], ["thong tu lien tich so 12", "12ttlt"], ["chương trình 29", "29ctr"], ["số 2457", "2457"], ["30 qđ", "30qd"], ["88/2014/QH 13", "882014qh13"], ["quyết định số 2236/QĐ - BGDĐT ngày 23/8/2024", "2236qdbgddt"], ["115", "115"], ["nghị định 81/2021", "812021"],
    ["năm học 2024-2025", undefined], ["23/8/2023", undefined], ["lớp 3 học 2 buổi", undefined], ["năm 2024 toanf tinhr", undefined], ["4 ddeef nghij uyr", undefined], ["1 so giiao duc va dao", undefined],
    ["điều 41", undefined], ["năm 2024", undefined],
  ]) {
    assert.equal(parse(query).number, number, query);
  }
});

const folder = process.env.CONGBAO_SITE;
const load = async (fetched = []) => {
  const site = JSON.parse(readFileSync(join(folder, "data/site.json"), "utf8"));
  const served = await import(pathToFileURL(join(folder, site.search.module)));
  const fetch = async (url) => {
    fetched.push(url);
    return new Response(readFileSync(join(folder, decodeURIComponent(new URL(url).pathname).replace("/sub/", ""))));
  };
  return (process.env.CONGBAO_SOURCE ? openIndex : (served.openIndex ?? openIndex))(`https://site.test/sub/${site.search.index}`, { fetch });
};

test("a built site answers", { skip: !folder && "set CONGBAO_SITE to the folder of a built site" }, async () => {
  const fetched = [];
  const index = await load(fetched);
  for (const [query, anchor] of [
    ["thanh toán không dùng tiền mặt", "muc-ii-8"], ["xoa mu chu cho nguoi lon", "muc-i-3"], ["tiếng hát ngừoi giáo viên", "muc-i-1"],
    ["hocj boongr ddaof taoj", "muc-6"], ['"vì người nghèo"', "muc-ii-10"], ["4597", "muc-7"], ["trật tự an toàn giao thông", "muc-i-6"],
  ]) {
    const found = await index.search(query);
    const { hits, total } = found;
    // The served script has short names inside, never outside.
    assert.deepEqual(Object.keys(found), ["answer", "candidates", "total", "total_is_exact", "facets", "hits", "searched", "instead", "whole"]);
    assert.deepEqual(Object.keys(hits[0]).sort(), ["anchor", "date", "issuer", "number", "score", "section", "snippet", "title", "type", "url"]);
    assert.equal(hits[0]?.anchor, anchor, query);
    assert.ok(total >= 1 && hits.every(({ url }) => url.startsWith("https://site.test/sub/van-ban/")));
    const { text, marks } = hits[0].snippet;
    assert.ok(marks.length && marks.every(([from, to]) => from < to && to <= text.length), query);
  }
  const work = await index.search("2457/QĐ-BGDĐT");
  assert.equal(work.answer.kind, "work");
  assert.match(work.answer.url, /\/vien-dan\/.*2457-qd-bgddt/);
  const citing = await index.search("chuyển đổi số", { filters: { cites: work.answer.id } });
  assert.ok(citing.total >= 2 && citing.total < 5, `${citing.total} documents cite it`);
  const own = await index.search("06/CT-UBND");
  assert.equal(own.hits[0].number, "06/CT-UBND");
  const narrowed = await index.search("giáo dục", { filters: { province: "Lạng Sơn" } });
  assert.ok(narrowed.hits.length && narrowed.hits.every(({ issuer }) => issuer.includes("Văn Lãng")));
  assert.deepEqual(narrowed.facets.province.map(({ value }) => value), ["Lạng Sơn"]);
  const newest = await index.search("giáo dục", { sort: "newest" });
  const dates = newest.hits.map(({ date }) => date).filter(Boolean);
  assert.deepEqual(dates, [...dates].sort().reverse());
  const spelled = await index.search("nhằm kíhch lệ");
  assert.equal(spelled.instead, "spelling");
  assert.equal(spelled.searched, "nhằm khích lệ");
  const nothing = await index.search("xyzzy qwrtp");
  assert.deepEqual([nothing.hits.length, nothing.total, nothing.answer], [0, 0, null]);
  const conflicting = await index.search("án");
  assert.ok(conflicting.hits[0].snippet.marks.some(([from, to]) => /^án$/i.test(conflicting.hits[0].snippet.text.slice(from, to))));
});

test("what people mistype is found all the same", { skip: !folder && "set CONGBAO_SITE to the folder of a built site" }, async () => {
  const index = await load();
  for (const [kind, query, path, anchor, instead] of [
    ["a real word for another, first", "nhua cùng tiến", "lao-cai/chi-thi/nam-hoc-2023-2024", "muc-i-4", "spelling"],
    ["a real word for another, in the middle", "nhà tường tổ chức tốt", "lao-cai/chi-thi/nam-hoc-2023-2024", "muc-i-2", "spelling"],
    ["a letter dropped at the end", "và tổn hợp tình hình", "06-ct-ubnd", "muc-ii-5", "spelling"],
    ["a letter dropped at the beginning", "ứng xử rong", "06-ct-ubnd", "muc-i-6", "spelling"],
    ["a letter doubled", "giáo dục phổ tthông tăng cường", "van-lang", "muc-ii-2", "spelling"],
    ["words in another order stay as typed", "tiến cùng nhau", "lao-cai/chi-thi/nam-hoc-2023-2024", "muc-i-4", null],
    ["Telex beside a year", "2030 chuwowng trinhf giaos", "lao-cai/chi-thi/nam-hoc-2023-2024", "muc-i-1", "telex"],
    ["a short form by VNI", "cua3 bo65 gdd9t", "giao-ban", "muc-i-1", "telex"],
    ["a number with another date", "153-CTr/TU ngày 28/4/2024", "06-ct-ubnd", "muc-i-1", null],
    ["a number without its year", "30/QĐ-TTg", "lai-chau", "muc-4", null],
    ["a number with its type alone", "quyết định 30", "lai-chau", "muc-4", null],
    ["a document's own number before mentions", "chỉ thị số 06", "06-ct-ubnd", "mo-dau", null],
    ["a number cut in two by a space", "115/KH-SGD ĐT", "lao-cai/chi-thi/nam-hoc-2023-2024", "muc-i-7", null],
  ]) {
    const found = await index.search(query);
    const [first] = found.hits;
    assert.ok(first?.url.includes(path) && first.anchor === anchor, `${kind}: ${query} → ${first?.url}#${first?.anchor}`);
    assert.equal(found.instead, instead, `${kind}: ${query}`);
  }
});

test("a phrase that stands nowhere has no results, and that is certain", { skip: !folder && "set CONGBAO_SITE to the folder of a built site" }, async () => {
  const index = await load();
  for (const query of ['"giáo dục và đào tạo xyz"', '"tạo đào và dục giáo"', "“xyzzy”"]) {
    const { total, total_is_exact, hits } = await index.search(query);
    assert.deepEqual([total, total_is_exact, hits], [0, true, []], query);
  }
});

test("nothing that is typed breaks a search", { skip: !folder && "set CONGBAO_SITE to the folder of a built site" }, async () => {
  const index = await load();
  for (const query of [
    "", " ", "a", "đ", "!!!", '"', '""', '"giáo dục', "😀", "教育", "<script>alert(1)</script>", "a".repeat(10_000), "giáo dục ".repeat(1_200),
    '"'.repeat(9_999), "1".repeat(10_000), "1/".repeat(5_000), "a&".repeat(5_000), "\u0301".repeat(5_000), "\ud800", "__proto__", "qus quj gixx", "#", "~ubnd", "@x", "\0",
  ]) {
    const { hits, total } = await index.search(query);
    assert.ok(Array.isArray(hits) && total >= 0, query.slice(0, 20));
  }
});

test("a search whose result is not awaited ends", { skip: !folder && "set CONGBAO_SITE to the folder of a built site" }, async () => {
  const index = await load();
  const overtaken = new AbortController();
  const search = index.search("giáo dục", { signal: overtaken.signal });
  overtaken.abort();
  await assert.rejects(search, { name: "AbortError" });
});

// Very large sites: the root tells where groups of files begin, pages tell the rest. One document, "số" in the third of four files.
test("lists with pages are found through them, and cost their page", async () => {
  const bytes = (...parts) => Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));
  const shard = bytes(0, 2, "so", 1, 3, 5, 1, 1, 0);
  const files = {
    goc: JSON.stringify({
      scripts: false, passages: 1, documents: 1, group: 2, texts: ["t"], more: [], words: "w", abbreviations: [],
      terms: { groups: ["a", "b"], first: "a\ns", pages: ["d/1", "d/2"] }, names: { groups: [], first: "" },
      facets: { block: 16384, start: [0], columns: ["f/c"], themes: ["f/t"] },
    }),
    "d/2": "s\nt", "s/b/0": shard, "f/c": bytes(1, 1, 0, 0, 0, 0, 0, '{"type":[],"issuer":[],"school_year":[],"status":[],"theme":[]}'), "f/t": "[[]]",
    "t/t/0": JSON.stringify({ u: "van-ban/a/", t: "A", k: "Chỉ thị", n: null, d: null, i: "B", s: [["mo-dau", "", "chuyển đổi số"]] }),
  };
  const asked = [];
  const fetch = async (url) => {
    const name = new URL(url).pathname.replace("/tim-kiem/chi-muc/", "").replace(".bin", "");
    asked.push(name);
    return new Response(deflateRawSync(files[name]));
  };
  for (const address of ["https://site.test/", "https://site.test/tim-kiem/chi-muc/"]) {
    asked.length = 0;
    const index = await openIndex(address, { fetch });
    const { hits } = await index.search("số");
    assert.deepEqual([hits.length, hits[0]?.url], [1, "https://site.test/van-ban/a/"]);
    assert.ok(asked.includes("d/2") && asked.includes("s/b/0") && !asked.includes("d/1"));
  }
});
