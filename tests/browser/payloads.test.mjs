// Scripts in every field and on every kind of page, in a browser that no policy protects: nothing runs, and nothing stands on a page that
// would run when it is touched.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { launch } from "./browser.mjs";
import { OBJECTS, REFUSED, SIGN, UNSEEN, build, congbao, fields, hostileSite, script, siteWith, valuesAt } from "./payloads.mjs";
import { review, serve } from "./preview.mjs";
import { TYPES, files, kinds, root } from "./site.mjs";

let browser;
let site;
let output;
before(async () => {
  browser = await launch();
  site = hostileSite();
  output = build(site);
});
after(() => browser.close());

// A host without a word of policy, which guesses types as the worst do.
async function host(folder, types = TYPES) {
  const server = createServer((request, response) => {
    let path = decodeURIComponent(new URL(request.url, "http://localhost").pathname).slice(1);
    if (path === "" || path.endsWith("/")) path += "index.html";
    try {
      const bytes = readFileSync(join(folder, path));
      response.writeHead(200, { "Content-Type": types[extname(path)] ?? "application/octet-stream" });
      response.end(bytes);
    } catch {
      response.writeHead(404, { "Content-Type": "text/html" });
      response.end(readFileSync(join(folder, "404.html")));
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { base: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise((done) => (server.closeAllConnections(), server.close(done))) };
}

// A page that remembers what ran.
async function watched(context) {
  const page = await context.newPage();
  const ran = [];
  page.on("console", (message) => message.text().includes(SIGN) && ran.push(`${page.url()}: ${message.text()}`));
  page.on("dialog", (dialog) => (ran.push(`${page.url()}: a dialog`), dialog.dismiss()));
  return { page, ran };
}

// What would run when it is touched, or leads where a script is.
const traps = () => {
  const wrong = [];
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) wrong.push(`${element.localName} ${name}`);
        const isAddress = ["href", "src", "action", "formaction", "data", "srcdoc", "poster", "xlink:href"].includes(name);
        if (isAddress && /^[\s\u0000-\u0020]*(javascript|vbscript|data):/i.test(value) && !/^data:(,$|image\/(png|gif|svg\+xml);base64,)/.test(value)) wrong.push(`${element.localName} ${name}=${value.slice(0, 60)}`);
      }
      if (element.localName === "script" && !element.src && element.textContent.includes("HIT") && !/json/.test(element.type)) wrong.push("a script of theirs");
      if (element.matches("iframe, object, embed, base[href]") && !element.closest("#page")) wrong.push(element.localName);
      if (element.localName === "meta" && /refresh/i.test(element.httpEquiv) && /javascript:/i.test(element.content)) wrong.push("a refresh");
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  return wrong;
};

async function open({ page, ran }, address, wrong) {
  await page.goto(address, { waitUntil: "load" });
  for (const trap of await page.evaluate(traps)) wrong.push(`${address}: ${trap}`);
  wrong.push(...ran.splice(0));
}

test("every field that holds a text is filled with a script, or refuses it", () => {
  const [unfilled, accepted] = [[], []];
  assert.equal(congbao("check", "--root", siteWith()).status, 0, "without a script nothing is refused");
  for (const [path, schema] of fields()) {
    const values = valuesAt(path);
    if (values.some((value) => typeof value === "string" && value.includes(SIGN))) {
      assert.ok(!(path in REFUSED), `${path} is filled and said to be refused`);
      continue;
    }
    if (path in UNSEEN) continue;
    if (!schema.enum && !schema.pattern && !(path in REFUSED)) {
      unfilled.push(path);
      continue;
    }
    const run = congbao("check", "--root", siteWith(path));
    assert.doesNotMatch(run.stderr, /panicked/, path);
    if (run.status !== 1) accepted.push(`${path}: ${run.status}`);
  }
  assert.deepEqual(unfilled, [], "fields without a script: fill them in OBJECTS, or say in REFUSED why they hold none");
  assert.deepEqual(accepted, [], "a script is accepted where a rule forbids it");
});

test("no page runs or hides a script, without any policy", { timeout: 240000 }, async () => {
  const server = await host(output);
  const wrong = [];
  const context = await browser.newContext({ serviceWorkers: "block" });
  const pages = files(output).filter((file) => file.endsWith(".html"));
  assert.ok(pages.length > 30, `${pages.length} pages`);
  // A kind of page that the committed site has and this one has not would not be looked at.
  const here = kinds(output);
  assert.deepEqual(Object.keys(kinds(root())).filter((kind) => !(kind in here) && !/^document \d/.test(kind)), []);
  assert.ok(pages.some((page) => page.includes("/chuong-ii/")), "a page of a portion");
  const queue = [...pages];
  await Promise.all(
    Array.from({ length: 3 }, async () => {
      const tab = await watched(context);
      for (let file = queue.shift(); file; file = queue.shift()) {
        if (/http-equiv="refresh"/i.test(readFileSync(join(output, file), "utf8"))) {
          assert.doesNotMatch(readFileSync(join(output, file), "utf8"), /<(img|svg)\b|<script>/i, file);
          continue;
        }
        await open(tab, server.base + file.split("/").map(encodeURIComponent).join("/").replace(/index\.html$/, ""), wrong);
      }
    }),
  );
  await context.close();
  await server.close();
  assert.deepEqual(wrong.slice(0, 20), []);
});

test("no other file runs one, opened as what it is", { timeout: 120000 }, async () => {
  const server = await host(output);
  const context = await browser.newContext();
  const tab = await watched(context);
  const wrong = [];
  const shown = files(output).filter((file) => /\.(xml|svg|json|txt|webmanifest)$/.test(file) && !file.startsWith("tim-kiem/"));
  for (const file of shown) {
    await tab.page.goto(server.base + encodeURI(file)).catch((error) => assert.match(String(error), /Download|ERR_ABORTED/, file));
  }
  wrong.push(...tab.ran);
  await context.close();
  await server.close();
  assert.deepEqual(wrong, []);
});

test("what feeds say, read as HTML by a reader that trusts them, runs nothing", { timeout: 120000 }, async () => {
  const context = await browser.newContext();
  const tab = await watched(context);
  await tab.page.goto("about:blank");
  const wrong = [];
  let said = 0;
  const feeds = files(output).filter((file) => /(atom\.xml|feed\.json)$/.test(file));
  assert.ok(feeds.length > 2);
  for (const file of feeds) {
    const text = readFileSync(join(output, file), "utf8");
    const pieces = await tab.page.evaluate(
      ([text, isAtom]) => {
        if (!isAtom) return (JSON.parse(text).items ?? []).map((item) => item.content_html).filter(Boolean);
        const document = new DOMParser().parseFromString(text, "application/xml");
        if (document.querySelector("parsererror")) return ["not XML"];
        return [...document.querySelectorAll("[type=html]")].map((one) => one.textContent);
      },
      [text, file.endsWith(".xml")],
    );
    for (const piece of pieces) {
      assert.notEqual(piece, "not XML", file);
      said += 1;
      await tab.page.setContent(`<body>${piece}</body>`, { waitUntil: "load" });
      for (const trap of await tab.page.evaluate(traps)) wrong.push(`${file}: ${trap}`);
    }
  }
  wrong.push(...tab.ran);
  await context.close();
  assert.deepEqual(wrong, [], `${said} pieces`);
});

test("the search shows what was typed and what was found as text", { timeout: 120000 }, async () => {
  const server = await host(output);
  const context = await browser.newContext({ serviceWorkers: "block" });
  const tab = await watched(context);
  const wrong = [];
  for (const query of ["chỉ thị", "console log", "img onerror", script("query"), '"><img src=x onerror=console.log("HIT")>', "</script><script>console.log('HIT')</script>", "131/QĐ-TTg"]) {
    await tab.page.goto(`${server.base}tim-kiem/?q=${encodeURIComponent(query)}`, { waitUntil: "load" });
    await tab.page.waitForFunction(() => document.querySelector("main").innerText.length > 60, null, { timeout: 10000 });
    await tab.page.waitForTimeout(700);
    for (const trap of await tab.page.evaluate(traps)) wrong.push(`${query}: ${trap}`);
    wrong.push(...tab.ran.splice(0));
  }
  await tab.page.goto(`${server.base}tim-kiem/?q=${encodeURIComponent("chỉ thị")}`);
  await tab.page.waitForFunction(() => document.querySelector("main").innerText.includes("/CT-UBND"), null, { timeout: 20000 });
  await context.close();
  await server.close();
  assert.deepEqual(wrong, []);
});

test("the preview, its problems and the report of a check show scripts as text", { timeout: 120000 }, async () => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const tab = await watched(context);
  const wrong = [];
  const report = join(site, "bao-cao.html");
  congbao("check", "--root", site, "--report", report);
  await tab.page.goto(`file://${report.split("/").map(encodeURIComponent).join("/")}`);
  for (const trap of await tab.page.evaluate(traps)) wrong.push(`report: ${trap}`);
  // Errors that quote scripts, in front matter, in a registry, in Markdown.
  const broken = hostileSite();
  writeFileSync(join(broken, "content/hong.md"), `---\ntype: ${script("type")}\n${script("key")}: 1\nnumber: "${"<script>console.log('HIT')</script>"}"\ndate: <b>\n---\n\n[a](javascript:1) <script>\n`);
  writeFileSync(join(broken, "content/themes.yaml"), `- {key: "<script>console.log('HIT')</script>", name: 1}\n`);
  for (const [folder, paths] of [
    [site, ["", "van-ban/", "__congbao/problems", `khong-co/${encodeURIComponent(script("missing"))}/`, `__congbao/problems?code=${encodeURIComponent(script("query"))}&file=${encodeURIComponent(script("file"))}`]],
    [broken, ["", "van-ban/", "__congbao/problems"]],
  ]) {
    const server = await serve(folder, "--lang", "vi");
    for (const path of paths) {
      await tab.page.goto(server.base + path, { waitUntil: "load" });
      await tab.page.waitForTimeout(300);
      for (const trap of await tab.page.evaluate(traps)) wrong.push(`${path}: ${trap}`);
    }
    await server.stop();
  }
  wrong.push(...tab.ran);
  await context.close();
  assert.deepEqual(wrong, []);
});

test("a review shows a hostile original and its values as text", { timeout: 120000 }, async () => {
  const fresh = hostileSite();
  const original = join(fresh, "<img src=x onerror=console.log('HIT')>.html");
  writeFileSync(original, `<html><title>${script("title")}</title><body><p>ỦY BAN NHÂN DÂN TỈNH LÀO CAI<p>Số: 90/CT-UBND<p>CHỈ THỊ<p>Về việc &lt;script&gt;console.log('HIT')&lt;/script&gt; &lt;img src=x onerror=console.log('HIT')&gt;<p onclick="console.log('HIT')">Nội dung ${script("html")}<script>console.log('HIT')</script><a href="javascript:console.log('HIT')">x</a></body></html>`);
  const context = await browser.newContext();
  const tab = await watched(context);
  const wrong = [];
  const server = await review(fresh, "--lang", "vi", "--to", "content/nhap", original);
  await tab.page.goto(server.base + "__congbao/review/", { waitUntil: "load" });
  await tab.page.waitForTimeout(2500);
  for (const frame of tab.page.frames()) for (const trap of await frame.evaluate(traps)) wrong.push(`${frame.url()}: ${trap}`);
  assert.match(await tab.page.locator("body").innerText(), /90\/CT-UBND|script/);
  wrong.push(...tab.ran);
  await server.stop();
  await context.close();
  assert.deepEqual(wrong, []);
});

test("the watch itself sees a script that runs and one that waits", async () => {
  const context = await browser.newContext();
  const tab = await watched(context);
  await tab.page.setContent(`<title>${script("control")}</title><a href="javascript:1" onclick="1">x</a>`, { waitUntil: "load" });
  await tab.page.waitForTimeout(200);
  assert.ok(tab.ran.length > 0);
  assert.ok((await tab.page.evaluate(traps)).length >= 3);
  assert.ok(Object.keys(OBJECTS).length >= 7);
  await context.close();
});
