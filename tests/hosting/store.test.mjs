// The recipe for an object store, with rclone and with aws, against a server that speaks the protocol of S3: after each round the bucket
// has what the site has.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { SITE_SOURCE: source, CONGBAO_BIN: program, WORK: work, PYTHON: python, STORE_PORT: port } = process.env;
const bin = join(work, "store-bin");
mkdirSync(bin, { recursive: true });
symlinkSync(program, join(bin, "congbao"));
const endpoint = `http://127.0.0.1:${port}`;
const env = {
  ...process.env,
  PATH: `${bin}:${join(python, "bin")}:${process.env.PATH}`,
  LC_ALL: "C.UTF-8",
  AWS_ACCESS_KEY_ID: "t",
  AWS_SECRET_ACCESS_KEY: "t",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_ENDPOINT_URL: endpoint,
  RCLONE_CONFIG: join(work, "rclone.conf"),
  RCLONE_CONFIG_REMOTE_TYPE: "s3",
  RCLONE_CONFIG_REMOTE_PROVIDER: "Other",
  RCLONE_CONFIG_REMOTE_ENV_AUTH: "true",
  RCLONE_CONFIG_REMOTE_ENDPOINT: endpoint,
};

// The store has no certificate of its own.
delete env.AWS_CA_BUNDLE;

let server;
before(async () => {
  server = spawn(join(python, "bin/moto_server"), ["-H", "127.0.0.1", "-p", port], { stdio: "ignore" });
  for (let tries = 0; tries < 200; tries += 1) {
    if (await fetch(endpoint).then(() => true, () => false)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("no store answers");
});
after(() => server?.kill());

// The lines of the guide: those of rclone, or those of aws between the same lists.
function recipe(tool, bucket) {
  const page = readFileSync("docs/guide/en/src/hosting.md", "utf8");
  const block = page.split("```text\n").find((block) => block.startsWith("congbao changes --to lists\nrclone")).split("```")[0];
  const lines = block.split("\n").filter((line) => line !== "");
  const own = lines.filter((line) => (tool === "aws" ? line.includes(" aws ") : line.startsWith("rclone")));
  // "then lists/changed": the same line once more.
  const again = own.flatMap((line) => (line.includes("# then lists/changed") ? [line, line.replace("lists/added", "lists/changed")] : [line]));
  const all = ["rm -rf lists", lines[0], ...again, "congbao changes --done"];
  return ["set -e", ...all].join("\n").replaceAll("remote:bucket", `remote:${bucket}`).replaceAll("s3://bucket", `s3://${bucket}`);
}

function stored(bucket) {
  const said = execFileSync(join(python, "bin/aws"), ["s3api", "list-objects-v2", "--bucket", bucket, "--output", "json"], { env, encoding: "utf8", maxBuffer: 1 << 28 });
  return new Map(JSON.parse(said).Contents.map(({ Key, Size }) => [Key, Size]));
}

function published(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => !name.startsWith(".") && statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, statSync(join(folder, name)).size]));
}

for (const tool of ["rclone", "aws"]) {
  test(`${tool}: a bucket gets what was added and changed, and loses what went`, { timeout: 900_000 }, () => {
    const folder = join(work, `store-${tool}`);
    mkdirSync(join(folder, "content"), { recursive: true });
    cpSync(join(source, "congbao.yaml"), join(folder, "congbao.yaml"));
    for (const name of readdirSync(join(source, "content")).filter((name) => name.endsWith(".yaml"))) cpSync(join(source, "content", name), join(folder, "content", name));
    cpSync(join(source, "content/lao-cai/thu.md"), join(folder, "content/thu.md"));
    for (const name of readdirSync(join(source, "content/lao-cai")).filter((name) => name.endsWith(".pdf"))) cpSync(join(source, "content/lao-cai", name), join(folder, "content", name));
    execFileSync(join(python, "bin/aws"), ["s3", "mb", `s3://${tool}`], { env, stdio: "ignore" });
    const publish = () => {
      execFileSync(program, ["build", "--quiet"], { cwd: folder, env, stdio: "ignore" });
      const ended = spawnSync("bash", ["-c", recipe(tool, tool)], { cwd: folder, env, encoding: "utf8", maxBuffer: 1 << 28 });
      assert.equal(ended.status, 0, ended.stderr + ended.stdout.slice(-2000));
      assert.deepEqual(stored(tool), published(join(folder, "output")));
    };
    publish();
    const text = readFileSync(join(folder, "content/thu.md"), "utf8");
    writeFileSync(join(folder, "content/thu.md"), text.replace("Thực hiện", "Tổ chức thực hiện"));
    writeFileSync(join(folder, "content/thu-2.md"), text.replace("77/CT", "78/CT").replace("thử máy chủ", "thử kho tệp").replace("Thực hiện", "Triển khai").replace(/redirect_from.*\n/, ""));
    publish();
    rmSync(join(folder, "content/thu-2.md"));
    const settings = readFileSync(join(folder, "congbao.yaml"), "utf8");
    const gone = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2025/78-ct-ubnd/";
    writeFileSync(join(folder, "congbao.yaml"), settings.replace("gone:\n", `gone:\n  - {address: ${gone}, reason: Thử}\n`));
    publish();
    assert.ok(existsSync(join(folder, "output", gone, "index.html")));
  });
}
