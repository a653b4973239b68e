// The site's own client, asked in Node: the module that `data/site.json` names, with every file it reads counted.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const BASE = "https://site.test/";

// Everything is read from the disk, as a server that compresses nothing would send it.
export function counting(site) {
  const seen = { bytes: 0, requests: 0 };
  seen.fetch = async (url, { headers } = {}) => {
    let bytes;
    try {
      bytes = readFileSync(join(site.folder, decodeURIComponent(new URL(url).pathname)));
    } catch {
      return new Response("", { status: 404 });
    }
    const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(headers?.Range ?? "") ?? [];
    if (from !== undefined) bytes = bytes.subarray(+from, +last + 1);
    seen.bytes += bytes.length;
    seen.requests += 1;
    return new Response(bytes, { status: from === undefined ? 200 : 206 });
  };
  return seen;
}

// A client that has nothing yet.
export async function open(site, seen = counting(site)) {
  site.module ??= await import(pathToFileURL(join(site.folder, site.data.search.module)));
  return site.module.openIndex(BASE + site.data.search.index, { fetch: seen.fetch });
}

export const pathOf = (url) => decodeURIComponent(new URL(url).pathname.slice(1));
