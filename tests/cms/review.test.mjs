// A person writes a document in the form; it waits as a pull request, CI checks it, somebody looks at it and merges it, CI publishes
// it. The server is an imitation of GitHub's answers over a real repository (github.mjs).
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Github } from "./github.mjs";
import { form, open } from "./page.mjs";

const { SITE, ORIGIN: origin, CONGBAO_BIN: program, SHOTS: shots, WORK: work } = process.env;
const bare = join(work, "kho.git");

let github, opened, page;
before(async () => {
  const git = (...words) => execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.vn", ...words], { cwd: SITE });
  git("init", "-q", "-b", "main");
  git("add", "content", "congbao.yaml");
  git("commit", "-qm", "Trang");
  git("clone", "-q", "--bare", SITE, bare);
  github = new Github(bare, "so-gd/van-ban");
  const server = await github.listen(origin);
  const made = spawnSync(program, ["schema", "--root", SITE, "--cms", join(SITE, "quan-tri"), "--repository", `github:${server}/so-gd/van-ban`], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  opened = await open(origin, [server]);
  page = opened.page;
  await page.goto(`${origin}/`);
  await page.getByRole("button", { name: "Đăng nhập bằng mã truy cập" }).click();
  await page.getByRole("textbox").fill("bi-mat");
  await page.keyboard.press("Enter");
  await page.getByText("lao-cai", { exact: true }).first().waitFor();
});
after(async () => {
  await opened?.browser.close();
  github?.server.close();
});
const shot = async (name) => shots && (await page.screenshot({ path: join(shots, `${name}.png`) }));

// What the committed recipe does with a commit: its own commands.
let runs = 0;
function ci(branch) {
  const folder = join(work, `ci-${++runs}`);
  execFileSync("git", ["clone", "-q", "--branch", branch, bare, folder]);
  const recipe = readFileSync("deploy/github/congbao.yml", "utf8");
  const commands = [...recipe.matchAll(/- run: (congbao .*)/g)].map((match) => match[1]);
  assert.ok(commands.includes("congbao check") && commands.includes("congbao build"));
  for (const command of commands) {
    const run = spawnSync(program, command.split(" ").slice(1), { cwd: folder, encoding: "utf8" });
    assert.equal(run.status, 0, run.stdout + run.stderr);
  }
  assert.equal(spawnSync(program, ["fmt", "--check"], { cwd: folder }).status, 0);
  return (path) => existsSync(join(folder, "output", path, "index.html"));
}
const PAGE = "van-ban/ubnd-tinh-lao-cai/ke-hoach/2025/91-kh-ubnd";

test("a document waits for review as a pull request, is checked by CI, and published when it is merged", async () => {
  await page.getByText("lao-cai", { exact: true }).first().click();
  await page.getByText("Tạo mới", { exact: true }).click();
  const fill = form(page);
  await fill.field("title").waitFor();
  await fill.choose("type", "Kế hoạch");
  await fill.type("number", "91/KH-UBND");
  await fill.day("date", "2025-03-13");
  await fill.choose("issuer", "UBND tỉnh Lào Cai");
  await fill.type("title", "Thử quy trình duyệt");
  await fill.field("body").locator("textarea").fill("## I. NỘI DUNG\n\n1. Thực hiện.");
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.locator('button[data-label="Gửi duyệt"]').click();
  await page.getByText("lao-cai", { exact: true }).first().waitFor();
  assert.deepEqual(github.unknown, []);
  const [pull] = github.pulls;
  assert.deepEqual([github.pulls.length, pull.isDraft, pull.labels], [1, false, ["sveltia-cms/pending_review"]]);
  assert.equal(pull.title, "Văn bản mới: lao-cai/ke-hoach-thu-quy-trinh-duyet");
  // CI looks at the proposal; the site is as it was.
  assert.ok(ci(pull.branch)(PAGE));
  assert.ok(!ci("main")(PAGE));

  // Somebody else looks at it, and merges it.
  await page.goto(`${origin}/#/workflow`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole("list", { name: "Đang duyệt" }).getByText("Thử quy trình duyệt").waitFor();
  await shot("review");
  await page.getByRole("listitem").filter({ hasText: "Thử quy trình duyệt" }).dragTo(page.getByRole("list", { name: "Sẵn sàng" }));
  await page.getByText("Đã cập nhật trạng thái").waitFor();
  assert.deepEqual(pull.labels, ["sveltia-cms/pending_publish"]);
  await page.getByRole("button", { name: "Xuất bản bài viết" }).click();
  await page.locator('button[data-label="Xuất bản"]').click();
  await page.getByRole("list", { name: "Sẵn sàng" }).getByText("Không có bài viết nào").waitFor();
  await shot("published");
  assert.equal(pull.state, "merged");
  assert.equal(github.git(["branch", "--list", "cms/*"]), "");
  assert.ok(ci("main")(PAGE));
  assert.deepEqual(github.unknown, []);
  assert.deepEqual([opened.answered, opened.said], [[], []]);
});
