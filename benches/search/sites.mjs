// Folders named on the command line → sites that can be measured: built, with the list of their documents.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { HERE } from "./options.mjs";
import { documentsOf } from "./documents.mjs";

// Runs a program that must succeed.
export function must(program, argv) {
  const { status, stderr, stdout, error } = spawnSync(program, argv, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program} ${argv.join(" ")}: ${error?.message ?? (stderr || stdout).slice(-2000)}`);
  return stdout;
}

// Lays out N documents, once for each N and working folder.
export function generate(count, options) {
  const name = `generated-${count}`;
  const folder = join(options.work, `${name}.source`);
  if (!existsSync(join(folder, "congbao.yaml"))) {
    must("python3", ["-B", join(HERE, "../generate.py"), "--n", String(count), "--out", folder, "--dialect", "congbao"]);
  }
  return { name, folder };
}

export function build(options, root, output) {
  return [options.congbao, "build", "--root", root, "--output", output];
}

function readQueries(file) {
  return file ? readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line)) : [];
}

// { name, root?, folder, data, documents: [{ path, source, number, title }], queries }
export function prepare({ name, folder, queries }, options) {
  const root = existsSync(join(folder, "congbao.yaml")) ? folder : undefined;
  const built = root ? join(options.work, `${name}.site`) : folder;
  if (root) {
    rmSync(built, { recursive: true, force: true });
    must(...split(build(options, root, built)));
  }
  const data = JSON.parse(readFileSync(join(built, "data/site.json"), "utf8"));
  const documents = documentsOf(built).map((entry) => ({
    path: decodeURIComponent(entry.url.slice(data.base_url.length)),
    source: entry.source,
    number: entry.number,
    date: entry.date,
    title: entry.title,
  }));
  return { name, root, folder: built, data, documents, queries: readQueries(queries) };
}

const split = ([program, ...argv]) => [program, argv];

// The served scripts of the search, as the page of results names them: paths in the site.
export function clientScripts(site) {
  const page = readFileSync(join(site.folder, "tim-kiem/index.html"), "utf8");
  const found = Array.from(page.matchAll(/(?:src|href)="([^"]+\.js)"/g), ([, path]) => new URL(path, "https://site.test/tim-kiem/").pathname.slice(1));
  return [...new Set(found)];
}
