// A site that names neighbours: their indexes are searched, too, where the reader wishes it. Each site is of an origin of its own.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { build } from "./payloads.mjs";
import { POLICY, serve } from "./site.mjs";
import { temporary } from "./temporary.mjs";

const directive = (number, title, text) =>
  `---\ntype: chi-thi\nnumber: ${number}/CT-TTg\ndate: 2024-02-0${number}\nissuer: thu-tuong-chinh-phu\ntitle: ${title}\npublished: 2026-01-02\n---\n\n${text}\n`;
function made(title, documents, config = "") {
  const site = temporary("láng giềng ");
  mkdirSync(join(site, "content"), { recursive: true });
  writeFileSync(join(site, "congbao.yaml"), `title: ${title}\nbase_url: https://vanban.example.vn/\n${config}`);
  documents.forEach(([name, text], at) => writeFileSync(join(site, `content/${at}.md`), directive(at + 1, name, text)));
  return build(site);
}

let browser, here, open, closed;
const asked = [];
before(async () => {
  browser = await launch();
  const held = [["Về thu học phí của trường công", "Các trường công thu học phí theo quy định."], ["Về miễn học phí", "Trẻ em được miễn học phí."], ["Về sách giáo khoa", "Thư viện cho mượn sách giáo khoa cũ."]];
  const output = made("Trang bạn", held);
  open = await serve(output, "/", (path) => (asked.push(path), path.startsWith("/tim-kiem/chi-muc/") ? { "Access-Control-Allow-Origin": "*" } : {}));
  closed = await serve(output);
  const list = [[open, "Trang <bạn>"], [closed, "Trang kín"]].map(([{ base }, name]) => `  - { address: "${base}", name: "${name}" }\n`).join("");
  const own = made("Trang này", [["Về học phí năm học mới", "Học phí năm học mới không tăng."], ["Về học phí trực tuyến", "Nộp học phí qua mạng."]], `neighbours:\n${list}`);
  const policy = POLICY.replace("connect-src 'self'", `connect-src 'self' ${open.origin} ${closed.origin}`);
  here = await serve(own, "/", () => ({ "Content-Security-Policy": policy }));
});
after(async () => {
  await browser?.close();
  for (const site of [here, open, closed]) await site?.close();
});

const results = (page) => page.locator(".hits .list > li").evaluateAll((all) => all.map((line) => [line.dataset.site ?? "", line.querySelector("a").textContent, line.querySelector("a").rel]));
async function searched(query, context) {
  const page = await (context ?? (await browser.newContext())).newPage();
  await page.goto(`${here.base}tim-kiem/?q=${encodeURIComponent(query)}`);
  await page.locator(".elsewhere input").waitFor();
  await page.locator(".hits").locator("li, p").first().waitFor();
  return page;
}

test("nobody is asked before the reader wishes it; then results stand together, each with its site", async () => {
  const page = await searched("hoc phi");
  const own = await results(page);
  assert.equal(own.length, 2);
  assert.deepEqual(asked.filter((path) => path.startsWith("/tim-kiem/")), []);
  await page.getByRole("checkbox", { name: "Tìm cả ở các trang khác" }).check();
  const status = page.locator(".elsewhere [role=status]");
  await status.filter({ hasText: "Trang <bạn>: 2 văn bản." }).waitFor();
  assert.match(await status.textContent(), /Không hỏi được Trang kín\./);
  const all = await results(page);
  assert.deepEqual(all.map(([site]) => site), ["", "Trang <bạn>", "", "Trang <bạn>"]);
  assert.deepEqual(all.filter(([site]) => !site), own);
  const link = page.locator(".hits [data-site] .title").first();
  assert.equal(await link.getAttribute("rel"), "external");
  assert.ok((await link.getAttribute("href")).startsWith(`${open.base}van-ban/`));
  assert.equal(await page.locator(".hits [data-site] .force-mark").first().textContent(), "Trang <bạn>");
  assert.deepEqual(asked.filter((path) => !path.startsWith("/tim-kiem/chi-muc/")), [], "nothing but the index is asked for");
  await page.getByRole("checkbox", { name: "Tìm cả ở các trang khác" }).uncheck();
  await page.waitForFunction(() => !document.querySelector(".hits [data-site]"));
  assert.deepEqual(await results(page), own);
});

test("the wish is kept, and what this site does not have is found elsewhere", async () => {
  const context = await browser.newContext();
  const first = await searched("hoc phi", context);
  await first.getByRole("checkbox", { name: "Tìm cả ở các trang khác" }).check();
  const page = await searched("sách giáo khoa", context);
  await page.locator(".hits [data-site] .title", { hasText: "Về sách giáo khoa" }).waitFor();
  assert.equal((await results(page))[0][0], "Trang <bạn>");
  // Another search on the same page.
  await page.locator("form.search input").fill("học phí");
  await page.locator("form.search input").press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".hits .list > li").length === 4);
  await page.locator("form.search input").fill("zzzz qqqq");
  await page.locator("form.search input").press("Enter");
  await page.locator(".elsewhere [role=status]", { hasText: "Trang <bạn>: không có gì khớp." }).waitFor();
});
