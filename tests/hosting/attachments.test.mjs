// Attachments behind a server: what an older state of the site left in tep/ cannot run, in any way that a browser knows.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../browser/browser.mjs";

const base = process.env.SITE_AT_TOP;
const DOCUMENT = "van-ban/ubnd-tinh-lao-cai/chi-thi/2025/77-ct-ubnd/";
const tep = `${DOCUMENT}tep/`;
const HOSTILE = {
  "bieu-mau.html": `<!DOCTYPE html><title>t</title><script src="bieu-mau.js"></script><link rel="stylesheet" href="x.css">`,
  "bieu-mau.js": `self.onfetch = (event) => event.respondWith(new Response("taken")); if (self.document) document.title = "RUN";`,
  "bieu-mau.mjs": `document.title = "RUN"; export {};`,
  "so-do.svg": `<svg xmlns="http://www.w3.org/2000/svg"><script href="bieu-mau.js"/></svg>`,
  "trang.xhtml": `<html xmlns="http://www.w3.org/1999/xhtml"><head><script src="bieu-mau.js"/></head></html>`,
  "to-trinh.php": `<?php echo 1;`,
  "trang.shtml": `<!--#exec cmd="id" -->`,
  "x.css": `body { display: none }`,
  "khong-ten": `<script src="bieu-mau.js"></script>`,
  "thu.xml": `<?xml-stylesheet href="so-do.svg"?><a/>`,
  "mau.hta": `<script>1</script>`,
  "mau.txt": `<script src="bieu-mau.js"></script>`,
  "so-lieu.csv": `a;b`,
  "anh.png": Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"),
};

let browser;
before(async () => {
  for (const [name, text] of Object.entries(HOSTILE)) writeFileSync(join(process.env.SITE_FOLDER, tep, name), text);
  // A small page that leads on from an attachment's old address is a page.
  mkdirSync(join(process.env.SITE_FOLDER, tep, "cu.pdf"), { recursive: true });
  writeFileSync(join(process.env.SITE_FOLDER, tep, "cu.pdf/index.html"), "<!DOCTYPE html><title>t</title>");
  browser = await launch();
});
after(() => browser?.close());

test("a PDF is shown, all else is saved, and what could run has no type", async () => {
  const types = { txt: /^text\/plain/, csv: /^text\/csv/, png: /^image\/png$/ };
  for (const name of Object.keys(HOSTILE)) {
    const { status, headers } = await fetch(base + tep + name).then((answer) => ({ status: answer.status, headers: answer.headers }));
    assert.equal(status, 200, name);
    assert.equal(headers.get("content-disposition"), "attachment", name);
    assert.equal(headers.get("x-content-type-options"), "nosniff", name);
    assert.match(headers.get("content-type"), types[name.split(".").pop()] ?? /^application\/octet-stream$/, name);
  }
  const page = await fetch(base + DOCUMENT).then((answer) => answer.text());
  const pdf = base + DOCUMENT + page.match(/href="(tep\/[^"]+\.pdf)"/)[1];
  const { headers } = await fetch(pdf);
  assert.equal(headers.get("content-type"), "application/pdf");
  assert.equal(headers.get("content-disposition"), null);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.doesNotMatch(headers.get("content-security-policy"), /sandbox/);
  for (const address of ["", DOCUMENT, "sw.js", "data/site.json", `${tep}cu.pdf/`]) {
    assert.equal((await fetch(base + address)).headers.get("content-disposition"), null, address);
  }
});

test("nothing in tep/ opens as a page", async () => {
  for (const name of ["bieu-mau.html", "so-do.svg", "trang.xhtml", "thu.xml", "khong-ten", "to-trinh.php", "mau.txt"]) {
    const page = await browser.newPage();
    const saved = page.waitForEvent("download");
    await page.goto(base + tep + name).catch(() => {});
    assert.ok((await saved).url().endsWith(name));
    assert.notEqual(await page.title(), "RUN", name);
    await page.close();
  }
});

test("no page can take a file of tep/ for a script, a style, a frame or a worker", async () => {
  const page = await browser.newPage();
  await page.goto(base + DOCUMENT);
  const load = (make) => page.evaluate(make, tep);
  const element = ([tag, key, name, extra]) =>
    page.evaluate(
      ([tag, key, address, extra]) =>
        new Promise((done) => {
          const element = Object.assign(document.createElement(tag), extra);
          element.onload = () => done("loaded");
          element.onerror = () => done("refused");
          element[key] = address;
          document.head.append(element);
        }),
      [tag, key, `/${tep}${name}`, extra ?? {}],
    );
  for (const name of ["bieu-mau.js", "bieu-mau.mjs", "mau.txt", "so-lieu.csv"]) {
    assert.equal(await element(["script", "src", name]), "refused", name);
    assert.equal(await element(["script", "src", name, { type: "module" }]), "refused", name);
  }
  assert.equal(await element(["link", "href", "x.css", { rel: "stylesheet" }]), "refused");
  assert.notEqual(await page.title(), "RUN");
  // The image of a document shows all the same.
  assert.equal(await element(["img", "src", "anh.png"]), "loaded");
  for (const [name, options] of [
    ["bieu-mau.js", {}],
    ["bieu-mau.js", { type: "module" }],
    ["bieu-mau.mjs", { type: "module" }],
    ["bieu-mau.js", { scope: "/" }],
  ]) {
    const said = await page.evaluate(
      ([address, options]) => navigator.serviceWorker.register(address, options).then(() => "registered", (error) => error.name),
      [`/${tep}${name}`, options],
    );
    assert.equal(said, "SecurityError", `${name} ${JSON.stringify(options)}`);
  }
  const worker = await load((tep) => new Promise((done) => {
    const worker = new Worker(`/${tep}bieu-mau.js`);
    worker.onerror = () => done("refused");
    worker.onmessage = () => done("ran");
    setTimeout(() => done("silent"), 1500);
  }));
  assert.equal(worker, "refused");
  const imported = await load((tep) => import(`/${tep}bieu-mau.mjs`).then(() => "ran", () => "refused"));
  assert.equal(imported, "refused");
  await page.close();
});

test("the site's own worker registers and answers", async () => {
  const page = await browser.newPage();
  await page.goto(base + DOCUMENT);
  const scope = await page.evaluate(() => navigator.serviceWorker.register("/sw.js").then((registration) => registration.scope));
  assert.equal(scope, base);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.close();
});
