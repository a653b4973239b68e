// Read without a network, in Chromium: what was opened is there and says since when; the network always comes first; what was taken
// away goes; readers and publishers can switch it off; a preview and a portable site never begin.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { cpSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { launch } from "./browser.mjs";
import { preview } from "./preview.mjs";
import { POLICY, TYPES, part } from "./site.mjs";
import { temporary } from "./temporary.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const repository = fileURLToPath(new URL("../..", import.meta.url));
const OURS = "van-ban/ubnd-tinh-lao-cai/chi-thi/2025/77-ct-ubnd/";
const OTHER = "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/";
const TEXT = `---
type: chi-thi
number: 77/CT-UBND
date: 2025-02-03
issuer: ubnd-tinh-lao-cai
title: Về việc thử đọc khi mất mạng
published: 2025-02-10
attachments:
  - {file: tep.pdf, title: Bản ký}
---

## I. NỘI DUNG

Bản thứ nhất của văn bản này.
`;

let browser, work, folders;
before(async () => {
  browser = await launch();
  work = temporary("ngoại tuyến ");
  folders = {
    first: build("first"),
    second: build("second", { text: TEXT.replace("thứ nhất", "thứ hai") }),
    gone: build("gone", { text: null, config: (old) => old.replace("gone: []", `gone:\n  - {address: /${OURS}, reason: Đăng nhầm}`) }),
    off: build("off", { config: (old) => `${old}\noffline: false\n` }),
    portable: build("portable", { more: ["--portable"] }),
  };
});
after(async () => {
  await browser?.close();
});

function build(name, { text = TEXT, config = (old) => old, more = [] } = {}) {
  const root = join(work, name);
  cpSync(join(repository, "content"), join(root, "content"), { recursive: true });
  writeFileSync(join(root, "congbao.yaml"), config(readFileSync(join(repository, "congbao.yaml"), "utf8")));
  if (text) writeFileSync(join(root, "content/lao-cai/thu.md"), text);
  writeFileSync(join(root, "content/lao-cai/tep.pdf"), "%PDF-1.4\n%%EOF\n");
  const output = join(work, `${name}-out`);
  const run = spawnSync(process.env.CONGBAO_BIN, ["build", "--root", root, "--output", output, ...more], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  return output;
}

// A server below a path whose site can be exchanged, which can be slow, refuse, or not be there at all.
async function host(folder, { prefix = "/so/van-ban/", headers = {} } = {}) {
  const state = { folder, asked: [], delay: 0, answers: new Map(), edit: (path, body) => body, headers };
  const answer = (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    state.asked.push({ path, cache: request.headers["cache-control"], range: request.headers.range });
    const inside = path.startsWith(prefix) ? path.slice(prefix.length) : "\0";
    const { status, location, text } = state.answers.get(inside) ?? {};
    if (status) return response.writeHead(status, { "Content-Type": "text/html", ...(location && { Location: location }) }).end(text ?? String(status));
    let file = join(state.folder, inside.replace("\0", "none"));
    if (path.endsWith("/")) file = join(file, "index.html");
    const isThere = existsSync(file) && statSync(file).isFile();
    if (!isThere && existsSync(join(file, "index.html"))) return response.writeHead(301, { Location: `${path}/` }).end();
    if (!isThere) file = join(state.folder, "404.html");
    const [sent, more, bytes] = part(state.edit(inside, readFileSync(file)), isThere ? request.headers.range : undefined);
    response.writeHead(isThere ? sent : 404, {
      ...more,
      "Content-Security-Policy": POLICY,
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      Vary: "Accept-Encoding",
      ...state.headers,
    });
    response.end(bytes);
  };
  let server;
  const up = async (port = 0) => {
    server = createServer((request, response) => setTimeout(answer, state.delay, request, response));
    await new Promise((done) => server.listen(port, "127.0.0.1", done));
    return server.address().port;
  };
  const down = () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  const port = await up();
  return Object.assign(state, { base: `http://127.0.0.1:${port}${prefix}`, down, up: () => up(port) });
}

async function on(use, { folder = folders.first, context = {}, ...more } = {}) {
  const site = await host(folder, more);
  const opened = await browser.newContext({ locale: "vi-VN", ...context });
  const page = await opened.newPage();
  const failures = [];
  page.on("pageerror", (error) => failures.push(error.message));
  try {
    await use(page, site, opened);
    assert.deepEqual(failures, []);
  } finally {
    await opened.close();
    await site.down().catch(() => {});
  }
}

async function until(what, is, most = 8000) {
  const end = Date.now() + most;
  for (;;) {
    const value = await is();
    if (value) return value;
    if (Date.now() > end) assert.fail(`never: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

// Addresses below the site in the caches whose names end so.
const kept = (page, end = ":pages") =>
  page.evaluate(async (end) => {
    const found = [];
    for (const name of await caches.keys()) {
      if (!name.endsWith(end)) continue;
      for (const { url } of await (await caches.open(name)).keys()) found.push(decodeURIComponent(new URL(url).pathname).replace(/^\/so\/van-ban\//, ""));
    }
    return found;
  }, end);
const isKept = (page, address) => until(`${address} is kept`, async () => (await kept(page)).includes(address));
const registrations = (page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);

// Opened, and everything that comes of that is done.
async function visit(page, site, address) {
  const answer = await page.goto(site.base + address);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await until("the worker is in charge", () => page.evaluate(() => navigator.serviceWorker.controller !== null));
  if (answer.status() === 200) await isKept(page, address);
  return answer;
}

const words = (page) => page.locator("main").innerText();
const notice = (page) => page.locator(".saved-copy");

test("a page that was opened is there without a network, says since when, and is otherwise as it was", () =>
  on(async (page, site) => {
    await visit(page, site, OURS);
    const before = await words(page);
    await site.down();
    await page.goto(site.base + OURS);
    assert.equal(await words(page), before);
    const now = new Date();
    const [day, month] = [now.getDate(), now.getMonth() + 1];
    const written = `${day < 10 ? "0" : ""}${day}/${month < 3 ? "0" : ""}${month}/${now.getFullYear()}`;
    assert.match(await notice(page).innerText(), new RegExp(`Không có mạng\\. Bạn đang xem bản lưu ngày ${written}\\.`));
    assert.equal(await page.locator("main .saved-copy").count(), 0);
    // With its style, its script and its icon.
    assert.notEqual(await notice(page).evaluate((one) => getComputedStyle(one).backgroundColor), "rgba(0, 0, 0, 0)");
    await page.emulateMedia({ media: "print" });
    assert.equal(await notice(page).isVisible(), false);
    await page.emulateMedia({ media: "screen" });
    // Without its slash, with a query, by the name of its file.
    for (const way of [OURS.replace(/\/$/, ""), `${OURS}?a=b`, `${OURS}index.html`]) {
      await page.goto(site.base + way);
      assert.match(await words(page), /Bản thứ nhất/, way);
    }
    await page.setViewportSize({ width: 360, height: 740 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  }));

test("a page that was not opened gives the list of those that were", () =>
  on(async (page, site) => {
    await visit(page, site, OURS);
    await site.down();
    const answer = await page.goto(site.base + OTHER);
    assert.equal(answer.status(), 503);
    assert.ok(await page.locator("[data-missing]").isVisible());
    const link = page.locator("[data-saved] li a", { hasText: "77/CT-UBND" });
    await link.waitFor();
    assert.match(await page.locator("[data-saved] [role=status]").innerText(), /^2 trang, chiếm \d+,\d MB/);
    // It stands at another address than its own: style and links hold all the same.
    assert.notEqual(await page.locator("header.site").evaluate((one) => getComputedStyle(one).borderBottomWidth), "0px");
    assert.ok((await page.locator("header.site a").evaluateAll((links) => links.map((one) => one.href))).every((href) => href.startsWith(site.base)));
    await link.click();
    await page.getByText("Bản thứ nhất").first().waitFor();
    await notice(page).locator("a").click();
    await page.locator("[data-saved] li a").first().waitFor();
    assert.equal(await page.locator("[data-missing]").isVisible(), false);
  }));

test("axe-core finds nothing on a kept page and on the page of what is kept, light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    await on(
      async (page, site) => {
        await visit(page, site, OURS);
        await site.down();
        for (const address of [OURS, OTHER, "ngoai-tuyen/"]) {
          await page.goto(site.base + address);
          if (address !== OURS) await page.locator("[data-saved] li a").first().waitFor();
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() =>
            window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
          );
          assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], address);
        }
      },
      { context: { colorScheme, viewport: { width: 360, height: 740 }, bypassCSP: true } },
    );
  }
});

test("the network comes first: a new page is shown at once, however slow, also when the browser holds one as fresh", () =>
  on(
    async (page, site) => {
      await visit(page, site, OURS);
      await visit(page, site, OURS);
      site.folder = folders.second;
      site.delay = 1500;
      await page.goto(site.base + OURS);
      assert.match(await words(page), /Bản thứ hai/);
      assert.equal(await notice(page).count(), 0);
      site.delay = 0;
      // And it is this one that is kept.
      await until("the new one is kept", () =>
        page.evaluate(async () => (await (await caches.match(location.href)).text()).includes("Bản thứ hai")),
      );
      await site.down();
      await page.goto(site.base + OURS);
      assert.match(await words(page), /Bản thứ hai/);
      await site.up();
      await page.reload();
      assert.equal(await notice(page).count(), 0);
    },
    { headers: { "Cache-Control": "public, max-age=3600" } },
  ));

for (const [what, answer, isForgotten] of [
  ["is gone (410)", { status: 410, text: "đã gỡ" }, true],
  ["is not there (404)", { status: 404 }, true],
  ["has moved (301)", { status: 301, location: "/so/van-ban/" }, true],
  ["is in trouble (503)", { status: 503 }, false],
]) {
  test(`a page that ${what} is ${isForgotten ? "forgotten" : "kept, and the answer shown"}`, () =>
    on(async (page, site) => {
      await visit(page, site, OURS);
      site.answers.set(OURS, answer);
      const said = await page.goto(site.base + OURS);
      assert.equal(said.status(), answer.location ? 200 : answer.status);
      assert.doesNotMatch(await page.locator("body").innerText(), /Bản thứ nhất/);
      if (isForgotten) await until("it is forgotten", async () => !(await kept(page)).includes(OURS));
      await site.down();
      await page.goto(site.base + OURS);
      assert.equal(/Bản thứ nhất/.test(await words(page)), !isForgotten);
    }));
}

test("a text that was taken away goes with the next page that is opened, and so does what was found of it", () =>
  on(async (page, site) => {
    await visit(page, site, OURS);
    await page.goto(`${site.base}tim-kiem/?q=b%E1%BA%A3n+th%E1%BB%A9+nh%E1%BA%A5t`);
    await page.locator(".hits li").first().waitFor();
    await until("pieces are kept", async () => (await kept(page, ":search")).some((name) => name.endsWith(".bin")));
    site.folder = folders.gone;
    await page.goto(site.base + OTHER);
    await until("it is forgotten", async () => !(await kept(page)).includes(OURS));
    await isKept(page, OTHER);
    await until("pieces are forgotten", async () => !(await kept(page, ":search")).length);
    await site.down();
    const said = await page.goto(site.base + OURS);
    assert.equal(said.status(), 503);
  }));

test("a site that switches it off rids its readers of it", () =>
  on(async (page, site) => {
    await visit(page, site, OURS);
    assert.equal(await registrations(page), 1);
    await page.evaluate(() => caches.open("of another application"));
    site.folder = folders.off;
    await page.goto(site.base + OTHER);
    await until("the worker is gone", async () => (await registrations(page)) === 0);
    assert.deepEqual(await page.evaluate(() => caches.keys()), ["of another application"]);
    assert.equal(await page.locator("link[rel=manifest], script[src*='offline']").count(), 0);
    await page.goto(site.base + OURS);
    await page.waitForLoadState("networkidle");
    assert.equal(await registrations(page), 0);
    assert.equal(existsSync(join(folders.off, "ngoai-tuyen")), false);
  }));

test("a reader can delete what is kept, and begin again", () =>
  on(async (page, site) => {
    await visit(page, site, OURS);
    await page.goto(`${site.base}gioi-thieu/`);
    await page.locator("main a[href$='ngoai-tuyen/']").click();
    await page.locator("button[data-end]").click();
    await until("said", async () => /Đã xóa/.test(await page.locator("[data-saved] [role=status]").innerText()));
    assert.deepEqual(await page.evaluate(() => caches.keys()), ["congbao:/so/van-ban/:off"]);
    site.asked.length = 0;
    for (const address of [OURS, OTHER, "ngoai-tuyen/"]) {
      await page.goto(site.base + address);
      await page.waitForLoadState("networkidle");
    }
    assert.deepEqual(site.asked.filter(({ path }) => path.endsWith("sw.js")), []);
    assert.equal(await registrations(page), 0);
    assert.deepEqual(await kept(page), []);
    assert.equal(await page.locator("button[data-end]").isVisible(), false);
    await page.locator("button[data-begin]").click();
    await visit(page, site, OURS);
    await site.down();
    await page.goto(site.base + OURS);
    assert.match(await words(page), /Bản thứ nhất/);
  }));

test("no more pages are kept than agreed; the oldest go", () =>
  on(async (page, site) => {
    site.edit = (path, body) => (path === "sw.js" ? String(body).replace('"most":200', '"most":3') : body);
    const addresses = [OURS, OTHER, "van-ban/", "chu-de/", "co-quan/"];
    for (const address of addresses) await visit(page, site, address);
    await until("the oldest are gone", async () => (await kept(page)).length === 3);
    assert.deepEqual((await kept(page)).sort(), addresses.slice(2).sort());
    // A page of a few megabytes that are more than all may be.
    site.edit = (path, body) => (path === OURS ? Buffer.concat([body, Buffer.alloc(6e6, " ")]) : body);
    await page.goto(site.base + OURS);
    await page.waitForTimeout(500);
    assert.equal((await kept(page)).includes(OURS), false);
  }));

test("a device without room is no trouble: the page is shown, less is kept", () =>
  on(async (page, site) => {
    site.edit = (path, body) =>
      path === "sw.js"
        ? `const put = Cache.prototype.put; let times = 0;
           Cache.prototype.put = function (...all) { return self.isFull && times++ % 2 === 0 ? Promise.reject(new DOMException("", "QuotaExceededError")) : put.apply(this, all); };
           self.addEventListener("message", () => (self.isFull = true));\n${body}`
        : body;
    for (const address of ["van-ban/", "chu-de/", "co-quan/", "loai/"]) await visit(page, site, address);
    await page.evaluate(() => navigator.serviceWorker.controller.postMessage(1));
    await page.goto(site.base + OURS);
    assert.match(await words(page), /Bản thứ nhất/);
    await isKept(page, OURS);
  }));

test("files to download, data, feeds, parts, and what others publish on the host are left alone", () =>
  on(async (page, site) => {
    await visit(page, site, OURS);
    await visit(page, site, OURS);
    site.answers.set("cong-dan/", { status: 200, text: "<title>khác</title>của người khác" });
    await page.goto(`${site.base}cong-dan/`);
    await page.goto(site.base + OURS);
    const got = await page.evaluate(async (base) => {
      const [attachment] = [...document.querySelectorAll("a[href*='tep/']")].map((link) => link.href);
      const all = [attachment, `${base}data/site.json`, `${base}atom.xml`, `${base}sw.js`];
      const status = [];
      for (const one of all) status.push((await fetch(one)).status);
      status.push((await fetch(document.querySelector("link[rel=stylesheet]").href, { headers: { Range: "bytes=0-9" } })).status);
      return status;
    }, site.base);
    assert.deepEqual(got, [200, 200, 200, 200, 206]);
    assert.ok(site.asked.some(({ range }) => range === "bytes=0-9"), "a part is asked of the server");
    const names = await page.evaluate(async () => {
      const found = [];
      for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
      return found;
    });
    assert.deepEqual(names.filter((name) => /\/tep\/|\/data\/|atom|sw\.js|cong-dan/.test(name)), []);
    await site.down();
    await assert.rejects(page.goto(`${site.base}cong-dan/`), /ERR_CONNECTION_REFUSED/);
  }));

test("a wrong page is not kept in the place of an asset", () =>
  on(async (page, site) => {
    const style = `assets/${readdirSync(join(folders.first, "assets")).find((name) => name.endsWith(".css"))}`;
    site.answers.set(style, { status: 200, text: "<title>Đăng nhập</title>" });
    await page.goto(site.base + OURS);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await isKept(page, OURS);
    assert.equal((await kept(page, ":files")).includes(style), false);
    site.answers.clear();
    await visit(page, site, OURS);
    await until("the style is kept", async () => (await kept(page, ":files")).includes(style));
  }));

test("a search that was made works again without a network", () =>
  on(async (page, site) => {
    const search = `${site.base}tim-kiem/?q=m%E1%BA%A5t+m%E1%BA%A1ng`;
    await visit(page, site, OURS);
    await page.goto(search);
    await page.locator(".hits li").first().waitFor();
    const found = await page.locator(".hits .list > li").count();
    await isKept(page, "tim-kiem/");
    await until("pieces are kept", async () => (await kept(page, ":search")).includes("tim-kiem/chi-muc/goc.bin"));
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(300);
    await site.down();
    await page.goto(search);
    await page.locator(".hits li").first().waitFor();
    assert.equal(await page.locator(".hits .list > li").count(), found);
    assert.match(await words(page), /77\/CT-UBND/);
  }));

test("the site can be installed, and its script is small", () =>
  on(async (page, site) => {
    await visit(page, site, OURS);
    const session = await page.context().newCDPSession(page);
    const { url, errors, data } = await session.send("Page.getAppManifest");
    assert.deepEqual([url, errors], [`${site.base}manifest.webmanifest`, []]);
    const manifest = JSON.parse(data);
    for (const { src } of manifest.icons) assert.equal((await page.request.get(new URL(src, url).href)).status(), 200, src);
    assert.equal(new URL(manifest.scope, url).href, site.base);
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    // Contexts of tests are private windows, where nothing can be installed: there must be no other reason.
    assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"), []);
    const script = readdirSync(join(folders.first, "assets")).find((name) => /^offline\.\w+\.js$/.test(name));
    assert.ok(gzipSync(readFileSync(join(folders.first, "assets", script))).length <= 512);
  }));

test("nothing complains under the strict policy, and pages need no script", () =>
  on(
    async (page, site) => {
      const complaints = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      for (const address of [OURS, "ngoai-tuyen/"]) {
        await page.goto(site.base + address);
        await page.waitForLoadState("networkidle");
        assert.equal(await page.locator("main h1").count(), 1);
      }
      assert.deepEqual(complaints, []);
    },
    { context: { javaScriptEnabled: false } },
  ).then(() =>
    on(async (page, site) => {
      const complaints = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      for (const address of [OURS, "ngoai-tuyen/", OURS]) await page.goto(site.base + address, { waitUntil: "networkidle" });
      assert.deepEqual(complaints, []);
    }),
  ));

test("a portable site keeps nothing, from a folder and from a server", () =>
  on(
    async (page, site) => {
      await page.goto(`${site.base}${OURS}index.html`, { waitUntil: "networkidle" });
      assert.equal(await registrations(page), 0);
      assert.equal(await page.locator("link[rel=manifest], script[src*='offline']").count(), 0);
      const complaints = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      await page.goto(pathToFileURL(join(folders.portable, OURS, "index.html")).href, { waitUntil: "load" });
      assert.deepEqual(complaints, []);
      assert.match(await words(page), /Bản thứ nhất/);
    },
    { folder: folders?.portable },
  ));

test("a preview keeps nothing, and ends what stood at its address before", async () => {
  const site = await preview();
  const opened = await browser.newContext();
  try {
    const page = await opened.newPage();
    await page.goto(site.document, { waitUntil: "load" });
    await page.waitForTimeout(500);
    assert.equal(await registrations(page), 0);
    assert.equal(await page.locator("link[rel=manifest], script[src*='offline']").count(), 0);
    const worker = await (await page.request.get(`${site.base}sw.js`)).text();
    assert.ok(worker.includes("unregister") && !worker.includes('"fetch"'), worker);
    // What registers it ends with none.
    await page.evaluate(() => caches.open("congbao:/:0:pages"));
    await page.evaluate(() => navigator.serviceWorker.register("/sw.js"));
    await until("it is gone", async () => (await registrations(page)) === 0);
    assert.deepEqual(await page.evaluate(() => caches.keys()), []);
  } finally {
    await opened.close();
    await site.stop();
  }
});
