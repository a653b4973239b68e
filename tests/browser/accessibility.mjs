// Runs axe-core over a page of each kind, as reading.test.mjs does, and writes what it found with the day into
// content/accessibility.yaml, from which the site makes its page /tro-nang/. What people tried by hand stays as it is.
//
//   CONGBAO_SITE=output npm --prefix tests/browser run accessibility [-- FILE]
//
// On a slow machine CONGBAO_VIEWS=2 looks at the first two ways to show a page alone; the file says which were looked at.
import { createRequire } from "node:module";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { launch } from "./browser.mjs";
import { root, serve, kinds } from "./site.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const { version } = require("axe-core/package.json");
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
const ALL_VIEWS = {
  "nền sáng, màn hình 360 px": { viewport: PHONE },
  "nền tối, màn hình 1280 px": { colorScheme: "dark", viewport: DESK },
  "nền sáng, màn hình 1280 px": { viewport: DESK },
  "nền tối, màn hình 360 px": { colorScheme: "dark", viewport: PHONE },
  "phóng to 200 %": { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
  "màu do hệ thống đặt": { forcedColors: "active", viewport: DESK },
};
const VIEWS = Object.fromEntries(Object.entries(ALL_VIEWS).slice(0, +(process.env.CONGBAO_VIEWS ?? 99)));
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function run() {
  const browser = await launch();
  const site = await serve(root(), "/sub/path/");
  const host = await serve(root());
  const pages = [...new Set(Object.values(kinds(root())))].sort();
  const found = new Map();
  try {
    for (const [view, options] of Object.entries(VIEWS)) {
      const context = await browser.newContext({ ...options, bypassCSP: true });
      const page = await context.newPage();
      for (const address of pages) {
        await page.goto((address === "404.html" ? host : site).base + address);
        await page.evaluate(axe);
        const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), RULES);
        for (const { id, help, nodes } of violations) {
          const entry = found.get(id) ?? { rule: id, what: `${help} (${view}: ${nodes.length})`, page: `/${address}` };
          found.set(id, entry);
        }
      }
      await context.close();
    }
    const browserVersion = browser.version().split(".")[0];
    return { pages: pages.map((address) => `/${address}`), found: [...found.values()], browser: `Chromium ${browserVersion}` };
  } finally {
    await browser.close();
    await site.close();
    await host.close();
  }
}

const quoted = (text) => JSON.stringify(text.replaceAll(/\s+/g, " "));
const list = (items, indent) => (items.length ? `\n${items.map((item) => `${indent}- ${item}`).join("\n")}` : " []");

const file = resolve(process.argv[2] ?? new URL("../../content/accessibility.yaml", import.meta.url).pathname);
const { pages, found, browser } = await run();
const findings = found.map(({ rule, what, page }) => `{rule: ${rule}, what: ${quoted(what)}, page: ${quoted(page)}}`);
const axeBlock = `# Do máy ghi: npm --prefix tests/browser run accessibility
axe:
  day: ${new Date().toISOString().slice(0, 10)}
  version: "${version}"
  browser: ${browser}
  views:${list(Object.keys(VIEWS).map(quoted), "    ")}
  found:${list(findings, "    ")}
  pages:${list(pages.map(quoted), "    ")}
`;
const old = existsSync(file) ? readFileSync(file, "utf8") : "";
const byHand = old.search(/^(#[^\n]*\n)*by_hand:/m);
writeFileSync(file, byHand < 0 ? axeBlock : `${axeBlock}\n${old.slice(byHand)}`);
console.log(`${file}: ${pages.length} pages, ${Object.keys(VIEWS).length} views, ${found.length} findings`);
