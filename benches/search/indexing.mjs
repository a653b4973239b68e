// What the index costs to make: builds with and without it, and Pagefind over the same pages, in turn.
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { HERE } from "./options.mjs";
import { build } from "./sites.mjs";
import { command, layOut } from "./pagefind.mjs";

// { wall, cpu, memory }: seconds, seconds, peak resident bytes; the kernel's accounting.
function measure(argv, log) {
  const printed = execFileSync("python3", ["-I", "-S", join(HERE, "../measure.py"), log, ...argv], { encoding: "utf8" });
  const [status, wall, user, system, memory] = printed.trim().split(" ").map(Number);
  if (status) throw new Error(`${argv.join(" ")} failed:\n${readFileSync(log, "utf8").slice(-2000)}`);
  return { wall, cpu: user + system, memory };
}

// The same site with `search: false`.
function without(site, work) {
  const root = join(work, "without-search");
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  for (const name of ["content", "themes"]) if (existsSync(join(site.root, name))) symlinkSync(join(site.root, name), join(root, name));
  const config = readFileSync(join(site.root, "congbao.yaml"), "utf8").replace(/^search:.*\n/m, "");
  writeFileSync(join(root, "congbao.yaml"), `${config.trimEnd()}\nsearch: false\n`);
  return root;
}

export const median = (figures) => [...figures].sort((a, b) => a - b)[figures.length >> 1];

// Rounds of { with, without, pagefind? }; the share is that of CPU time, pair by pair.
export function indexing(site, options) {
  const work = join(options.work, site.name);
  mkdirSync(work, { recursive: true });
  const root = without(site, work);
  if (options.pagefind) layOut(site, work);
  const into = (root, output) => {
    rmSync(output, { recursive: true, force: true });
    return measure(build(options, root, output), join(work, "build.log"));
  };
  const rounds = [];
  for (let round = 0; round < options.rounds; round++) {
    const taken = { with: into(site.root, join(work, "with")), without: into(root, join(work, "without")) };
    if (options.pagefind) {
      const { folder, argv } = command(site, work);
      rmSync(folder, { recursive: true, force: true });
      taken.pagefind = measure(argv, join(work, "pagefind.log"));
    }
    rounds.push(taken);
  }
  for (const output of ["with", "without"]) rmSync(join(work, output), { recursive: true, force: true });
  const cpu = (taken) => taken.with.cpu - taken.without.cpu;
  return { rounds, share: median(rounds.map((taken) => cpu(taken) / taken.with.cpu)), cpu: median(rounds.map(cpu)) };
}
