// The client's core without a browser: the words that Rust finds too, typing without marks, spelling; and a small built site,
// asked through the module that it serves.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { deflateRawSync, deflateSync } from "node:zlib";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { words, untelex, parse, openIndex } from "../../themes/default/scripts/search-core.mjs";
import { BY_WHOLE_TITLE, TEXT_BYTES } from "../../themes/default/scripts/search-figures.mjs";
import { openFiles } from "../../themes/default/scripts/search-files.mjs";
import { sectionHits } from "../../themes/default/scripts/search-rank.mjs";

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
// As hosts send: parts where parts are asked for, or whole files whatever is asked for.
const parts = (bytes, range) => {
  const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  return from === undefined ? new Response(bytes) : new Response(bytes.subarray(+from, +last + 1), { status: 206 });
};
const wholes = (bytes) => new Response(bytes);
const load = async (fetched = [], way = parts) => {
  const site = JSON.parse(readFileSync(join(folder, "data/site.json"), "utf8"));
  const served = await import(pathToFileURL(join(folder, site.search.module)));
  const fetch = async (url, { headers } = {}) => {
    const bytes = readFileSync(join(folder, decodeURIComponent(new URL(url).pathname).replace("/sub/", "")));
    const sent = way(bytes, headers?.Range);
    fetched.push([url, (await sent.clone().arrayBuffer()).byteLength]);
    return sent;
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
    assert.deepEqual(Object.keys(found), ["answer", "candidates", "total", "total_is_exact", "facets", "hits", "searched", "instead", "whole", "notes"]);
    assert.deepEqual(Object.keys(hits[0]).sort(), ["anchor", "date", "issuer", "number", "replaced", "score", "section", "snippet", "status", "title", "type", "url", "weak"]);
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

test("an answer depends on no search before, and on no way of reading", { skip: !folder && "set CONGBAO_SITE to the folder of a built site" }, async (context) => {
  context.mock.method(console, "warn", () => {});
  const [used, whole] = [await load(), await load([], wholes)];
  const queries = [
    "giáo dục", "nâng cao chất lượng đội ngũ nhà giáo và cán bộ quản lý các cơ sở giáo dục, bao nhiêu giáo viên được bồi dưỡng", "phụ huynh đóng tiền học",
    "2457/QĐ-BGDĐT", "nhằm kíhch lệ", "gdmn cho trẻ", '"vì người nghèo"', "chỉ thị mới nhất về chuyển đổi số", "hocj boongr ddaof taoj", "trách nhi", "và",
  ];
  // In either order, narrowed between: what was read for one search must not change the next.
  for (const query of [...queries, ...queries.toReversed()]) {
    const fresh = await (await load()).search(query);
    await used.search(query, { filters: { province: "Lạng Sơn" } });
    assert.deepEqual(await used.search(query), fresh, query);
    assert.deepEqual(await whole.search(query), fresh, query);
  }
});

test("wishes and slips are said", { skip: !folder && "set CONGBAO_SITE to the folder of a built site" }, async () => {
  const index = await load();
  const newest = await index.search("nhiệm vụ trọng tâm năm học mới nhất");
  assert.ok(newest.notes.newest && newest.hits[0].date === "2024-08-31", `${newest.hits[0]?.date}`);
  const year = await index.search("2457/2019/QĐ-BGDĐT");
  assert.equal(year.notes.year, null, "nothing here has that number of its own");
  const own = await index.search("chỉ thị 06/2019");
  assert.deepEqual([own.hits[0].number, own.notes.year], ["06/CT-UBND", "2019"]);
  assert.deepEqual((await index.search("xyzzy")).notes.missing, ["xyzzy"]);
  for (const number of ["99/2031/TT-BGDĐT", "99/TT-BGDĐT"]) assert.deepEqual((await index.search(`thông tư ${number}`)).notes.missing, [number]);
  assert.deepEqual(own.notes.missing, []);
  assert.ok((await index.search("giáo viên mầm non bóng đá ngoại hạng anh")).hits.every(({ weak }) => weak));
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

test("a search takes few round trips, and a further one few bytes", { skip: !folder && "set CONGBAO_SITE to the folder of a built site" }, async () => {
  // What is asked for before anything is answered comes in one round trip.
  const waiting = [];
  const trips = [];
  let timer;
  const answer = () => {
    const all = waiting.splice(0);
    trips.push(all.reduce((sum, { bytes }) => sum + bytes.length, 0));
    for (const { bytes, range, done } of all) done(parts(bytes, range));
  };
  const fetch = (url, { headers } = {}) => new Promise((done) => {
    const file = readFileSync(join(folder, decodeURIComponent(new URL(url).pathname)));
    const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(headers?.Range ?? "") ?? [0, 0, file.length - 1];
    waiting.push({ bytes: file.subarray(+from, +last + 1), range: undefined, done: (response) => done(new Response(response.body, { status: headers?.Range ? 206 : 200 })) });
    clearTimeout(timer);
    timer = setTimeout(answer, 60);
  });
  const index = await openIndex("https://site.test/", { fetch });
  for (const query of ["phụ huynh đóng tiền học cho học sinh mẫu giáo", "nhà tường tổ chức tốt ngừoi giáo viên", "gvmn gdđt thcs csvc", "chỉ thị 06/2019 giáo dục"]) {
    trips.length = 0;
    await index.search(query, { facets: false });
    assert.ok(trips.length <= 7, `${query}: ${trips.length}`);
    assert.ok(trips.reduce((sum, bytes) => sum + bytes, 0) <= 45_000, `${query}: ${trips}`);
  }
});

test("who types all of a title means that document", () => {
  const asked = parse("quyền của công đoàn");
  const record = (t) => ({ u: "a/", t, k: "Luật", n: null, d: null, i: "B", s: [["mo-dau", "", ""], ["dieu-1", "Điều 1. Quyền", "Quyền của công đoàn là đại diện."]] });
  const found = { ...asked, rarities: new Map([["quyen", 1], ["cong doan", 2]]) };
  const [, law, , other] = sectionHits(found, [record("Công đoàn"), record("Công đoàn trong quân đội")], [1, 1]);
  assert.ok(law.score > other.score + BY_WHOLE_TITLE, `${law.score} ${other.score}`);
});

test("a query reads little, and what a host sends as a whole is read once", { skip: !folder && "set CONGBAO_SITE to the folder of a built site" }, async (context) => {
  const asked = { parts: [], wholes: [] };
  const warned = context.mock.method(console, "warn", () => {});
  for (const query of ["thanh toán không dùng tiền mặt", "xoa mu chu cho nguoi lon", "06/CT-UBND", "ngừoi giáo viên", "giáo dục"]) {
    for (const name of ["parts", "wholes"]) asked[name].length = 0;
    const [ranges, files] = [await load(asked.parts), await load(asked.wholes, wholes)];
    assert.deepEqual(await ranges.search(query), await files.search(query), query);
    const bytes = asked.parts.reduce((sum, [, length]) => sum + length, 0);
    assert.ok(bytes < 70_000, `${query}: ${bytes}`);
    assert.ok(asked.parts.length < 40, `${query}: ${asked.parts.length}`);
    const texts = asked.parts.filter(([url]) => url.includes("/t/")).reduce((sum, [, length]) => sum + length, 0);
    assert.ok(texts < TEXT_BYTES + 3000, `${query}: ${texts} bytes of text`);
    // Pieces that were asked for before the first answer are asked for in vain; then each container once.
    assert.ok(asked.wholes.length <= asked.parts.length, query);
  }
  assert.equal(warned.mock.callCount(), 5, "once for each index that is opened");
});

test("pieces that stand close together come in one request", async () => {
  const pieces = ["một", "hai", "ba"].map((word) => deflateSync(Buffer.from(word)));
  const file = Buffer.concat([pieces[0], Buffer.alloc(50), pieces[1], Buffer.alloc(5000), pieces[2]]);
  const places = [0, pieces[0].length + 50, pieces[0].length + pieces[1].length + 5050];
  const asked = [];
  const files = openFiles("https://site.test/", { fetch: async (url, { headers }) => (asked.push(headers.Range), parts(file, headers.Range)) });
  const words = await Promise.all(pieces.map(({ length }, which) => files.get({ name: "t/0", generation: "0" }, { at: places[which], length, which }, (bytes) => new TextDecoder().decode(bytes))));
  assert.deepEqual([words, asked.length], [["một", "hai", "ba"], 2]);
});

const DICTIONARY = 'Chỉ thị","n":null,"d":null,"i":"';

// An index by hand: one document, "số" in the second container and its second shard, nothing in the root about shards.
const library = ({ form = "ranges", url = "van-ban/a/", texts = 1, more = {} } = {}) => {
  const bytes = (...parts) => Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));
  const packed = (content) => deflateSync(Buffer.isBuffer(content) ? content : Buffer.from(typeof content === "string" ? content : JSON.stringify(content)));
  const shards = [packed(bytes(0, 2, "sa", 1, 3, 5, 1, 4, 0)), packed(bytes(0, 2, "so", 1, 3, 5, 1, 4, 0))];
  const check = (piece) => piece.readUInt16BE(piece.length - 2);
  const head = packed({ first: "\nso", lengths: shards.map(({ length }) => length), checks: form === "files" ? shards.map(check) : undefined });
  // Behind the dictionary; the sum at the end is of both.
  const behind = (record) => {
    const [before, own] = [DICTIONARY, JSON.stringify(record)].map((text) => Buffer.from(text));
    return Buffer.concat([deflateRawSync(own, { dictionary: before }), deflateSync(Buffer.concat([before, own])).subarray(-4)]);
  };
  const record = behind({ u: url, t: "A", ...more, k: "Chỉ thị", n: null, d: null, i: "B", s: [["mo-dau", "", "chuyển đổi số"]] });
  const units = Math.ceil((record.length + 2) / 64);
  const text = Buffer.alloc(units * 64);
  bytes(record.length % 128 | 128, record.length >> 7).copy(text);
  record.copy(text, 2);
  const facts = {
    words: Array.from({ length: 104 }, () => packed("")), cites: [packed([[]])], cited: [], values: [packed({ type: texts > 1 ? [["chi-thi", "Chỉ thị"]] : [], issuer: [], school_year: [], status: [], theme: [] })],
    columns: [packed(bytes(1, 0, 0, 0, 0, 0))], themes: [packed([[]])], places: [packed(bytes(1, 1, units))],
  };
  const names = [packed([packed("").length]), packed("")];
  const generation = `0000000${texts}`;
  const containers = { "s/0": [head, ...shards.slice(0, 1)], "s/64": [head, ...shards], "t/0": [text], "n/0": names, "f/0": Object.values(facts).flat() };
  const root = {
    version: 7, form, passages: 1, documents: 1, texts: [generation], abbreviations: [], dictionary: DICTIONARY,
    terms: [
      { top: 1, first: "\nm", names: ["s/0", "s/64"], generations: ["0", "0"], heads: [[head.length], [head.length]] },
      { top: 65, first: "", names: [], generations: [], heads: [] },
    ],
    names: { pieces: 1, generations: ["0"], heads: [names[0].length] },
    facts: { generation: "0", ...Object.fromEntries(Object.entries(facts).map(([kind, pieces]) => [kind, pieces.map(({ length }) => length)])) },
  };
  return { containers, root: packed(root) };
};
const serving = (shelf, asked = []) => async (url, { headers, cache } = {}) => {
  const name = new URL(url).pathname.replace("/tim-kiem/chi-muc/", "").replace(".bin", "");
  asked.push(cache === "reload" ? `${name} again` : name);
  if (name === "goc") return new Response(shelf.root);
  const [, container, piece] = /^(\w\/\d+)(?:\/(\d+))?$/.exec(name);
  const pieces = shelf.containers[container];
  return piece ? new Response(pieces[piece]) : parts(Buffer.concat(pieces), headers?.Range);
};

test("where the root does not tell where shards are, the container does; in both forms of an index", async () => {
  for (const form of ["ranges", "files"]) {
    for (const address of ["https://site.test/", "https://site.test/tim-kiem/chi-muc/"]) {
      const asked = [];
      const index = await openIndex(address, { fetch: serving(library({ form }), asked) });
      const { hits } = await index.search("số");
      assert.deepEqual([hits.length, hits[0]?.url], [1, "https://site.test/van-ban/a/"]);
      assert.ok(asked.some((name) => name.startsWith("s/64")) && !asked.some((name) => name.startsWith("s/0")), `${asked}`);
    }
  }
});

test("what a document carries is its title where its own says little", async () => {
  const index = await openIndex("https://site.test/", { fetch: serving(library({ more: { t: "Ban hành kèm theo Quyết định số 5/QĐ-A", c: "Quy chế số hóa" } })) });
  const { hits } = await index.search("số");
  assert.equal(hits[0].title, "Ban hành kèm theo Quyết định số 5/QĐ-A: Quy chế số hóa");
  const plain = await (await openIndex("https://site.test/", { fetch: serving(library()) })).search("số");
  assert.ok(hits[0].score > plain.hits[0].score, "the title that is carried counts");
});

test("a result says what replaced it, and stands below its equals", async () => {
  const index = await openIndex("https://site.test/", { fetch: serving(library({ more: { e: "replaced", r: ["Thông tư 1/2020/TT-A", "van-ban/b/"] } })) });
  const { hits } = await index.search("số");
  assert.deepEqual(hits[0].replaced, { name: "Thông tư 1/2020/TT-A", url: "https://site.test/van-ban/b/" });
  const plain = await (await openIndex("https://site.test/", { fetch: serving(library()) })).search("số");
  assert.ok(hits[0].score < plain.hits[0].score && plain.hits[0].replaced === null);
});

test("a site that is published during a search is searched as it is now", async () => {
  const shelf = library();
  const asked = [];
  const index = await openIndex("https://site.test/", { fetch: (url, options) => serving(shelf, asked)(url, options) });
  Object.assign(shelf, library({ url: "van-ban/mot-dia-chi-hoan-toan-khac-va-dai-hon-nhieu/0123456789/abcdefghijklmnopqrstuvwxyz/", texts: 2 }));
  const { hits } = await index.search("số");
  assert.equal(hits[0]?.url, "https://site.test/van-ban/mot-dia-chi-hoan-toan-khac-va-dai-hon-nhieu/0123456789/abcdefghijklmnopqrstuvwxyz/");
  assert.ok(asked.includes("goc again"));
  shelf.containers["t/0"] = [Buffer.alloc(64)];
  await assert.rejects((await openIndex("https://site.test/", { fetch: serving(shelf) })).search("số"), "what is broken is said, once");
});
