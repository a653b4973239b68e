// Takes the pictures that README.md shows: CONGBAO_SITE=output node tests/browser/screens.mjs docs/trang
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { root, serve } from "./site.mjs";

const DIRECTIVE = "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/";
const DECISION = "vien-dan/bo-giao-duc-va-dao-tao/2457-qd-bgddt/2023/";
const PHONE = { viewport: { width: 360, height: 720 } };
const DESK = { viewport: { width: 1280, height: 860 } };

// [file, page, screen, what of the page comes first]
const SCREENS = [
  ["trang-chu", "", PHONE, null],
  ["trang-van-ban", DIRECTIVE, DESK, null],
  ["trang-van-ban-dien-thoai", DIRECTIVE, { ...PHONE, colorScheme: "dark" }, ".text"],
  ["luoc-do", `${DECISION}luoc-do/`, PHONE, ".picture:not(.marks)"],
  ["co-gi-moi", `${DIRECTIVE}co-gi-moi/`, DESK, "main"],
  ["nhiem-vu", "nhiem-vu/", PHONE, "main"],
];

const out = process.argv[2];
if (!out) throw new Error("say into which folder");
const site = await serve(root());
const browser = await launch();
for (const [file, page, screen, from] of SCREENS) {
  const context = await browser.newContext({ ...screen, reducedMotion: "reduce" });
  const tab = await context.newPage();
  const answer = await tab.goto(site.base + page);
  if (answer.status() !== 200) throw new Error(`${page}: ${answer.status()}`);
  if (from) await tab.locator(from).first().evaluate((element) => element.scrollIntoView());
  await tab.screenshot({ path: join(out, `${file}.png`) });
  await context.close();
}
await browser.close();
await site.close();
