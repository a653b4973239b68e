// Results → tables for people, and which limits hold.
import { readdirSync, statSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { median } from "./indexing.mjs";
import { SMALL } from "./relevance.mjs";
import { size } from "./pagefind.mjs";

// 1 kB is 1,000 bytes. Above 10,000 documents more bytes are allowed, in any number of requests.
const LIMITS = { right: 0.97, kind: 0.9, cold: 140_000, coldUsual: 100_000, coldOfMany: 200_000, many: 10_000, requests: 100, further: 45_000, client: 37 * 1024, share: 0.2, shareFrom: 1000, first: 2000, people: 0.65, nothing: 0.15, ten: 0.92, reciprocal: 0.82, blocked: 50 };

const number = (value) => (value === Infinity ? "∞" : Math.round(value)).toLocaleString("en");
const kilo = (bytes) => (bytes / 1000).toFixed(1);
const share = (value) => (value === undefined ? "–" : value.toFixed(3));

// Columns as wide as their widest cell; numbers to the right.
function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map((cell) => String(cell ?? "–").normalize("NFC")));
  const widths = head.map((_, at) => Math.max(...cells.map((row) => row[at].length)));
  const isFigure = head.map((_, at) => at > 0 && cells.slice(1).every((row) => /^[-–\d.,]+( |$)|^[-–]$/.test(row[at])));
  for (const row of cells) console.log(`  ${row.map((cell, at) => (isFigure[at] ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join("  ").trimEnd()}`);
  console.log();
}

export function title(site) {
  console.log(`== ${site.name}: ${number(site.documents.length)} documents\n`);
}

export function sizes(site) {
  const index = join(site.folder, site.data.search.index);
  return { congbao: size(index), ...(site.pagefind ? { Pagefind: size(site.pagefind.folder) } : {}) };
}

export function printIndexing({ rounds, share: part, cpu }) {
  const of = (name, key) => median(rounds.map((taken) => taken[name]?.[key]));
  const row = (label, name) => [label, of(name, "wall").toFixed(2), of(name, "cpu").toFixed(2), number(of(name, "memory") / 2 ** 20)];
  const rows = [row("build with the index", "with"), row("build without it", "without")];
  rows.push(["the index, as their difference", (of("with", "wall") - of("without", "wall")).toFixed(2), cpu.toFixed(2), "–"]);
  if (rounds[0].pagefind) rows.push(row("Pagefind on the built pages", "pagefind"));
  console.log(`index: median of ${rounds.length} rounds in turn; the index takes ${(part * 100).toFixed(0)} % of the build's CPU time (pair by pair)`);
  table(["", "wall s", "CPU s", "MiB"], rows);
  if (rounds[0].pagefind) {
    const ratio = (key, ours) => median(rounds.map((taken) => ours(taken) / taken.pagefind[key])).toFixed(3);
    console.log(`  CPU of our index / Pagefind's ${ratio("cpu", (taken) => taken.with.cpu - taken.without.cpu)}; memory of our whole build / Pagefind's ${ratio("memory", (taken) => taken.with.memory)}\n`);
  }
}

export function printSizes(sizes) {
  table(["index on the disk", "files", "MB"], Object.entries(sizes).map(([name, { files, bytes }]) => [name, number(files), (bytes / 1e6).toFixed(1)]));
}

// Median, 95 %, most, and the query of the most.
function spread(ones, of) {
  const sorted = [...ones].sort((a, b) => of(a) - of(b));
  return [of(sorted[sorted.length >> 1]), of(sorted[Math.floor(sorted.length * 0.95)]), of(sorted.at(-1)), sorted.at(-1).q];
}

export function printCosts({ client, cold, further }) {
  console.log(`${number(cold.length)} queries in Node, cold and uncompressed; client ${number(client.bytes)} bytes in ${client.requests} requests`);
  const row = (label, ones, of, show) => {
    const [middle, high, most, q] = spread(ones, of);
    return [label, show(middle), show(high), show(most), `“${q.slice(0, 60)}”`];
  };
  table(["", "median", "95 %", "most", "query of the most"], [
    row("kB of the index", cold, (one) => one.bytes, kilo),
    row("kB, client and index", cold, (one) => one.bytes + client.bytes, kilo),
    row("requests of the index", cold, (one) => one.requests, number),
    row("requests, client and index", cold, (one) => one.requests + client.requests, number),
    row("kB of a further query", further, (one) => one.bytes, kilo),
    row("requests of a further query", further, (one) => one.requests, number),
    row("ms in Node", cold, (one) => one.ms, number),
  ]);
}

const whole = ({ client, index }, key) => client[key] + index[key];

export function printWeighed(weighed) {
  const [ours, theirs] = [weighed.congbao, weighed.Pagefind];
  console.log("Chromium, nothing cached, nothing compressed: from the opened page to ten results (client + index kB, requests); then another query");
  const cell = ({ client, index }) => `${kilo(client.bytes + index.bytes)} = ${kilo(client.bytes)} + ${kilo(index.bytes)}`;
  table(
    ["query", "kB = client + index", "req", "further kB", "req", ...(theirs ? ["Pagefind kB = client + index", "req", "further kB", "req"] : [])],
    ours.map((one, at) => {
      const figures = (one) => (one.shown ? [cell(one.cold), whole(one.cold, "requests"), kilo(whole(one.further, "bytes")), whole(one.further, "requests")] : ["not shown", "–", "–", "–"]);
      return [one.q.slice(0, 48), ...figures(one), ...(theirs ? figures(theirs[at]) : [])];
    }),
  );
}

export function printHurried(hurried) {
  console.log("slow 4G (1.6 Mb/s, 150 ms): ms from sending the query to the shown results; first: from a page on which nothing was asked; typed: the same, key by key; loaded: with the client loaded");
  const clients = Object.entries(hurried);
  const seconds = (ms) => (ms === null ? "never" : ms === undefined ? "–" : number(ms));
  table(["query", "CPU", ...clients.flatMap(([name]) => [`${name} first`, "typed", "loaded", "suggested"])], clients[0][1].times.map((one, at) => [
    one.q, one.cpu === 1 ? "full" : `1/${one.cpu}`,
    ...clients.flatMap(([, { times }]) => [times[at].first, times[at].typed, times[at].loaded, times[at].suggestions].map(seconds)),
  ]));
  console.log("typing: longest task that blocked the page, ms (0: none of 50 or more)");
  table(["typed key by key", "CPU", ...clients.map(([name]) => name)], clients[0][1].blocked.map((one, at) => [
    one.q, one.cpu === 1 ? "full" : `1/${one.cpu}`, ...clients.map(([, { blocked }]) => number(blocked[at].longest)),
  ]));
}

export function printTimed(timed) {
  console.log(`slow 4G and a processor four times slower, queries of people: ms from sending to the shown results; load of the machine ${loadavg()[0].toFixed(1)}`);
  const cells = (ones, key) => {
    const sorted = ones.map((one) => one[key] ?? Infinity).sort((a, b) => a - b);
    return [sorted.length, number(sorted[sorted.length >> 1]), number(sorted[Math.floor(sorted.length * 0.9)]), number(sorted.at(-1)), sorted.filter((ms) => ms > LIMITS.first).length];
  };
  const rows = Object.entries(timed).flatMap(([name, ones]) => [["first", "another page"], ["loaded", "the page of results"]].map(([key, from]) => [`${name}, from ${from}`, ...cells(ones, key)]));
  table(["", "n", "median", "90 %", "most", "above 2 s"], rows);
}

export function printRelevance({ all, kinds, small, failures }, options) {
  console.log("first hit right: document and section (Pagefind: by its first section on the page, and by the one with most matches)");
  const beside = all.pagefind_first !== undefined;
  const row = ({ name, n, right, document, ...rest }) => [name, n, share(right), share(document), ...(beside ? [share(rest.pagefind_first), share(rest.pagefind_most), share(rest.pagefind_document)] : [])];
  const rows = [...kinds, small, all].filter(Boolean).map(row);
  table(["kind", "n", "section", "document", ...(beside ? ["Pagefind first", "most", "document"] : [])], rows);
  if (options.failures) failures.forEach((line) => console.log(`  ${line}`));
}

// How people's queries and questions are answered, beside BM25.
export function printRanking(rows, options) {
  const figure = (value) => value.toFixed(3);
  table(["asked by", "engine", "n", "first right", "among ten", "mean reciprocal", "nothing useful", "kB: median, most", "next", "requests", "fresh as used"], rows.map((row) => [
    row.set, row.engine, row.n, figure(row.first), figure(row.ten), figure(row.reciprocal), figure(row.nothing),
    row.median ? `${kilo(row.median)}, ${kilo(row.most)}` : "", row.median ? `${kilo(row.next)}, ${kilo(row.nextMost)}` : "", row.requests ?? "", row.same === undefined ? "" : share(row.same),
  ]));
  if (options.failures) for (const { set, engine, failures } of rows) for (const line of failures) console.log(`  ${set}, ${engine}: ${line}`);
}

// What the issues promise: [{ what, limit, value, holds, where }].
export function limits({ ranking, costs, weighed, hurried, timed, relevance, indexing, documents }) {
  const found = [];
  const most = (what, limit, ones, of, show = number) => {
    const [value, q] = ones.reduce((worst, one) => (of(one) > worst[0] ? [of(one), one.q] : worst), [0, ""]);
    found.push({ what, limit: `≤ ${show(limit)}`, value: show(value), holds: value <= limit, where: q, over: ones.filter((one) => of(one) > limit).length, of: ones.length });
  };
  const least = (what, limit, value, n) => found.push({ what, limit: `≥ ${limit}`, value: share(value), holds: value >= limit, of: n });
  const [cold, requests] = documents > LIMITS.many ? [LIMITS.coldOfMany, Infinity] : [LIMITS.cold, LIMITS.requests];
  const client = costs?.client ?? { bytes: 0, requests: 0 };
  if (costs) {
    most("client, bytes", LIMITS.client, [{ q: "" }], () => client.bytes);
    most("cold query, kB (Node)", cold, costs.cold, (one) => one.bytes + client.bytes, kilo);
    const usual = [...costs.cold].sort((a, b) => a.bytes - b.bytes)[costs.cold.length >> 1];
    most("cold query, kB (Node), median", LIMITS.coldUsual, [usual], (one) => one.bytes + client.bytes, kilo);
    most("cold query, requests (Node)", requests, costs.cold, (one) => one.requests + client.requests);
    most("further query, kB (Node)", LIMITS.further, costs.further, (one) => one.bytes, kilo);
  }
  for (const { set, kind, engine, n, first, nothing, ten, reciprocal, most: dearest, nextMost, same } of ranking ?? []) {
    if (engine !== "congbao") continue;
    most(`${set}: cold query, kB`, cold, [{ q: "" }], () => dearest + client.bytes, kilo);
    most(`${set}: further query, kB`, LIMITS.further, [{ q: "" }], () => nextMost, kilo);
    least(`${set}: fresh and used client agree`, 1, same, n);
    if (kind === "people") {
      least(`${set}: first hit right`, LIMITS.people, first, n);
      most(`${set}: nothing useful among three, %`, 100 * LIMITS.nothing, [{ q: "" }], () => 100 * nothing);
    } else {
      least("questions: article among ten", LIMITS.ten, ten, n);
      least("questions: mean reciprocal place", LIMITS.reciprocal, reciprocal, n);
    }
  }
  if (weighed) {
    const ones = weighed.congbao;
    most("results not shown (Chromium)", 0, ones, (one) => (one.shown && one.again ? 0 : 1));
    most("cold query, kB (Chromium)", cold, ones, (one) => whole(one.cold, "bytes"), kilo);
    most("cold query, requests (Chromium)", requests, ones, (one) => whole(one.cold, "requests"));
    most("further query, kB (Chromium)", LIMITS.further, ones.map((one) => ({ ...one, q: one.next })), (one) => whole(one.further, "bytes"), kilo);
  }
  for (const cpu of [1, 4]) {
    const ours = hurried?.congbao;
    if (!ours) break;
    const of = (key) => (one) => one[key] ?? Infinity;
    const times = ours.times.filter((one) => one.cpu === cpu);
    // The slower processor is a second figure, not a promise.
    if (cpu === 1) for (const key of ["first", "typed", "loaded", "suggestions"]) most(`slow 4G, ms: ${{ first: "first query", typed: "first, key by key", loaded: "client loaded", suggestions: "suggestions" }[key]}`, LIMITS.first, times, of(key));
    most(`typing blocks, ms, ${cpu === 1 ? "full CPU" : `CPU 1/${cpu}`}`, LIMITS.blocked, ours.blocked.filter((one) => one.cpu === cpu), (one) => one.longest);
  }
  if (timed) for (const key of ["first", "loaded"]) most(`slow 4G, CPU 1/4, ms: people's queries, ${key}`, LIMITS.first, timed.congbao, (one) => one[key] ?? Infinity);
  // A build of a few documents is over before its share says anything.
  if (indexing && documents >= LIMITS.shareFrom) most("index, share of the build's CPU", LIMITS.share, [{ q: "" }], () => indexing.share, share);
  if (relevance) {
    least("first hit right, all", LIMITS.right, relevance.all.right, relevance.all.n);
    for (const kind of [...relevance.kinds.filter(({ n }) => n >= SMALL), relevance.small].filter(Boolean)) least(`first hit right, ${kind.name}`, LIMITS.kind, kind.right, kind.n);
  }
  return found;
}

export function printLimits(found) {
  table(["limit", "", "seen", "", "broken by", "most in"], found.map((one) => [
    one.what, one.limit, one.value, one.holds ? "holds" : "BROKEN", one.over ? `${one.over} of ${one.of}` : "", one.where ? `“${one.where.slice(0, 50)}”` : "",
  ]));
}

export function summary(results, broken) {
  const checked = results.reduce((sum, { limits }) => sum + limits.length, 0);
  console.log(broken.length ? `${broken.length} of ${checked} limits are broken:` : `all ${checked} limits hold`);
  for (const { site, what, limit, value } of broken) console.log(`  ${site}: ${what}: ${value}, ${limit}`);
}
