// Every internal link and anchor of the built site resolves, in files alone, without a browser.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { root, pages, files, records } from "./site.mjs";

const decode = (text) =>
  text.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

function references(html) {
  const found = [];
  for (const [tag] of html.matchAll(/<[a-z][^>]*>/g)) {
    for (const [, name, value] of tag.matchAll(/\s(href|src|action)="([^"]*)"/g)) {
      found.push({ tag, name, value: decode(value) });
    }
  }
  return found;
}

const ids = new Map();
function idsOf(folder, page) {
  const key = folder + page;
  if (!ids.has(key)) {
    const html = readFileSync(join(folder, page), "utf8");
    ids.set(key, [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id));
  }
  return ids.get(key);
}

function check(folder, portable) {
  const problems = [];
  let links = 0;
  for (const page of pages(folder)) {
    const at = new URL(page, "http://site.test/sub/path/");
    for (const { tag, name, value } of references(readFileSync(join(folder, page), "utf8"))) {
      if (/^(https?:|mailto:|tel:)/.test(value)) {
        if (name !== "href" || /^<(link|script)/.test(tag)) {
          if (!/rel="canonical"/.test(tag)) problems.push(`${page}: loads ${value}`);
        }
        continue;
      }
      links += 1;
      // A server shows this page at any address: its links begin at the root of the host.
      const ofHost = page === "404.html" && value.startsWith("/");
      const target = new URL(ofHost ? `/sub/path${value}` : value, at);
      if (!target.pathname.startsWith("/sub/path/")) {
        problems.push(`${page}: ${value} leaves the site's folder`);
        continue;
      }
      let file = decodeURIComponent(target.pathname.slice("/sub/path/".length));
      if (file === "" || file.endsWith("/")) {
        if (portable) problems.push(`${page}: ${value} does not end in a file`);
        file += "index.html";
      }
      if (!existsSync(join(folder, file))) problems.push(`${page}: ${value} leads nowhere`);
      else if (target.hash && file.endsWith(".html") && !idsOf(folder, file).includes(decodeURIComponent(target.hash.slice(1)))) {
        problems.push(`${page}: ${value} has no such anchor`);
      }
    }
  }
  return { problems, links };
}

test("every internal link and anchor resolves, below any path", () => {
  const { problems, links } = check(root(), false);
  assert.deepEqual(problems.slice(0, 20), []);
  assert.ok(links > 500, `only ${links} links seen`);
});

test("the portable site links to files", () => {
  const { problems, links } = check(process.env.CONGBAO_PORTABLE, true);
  assert.deepEqual(problems.slice(0, 20), []);
  assert.ok(links > 500, `only ${links} links seen`);
});

test("ids are unique on every page", () => {
  const folder = root();
  for (const page of pages(folder)) {
    const all = idsOf(folder, page);
    const twice = all.filter((id, at) => all.indexOf(id) !== at);
    assert.deepEqual(twice, [], page);
  }
});

test("the data files are lists of the documented shape", () => {
  const folder = root();
  const citations = records(folder, "citations");
  assert.ok(citations.length >= 53);
  for (const citation of citations) {
    assert.deepEqual(Object.keys(citation).sort(), [
      "date", "document", "end", "form", "issuer", "issuer_span", "number", "pinpoint", "relation", "resolution",
      "section", "start", "text", "type",
    ]);
  }
  const documents = records(folder, "documents");
  for (const { id, url, source } of documents) assert.ok(id && url && source);
  const data = files(folder).filter((file) => file.startsWith("data/") && !/^data\/manifest(\.json|\/[0-9a-f]{4}\.tsv)$/.test(file));
  const schemas = ["citations", "document", "documents", "relations", "site", "tasks", "works"].map((name) => `data/schema/${name}.json`);
  const shard = /^data\/(archive\/[0-9]{4}\.zip|documents\/[0-9]{4}\.csv|(citations|documents|relations|tasks|works)\/([0-9]{4}|khong-ro-nam)\.jsonl\.gz)$/;
  const whole = ["data/catalog.jsonld", "data/lien-ket.json", "data/openapi.json", "data/site.json"];
  assert.deepEqual(data.filter((file) => !shard.test(file)).sort(), [...schemas, ...whole].sort());
  for (const relation of records(folder, "relations")) {
    assert.ok(relation.from && relation.kind && relation.to, JSON.stringify(relation));
  }
});
