// How the form of `congbao schema --cms` reads and writes documents, without a browser and without the CMS: what it writes is what
// `congbao fmt` would write, and what was not changed keeps every letter.
import { before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { temporary } from "./temporary.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const congbao = (...words) => spawnSync(process.env.CONGBAO_BIN, words, { encoding: "utf8" });
let site, read, write;
before(async () => {
  site = temporary("biểu mẫu ");
  cpSync(join(repository, "congbao.yaml"), join(site, "congbao.yaml"));
  mkdirSync(join(site, "content"));
  for (const name of ["issuers.yaml", "themes.yaml", "works.yaml"]) cpSync(join(repository, "content", name), join(site, "content", name));
  const run = congbao("schema", "--cms", join(site, "quan-tri"), "--root", site);
  assert.equal(run.status, 0, run.stderr);
  symlinkSync(join(repository, "tests/browser/node_modules"), join(site, "quan-tri/node_modules"));
  ({ read, write } = await import(pathToFileURL(join(site, "quan-tri/format.mjs"))));
});

const TEXTS = [
  "Về nhiệm vụ trọng tâm", "TT: TU, HĐND", "a # b", "#đầu", "kết thúc:", "- gạch", "“ngoặc”", '"ngoặc" thẳng', "sổ\\tay", "06/CT-UBND", "1234", "2024-08-31", "1_000", "0x1F", "1e3",
  "no", "Yes", "NULL", "~", "true", "[a, b]", "{a}", "&neo", "*sao", "!thẻ", "%phần", "@a", "`a`", "|", ">", "(ngoặc đơn)", "nhiều   khoảng", "dấu ' nháy", "a: b: c", "?", "Đường; dẫn, và",
];

test("every text is quoted as congbao fmt quotes it, and read again", () => {
  for (const [at, text] of TEXTS.entries()) {
    const form = {
      type: "chi-thi", number: text, date: "2025-01-02", issuer: "ubnd-tinh-lao-cai", title: text, school_year: "2024-2025",
      themes: [{ theme: "chuyen-doi-so", sections: ["muc-i", "muc-ii"] }, { theme: "ngoai-ngu", sections: [] }, { theme: "" }],
      signer: { authority: "", name: text }, recipients: [text, "", "Sở"], relations: { replaces: ["2457-qd-bgddt-2023"], basis: [] },
      citations: [{ text, nth: "2", not_a_citation: true, note: "" }], notes: [{ date: "2025-01-03", text: `${text}\nhai` }],
      redirect_from: ["/van-ban/1/", "/a?b=c d"], draft: false, published: "", congbao_head: undefined, body: "## I. A\n\nChữ.",
    };
    const written = `${write(structuredClone(form)).trim()}\n`;
    writeFileSync(join(site, `content/${at}.md`), written);
    const again = read(written.trim());
    const plain = text.split(/\s+/).join(" ");
    assert.deepEqual([again.title, again.number, again.signer, again.recipients], [plain, plain, { name: plain }, [plain, "Sở"]], written);
    assert.deepEqual(again.themes, [{ theme: "chuyen-doi-so", sections: ["muc-i", "muc-ii"] }, { theme: "ngoai-ngu", sections: [] }]);
    assert.deepEqual(again.citations, [{ text: plain, nth: "2", not_a_citation: true }]);
    assert.equal(again.body, "## I. A\n\nChữ.");
    assert.ok(!/draft|published|basis/.test(written), "what is empty is not written");
    assert.equal(write(structuredClone(again)).trim(), written.trim(), "what was read is written again");
  }
  const run = congbao("fmt", "--check", "--root", site);
  assert.equal(run.status, 0, run.stdout + run.stderr);
});

test("a document that is opened and saved keeps every letter", () => {
  for (const name of readdirSync(join(repository, "content"), { recursive: true }).filter((name) => name.endsWith(".md"))) {
    const text = readFileSync(join(repository, "content", name), "utf8").trim();
    assert.equal(write(read(text)).trim(), text, name);
  }
});

test("a changed key alone is written anew; a remark that asks for it goes, all others and unknown keys stay", () => {
  const text = `---
# Ghi chú đầu.
type: chi-thi
# TODO number: số
# TODO date: ngày
date_note: 'chưa có số'
issuer: ubnd-tinh-lao-cai
# của tiêu đề
title: Cũ   # cuối dòng
la-lung: {a: 1}
themes: [ngoai-ngu]
draft: true
# cuối
---
Chữ.`;
  const form = read(text);
  assert.deepEqual([form.draft, form.themes], [true, [{ theme: "ngoai-ngu", sections: [] }]]);
  const saved = write({ ...form, number: "05", title: "Mới", date_note: "", draft: false });
  assert.equal(saved, `---
# Ghi chú đầu.
type: chi-thi
number: "05"
# TODO date: ngày
issuer: ubnd-tinh-lao-cai
# của tiêu đề
title: Mới
la-lung: {a: 1}
themes: [ngoai-ngu]
# cuối
---
Chữ.`);
  assert.throws(() => read("không có phần đầu"));
});
