// The built site as the tests see it: its files, and a plain static server on loopback that compresses nothing.
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";
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

// The records of a list of data: of all its shards.
export function records(folder, list) {
  const shards = files(folder).filter((file) => file.startsWith(`data/${list}/`) && file.endsWith(".jsonl.gz"));
  const lines = shards.flatMap((file) => gunzipSync(readFileSync(join(folder, file))).toString("utf8").split("\n"));
  return lines.filter(Boolean).map((line) => JSON.parse(line));
}

export function pages(folder) {
  return files(folder).filter((file) => file.endsWith(".html"));
}

// What a host sends of `bytes` to one who asks so: [status, headers, bytes].
export function part(bytes, range) {
  const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  if (from === undefined) return [200, {}, bytes];
  const sent = bytes.subarray(+from, +last + 1);
  if (!sent.length) return [416, { "Content-Range": `bytes */${bytes.length}` }, sent];
  return [206, { "Content-Range": `bytes ${from}-${+from + sent.length - 1}/${bytes.length}` }, sent];
}

// Serves `folder` below `prefix` ("/" or "/sub/path/"), with the headers that `also` gives for a path. Answers everything else with 404 and remembers it.
export async function serve(folder, prefix = "/", also = () => ({})) {
  const missed = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const headers = { "Content-Security-Policy": POLICY, ...also(path) };
    if (path.startsWith(prefix)) {
      let file = join(folder, path.slice(prefix.length));
      if (path.endsWith("/")) file = join(file, "index.html");
      if (file.startsWith(folder) && existsSync(file) && statSync(file).isFile()) {
        const [status, more, bytes] = part(readFileSync(file), request.headers.range);
        response.writeHead(status, { ...headers, ...more, "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
        response.end(bytes);
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

// One page of each kind, found by the shape of its address: a kind that a new stage adds is looked at without being named here.
// Documents are all looked at while they are few.
export function kinds(folder) {
  const path = (entry) => new URL(entry.url).pathname.slice(1);
  const documents = records(folder, "documents").map(path);
  const works = records(folder, "works");
  const unheld = works.filter((work) => path(work).startsWith("vien-dan/"));
  const owners = [
    ["document", documents],
    ["work not held", unheld.map(path)],
  ].flatMap(([kind, list]) => list.map((address) => [address, kind]));
  // The longest address that a page lies below is that of its owner.
  owners.sort((a, b) => b[0].length - a[0].length);
  const shape = (address) => {
    const owner = owners.find(([of]) => address.startsWith(of));
    const rest = address.slice(owner ? owner[0].length : 0).replaceAll(/(^|\/)\d+(?=\/)/g, "$1n");
    if (owner) return [owner[1], rest].filter(Boolean).join(": ");
    const [first, ...below] = rest.split("/");
    return [first, ...below.slice(0, -1).map((part, at, all) => (part === "trang" || all[at - 1] === "trang" ? part : "*"))].join("/");
  };
  const found = { "work known by number and date": path(unheld.find((work) => work.number && work.date) ?? unheld[0]) };
  documents.slice(0, 12).forEach((address, at) => (found[`document ${at + 1}`] = address));
  for (const page of pages(folder)) {
    const address = page.replace(/index\.html$/, "");
    const kind = shape(address) || "home";
    if (kind in found || kind === "document") continue;
    // A redirect is left before anybody reads it.
    if (!/http-equiv="refresh"/i.test(readFileSync(join(folder, page), "utf8"))) found[kind] = address;
  }
  return found;
}
