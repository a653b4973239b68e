// Makes the scripts that the site serves of their sources in themes/default/scripts, small, with esbuild: after a change of a source,
// `npm --prefix tests/browser run scripts`. The results are committed; scripts.test.mjs fails while they are not fresh.
import { buildSync } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sources = join(root, "themes/default/scripts");
const source = (name) => readFileSync(join(sources, name), "utf8");

// Classic scripts keep their own name space as they are; the search on a page is one classic script of its page and the core's modules,
// because a page opened from a folder may load no modules. Exports that the page does not use stay behind there.
const MADE = [
  ...["moved.js", "offline.js", "reading.js", "saved-pages.js", "search-box.js"].map((name) => [`themes/default/static/${name}`, [name], "classic"]),
  ["themes/default/static/search-core.mjs", ["search-core.mjs"], "module"],
  ["themes/default/static/search.js", ["search-page.js"], "bundled"],
  ["src/site/pages/offline/worker.min.js", ["worker.js"], "classic"],
  ["src/site/pages/offline/retired.min.js", ["retired.js"], "classic"],
];

// Names of fields that the script of the search has for itself: not of JSON, not of the browser.
const OWN = `
  absent addressOf anchor answer before begin beginning best byTerms candidates container cut directory entry facets fact files filters goals guess
  heading headingWords hits holders idf idle is isAlone isKnown isLocal isTied like limit list loose made marks maybe named narrowing newest
  notes number of order other own padded paper parts passage phrases piece plain quality rank rarities raw read readings record root run
  said score script searchNow searched section segments settled shard shards short shortForms shown signal since slots snippet
  soft stem term textPiece titled total_is_exact typed use variants varint vocabulary ways weight whole
`.trim().split(/\s+/);

const small = { write: false, minify: true, charset: "utf8", legalComments: "none", logLevel: "error" };

const made = (names, kind) => {
  const contents = names.map(source).join("\n");
  const options = { classic: {}, module: { format: "esm", bundle: true }, bundled: { format: "iife", bundle: true, mangleProps: new RegExp(`^(?:${OWN.join("|")})$`) } }[kind];
  const result = buildSync({ ...small, ...options, stdin: { contents, resolveDir: sources, loader: "js" } });
  return result.outputFiles[0].text;
};

// [path below the root, text], as they should be.
export const scripts = () => MADE.map(([path, names, kind]) => [path, made(names, kind)]);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of scripts()) {
    writeFileSync(join(root, path), text);
    console.log(`${path}: ${Buffer.byteLength(text)} bytes`);
  }
}
