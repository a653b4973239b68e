// Pagefind beside it: its index of the same documents' pages, and what it finds.
import { copyFileSync, linkSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { HERE } from "./options.mjs";
import { must } from "./sites.mjs";

// The program itself: the Node script round it would be counted too.
function program() {
  const packages = join(HERE, "node_modules/@pagefind");
  return join(packages, readdirSync(packages)[0], "bin/pagefind_extended");
}

// Only the text is indexed, as a publisher would mark it: no navigation, no lists of what cites what.
const MARKS = ["--root-selector", "article.document", ...[".side", ".around", ".colophon", ".permalink"].flatMap((selector) => ["--exclude-selectors", selector]), "--force-language", "vi"];

// The command that indexes the documents' pages, which are laid out once.
export function command(site, work) {
  const pages = join(work, "pagefind-pages");
  const folder = join(work, "pagefind");
  return { pages, folder, argv: [program(), "--silent", "--site", pages, "--output-path", folder, ...MARKS] };
}

export function layOut(site, work) {
  const { pages, folder } = command(site, work);
  for (const old of [pages, folder]) rmSync(old, { recursive: true, force: true });
  for (const { path } of site.documents) {
    const from = join(site.folder, path, "index.html");
    const to = join(pages, path, "index.html");
    mkdirSync(dirname(to), { recursive: true });
    try {
      linkSync(from, to);
    } catch {
      copyFileSync(from, to);
    }
  }
}

// The folder with its index, made unless the timing has made it.
export function bundle(site, work, isMade) {
  const { folder, argv } = command(site, work);
  if (!isMade) {
    layOut(site, work);
    must(argv[0], argv.slice(1));
  }
  const entry = JSON.parse(readFileSync(join(folder, "pagefind-entry.json"), "utf8"));
  const pages = Object.values(entry.languages).reduce((sum, { page_count }) => sum + page_count, 0);
  if (pages !== site.documents.length) throw new Error(`Pagefind indexed ${pages} of ${site.documents.length} documents`);
  return { folder, version: entry.version };
}

export const isClient = (path) => /^\/pagefind\/(?:pagefind(?:-worker)?\.js|wasm\.[^/]*)$/.test(path);

// What a reader's browser may ask for; the interfaces that come along are left out.
export function size(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => !/(?:-ui\.(?:js|css)|-highlight\.js)$/.test(name) && statSync(join(folder, name)).isFile());
  return { files: files.length, bytes: files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) };
}
