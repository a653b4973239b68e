#!/usr/bin/env node
// Tries other figures of the ranking: each of `search-figures.mjs` that is named, with each value, all others as they are.
//
//   benches/search/fit.mjs --site FOLDER [--people FILE] [--questions FILE] NAME=VALUE,VALUE… …
//
// Prints a line for each: hits right at first, answers among ten, mean reciprocal place, kB. The folder is a built site.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { HERE } from "./options.mjs";
import { prepare } from "./sites.mjs";
import { ranking } from "./ranking.mjs";

const text = { type: "string" };
const { values, positionals } = parseArgs({ options: { site: text, people: { ...text, multiple: true, default: [] }, questions: text }, allowPositionals: true });
const scripts = join(HERE, "../../themes/default/scripts");
const work = mkdtempSync(join(tmpdir(), "congbao-fit-"));

// The client with one figure changed.
const changed = async (name, value, at) => {
  const folder = join(work, String(at));
  cpSync(scripts, folder, { recursive: true });
  const file = join(folder, "search-figures.mjs");
  const before = readFileSync(file, "utf8");
  const after = before.replace(new RegExp(`^(export const ${name}) = .*`, "m"), `$1 = ${value};`);
  if (name && !before.includes(`export const ${name} =`)) throw new Error(`no figure is called ${name}`);
  writeFileSync(file, after);
  return import(pathToFileURL(join(folder, "search-core.mjs")));
};

const trials = [["as it is", "", ""]];
for (const asked of positionals) {
  const [name, list] = asked.split("=");
  for (const value of list.split(",")) trials.push([asked.includes(",") ? `${name}=${value}` : asked, name, value]);
}
for (const [at, [said, name, value]] of trials.entries()) {
  const site = prepare({ name: "fit", folder: values.site }, { work });
  site.module = await changed(name, value, at);
  for (const { set, n, first, ten, reciprocal, nothing, median } of await ranking(site, values)) {
    const figures = [first, ten, reciprocal, nothing].map((figure) => figure.toFixed(3)).join("  ");
    console.log(`${said.padEnd(20)} ${set.padEnd(10)} ${String(n).padStart(4)}  first, ten, reciprocal, nothing: ${figures}  ${(median / 1000).toFixed(0)} kB`);
  }
}
rmSync(work, { recursive: true, force: true });
