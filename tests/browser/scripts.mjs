// Makes the scripts that the site serves of their sources in themes/default/scripts, small, with esbuild: after a change of a source,
// `npm --prefix tests/browser run scripts`. The results are committed; scripts.test.mjs fails while they are not fresh.
import { buildSync } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sources = join(root, "themes/default/scripts");
const source = (name) => readFileSync(join(sources, name), "utf8");

// Classic scripts keep their own name space as they are; the search on a page is one classic script of core and page, because a page
// opened from a folder may load no modules. Exports that the page does not use stay behind there.
const MADE = [
  ...["offline.js", "reading.js", "saved-pages.js", "search-box.js"].map((name) => [`themes/default/static/${name}`, [name], "classic"]),
  ["themes/default/static/search-core.mjs", ["search-core.mjs"], "module"],
  ["themes/default/static/search.js", ["search-core.mjs", "search-page.js"], "joined"],
  ["src/site/pages/offline/worker.min.js", ["worker.js"], "classic"],
  ["src/site/pages/offline/retired.min.js", ["retired.js"], "classic"],
];

const small = { write: false, minify: true, charset: "utf8", legalComments: "none", logLevel: "error" };

const made = (names, kind) => {
  const text = names.map(source).join("\n");
  const contents = kind === "joined" ? text.replace(/^export /gm, "") : text;
  const options = { classic: {}, module: { format: "esm" }, joined: { format: "iife", bundle: true } }[kind];
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
