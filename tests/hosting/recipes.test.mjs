// The other recipes of the guide: rsync into a folder that is being read, and a portable site on a stick.
import { test } from "node:test";
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync, readdirSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { launch } from "../browser/browser.mjs";

const { SITE_SOURCE: source, SITE_PORTABLE: portable, CONGBAO_BIN: program, WORK: work } = process.env;
const run = promisify(execFile);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// The two commands as the guide has them, with our two folders.
function recipe(from, to) {
  const lines = readFileSync("docs/guide/en/src/hosting.md", "utf8").split("\n").filter((line) => line.startsWith("rsync -a") && !line.includes("--files-from"));
  assert.equal(lines.length, 2);
  return lines.map((line) => {
    const words = line.replace("output/ ", `${from}/ `).replace("user@host:/srv/congbao/site/", `${to}/`).match(/(?:'[^']*'|[^\s'])+/g);
    return words.slice(1).map((word) => word.replace(/'/g, ""));
  });
}

function build(output) {
  execFileSync(program, ["build", "--root", source, "--output", output], { stdio: "ignore" });
}

// What one page loads and links to that is not there, as a reader would meet it.
function missing(site, page) {
  const path = join(site, page);
  if (!existsSync(path)) return [];
  const html = readFileSync(path, "utf8");
  const links = [...html.matchAll(/(?:href|src|action)="([^"#?]*)[^"]*"/g)].map((found) => found[1]);
  const local = links.filter((link) => link !== "" && !/^[a-z]+:/i.test(link) && !link.startsWith("/"));
  return local
    .map((link) => join(dirname(path), decodeURIComponent(link)))
    .filter((file) => !existsSync(file.endsWith("/") ? join(file, "index.html") : file) && !existsSync(join(file, "goc.bin")));
}

test("while rsync runs no page refers to a missing file", { timeout: 120_000 }, async () => {
  const [built, served] = [join(work, "rsync-moi"), join(work, "rsync-dich")];
  mkdirSync(served, { recursive: true });
  build(built);
  const [added, changed] = recipe(built, served);
  const publish = async (...more) => {
    await run("rsync", [...added, ...more]);
    await run("rsync", [...changed, ...more]);
  };
  await publish();
  assert.ok(!existsSync(join(served, ".congbao-manifest.tsv")), "the program's own lists stay at home");
  const pages = () => readdirSync(served, { recursive: true }).filter((file) => file.endsWith(".html") && file !== "404.html");
  assert.deepEqual(pages().flatMap((page) => missing(served, page)), []);
  // Another style, another document, one document less: assets and pages change, appear and go.
  mkdirSync(join(source, "themes/default/static"), { recursive: true });
  const style = readFileSync("themes/default/static/style.css", "utf8");
  const text = readFileSync(join(source, "content/lao-cai/thu.md"), "utf8");
  let looked = 0;
  const broken = [];
  for (let round = 0; round < 6; round += 1) {
    // rsync tells a changed file by its size and the second of its time: a name of the same length in the same second is none.
    await pause(1100);
    writeFileSync(join(source, "themes/default/static/style.css"), `${style}\n/* ${round} */\n`);
    writeFileSync(join(source, "content/lao-cai/thu-2.md"), text.replace("77/CT", `${80 + round}/CT`).replace(/redirect_from.*\n/, ""));
    build(built);
    // Readers come from the pages that were there: nothing links to a new one before these have changed. A page that itself
    // goes may lose its style some milliseconds earlier; published addresses never go, so that only last pages of lists do.
    const known = pages().filter((page) => existsSync(join(built, page)));
    let done = false;
    const publishing = publish("--bwlimit=2000").finally(() => (done = true));
    while (!done) {
      for (const page of known) {
        const lost = missing(served, page);
        // A page may have been replaced between reading it and looking: only what is missing twice was seen by a reader.
        if (lost.length > 0 && missing(served, page).length > 0) broken.push(`${round} ${page}: ${lost[0]}`);
        looked += 1;
      }
      await pause(1);
    }
    await publishing;
  }
  assert.ok(looked > 1000, `${looked} looks`);
  console.log(`# looked at ${looked} pages while rsync ran; ${broken.length} referred to a missing file`);
  assert.deepEqual(broken, []);
  assert.deepEqual(pages().flatMap((page) => missing(served, page)), []);
});

test("the portable site opens from a folder with spaces and Vietnamese letters", async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const complaints = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("requestfailed", (failed) => complaints.push(failed.url()));
    await page.goto(pathToFileURL(join(portable, "index.html")).href);
    await page.locator("#tim").fill("chuyen doi so");
    await page.locator("[role=option] mark").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/(van-ban|chu-de)\/.*index\.html/);
    assert.match(await page.locator("h1").first().innerText(), /\S/);
    await page.goto(pathToFileURL(join(portable, "tim-kiem/index.html")).href + "?q=2457");
    await page.locator("main").getByText("2457/QĐ-BGDĐT").first().waitFor();
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
  }
});
