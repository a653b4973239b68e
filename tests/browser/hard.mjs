// A site with what is hard to read on a small screen and heavy on the wire: a circular of sixty articles with 150 citations, two
// hundred passages that cite it, a table of twelve columns, forty footnotes and three annexes; and a law that has pages of its
// chapters. Made anew by each run.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporary } from "./temporary.mjs";

export const HARD = "van-ban/bo-giao-duc-va-dao-tao/thong-tu/2020/15-2020-tt-bgddt/";
// The text that it had before.
export const FORMER = `${HARD}ban/2020-05-27/`;
export const LAW = "van-ban/quoc-hoi/luat/2022/20-2022-qh15/";
const NAME = "Thông tư số 15/2020/TT-BGDĐT ngày 26/5/2020 của Bộ trưởng Bộ Giáo dục và Đào tạo";

const WORDS =
  "Các cơ sở giáo dục phối hợp với cơ quan, đơn vị liên quan tổ chức thực hiện, kiểm tra, đánh giá và báo cáo kết quả theo quy định".split(" ");
// Sentences that differ, as those of real texts do: one and the same repeated would weigh nothing.
const sentence = (seed) => {
  const words = [];
  let state = seed * 7919 + 13;
  for (let at = 0; at < 24; at += 1) {
    state = (state * 1103515245 + 12345) % 2147483648;
    words.push(WORDS[state % WORDS.length]);
  }
  return `${words.join(" ")}.`;
};
const decree = (n) => `Nghị định số ${n}/20${10 + (n % 10)}/NĐ-CP ngày ${10 + (n % 18)}/${3 + (n % 9)}/20${10 + (n % 10)} của Chính phủ`;

function circular() {
  const parts = ["Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019.", "## Chương I. Quy định chung"];
  for (let article = 1; article <= 60; article += 1) {
    if (article === 30) parts.push("## Chương II. Tổ chức thực hiện");
    parts.push(`### Điều ${article}. Nội dung thứ ${article}`);
    const cited = article <= 50 ? [0, 1, 2].map((step) => decree(10 + article * 3 + step)) : [];
    parts.push(`1. ${sentence(article)}${article <= 40 ? `[^${article}]` : ""} Thực hiện ${cited[0] ?? "kế hoạch"}.`);
    parts.push(`2. ${sentence(article + 100)} Theo ${cited.slice(1).join(" và ") || "quy định"}:`);
    parts.push("a) Báo cáo trước ngày 15 hằng tháng;\n\nb) Công khai kết quả.");
  }
  const columns = Array.from({ length: 12 }, (_, at) => (at ? `Chỉ tiêu năm ${2019 + at}` : "STT"));
  parts.push("## Phụ lục I. Chỉ tiêu");
  parts.push(
    [columns, columns.map(() => "---"), ...Array.from({ length: 40 }, (_, row) => columns.map((_, at) => (at ? `${row * at},5 %` : row + 1)))]
      .map((row) => `| ${row.join(" | ")} |`)
      .join("\n"),
  );
  parts.push("## Phụ lục II. Mẫu báo cáo", sentence(901), "## Phụ lục III. Danh mục", sentence(902));
  for (let note = 1; note <= 40; note += 1) parts.push(`[^${note}]: Chú thích ${note}: ${sentence(note + 500)}`);
  return parts.join("\n\n");
}

function plan(number) {
  const parts = [];
  for (let at = 1; at <= 20; at += 1) {
    const place = at % 4 ? `khoản 1 Điều ${(number * 20 + at) % 60 + 1} ` : "";
    parts.push(`## ${at}. Nhiệm vụ ${at}`, `${sentence(number * 50 + at)} Thực hiện ${place}${NAME}.`);
  }
  return parts.join("\n\n");
}

function law() {
  const parts = ["Căn cứ Hiến pháp."];
  for (const [at, chapter] of ["I", "II", "III", "IV"].entries()) {
    parts.push(`## Chương ${chapter}. Quy định về nội dung thứ ${at + 1} của việc tổ chức thực hiện`);
    for (let article = at * 10 + 1; article <= at * 10 + 10; article += 1) {
      const words = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((step) => sentence(article * 100 + step)).join(" ");
      parts.push(`### Điều ${article}. Nội dung thứ ${article}`, `1. ${words}`, `2. Thực hiện khoản 1 Điều ${((article + 14) % 40) + 1} của Luật này.`);
    }
  }
  return parts.join("\n\n");
}

const head = (lines) => `---\n${lines.join("\n")}\n---\n\n`;

// Builds the site and gives its folder.
export function hard() {
  const site = temporary("khó đọc ");
  mkdirSync(join(site, "content"));
  writeFileSync(
    join(site, "congbao.yaml"),
    "title: Văn bản\nbase_url: https://vanban.example/\nportal: Cổng thông tin\ncontact: vanban@example.vn\n",
  );
  writeFileSync(
    join(site, "content/thong-tu.md"),
    head(["type: thong-tu", "number: 15/2020/TT-BGDĐT", "date: 2020-05-26", "issuer: bo-giao-duc-va-dao-tao", "title: Quy định về cơ sở dữ liệu giáo dục", "published: 2020-05-27", "versions: [{date: 2020-05-27, until: 2020-06-15, file: thong-tu.ban/2020-05-27.md, reason: correction}]"]) + circular(),
  );
  mkdirSync(join(site, "content/thong-tu.ban"));
  writeFileSync(join(site, "content/thong-tu.ban/2020-05-27.md"), circular().replace("Nội dung thứ 2", "Việc thứ 2").replace("Thực hiện kế hoạch.", "Không thực hiện kế hoạch."));
  writeFileSync(
    join(site, "content/luat.md"),
    head(["type: luat", "number: 20/2022/QH15", "date: 2022-06-16", "issuer: quoc-hoi", "title: Luật Tổ chức thực hiện", "published: 2022-07-01"]) + law(),
  );
  for (let number = 1; number <= 10; number += 1) {
    writeFileSync(
      join(site, `content/ke-hoach-${number}.md`),
      head(["type: ke-hoach", `number: ${number < 10 ? `0${number}` : number}/KH-UBND`, `date: 2021-03-${10 + number}`, "issuer: ubnd-tinh-lao-cai", `title: Thực hiện nhiệm vụ ${number}`, "published: 2021-04-01"]) + plan(number),
    );
  }
  try {
    execFileSync(process.env.CONGBAO_BIN, ["build", "--root", site], { stdio: "pipe" });
  } catch (error) {
    throw new Error(`${error.stdout}${error.stderr}`);
  }
  return join(site, "output");
}
