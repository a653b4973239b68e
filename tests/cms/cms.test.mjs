// A person who knows no git writes a document in the form of `congbao schema --cms`, in a folder of the computer: what is saved is
// what `congbao fmt` would have written, and the site has it.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesOf, form, open, pick, picked } from "./page.mjs";

const { SITE, ORIGIN: origin, CONGBAO_BIN: program, SHOTS: shots } = process.env;

let opened, page;
before(async () => {
  opened = await open(origin);
  page = opened.page;
  await pick(page, { ...filesOf(SITE), "congbao.yaml": readFileSync(join(SITE, "congbao.yaml"), "utf8") });
  await page.goto(`${origin}/`);
  await page.getByRole("button", { name: "Làm việc với kho mã nguồn cục bộ" }).click();
  await page.getByText("lao-cai").first().waitFor();
});
after(async () => {
  await opened?.browser.close();
});
const shot = async (name) => shots && (await page.screenshot({ path: join(shots, `${name}.png`) }));

// The saved files, on the disk beside the others.
async function saved() {
  const files = await picked(page);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(SITE, path)), { recursive: true });
    writeFileSync(join(SITE, path), text);
  }
  return files;
}

function congbao(...words) {
  const run = spawnSync(program, [...words, "--root", SITE], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  return run.stdout + run.stderr;
}

const PLAN = "content/lao-cai/ke-hoach-chuyen-doi-so-nganh-giao-duc-nam-hoc-2025-2026-thu.md";
const BODY = `## I. MỤC TIÊU

1. Thực hiện Nghị định số 81/2021/NĐ-CP ngày 27/8/2021 của Chính phủ.

2. Mỗi trường có *một* trang "số": 100% - đúng hạn.

## II. TỔ CHỨC THỰC HIỆN

Sở Giáo dục và Đào tạo chủ trì, báo cáo trước ngày 15/6/2025.`;

test("a new document is filled in and saved as congbao fmt would have written it, and is published", async () => {
  await page.getByText("lao-cai", { exact: true }).first().click();
  await page.getByText("có 3 bài viết").waitFor({ state: "attached" });
  await page.getByText("Tạo mới", { exact: true }).click();
  const fill = form(page);
  await fill.field("title").waitFor();
  await shot("new");
  await fill.choose("type", "Kế hoạch");
  await fill.type("number", "90/KH-UBND");
  await fill.day("date", "2025-03-12");
  await fill.choose("issuer", "UBND tỉnh Lào Cai");
  await fill.type("title", "Chuyển đổi số ngành Giáo dục: năm học 2025-2026 & “thử”");
  await fill.type("school_year", "2025-2026");
  await fill.field("signer").getByRole("checkbox").click();
  await fill.type("signer.authority", "KT. CHỦ TỊCH");
  await fill.type("signer.position", "PHÓ CHỦ TỊCH");
  await fill.type("signer.name", "Nguyễn Văn A");
  await fill.lines("recipients", ["TT: TU, HĐND, UBND tỉnh", "Sở Giáo dục và Đào tạo", "1234"]);
  await fill.add("themes");
  await fill.choose("themes.0.theme", "Chuyển đổi số, ứng dụng CNTT");
  await fill.lines("themes.0.sections", ["muc-i", "muc-ii"]);
  await fill.add("themes");
  await fill.choose("themes.1.theme", "Tổ chức thực hiện, phân công trách nhiệm");
  await fill.field("body").locator("textarea").fill(BODY);
  await fill.choose("status", "Còn hiệu lực");
  await fill.field("relations").getByRole("checkbox").click();
  await fill.choose("relations.replaces", "06/CT-UBND: Về nhiệm vụ trọng tâm năm học 2024-2025");
  await fill.add("notes");
  await fill.day("notes.0.date", "2025-03-20");
  await fill.field("notes.0.text").locator("textarea").fill("Hai dòng:\n- dòng hai");
  await fill.day("published", "2025-03-20");
  await shot("filled");
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.getByText("90/KH-UBND").first().waitFor();
  const files = await saved();
  assert.equal(files[PLAN], `---
type: ke-hoach
number: 90/KH-UBND
date: 2025-03-12
issuer: ubnd-tinh-lao-cai
title: "Chuyển đổi số ngành Giáo dục: năm học 2025-2026 & “thử”"
school_year: 2025-2026
status: in-force
themes:
  - chuyen-doi-so: [muc-i, muc-ii]
  - to-chuc-thuc-hien
signer:
  authority: KT. CHỦ TỊCH
  position: PHÓ CHỦ TỊCH
  name: Nguyễn Văn A
recipients:
  - "TT: TU, HĐND, UBND tỉnh"
  - Sở Giáo dục và Đào tạo
  - "1234"
relations:
  replaces:
    - ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd
notes:
  - date: 2025-03-20
    text: |-
      Hai dòng:
      - dòng hai
published: 2025-03-20
---

${BODY}
`);
  congbao("fmt", "--check");
  congbao("build", "--output", join(SITE, "output"));
  const html = readFileSync(join(SITE, "output/van-ban/ubnd-tinh-lao-cai/ke-hoach/2025/90-kh-ubnd/index.html"), "utf8");
  assert.ok(html.includes("Mỗi trường có") && html.includes("Nguyễn Văn A"));
});

test("a document that is opened and changed keeps every other letter, remarks and unknown keys too", async () => {
  const path = "content/lao-cai/2024-2025-nhiem-vu-trong-tam.md";
  const before = readFileSync(join(SITE, path), "utf8");
  await page.goto(`${origin}/#/collections/van-ban/entries/lao-cai/2024-2025-nhiem-vu-trong-tam`);
  const fill = form(page);
  await fill.field("title").waitFor();
  await shot("opened");
  await fill.type("place", "Sa Pa: Lào Cai");
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.getByText("06/CT-UBND").first().waitFor();
  const after = (await saved())[path];
  assert.equal(after, before.replace("place: Lào Cai", 'place: "Sa Pa: Lào Cai"'));
  congbao("fmt", "--check");
});

test("nothing came from another host, and nothing of the folder but the page is served", async () => {
  for (const [path, status] of [["", 200], ["config.yml", 200], ["package.json", 404], ["format.mjs", 404], ["node_modules/yaml/package.json", 404], [".gitignore", 404]]) {
    assert.equal((await fetch(`${origin}/${path}`)).status, status, path);
  }
  assert.deepEqual(opened.answered, []);
  assert.deepEqual(opened.said, []);
});

test("npm start serves the page on this computer alone", async () => {
  const started = spawn("npm", ["start"], { cwd: join(SITE, "quan-tri"), detached: true });
  try {
    const said = await new Promise((ready, failed) => {
      let all = "";
      started.stdout.on("data", (text) => (all += text).includes("http://") && ready(all));
      started.on("exit", () => failed(new Error(all)));
    });
    const address = said.match(/http:\S+/)[0];
    assert.equal(address, "http://127.0.0.1:8086/");
    assert.match(await (await fetch(address)).text(), /chuong-trinh\/congbao\.js/);
    assert.equal((await fetch(`${address}chuong-trinh/congbao.js`)).status, 200);
  } finally {
    process.kill(-started.pid);
  }
});
