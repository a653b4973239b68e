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
  ["themes/default/static/search-more.js", ["search-more.js"], "bundled"],
  ["themes/default/static/search-kept.js", ["search-kept.js"], "bundled"],
  ["themes/default/static/search-elsewhere.js", ["search-elsewhere.js"], "bundled"],
  ["src/site/pages/linker/linker.min.mjs", ["linker.mjs"], "module"],
  ["src/site/pages/offline/worker.min.js", ["worker.js"], "classic"],
  ["src/site/pages/offline/retired.min.js", ["retired.js"], "classic"],
];

// Names of fields that the script of the search has for itself: not of JSON, not of the browser.
const OWN = `
  absent addressOf anchor answer before begin beginning best byTerms candidates columnsFor container cut directory entry facets fact files
  fillFacets filters goals guess heading headingText hits holders idf idle inOrder instead is isAlone isCut isDated isKnown isLocal isOldest isTied
  like limit list looked loose made marks matching maybe named narrowed narrowing newest notes number of order other own padded paper parts
  passage phrases piece plain portion quality rank ranked rarities raw readings readTelex record respell root run said score script searched searchNow section
  segments settled several shard shards short shortForms shown signal since slots snippet soft stem term textPiece titled told
  total_is_exact typed use variants varint vocabulary wanted ways weight whole
`.trim().split(/\s+/);

const small = { write: false, minify: true, charset: "utf8", legalComments: "none", logLevel: "error" };

// `names`: how fields are called in the scripts that were made before, which those after them share.
const made = (files, kind, names) => {
  const contents = files.map(source).join("\n");
  const mangled = { mangleProps: new RegExp(`^(?:${OWN.join("|")})$`), mangleCache: names };
  const options = { classic: {}, module: { format: "esm", bundle: true }, bundled: { format: "iife", bundle: true, ...mangled } }[kind];
  const result = buildSync({ ...small, ...options, stdin: { contents, resolveDir: sources, loader: "js" } });
  Object.assign(names, result.mangleCache);
  return result.outputFiles[0].text;
};

// [path below the root, text], as they should be.
export const scripts = () => {
  const names = {};
  return MADE.map(([path, files, kind]) => [path, made(files, kind, names)]);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of scripts()) {
    writeFileSync(join(root, path), text);
    console.log(`${path}: ${Buffer.byteLength(text)} bytes`);
  }
}
