// The command line → options.
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";

export const HERE = dirname(fileURLToPath(import.meta.url));
const REPOSITORY = resolve(HERE, "../..");

const HELP = `usage: benches/search/run [--site NAME=FOLDER[:QUERIES]]… [--generate N]… [options]

  --site NAME=FOLDER[:QUERIES]  a site: a folder with congbao.yaml (it is built, and the index is timed) or a built one;
                                QUERIES: JSON lines { q, expect_file, expect_section, kind, accept? }
  --generate N                  N generated documents (benches/generate.py)
  --people FILE                 queries of people with the documents that answer them, JSON lines { q, gold, ok }: ranking.mjs; several
  --questions FILE              questions with the articles that answer them, { q, gold }
  --bm25 PYTHON                 BM25 beside them, by a Python that has bm25s (pip install bm25s)
  --pagefind                    Pagefind on the same pages, in the same run
  --slow                        time to the first results on slow 4G; how long typing blocks the page
  --timed N                     with it: so many of the queries of people and questions with a quarter of the processor, too (default 36)
  --parts LIST                  some of bytes,slow,timed,relevance (default: all of them)
  --made                        Pagefind's indexes are those that an earlier run made in --work
  --rounds N                    rounds of builds with and without the index (default 3; 0: build once, time nothing)
  --draw N                      queries drawn from the site's own documents (default 200)
  --no-browser                  only what Node can tell
  --failures                    list queries whose first hit is wrong
  --check                       exit status 1 when a limit of issue 4 is broken
  --json FILE                   all results
  --congbao PATH                default: target/release/congbao of this repository
  --work DIR                    sites, outputs, logs (default: ${join(tmpdir(), "congbao-search-bench")})

Without --site and --generate: the site of this repository. Needs Node 20, Chromium from the distribution's packages, Python 3,
and once: npm --prefix benches/search install
`;

const OPTIONS = {
  site: { type: "string", multiple: true, default: [] },
  generate: { type: "string", multiple: true, default: [] },
  people: { type: "string", multiple: true, default: [] },
  questions: { type: "string" },
  bm25: { type: "string" },
  pagefind: { type: "boolean", default: false },
  slow: { type: "boolean", default: false },
  timed: { type: "string", default: "36" },
  parts: { type: "string", default: "bytes,slow,timed,relevance" },
  made: { type: "boolean", default: false },
  rounds: { type: "string", default: "3" },
  draw: { type: "string", default: "200" },
  "no-browser": { type: "boolean", default: false },
  failures: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  json: { type: "string" },
  congbao: { type: "string", default: join(REPOSITORY, "target/release/congbao") },
  work: { type: "string", default: join(tmpdir(), "congbao-search-bench") },
  help: { type: "boolean", default: false },
};

function stop(message) {
  console.error(`search/run: ${message}\n\n${HELP}`);
  process.exit(2);
}

function count(name, text) {
  if (!/^\d+$/.test(text)) stop(`--${name} wants a number, not “${text}”`);
  return Number(text);
}

// NAME=FOLDER[:QUERIES]; a colon may stand in a path too.
function site(text) {
  const [, name, rest] = /^([\w-]+)=(.+)$/.exec(text) ?? stop(`--site wants NAME=FOLDER, not “${text}”`);
  const at = rest.lastIndexOf(":");
  const [folder, queries] = at > 0 && !existsSync(rest) ? [rest.slice(0, at), rest.slice(at + 1)] : [rest, undefined];
  for (const path of [folder, queries]) if (path && !existsSync(path)) stop(`there is no “${path}”`);
  return { name, folder: resolve(folder), queries: queries && resolve(queries) };
}

export function parse(argv) {
  let values;
  try {
    ({ values } = parseArgs({ args: argv, options: OPTIONS }));
  } catch (error) {
    stop(error.message);
  }
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const sites = values.site.map(site);
  const generate = values.generate.map((text) => count("generate", text));
  if (!sites.length && !generate.length) sites.push({ name: basename(REPOSITORY), folder: REPOSITORY });
  const browser = !values["no-browser"];
  if ((browser || values.pagefind) && !existsSync(join(HERE, "node_modules"))) stop("packages are missing: npm --prefix benches/search install");
  if (values.slow && !browser) stop("--slow needs the browser");
  return { ...values, sites, generate, browser, rounds: count("rounds", values.rounds), draw: count("draw", values.draw), timed: count("timed", values.timed), parts: values.parts.split(","), work: resolve(values.work), congbao: resolve(values.congbao) };
}
