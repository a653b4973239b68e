// A site that is hostile in every field: what people write into front matter, registries, configuration, Markdown and names of files
// wants to be a script. The schemas of the program say which fields there are; a field that is not filled here fails the test.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporary } from "./temporary.mjs";

export const SIGN = "HIT";
// Ends whatever it may stand in, and says where it came from when it runs.
export const script = (from) =>
  `'"></title></style></textarea></script></svg>--><script>console.log('${SIGN} ${from}')</script><img src=x onerror="console.log('${SIGN} ${from}')"><svg onload=console.log('${SIGN}')>]]>{{ 7 * 7 }}`;
const short = (from) => `<img src=x onerror=console.log('${SIGN}_${from}')>`;

const ADDRESS = "ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd";

const BODY = `Theo Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ và ${script("text")} Quyết định số 131/QĐ-TTg ngày 25/01/2022.

## I. Nhiệm vụ ${script("heading")}

Sở Giáo dục và Đào tạo ${short("agency")} chủ trì, phối hợp với Sở Tài chính tổ chức thực hiện trước ngày 15/3/2024. ${script("task")}

- ${script("item")}
- [a](javascript:console.log('${SIGN}')) [b](JaVaScRiPt:console.log('${SIGN}')) [c](java&#9;script:console.log('${SIGN}')) [d](data:text/html,<script>console.log('${SIGN}')</script>)
- [e](https://example.com/"onmouseover="console.log('${SIGN}')) [f](/van-ban/ "title\\" onmouseover=console.log('${SIGN}')") <javascript:console.log('${SIGN}')> <https://example.com/?a="onload=console.log('${SIGN}')>
- ![${short("alt")}](anh.gif "${short("image-title")}") ![x](javascript:console.log('${SIGN}')) ![y](data:image/svg+xml,<svg/onload=console.log('${SIGN}')>)
- &lt;script&gt;console.log('${SIGN}')&lt;/script&gt; \\<script>console.log('${SIGN}')\\</script> &#60;script&#62;console.log('${SIGN}')&#60;/script&#62;

> ${script("quote")}

| ${short("head")} | b |
|---|---|
| ${short("cell")} | \`${short("code")}\` |

<div onclick="console.log('${SIGN}')">${script("html")}</div>

<script>console.log('${SIGN}')</script>

Chữ[^1] và [ref] [${short("reference")}]: /x

[^1]: ${script("footnote")}

[ref]: javascript:console.log('${SIGN}') "${short("reference-title")}"

\`\`\`html
<script>console.log('${SIGN}')</script>
\`\`\`
`;

// Each file of a site as its schema sees it. Values without a sign are those that the rules of the field allow.
export const OBJECTS = {
  document: {
    type: "chi-thi", number: "05/CT-UBND", date: "2024-05-06", issuer: "ubnd-tinh-lao-cai", published: "2026-01-02", updated: "2026-02-03", status: "in-force",
    title: script("title"), issuer_title: script("issuer_title"), place: script("place"), date_note: script("date_note"), archive: script("archive"),
    source: script("source"), adoption: script("adoption"), adopted: "2024-05-05", effective_from: "2024-05-06", school_year: "2024-2025", series: "loat",
    aliases: [script("aliases")], recipients: [script("recipients")],
    signer: { name: script("signer.name"), position: script("signer.position"), authority: script("signer.authority") },
    attachments: [{ file: "tep'onload=console.log(1).txt", title: script("attachments.title") }],
    citations: [{ text: "Quyết định số 131/QĐ-TTg ngày 25/01/2022", work: "thu-tuong-chinh-phu/quyet-dinh/131", note: script("citations.note") }],
    notes: [{ date: "2026-01-05", text: script("notes.text") }],
    rules: [{ id: "T02", reason: script("rules.reason"), text: script("rules.text") }],
    tasks: [{ section: "muc-i", agency: "Sở Tài chính", deadline: script("tasks.deadline"), note: script("tasks.note") }],
    themes: ["chu-de"], relations: { replaces: ["chinh-phu/nghi-dinh/30"] }, redirect_from: ["/cu/"],
    versions: [{ date: "2026-01-02", until: "2026-02-03", file: "a.ban/2026-01-02.md", reason: "correction", note: script("versions.note") }],
  },
  config: {
    title: script("config.title"), base_url: "https://vanban.example.vn/", portal: script("config.portal"), language: "vi", contact: "vanban@example.vn",
    issuer: "ubnd-tinh-lao-cai", formats: ["txt", "akn"], license: Object.fromEntries(["all", "documents", "works", "citations", "relations", "tasks", "archive"].map((key) => [key, `https://example.vn/${key}`])), lookup: ["https://example.vn/?q={number}"], embed: ["portal.example.vn"], neighbours: [{ address: "https://khac.example.vn/", name: script("config.neighbours.name") }], redirects: { "/cu/hai/": "/van-ban/" },
    gone: [{ address: "/van-ban/da-go/", reason: script("config.gone.reason"), date: "2026-02-03" }],
    renumbered: [{ address: `/van-ban/${ADDRESS}/`, reason: script("config.renumbered.reason") }],
    rules: { S03: { level: "off", reason: script("config.rules.reason") } }, data_as_of: "2026-01-01",
  },
  works: [
    { key: "thu-tuong-chinh-phu/quyet-dinh/131", type: "quyet-dinh", number: "131/QĐ-TTg", date: "2022-01-25", issuer: "thu-tuong-chinh-phu", title: script("works.title"), note: script("works.note"), url: "https://example.vn/", aliases: [script("works.aliases"), { text: script("works.aliases.text"), province: "Lào Cai" }] },
    { key: "chinh-phu/nghi-dinh/30", type: "nghi-dinh", number: "30/2020/NĐ-CP", date: "2020-03-05", issuer: "chinh-phu", title: script("works.title2"), relations: { replaces: ["thu-tuong-chinh-phu/quyet-dinh/131"] } },
  ],
  issuers: [
    { key: "ubnd-tinh-lao-cai", name: script("issuers.name"), official_name: script("issuers.official_name"), codes: ["UBND", script("issuers.codes")], level: "province", system: "state", place: script("issuers.place"), province: "Lào Cai", spellings: [script("issuers.spellings")] },
  ],
  themes: [{ key: "chu-de", name: script("themes.name"), description: script("themes.description"), synonyms: [script("themes.synonyms")] }],
  laws: [{ title: script("laws.title"), type: "luat", number: "99/2024/QH15", issued: "2024-06-01", source: script("laws.source") }],
  accessibility: {
    axe: { day: "2026-11-30", version: script("axe.version"), browser: script("axe.browser"), views: [script("axe.views")], pages: [script("axe.pages")], found: [{ rule: script("axe.found.rule"), what: script("axe.found.what"), page: script("axe.found.page") }] },
    by_hand: [{ day: "2026-11-30", who: script("by_hand.who"), with: script("by_hand.with"), tried: script("by_hand.tried"), found: script("by_hand.found"), state: "open" }],
  },
  types: [{ key: "to-mau", like: "chi-thi", name: script("types.name"), english: script("types.english"), ...Object.fromEntries(["aliases", "not_after", "party", "state", "symbols", "title_words", "whole_titles"].map((key) => [key, [script(`types.${key}`)]])) }],
};

// Fields that hold no text of a person, each with the rule that the program holds it to; every one is tried, and must be refused.
export const REFUSED = {
  "document.attachments[].file": "the name of a file beside the document",
  "document.citations[].text": "words of the document",
  "document.citations[].work": "a key",
  "document.rules[].id": "a rule",
  "document.tasks[].agency": "the name of a body",
  "config.attachments.kinds[]": "an ending",
  "config.attachments.published[].file": "the address of a file",
  "config.attachments.published[].sha256": "a hash",
  "config.license": "an address",
  "config.lookup[]": "an address",
  "config.embed[]": "a host",
  "config.neighbours[].address": "the address of a site",
  "document.versions[].file": "a file of a folder beside the document",
  "config.theme": "a folder",
  "config.redirects": "addresses",
  "issuers[].province": "a province",
  "works[].aliases[].province": "a province",
};

// Any text will do, and it is on no page.
export const UNSEEN = { "config.output": "the folder of the built site on this machine" };

const FILES = { document: "content/a.md", config: "congbao.yaml", works: "content/works.yaml", issuers: "content/issuers.yaml", themes: "content/themes.yaml", laws: "content/laws.yaml", accessibility: "content/accessibility.yaml", types: "content/types.yaml" };

// JSON is YAML; a key a line, as people write it.
const yaml = (object) =>
  Array.isArray(object) ? object.map((row) => `- ${JSON.stringify(row)}\n`).join("") : Object.entries(object).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join("");

function text(kind, object) {
  return kind === "document" ? `---\n${yaml(object)}---\n\n${BODY}` : yaml(object);
}

const put = (site, path, bytes) => {
  mkdirSync(dirname(join(site, path)), { recursive: true });
  writeFileSync(join(site, path), bytes);
};

const GIF = Buffer.from("R0lGODlhAwACAIAAAAAAAP///yH5BAAAAAAALAAAAAADAAIAAAIChF8AOw==", "base64");

// The folder of the site, not built.
export function hostileSite(objects = OBJECTS) {
  const site = temporary("xấu ");
  for (const [kind, object] of Object.entries(objects)) put(site, FILES[kind], text(kind, object));
  const other = { ...objects.document, number: "06/CT-UBND", date: "2024-06-07", attachments: undefined, redirect_from: undefined, citations: undefined, renumbered: undefined, relations: undefined, versions: undefined };
  put(site, `content/<img src=x onerror=console.log('${SIGN}')>.md`, text("document", JSON.parse(JSON.stringify(other))));
  // Long enough for pages of its chapters.
  const chapters = [1, 2, 3, 4].map((n) => `## Chương ${"I".repeat(n)}. ${script("chapter")}\n\n### Điều ${n}. Việc\n\n${"Các trường tổ chức thực hiện nhiệm vụ này. ".repeat(300)}\n`);
  const long = { ...JSON.parse(JSON.stringify(other)), number: "07/CT-UBND", date: "2024-07-08", tasks: undefined, series: undefined };
  put(site, "content/dai.md", text("document", JSON.parse(JSON.stringify(long))) + chapters.join("\n"));
  put(site, "content/tep'onload=console.log(1).txt", "Tệp.\n");
  put(site, "content/anh.gif", GIF);
  put(site, "content/a.ban/2026-01-02.md", `${script("version")}\n\n${BODY}`);
  const title = script("neighbours.title");
  put(site, "content/neighbours/khac.example.vn.tsv", `Nghị định\t30/2020/NĐ-CP\t2020-03-05\tChính phủ\tvan-ban/nd/\t${title}\t\n`);
  return site;
}

export const congbao = (...arguments_) => spawnSync(process.env.CONGBAO_BIN, [...arguments_, "--lang", "en"], { encoding: "utf8", maxBuffer: 1 << 28 });

// Builds it; every form of every document.
export function build(site) {
  const run = congbao("build", "--root", site);
  if (run.status !== 0) throw new Error(run.stderr.split("\n").filter((line) => line.startsWith("error")).join("\n") + run.stderr.slice(-3000));
  return join(site, "output");
}

// [path, schema] of every field that holds a text, by the program's own schemas.
export function fields() {
  const found = new Map();
  const walk = (path, schema) => {
    if (!schema || typeof schema !== "object") return;
    const is = (type) => [schema.type].flat().includes(type);
    if (is("string") || schema.enum) found.set(path, schema);
    for (const [key, value] of Object.entries(schema.properties ?? {})) {
      // One rule of a check is like the others, and so is one kind of relation.
      const kind = path === "config.rules" ? "S03" : path.endsWith(".relations") ? "replaces" : key;
      walk(path + "." + kind, value);
    }
    if (schema.items) walk(path + "[]", schema.items);
    for (const one of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) walk(path, one);
  };
  for (const kind of Object.keys(OBJECTS)) {
    const schema = JSON.parse(execFileSync(process.env.CONGBAO_BIN, ["schema", kind, "--lang", "en"], { encoding: "utf8", maxBuffer: 1 << 28 }));
    walk(kind, schema);
  }
  return [...found];
}

const steps = (path) => path.split(/\.|(?=\[\])/).slice(1);

// Every value at a path.
export function valuesAt(path) {
  let values = [OBJECTS[path.split(/[.[]/)[0]]];
  for (const step of steps(path)) {
    values = values.flatMap((value) => (step === "[]" ? (Array.isArray(value) ? value : []) : value && typeof value === "object" && !Array.isArray(value) && step in value ? [value[step]] : []));
  }
  return values;
}

// A site in which the field at `path` is a script, and nothing else is; without a path, none is.
export function siteWith(path = "") {
  const kind = path.split(/[.[]/)[0];
  const plain = JSON.parse(JSON.stringify(OBJECTS), (_, value) => (typeof value === "string" && value.includes(SIGN) ? "Chữ" : value));
  const set = (value, rest) => {
    if (!rest.length) return script("refused");
    const [step, ...below] = rest;
    if (step === "[]") return Array.isArray(value) && value.length ? [set(value[0], below), ...value.slice(1)] : [set(undefined, below)];
    return { ...(value && typeof value === "object" ? value : {}), [step]: set(value?.[step], below) };
  };
  if (path) plain[kind] = set(plain[kind], steps(path));
  return hostileSite(plain);
}
