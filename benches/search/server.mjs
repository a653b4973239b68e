// A plain static server on loopback that compresses nothing and counts what it sends.
import { createServer } from "node:http";
import { readFileSync, statSync } from "node:fs";
import { extname, join, resolve, sep } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

// Serves the folders, each below its prefix; the longest prefix first: { "/": site, "/pagefind/": bundle }.
// `sent`: [{ path, bytes }] of every answer with content since it was last emptied; bytes are those of the body.
export async function serve(folders) {
  const mounts = Object.entries(folders).sort((a, b) => b[0].length - a[0].length);
  const sent = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const [prefix, folder] = mounts.find(([prefix]) => path.startsWith(prefix)) ?? [];
    const file = folder && resolve(folder, path.slice(prefix.length), path.endsWith("/") ? "index.html" : "");
    const stat = file?.startsWith(resolve(folder) + sep) ? statSync(file, { throwIfNoEntry: false }) : undefined;
    if (!stat?.isFile()) {
      sent.push({ path, bytes: 0 });
      response.writeHead(404).end();
      return;
    }
    // As nginx does it: nothing said of how long to keep a file, but it can be asked whether it has changed.
    const headers = { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", ETag: `"${stat.mtimeMs}-${stat.size}"`, "Last-Modified": stat.mtime.toUTCString() };
    if (request.headers["if-none-match"] === headers.ETag) {
      sent.push({ path, bytes: 0 });
      response.writeHead(304, headers).end();
      return;
    }
    const whole = readFileSync(file);
    const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const bytes = from === undefined ? whole : whole.subarray(+from, +last + 1);
    sent.push({ path, bytes: bytes.length });
    const range = from === undefined ? {} : { "Content-Range": `bytes ${from}-${+from + bytes.length - 1}/${whole.length}` };
    response.writeHead(from === undefined ? 200 : 206, { ...headers, ...range, "Content-Length": bytes.length }).end(bytes);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { base: `http://127.0.0.1:${server.address().port}/`, sent, close: () => new Promise((done) => (server.close(done), server.closeAllConnections())) };
}

export const siteFolders = (site) => ({ "/": site.folder, ...(site.pagefind ? { "/pagefind/": site.pagefind.folder, "/-pagefind/": join(import.meta.dirname, "pagefind-page") } : {}) });
