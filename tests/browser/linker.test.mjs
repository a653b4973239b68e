// Pages of other sites that link here by one line: what becomes a link, what stays as it is, the card, the two elements. The pages are of
// another origin, with the policy of a strict portal, which also forbids every way to put markup in.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { SIGN, build, hostileSite } from "./payloads.mjs";
import { POLICY, files, root, serve } from "./site.mjs";
import { finder, keyOf, resolve, shardOf } from "../../themes/default/scripts/linker-find.mjs";

const repository = join(import.meta.dirname, "../..");
const table = (folder) => JSON.parse(readFileSync(join(folder, "data/lien-ket.json"), "utf8"));
// What deploy/nginx sends to pages of others.
const OPEN = /\/(?:lien-ket\.mjs|data\/.*|van-ban\.json|feed\.json)$/;

let browser, site, portal, body;
before(async () => {
  browser = await launch();
  const output = build(hostileSite());
  const frames = () => ({ "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", `frame-ancestors http://localhost:${portal.address().port}`) });
  site = await serve(output, "/", (path) => (OPEN.test(path) ? { "Access-Control-Allow-Origin": "*" } : path === "/nhung/" ? frames() : {}));
  portal = createServer((request, response) => {
    const policy = `default-src 'self'; script-src 'self' ${site.origin}; connect-src 'self' ${site.origin}; style-src 'self'; frame-src ${site.origin}; object-src 'none'; base-uri 'self'; require-trusted-types-for 'script'`;
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy });
    response.end(`<!doctype html><html lang="vi"><title>Cổng</title><body>${body}`);
  });
  await new Promise((done) => portal.listen(0, "127.0.0.1", done));
});
after(async () => {
  await browser?.close();
  await site?.close();
  portal?.closeAllConnections();
  portal?.close();
});

// A page of the portal with `html` and the one line.
async function open(html, query = "") {
  body = `${html}<script type="module" src="${site.base}lien-ket.mjs${query}"></script>`;
  const page = await (await browser.newContext()).newPage();
  const complaints = [];
  page.on("console", (message) => (message.type() === "error" || message.text().includes(SIGN)) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`http://localhost:${portal.address().port}/tin-tuc/`);
  return { page, complaints };
}

const links = (page) => page.locator(".cong-bao-lien-ket").evaluateAll((all) => all.map((one) => [one.textContent, new URL(one.href).pathname]));
const settled = (page) => page.waitForLoadState("networkidle");

test("numbers are compared as the program compares them", () => {
  for (const [printed, key] of [
    ["2236/QĐ - BGDĐT", "2236/qd-bgddt"], ["06-ĐA/TU", "6-da/tu"], ["115/KH-SGD&ĐT", "115/kh-sgddt"], ["88/2014/QH 13", "88/2014/qh13"],
    ["66/2012/TTLT/BTC-BGDĐT", "66/2012/ttlt-btc-bgddt"], ["30/2020/NĐ–CP", "30/2020/nd-cp"], ["05a/2012/TT-BTC", "5a/2012/tt-btc"],
  ]) assert.equal(keyOf(printed), key);
  // FNV-1a of "a" is e40c292c: its lowest bits are 0, 0, 1.
  assert.equal(shardOf("a", ["1", "01", "000", "001"]), "001");
});

// [text, what becomes a link]
const RECORDS = {
  types: ["Quyết định", "Nghị định", "Chỉ thị", "Luật", "Thông tư"],
  numbers: {
    "131/qd-ttg": [["Quyết định", "2022-01-25", "a/", "", "", "", null, 0, 0]],
    "30/2020/nd-cp": [["Nghị định", "2020-03-05", "b/", "", "", "", null, 0, 0]],
    "10/ct-ubnd": [["Chỉ thị", "2022-08-01", "c/", "", "", "", null, 1, 1], ["Chỉ thị", "2022-08-01", "d/", "", "", "", null, 0, 2]],
    "43/2019/qh14": [["Luật", "2019-06-14", "e/", "", "", "", null, 0, 0]],
    "7/qd-ttg": [["Quyết định", "2021-02-03", "f/", "", "", "", null, 0, 0], ["Quyết định", "2021-02-03", "g/", "", "", "", null, 0, 0]],
  },
  issuers: [["ubnd-tinh-lao-cai", "uy-ban-nhan-dan-tinh-lao-cai"], ["ubnd-tinh-yen-bai"]],
};
const CASES = [
  ["Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng", ["Quyết định số 131/QĐ-TTg ngày 25/01/2022 → a/"]],
  ["quyết định số 131/QĐ- TTg, ngày 25 tháng 01 năm 2022", ["quyết định số 131/QĐ- TTg, ngày 25 tháng 01 năm 2022 → a/"]],
  // Numbers restart every year: without a date it is none's, with another date another's.
  ["Quyết định số 131/QĐ-TTg của Thủ tướng", []],
  ["Quyết định số 131/QĐ-TTg ngày 26/01/2022", []],
  ["Quyết định số 131/QĐ-TTg ngày 25/01/22", []],
  ["Quyết định số 131/QĐ-TTg (ngày 25/02/2023)", []],
  // A number with its year needs none; a date that contradicts it makes doubt.
  ["Nghị định số 30/2020/NĐ-CP.", ["Nghị định số 30/2020/NĐ-CP → b/"]],
  ["Nghị định 30/2020/NĐ-CP - Quy định về văn thư", ["Nghị định 30/2020/NĐ-CP → b/"]],
  ["Nghị định số 30/2020/NĐ-CP ngày 06/3/2020", []],
  ["Thông tư số 30/2020/NĐ-CP", []],
  ["Nghị định số 30/2020/NĐ-CP-X", []],
  ["Nghị định số 130/2020/NĐ-CP", []],
  ["30/2020/NĐ-CP", []],
  // Every province has such a number: the text must name the body.
  ["Chỉ thị số 10/CT-UBND ngày 01/8/2022 của UBND tỉnh Lào Cai", ["Chỉ thị số 10/CT-UBND ngày 01/8/2022 → c/"]],
  ["Chỉ thị số 10/CT-UBND ngày 01/8/2022 của Chủ tịch Ủy ban nhân dân tỉnh Lào Cai về", ["Chỉ thị số 10/CT-UBND ngày 01/8/2022 → c/"]],
  ["Chỉ thị số 10/CT-UBND ngày 01/8/2022 của UBND tỉnh Yên Bái", ["Chỉ thị số 10/CT-UBND ngày 01/8/2022 → d/"]],
  ["Chỉ thị số 10/CT-UBND ngày 01/8/2022", []],
  ["Chỉ thị số 10/CT-UBND ngày 01/8/2022 của UBND tỉnh Lào", []],
  ["Chỉ thị số 10/CT-UBND ngày 01/8/2022 của UBND tỉnh Sơn La", []],
  // A list, with the body behind it.
  ["các Quyết định số 131/QĐ-TTg ngày 25/01/2022, số 999/QĐ-TTg ngày 01/02/2022", ["Quyết định số 131/QĐ-TTg ngày 25/01/2022 → a/"]],
  ["Quyết định số 1/QĐ-TTg ngày 01/02/2022 và số 131/QĐ-TTg ngày 25/01/2022", ["số 131/QĐ-TTg ngày 25/01/2022 → a/"]],
  ["Chỉ thị số 10/CT-UBND ngày 01/8/2022, số 11/CT-UBND ngày 02/8/2022 của UBND tỉnh Lào Cai", ["Chỉ thị số 10/CT-UBND ngày 01/8/2022 → c/"]],
  ["Chỉ thị số 10/CT-UBND ngày 01/8/2022, số 11/KH-SYT ngày 02/8/2022 của UBND tỉnh Lào Cai", []],
  ["Luật Giáo dục số 43/2019/QH14", ["Luật Giáo dục số 43/2019/QH14 → e/"]],
  ["Luật số 43/2019/QH14 ngày 14/6/2019", ["Luật số 43/2019/QH14 ngày 14/6/2019 → e/"]],
  ["của Luật Khiếu nại, Luật Tố cáo số 43/2019/QH14", ["số 43/2019/QH14 → e/"]],
  // Two works fit.
  ["Quyết định số 7/QĐ-TTg ngày 03/02/2021", []],
  // Marks apart, as some editors write them.
  ["Nghị định số 30/2020/NĐ-CP".normalize("NFD"), [`${"Nghị định số 30/2020/NĐ-CP".normalize("NFD")} → b/`]],
];

test("what a text says is a link where it can mean one work alone", () => {
  const find = finder(RECORDS.types);
  for (const [text, expected] of CASES) {
    const found = find(text).map((one) => [one, resolve(one, RECORDS)]).filter(([, record]) => record);
    assert.deepEqual(found.map(([{ start, end }, record]) => `${text.slice(start, end)} → ${record[2]}`), expected, text);
  }
});

test("each link is one that the program makes of the same text", () => {
  const folder = root();
  const about = table(folder);
  const find = finder(about.types);
  const texts = files(join(repository, "content")).filter((file) => file.endsWith(".md")).map((file) => readFileSync(join(repository, "content", file), "utf8").split("\n---\n").slice(1).join("\n---\n"));
  for (const name of readdirSync(join(repository, "tests/import/text"))) texts.push(readFileSync(join(repository, "tests/import/text", name), "utf8"));
  const lines = texts.map((text, id) => JSON.stringify({ id, text })).join("\n");
  const said = execFileSync(process.env.CONGBAO_BIN, ["cite", "--jsonl", "--root", repository], { input: lines, encoding: "utf8", maxBuffer: 1 << 28 });
  let count = 0;
  said.trimEnd().split("\n").map((line) => JSON.parse(line)).forEach(({ id, citations }) => {
    const text = texts[id];
    for (const mention of find(text)) {
      const record = resolve(mention, about.table);
      if (!record) continue;
      count++;
      const at = [...text.slice(0, mention.numberAt)].length;
      const own = citations.find(({ start, end }) => start <= at && at < end);
      assert.equal(own?.resolution.url, `https://vanban.example.vn/${record[2]}`, text.slice(mention.start, mention.end));
    }
  });
  assert.ok(count >= 30, `${count} links`);
});

test("text of a strict portal gets links, and nothing else changes", async () => {
  const said = "Nghị định số 30/2020/NĐ-CP";
  const html = `<main><p id="a">Theo <b>Quyết định</b> số 131/QĐ-TTg ngày 25/01/2022 và ${said} của Chính phủ.</p>
    <p id="b"><a href="/x">${said}</a> <code>${said}</code> <textarea>${said}</textarea> <button>${said}</button> <span contenteditable>${said}</span> <i data-cong-bao-khong>${said}</i></p>
    <script type="text/plain" id="c">${said}</script><input value="${said}" aria-label="x"><select><option>${said}</option></select><pre>${said}</pre></main>`;
  const { page, complaints } = await open(html);
  await page.locator(".cong-bao-lien-ket").nth(1).waitFor();
  await settled(page);
  assert.deepEqual(await links(page), [["số 131/QĐ-TTg ngày 25/01/2022", "/vien-dan/thu-tuong-chinh-phu/131-qd-ttg/2022/"], [said, "/vien-dan/chinh-phu/30-2020-nd-cp/"]]);
  assert.equal(await page.locator("#a").textContent(), `Theo Quyết định số 131/QĐ-TTg ngày 25/01/2022 và ${said} của Chính phủ.`);
  assert.equal(await page.locator("#b .cong-bao-lien-ket, pre .cong-bao-lien-ket").count(), 0);
  assert.equal(await page.locator("#c").textContent(), said);
  assert.deepEqual(complaints, []);
});

test("a link has a card, by mouse and by keyboard, of text alone", async () => {
  const { page, complaints } = await open("<p>Nghị định số 30/2020/NĐ-CP</p>");
  const link = page.locator(".cong-bao-lien-ket");
  await link.hover();
  const card = page.locator("[role=tooltip]");
  await card.waitFor();
  const words = await card.evaluate((host) => [host.shadowRoot.textContent, host.shadowRoot.querySelectorAll("script, img, svg").length]);
  assert.ok(words[0].includes("Nghị định 30/2020/NĐ-CP ngày 05/3/2020") || words[0].includes("ngày 05/03/2020"), words[0]);
  assert.ok(words[0].includes(SIGN) && words[1] === 0, "a title is text, whatever it looks like");
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  await page.mouse.move(0, 300);
  await link.focus();
  await card.waitFor();
  assert.ok((await link.getAttribute("aria-description")).includes("30/2020/NĐ-CP"));
  assert.deepEqual(complaints, []);
});

test("only where the address of the script says", async () => {
  const text = "<p>Nghị định số 30/2020/NĐ-CP</p>";
  const { page } = await open(`<div class="tin">${text}</div>${text}`, "?trong=.tin");
  await page.locator(".cong-bao-lien-ket").waitFor();
  await settled(page);
  assert.equal(await page.locator(".cong-bao-lien-ket").count(), 1);
  const none = await open(text, "?trong=");
  await settled(none.page);
  assert.equal(await none.page.locator(".cong-bao-lien-ket").count(), 0);
});

test("a document and a list in a page of others", async () => {
  const html = `<cong-bao-van-ban id="ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd"></cong-bao-van-ban>
    <cong-bao-danh-sach chu-de="chu-de" so="1"></cong-bao-danh-sach><cong-bao-van-ban id="../../x"></cong-bao-van-ban><cong-bao-danh-sach chu-de="khong-co"></cong-bao-danh-sach>`;
  const { page, complaints } = await open(html);
  const shown = (at) => page.locator(":is(cong-bao-van-ban, cong-bao-danh-sach)").nth(at).evaluate(async (element) => {
    while (element.hasAttribute("aria-busy") || !element.shadowRoot?.childElementCount) await new Promise((done) => setTimeout(done, 50));
    const { shadowRoot: inner } = element;
    return { text: inner.textContent, links: [...inner.querySelectorAll("a")].map((a) => new URL(a.href).pathname), traps: inner.querySelectorAll("script, img, svg").length };
  });
  const [document, list, wrong, missing] = await Promise.all([0, 1, 2, 3].map(shown));
  assert.ok(document.text.includes("Chỉ thị 05/CT-UBND ngày 06/05/2024") && document.text.includes("Còn hiệu lực") && document.text.includes(SIGN), document.text);
  assert.deepEqual(document.links, ["/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/"]);
  assert.equal(list.links.length, 2, "one document, and the list itself");
  assert.ok(list.links.every((path) => path.startsWith("/van-ban/") || path.startsWith("/chu-de/") || path === "/"), list.links.join());
  assert.equal(document.traps + list.traps, 0);
  assert.equal(wrong.text, "Không tải được.");
  assert.equal(missing.text, "Không tải được.");
  assert.deepEqual(complaints.filter((text) => !text.includes("404") && !text.includes("khong-co")), []);
});

test("a document and a list in a frame, by the address alone", async () => {
  const id = "ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd";
  const asked = [`van-ban=${id}`, "chu-de=chu-de&so=1", "", "van-ban=../../x", "chu-de=%22%3E%3Cimg%20src%3Dx%3E"];
  body = asked.map((query) => `<iframe src="${site.base}nhung/?${query}"></iframe>`).join("");
  const page = await (await browser.newContext()).newPage();
  await page.goto(`http://localhost:${portal.address().port}/tin-tuc/`);
  const shown = await Promise.all(asked.map(async (_, at) => {
    const element = page.frameLocator("iframe").nth(at).locator("main > :is(cong-bao-van-ban, cong-bao-danh-sach)");
    return element.evaluate(async (one) => {
      while (one.hasAttribute("aria-busy") || !one.shadowRoot?.childElementCount) await new Promise((done) => setTimeout(done, 50));
      const { shadowRoot: inner } = one;
      return { text: inner.textContent, links: [...inner.querySelectorAll("a")].map((a) => [new URL(a.href).pathname, a.target || document.querySelector("base").target]) };
    });
  }));
  assert.ok(shown[0].text.includes("Chỉ thị 05/CT-UBND"), shown[0].text);
  // The pages of the site may be in no frame: a link opens beside the portal.
  assert.deepEqual(shown[0].links, [[`/van-ban/${id}/`, "_blank"]]);
  assert.equal(shown[1].links.length, 2);
  assert.ok(shown[2].links.length > 2);
  assert.deepEqual(shown.slice(3).map(({ text }) => text), ["Không tải được.", "Không tải được."]);
});
