// How often the first hit is right: document and section, by kind of query; the site's own client in Node, Pagefind in Chromium.
import { open, pathOf } from "./client.mjs";
import { pagefindFirstHits } from "./chromium.mjs";

// Kinds with fewer queries are taken together.
export const SMALL = 20;

// I.3 → muc-i-3; 7 → muc-7; mo-dau.
const anchorOf = (label) => (label === "mo-dau" ? label : `muc-${label.toLowerCase().replaceAll(".", "-")}`);

// What may come first: [{ path, anchor }]; a query without section wants the document, whichever section.
function wanted(site, query) {
  const path = new Map(site.documents.map((document) => [document.source, document.path]));
  const right = [{ file: query.expect_file, section: query.expect_section, anchor: query.expect_anchor }, ...(query.accept ?? [])];
  return right.map(({ file, section, anchor }) => ({ path: path.get(file), anchor: anchor ?? (section && anchorOf(section)) }));
}

async function judge(site, query, pagefind) {
  const right = wanted(site, query);
  const index = await open(site);
  const { hits } = await index.search(query.q, { limit: 10 });
  const is = (hit) => right.some(({ path, anchor }) => hit && pathOf(hit.url) === path && (!anchor || hit.anchor === anchor));
  const place = hits.findIndex(is) + 1;
  const judged = { kind: query.kind, q: query.q, right: place === 1, document: right.some(({ path }) => hits[0] && pathOf(hits[0].url) === path), place };
  if (!judged.right) judged.failure = failure(query, right[0], hits[0], place);
  if (pagefind) {
    const { path, first, most } = pagefind;
    judged.pagefind = {
      document: right.some((one) => one.path === path),
      first: right.some((one) => one.path === path && (!one.anchor || one.anchor === first)),
      most: right.some((one) => one.path === path && (!one.anchor || one.anchor === most)),
    };
  }
  return judged;
}

function failure(query, right, first, place) {
  const got = first ? `${pathOf(first.url)}#${first.anchor} “${first.snippet.text.slice(0, 60)}”` : "nothing";
  return `${query.kind}: “${query.q}” wants ${right.path}#${right.anchor ?? ""}, at ${place || "none"}; first is ${got}`;
}

function tally(name, judged) {
  const share = (is) => judged.filter(is).length / judged.length;
  const figures = { name, n: judged.length, right: share((one) => one.right), document: share((one) => one.document) };
  if (judged[0]?.pagefind) {
    for (const key of ["document", "first", "most"]) figures[`pagefind_${key}`] = share((one) => one.pagefind[key]);
  }
  return figures;
}

// { all, kinds: […], small, failures }
export async function relevance(site, options) {
  const queries = site.queries.filter((query) => query.expect_file);
  const theirs = site.pagefind && options.browser ? await pagefindFirstHits(site, queries.map(({ q }) => q)) : [];
  const judged = [];
  for (const [at, query] of queries.entries()) judged.push(await judge(site, query, theirs[at]));
  const kinds = grouped(judged);
  const named = [...kinds].sort((a, b) => b[1].length - a[1].length);
  const small = named.filter(([, ones]) => ones.length < SMALL).flatMap(([, ones]) => ones);
  return {
    all: tally("all", judged),
    kinds: named.map(([kind, ones]) => tally(kind, ones)),
    small: small.length ? tally(`kinds below ${SMALL} together`, small) : null,
    failures: judged.filter((one) => one.failure).map((one) => one.failure),
  };
}

function grouped(judged) {
  const kinds = new Map();
  for (const one of judged) kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), one]);
  return kinds;
}
