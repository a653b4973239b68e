// The built site as the tests see it: its files, and a plain static server on loopback that compresses nothing.
import { createServer } from "node:http";
import { readdirSync, readFileSync, existsSync, statSync } from "node:fs";
import { join, extname, relative, sep } from "node:path";

export const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
};

// The policy README recommends to publishers: nothing from elsewhere, no inline script or style.
export const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function root() {
  const folder = process.env.CONGBAO_SITE;
  if (!folder || !existsSync(join(folder, "index.html"))) {
    throw new Error("set CONGBAO_SITE to the folder of a built site");
  }
  return folder;
}

export function files(folder, found = [], base = folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files(path, found, base);
    else found.push(relative(base, path).split(sep).join("/"));
  }
  return found;
}

export function pages(folder) {
  return files(folder).filter((file) => file.endsWith(".html"));
}

// Serves `folder` below `prefix` ("/" or "/sub/path/"). Answers everything else with 404 and remembers it.
export async function serve(folder, prefix = "/") {
  const missed = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const headers = { "Content-Security-Policy": POLICY };
    if (path.startsWith(prefix)) {
      let file = join(folder, path.slice(prefix.length));
      if (path.endsWith("/")) file = join(file, "index.html");
      if (file.startsWith(folder) && existsSync(file) && statSync(file).isFile()) {
        response.writeHead(200, { ...headers, "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
        response.end(readFileSync(file));
        return;
      }
    }
    missed.push(path);
    response.writeHead(404, { ...headers, "Content-Type": "text/html; charset=utf-8" });
    response.end(existsSync(join(folder, "404.html")) ? readFileSync(join(folder, "404.html")) : "404");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, base: origin + prefix, missed, close: () => new Promise((done) => server.close(done)) };
}

// One page of each kind, chosen from what the build says it made.
export function kinds(folder) {
  const documents = JSON.parse(readFileSync(join(folder, "data/documents.json"), "utf8"));
  const works = JSON.parse(readFileSync(join(folder, "data/works.json"), "utf8"));
  const address = (entry) => new URL(entry.url).pathname.replace(/^\//, "");
  const unheld = works.filter((work) => new URL(work.url).pathname.startsWith("/vien-dan/"));
  const all = pages(folder);
  const first = (pattern) => all.find((page) => pattern.test(page))?.replace(/index\.html$/, "");
  return {
    home: "",
    ...Object.fromEntries(documents.map((entry, at) => [`document ${at + 1}`, address(entry)])),
    "work not held": address(unheld[0]),
    "work known by number and date": address(unheld.find((work) => work.number && work.date) ?? unheld[0]),
    "works by times cited": "vien-dan/",
    documents: "van-ban/",
    themes: "chu-de/",
    theme: first(/^chu-de\/chuyen-doi-so\/index\.html$/) ?? first(/^chu-de\/[^/]+\/index\.html$/),
    issuers: "co-quan/",
    issuer: first(/^co-quan\/ubnd-tinh-lao-cai\/index\.html$/) ?? first(/^co-quan\/[^/]+\/index\.html$/),
    types: "loai/",
    type: first(/^loai\/[^/]+\/index\.html$/),
    "school years": "nam-hoc/",
    "school year": first(/^nam-hoc\/[^/]+\/index\.html$/),
    "picture of a work": first(/^vien-dan\/bo-giao-duc-va-dao-tao\/2457-.*\/luoc-do\/index\.html$/) ?? first(/^vien-dan\/.*\/luoc-do\/index\.html$/),
    "picture of a document": first(/^van-ban\/.*\/luoc-do\/index\.html$/),
    "what is new": first(/^van-ban\/.*\/co-gi-moi\/index\.html$/),
    about: "gioi-thieu/",
    data: "du-lieu/",
    "not found": "404.html",
  };
}
