// The site behind a server with its file of deploy/ (nginx, Apache), below / and below a path: what the guide promises of it.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer, request } from "node:http";
import { readFileSync, readdirSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { join } from "node:path";
import { launch } from "../browser/browser.mjs";

const folder = process.env.SITE_FOLDER;
const bases = { "/": process.env.SITE_AT_TOP, "below a path": process.env.SITE_BELOW };
const POLICY_BUT_FRAMES =
  "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ";
const POLICY = `${POLICY_BUT_FRAMES}'none'`;
// Of the page of results.
const ASKING = POLICY.replace("connect-src 'self'", "connect-src 'self' https://ban.example.vn");
const DOCUMENT = "van-ban/ubnd-tinh-lao-cai/chi-thi/2025/77-ct-ubnd/";
const YEAR = "public, max-age=31536000, immutable";

// The answer as it came: status, headers, bytes.
function get(url, headers = {}, method = "GET") {
  return new Promise((done, failed) => {
    const { hostname, port } = new URL(url);
    const path = url.slice(url.indexOf("/", 8));
    const asked = request({ hostname, port, path, method, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    asked.on("error", failed);
    asked.end();
  });
}

// Where a redirect leads, as an address of the server that was asked: some write their own name before it, some do not.
function leads({ headers }, base) {
  const to = new URL(headers.location, base);
  assert.equal(to.origin, new URL(base).origin);
  return headers.location.replace(to.origin, "");
}

const asset = (pattern) => "assets/" + readdirSync(join(folder, "assets")).find((name) => pattern.test(name));
const piece = "tim-kiem/chi-muc/t/0.bin";
const attachment = () => `${DOCUMENT}tep/` + readdirSync(join(folder, DOCUMENT, "tep"))[0];

for (const [where, base] of Object.entries(bases)) {
  const path = new URL(base).pathname;

  test(`${where}: every kind of file has its type and its cache rule`, async () => {
    for (const [file, type, cache] of [
      ["", "text/html; charset=utf-8", "no-cache"],
      [DOCUMENT, "text/html; charset=utf-8", "no-cache"],
      ["tim-kiem/", "text/html; charset=utf-8", "no-cache"],
      [asset(/\.css$/), "text/css; charset=utf-8", YEAR],
      [asset(/^search\..*\.js$/), /^(text|application)\/javascript; charset=utf-8$/, YEAR],
      [asset(/\.mjs$/), "text/javascript; charset=utf-8", YEAR],
      [asset(/\.svg$/), /^image\/svg\+xml/, YEAR],
      ["tim-kiem/chi-muc/goc.bin", "application/octet-stream", "no-cache"],
      [`${piece}?0123abcd`, "application/octet-stream", YEAR],
      [piece, "application/octet-stream", "no-cache"],
      [attachment(), "application/pdf", "no-cache"],
      ["data/site.json", /^application\/json/, "no-cache"],
      ["data/catalog.jsonld", "application/ld+json; charset=utf-8", "no-cache"],
      ["lien-ket.mjs", "text/javascript; charset=utf-8", "no-cache"],
      ["llms.txt", "text/plain; charset=utf-8", "no-cache"],
      ["atom.xml", "application/atom+xml; charset=utf-8", "no-cache"],
      ["opensearch.xml", "application/opensearchdescription+xml; charset=utf-8", "no-cache"],
      ["sitemap.xml", "text/xml; charset=utf-8", "no-cache"],
      ["robots.txt", "text/plain; charset=utf-8", "no-cache"],
      [`${DOCUMENT}van-ban.akn.xml`, "application/akn+xml; charset=utf-8", "no-cache"],
      ["sw.js", /^(text|application)\/javascript; charset=utf-8$/, "no-cache"],
      ["manifest.webmanifest", /^application\/manifest\+json/, "no-cache"],
      ["ngoai-tuyen/", "text/html; charset=utf-8", "no-cache"],
      [asset(/^icon-192\..*\.png$/), "image/png", YEAR],
    ]) {
      const { status, headers } = await get(base + file);
      assert.equal(status, 200, file);
      if (typeof type === "string") assert.equal(headers["content-type"], type, file);
      else assert.match(headers["content-type"], type, file);
      assert.equal(headers["cache-control"], cache, file);
      assert.equal(headers["content-security-policy"], file === "tim-kiem/" ? ASKING : POLICY, file);
      assert.equal(headers["x-content-type-options"], "nosniff", file);
      assert.equal(headers["referrer-policy"], "strict-origin-when-cross-origin", file);
      assert.ok(headers.etag, file);
      assert.ok(!/\d/.test(headers.server), headers.server);
    }
  });

  test(`${where}: pages of others may read the script that links here and what it reads, and nothing else`, async () => {
    for (const file of ["lien-ket.mjs", "data/lien-ket.json", "data/site.json", `${DOCUMENT}van-ban.json`, "feed.json"]) {
      const { status, headers } = await get(base + file);
      assert.equal(status, 200, file);
      assert.equal(headers["access-control-allow-origin"], "*", file);
    }
    for (const file of ["", DOCUMENT, "tim-kiem/", attachment(), asset(/\.css$/)]) assert.equal((await get(base + file)).headers["access-control-allow-origin"], undefined, file);
  });

  test(`${where}: texts are packed, what is packed is not`, async () => {
    for (const file of ["", DOCUMENT, asset(/\.css$/), asset(/\.mjs$/), "data/site.json", "atom.xml"]) {
      const plain = await get(base + file);
      const packed = await get(base + file, { "accept-encoding": "gzip, br" });
      assert.equal(packed.headers["content-encoding"], "gzip", file);
      assert.equal(packed.headers.vary, "Accept-Encoding", file);
      assert.ok(packed.body.length < plain.body.length, file);
      assert.deepEqual(gunzipSync(packed.body), plain.body, file);
    }
    for (const file of [piece, attachment()]) {
      assert.equal((await get(base + file, { "accept-encoding": "gzip" })).headers["content-encoding"], undefined, file);
    }
  });

  test(`${where}: what a reader has is not sent again`, async () => {
    for (const encoding of ["identity", "gzip"]) {
      const first = await get(base + DOCUMENT, { "accept-encoding": encoding });
      const again = await get(base + DOCUMENT, { "accept-encoding": encoding, "if-none-match": first.headers.etag });
      assert.equal(again.status, 304, encoding);
      assert.equal(again.body.length, 0);
      assert.equal(again.headers["cache-control"], "no-cache");
    }
    const whole = await get(base + attachment());
    const part = await get(base + attachment(), { range: "bytes=0-99" });
    assert.equal(part.status, 206);
    assert.equal(part.headers["content-range"], `bytes 0-99/${whole.body.length}`);
    assert.deepEqual(part.body, whole.body.subarray(0, 100));
  });

  test(`${where}: old addresses lead to the new one, however they are written`, async () => {
    for (const old of [
      "van-ban/123/",
      "v%C4%83n-b%E1%BA%A3n/c%C5%A9-n%C4%83m-2025/",
      "v%c4%83n-b%e1%ba%a3n/c%c5%a9-n%c4%83m-2025/",
      process.env.SITE_LONG,
      "chitiet.aspx?id=1234",
      "tra-cuu?t%E1%BB%AB=ch%E1%BB%89-th%E1%BB%8B&loai=ct",
      "vb/123.html",
      "vb/124",
    ]) {
      const answer = await get(base + old);
      assert.deepEqual([answer.status, leads(answer, base)], [301, path + DOCUMENT], old);
      assert.equal((await get(new URL(answer.headers.location, base).href)).status, 200, old);
    }
    // The order of a query counts, and no other query is meant.
    for (const other of ["chitiet.aspx?id=1235", "chitiet.aspx", "tra-cuu?loai=ct&t%E1%BB%AB=ch%E1%BB%89-th%E1%BB%8B"]) {
      assert.equal((await get(base + other)).status, 404, other);
    }
    // What lies below a document that moved: pages and files.
    for (const below of ["van-ban.md", "van-ban.json"]) {
      const answer = await get(base + "van-ban/123/" + below);
      assert.deepEqual([answer.status, leads(answer, base)], [301, path + DOCUMENT + below], below);
    }
    // What was asked of the old address is asked of the new one, before the place within it.
    for (const [old, to] of [
      ["van-ban/123/?s=moi&n=2", `${DOCUMENT}?s=moi&n=2`],
      ["vb/123.html?q=%C4%91%E1%BA%A5t", `${DOCUMENT}?q=%C4%91%E1%BA%A5t`],
      ["vb/muc-cu?s=a%23b", `${DOCUMENT}?s=a%23b#muc-i`],
      ["akn/vn/doc/chi-thi/ubnd-tinh-lao-cai/2025/77-ct-ubnd?s=moi", `${DOCUMENT}?s=moi`],
      ["van-ban?s=moi", "van-ban/?s=moi"],
    ]) {
      const answer = await get(base + old);
      assert.deepEqual([answer.status, leads(answer, base)], [301, path + to], old);
    }
    assert.equal(leads(await get(base + "vb/muc-cu"), base), `${path}${DOCUMENT}#muc-i`);
    // FRBR addresses: of a work, of its text, of a document without number.
    for (const [frbr, page] of [
      ["akn/vn/doc/chi-thi/ubnd-tinh-lao-cai/2025/77-ct-ubnd", DOCUMENT],
      ["akn/vn/doc/chi-thi/ubnd-tinh-lao-cai/2025/77-ct-ubnd/vie@2025-02-03/!main", DOCUMENT],
      ["akn/vn/doc/ke-hoach/ubnd-huyen-van-lang/nam-hoc-2023-2024", "van-ban/ubnd-huyen-van-lang/ke-hoach/nam-hoc-2023-2024/"],
    ]) {
      const answer = await get(base + frbr);
      assert.deepEqual([answer.status, leads(answer, base)], [301, path + page], frbr);
      assert.equal((await get(new URL(answer.headers.location, base).href)).status, 200, frbr);
    }
    const slash = await get(base + "van-ban");
    assert.deepEqual([slash.status, leads(slash, base)], [301, path + "van-ban/"]);
    const gone = await get(base + "van-ban/da-thu-hoi/");
    assert.equal(gone.status, 410);
    assert.match(gone.body.toString(), /Thu hồi theo Quyết định số 1/);
    assert.equal(gone.headers["content-security-policy"], POLICY);
    const file = await get(base + "data/works.csv");
    assert.equal(file.status, 410);
    assert.match(file.body.toString(), /Không dùng nữa/);
  });

  test(`${where}: nothing is shown that is no page`, async () => {
    for (const none of [
      "khong-co/",
      "khong-co/sau/hon/nua/",
      "tr%C6%B0%E1%BB%9Dng-h%E1%BB%8Dc/",
      "data/",
      "assets/",
      "tim-kiem/chi-muc/",
      "van-ban/ubnd-tinh-lao-cai/",
      ".congbao-manifest.tsv",
      ".gitkeep",
      ".git/config",
      "%2econgbao-manifest.tsv",
      "assets/.htaccess",
      "_redirects",
      "redirects.map",
      "queries.map",
      "gone.map",
      "frames.map",
      "neighbours.map",
      "404.html/",
    ]) {
      const { status, headers, body } = await get(base + none);
      assert.equal(status, 404, none);
      assert.match(headers["content-type"], /^text\/html/, none);
      assert.equal(headers["content-security-policy"], POLICY, none);
      assert.match(body.toString(), /Không tìm thấy trang/, none);
      assert.doesNotMatch(body.toString(), /Index of/, none);
    }
    for (const outside of ["../congbao.yaml", "..%2f..%2fetc/passwd", "van-ban/../../../etc/passwd"]) {
      const { status } = await get(base + outside);
      assert.ok(status === 400 || status === 404, `${outside}: ${status}`);
    }
    for (const method of ["POST", "PUT", "DELETE"]) {
      assert.ok((await get(base, {}, method)).status >= 400, method);
    }
    assert.equal((await get(base + DOCUMENT, {}, "HEAD")).body.length, 0);
  });

  test(`${where}: the page of results may ask the sites of the configuration, and no other page may`, async () => {
    for (const address of ["tim-kiem/", "tim-kiem/?q=a"]) {
      assert.equal((await get(base + address)).headers["content-security-policy"], ASKING, address);
    }
    // Whose own pages may ask this one's index.
    assert.equal((await get(`${base}tim-kiem/chi-muc/goc.bin`)).headers["access-control-allow-origin"], "*");
    const part = await get(`${base}${piece}?0123abcd`, { Range: "bytes=0-9", Origin: "https://ban.example.vn" });
    assert.equal(`${part.status} ${part.headers["access-control-allow-origin"]} ${part.body.length}`, "206 * 10");
  });

  test(`${where}: the hosts of the configuration may frame the page for frames, and no other page`, async () => {
    const portal = process.env.PORTAL_PORT;
    const hosts = `https://laocai.gov.vn http://localhost:${portal}`;
    for (const address of ["nhung/", "nhung/?van-ban=a"]) {
      assert.equal((await get(base + address)).headers["content-security-policy"], POLICY_BUT_FRAMES + hosts, address);
    }
    for (const address of ["", DOCUMENT, "nhung/khong-co/"]) {
      assert.equal((await get(base + address)).headers["content-security-policy"], POLICY, address);
    }
    const server = createServer((_, answer) => {
      answer.setHeader("Content-Type", "text/html");
      answer.end(`<iframe name="shown" src="${base}nhung/?chu-de="></iframe><iframe name="refused" src="${base}gioi-thieu/"></iframe>`);
    });
    const browser = await launch();
    try {
      for (const [host, isShown] of [["localhost", true], ["127.0.0.1", false]]) {
        await new Promise((done) => server.listen(portal, host, done));
        const page = await browser.newPage();
        await page.goto(`http://${host}:${portal}/`);
        const text = (name) => page.frame({ name }).locator("main").count();
        assert.equal(await text("shown"), isShown ? 1 : 0, host);
        assert.equal(await text("refused"), 0);
        await page.close();
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    } finally {
      await browser.close();
      server.close();
    }
  });

  test(`${where}: every link of the sitemap answers`, async () => {
    const urls = [...(await get(base + "sitemap.xml")).body.toString().matchAll(/<loc>([^<]+)<\/loc>/g)].map((found) => found[1]);
    assert.ok(urls.length > 50);
    for (const url of urls) assert.equal((await get(url)).status, 200, url);
  });

  test(`${where}: a browser reads, searches and follows a wrong address without a complaint`, async () => {
    const browser = await launch();
    try {
      const page = await browser.newPage();
      const complaints = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      // What was on its way when the page is left is given up by the browser.
      const isLeft = (failed) => failed.failure().errorText === "net::ERR_ABORTED";
      page.on("requestfailed", (failed) => isLeft(failed) || complaints.push(`${failed.url()}: ${failed.failure().errorText}`));
      await page.goto(base);
      await page.locator("#tim").fill("chuyen doi so");
      await page.locator("[role=option] mark").first().waitFor();
      await page.goto(base + DOCUMENT);
      assert.match(await page.locator("h1").first().innerText(), /thử máy chủ/i);
      await page.goto(`${base}tim-kiem/?q=2457`);
      await page.locator("main").getByText("2457/QĐ-BGDĐT").first().waitFor();
      assert.deepEqual(complaints, []);
      // The page for wrong addresses finds its style at any depth, and its search works there.
      const answer = await page.goto(`${base}khong-co/sau/hon/nua/`);
      assert.equal(answer.status(), 404);
      assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).fontFamily), "");
      assert.ok(await page.evaluate(() => [...document.styleSheets].some((sheet) => sheet.cssRules.length > 20)));
      await page.locator("#tim").fill("chuyen doi so");
      await page.locator("[role=option] mark").first().waitFor();
      const unexpected = complaints.filter((text) => !/status of 404/.test(text));
      assert.deepEqual(unexpected, []);
      assert.ok(complaints.length <= 1, complaints.join("\n"));
    } finally {
      await browser.close();
    }
  });
}

for (const [where, base] of Object.entries(bases)) {
  test(`${where}: a stranger finds the copy whole and signed`, () => {
    const key = join(process.env.SITE_SOURCE, "congbao.pub");
    const said = spawnSync(process.env.CONGBAO_BIN, ["verify", base, "--public-key", key, "--lang", "en"], { encoding: "utf8" });
    assert.equal(said.status, 0, said.stdout + said.stderr);
    assert.match(said.stdout, /signed by the key/);
    // Lists for this server, which readers do not get.
    assert.match(said.stdout, /The server keeps \d lists/);
  });
}

test("what the browser may load, the guide says too", () => {
  for (const recipe of ["deploy/nginx/congbao.conf", "deploy/apache/congbao.conf"]) {
    const policy = readFileSync(recipe, "utf8").replace(/connect-src (?:\$congbao_asking|%\{CONGBAO_ASKING\}e)/, "connect-src 'self'");
    assert.ok(policy.includes(POLICY_BUT_FRAMES), recipe);
  }
  assert.ok(readFileSync("docs/guide/en/src/hosting.md", "utf8").includes(POLICY));
});
