// A preview of a copy of the committed site, to be edited by a test.
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporary } from "./temporary.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));
export const ADDRESS = "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/";
export const FILE = "content/lao-cai/2024-2025-nhiem-vu-trong-tam.md";

export const serve = (site, ...more) => start("serve", site, ...more);
// A review of files.
export const review = (site, ...files) => start("import", site, "--review", ...files);

async function start(command, site, ...more) {
  // A signal may end it while another program draws a page: what that leaves goes with the tests.
  const env = { ...process.env, TMPDIR: temporary("congbao-preview-") };
  const child = spawn(process.env.CONGBAO_BIN, [command, "--root", site, ...(more.includes("--port") ? [] : ["--port", "0"]), ...more], { env });
  let said = "";
  const base = await new Promise((found, failed) => {
    const listen = (data) => {
      said += data;
      const url = said.match(/http:\/\/\S+:\d+\//);
      if (url) found(url[0]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("exit", () => failed(new Error(said)));
  });
  const ended = new Promise((done) => child.on("exit", (status, signal) => done({ status, signal })));
  return { base, ended, stop: (signal) => (child.kill(signal), ended) };
}

// A site of its own; `edit` saves a file as most editors do, by a rename.
export async function preview(...more) {
  const site = temporary("xem trước ");
  cpSync(join(repository, "content"), join(site, "content"), { recursive: true });
  cpSync(join(repository, "congbao.yaml"), join(site, "congbao.yaml"));
  const path = (file = FILE) => join(site, file);
  const original = readFileSync(path(), "utf8");
  const server = await serve(site, ...more);
  return {
    site,
    path,
    original,
    base: server.base,
    document: server.base + ADDRESS,
    edit(text, file = FILE) {
      writeFileSync(path(file) + ".tmp", text);
      renameSync(path(file) + ".tmp", path(file));
    },
    read: (file) => readFileSync(path(file), "utf8"),
    files: (folder) => readdirSync(path(folder)).filter((name) => name.endsWith(".md")),
    // The site theme's file, changed; the site's own stands over the built-in one.
    makeTheme(file, change) {
      const own = path("themes/default/" + file);
      const from = existsSync(own) ? own : join(repository, "themes/default", file);
      const text = change(readFileSync(from, "utf8"));
      mkdirSync(dirname(own), { recursive: true });
      writeFileSync(own, text);
    },
    halt: () => server.stop(),
    stop: () => server.stop(),
  };
}
