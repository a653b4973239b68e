// A document as the form has it, and as `congbao fmt` would write it.
//
// In: the text of a Markdown file, or the values of the form. Out: the other. What the form does not know, or was not
// changed in it, keeps every letter, remarks too: the head of the file travels with the values under the name HEAD. (As JSON: the form trims all texts.)
import { parse } from "yaml";
import { KEYS } from "./fields.mjs";

export const HEAD = "congbao_head";
const FENCED = /^---[ \t]*\n([\s\S]*?)^---[ \t]*(?:\n+|$)/m;

// Text of a file → values of the form.
export function read(text) {
  const fenced = text.startsWith("---") ? text.match(FENCED) : null;
  if (!fenced) throw new Error("no front matter between two lines ---");
  return { ...values(fenced[1]), body: text.slice(fenced[0].length), [HEAD]: JSON.stringify(fenced[0]) };
}

// Values of the form → text of a file.
export function write({ body = "", [HEAD]: kept, ...form }) {
  const head = kept ? JSON.parse(kept) : "";
  const yaml = head.match(FENCED)?.[1] ?? "";
  const was = values(yaml);
  const lines = [];
  const entries = entriesOf(yaml);
  const places = Object.keys(KEYS);
  for (const key of new Set([...entries.map((entry) => entry.key), ...Object.keys(form)])) {
    if (key === null || !(key in KEYS)) continue;
    const [now, before] = [bare(form[key], KEYS[key]), bare(was[key], KEYS[key])];
    if (JSON.stringify(now) !== JSON.stringify(before)) put(entries, places, key, now);
  }
  for (const { remarks, own } of entries) lines.push(...remarks, ...own);
  const blank = head ? head.slice(head.lastIndexOf("---")).replace(/^---[ \t]*\n?/, "") : "\n";
  return `---\n${lines.map((line) => `${line}\n`).join("")}---\n${blank}${body.replace(/^\n+/, "")}`;
}

// All values as text, so that no number or day is taken for anything else.
function values(yaml) {
  const record = parse(yaml, { schema: "failsafe" }) ?? {};
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, shown(value, KEYS[key])]));
}

// A value of the file → that of the form.
function shown(value, kind) {
  if (kind === undefined || value === null) return value ?? "";
  if (kind === "boolean") return value === "true";
  if (kind === "theme") {
    if (typeof value !== "object") return { theme: value, sections: [] };
    const [[theme, sections]] = Object.entries(value);
    return { theme, sections: Array.isArray(sections) ? sections : [] };
  }
  if (Array.isArray(kind)) return Array.isArray(value) ? value.map((item) => shown(item, kind[0])) : [];
  if (typeof kind === "object" && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item, kind[key])]));
  }
  return value;
}

// A value without what is empty, its keys in their order; `undefined` where nothing is left.
function bare(value, kind) {
  if (value === undefined || value === null || value === "" || value === false) return undefined;
  if (kind === "theme") {
    const sections = (value.sections ?? []).filter(Boolean);
    return value.theme ? { theme: value.theme, sections } : undefined;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => bare(item, kind?.[0])).filter((item) => item !== undefined);
    return items.length ? items : undefined;
  }
  if (typeof value === "object") {
    const known = typeof kind === "object" ? Object.keys(kind).filter((key) => key in value) : [];
    const rest = Object.keys(value).filter((key) => !known.includes(key));
    const pairs = [...known, ...rest].map((key) => [key, bare(value[key], kind?.[key])]);
    const left = pairs.filter(([, item]) => item !== undefined);
    return left.length ? Object.fromEntries(left) : undefined;
  }
  return typeof value === "string" ? value.trim() || undefined : String(value);
}

// The outermost keys with their lines and the remarks above them; what stands below the last key has the key null.
function entriesOf(yaml) {
  const entries = [];
  let remarks = [];
  for (const line of yaml.split("\n").slice(0, -1)) {
    const key = line.match(/^("?)([A-Za-z_][\w-]*)\1[ \t]*:/)?.[2];
    if (key) {
      entries.push({ key, remarks, own: [line] });
      remarks = [];
    } else if (/^#|^[ \t]*$/.test(line) || !entries.length) {
      remarks.push(line);
    } else {
      entries.at(-1).own.push(...remarks, line);
      remarks = [];
    }
  }
  if (remarks.length) entries.push({ key: null, remarks, own: [] });
  return entries;
}

// Writes a changed value where its key stands, or where it belongs. A remark that asks for it has been answered.
function put(entries, places, key, value) {
  const own = value === undefined ? [] : written(key, value, KEYS[key], "");
  const asks = (line) => line.startsWith(`# TODO ${key}:`);
  for (const entry of entries) if (own.length) entry.remarks = entry.remarks.filter((line) => !asks(line));
  const there = entries.find((entry) => entry.key === key);
  if (there) {
    there.own = own;
    return;
  }
  const place = places.indexOf(key);
  // A key that is not known stays behind the one it follows.
  let after = entries.findLastIndex((entry) => places.includes(entry.key) && places.indexOf(entry.key) < place);
  while (entries[after + 1] && entries[after + 1].key !== null && !places.includes(entries[after + 1].key)) after += 1;
  entries.splice(after + 1, 0, { key, remarks: [], own });
}

// A key and its value as lines.
function written(key, value, kind, indent) {
  if (Array.isArray(value)) {
    const items = value.flatMap((item) => listed(item, kind?.[0], `${indent}  `));
    return [`${indent}${key}:`, ...items];
  }
  if (typeof value === "object") {
    const pairs = Object.entries(value);
    return [`${indent}${key}:`, ...pairs.flatMap(([name, item]) => written(name, item, kind?.[name], `${indent}  `))];
  }
  if (value.includes("\n")) {
    const lines = value.split("\n").map((line) => (line.trim() ? `${indent}  ${line.trimEnd()}` : ""));
    return [`${indent}${key}: |-`, ...lines];
  }
  return [`${indent}${key}: ${scalar(value, kind)}`];
}

// An item of a list as lines.
function listed(value, kind, indent) {
  if (kind === "theme") {
    const sections = value.sections.map((section) => bracketed(section)).join(", ");
    return [`${indent}- ${scalar(value.theme, "text")}${sections ? `: [${sections}]` : ""}`];
  }
  if (typeof value !== "object") return [`${indent}- ${scalar(value, kind)}`];
  const lines = Object.entries(value).flatMap(([name, item]) => written(name, item, kind?.[name], `${indent}  `));
  return [`${indent}- ${lines[0].trimStart()}`, ...lines.slice(1)];
}

// Whether a value is never meant as text.
const PLAIN = {
  day: /^\d{4}-\d\d-\d\d$/,
  boolean: /^(true|false)$/,
  position: /^\d+$/,
  year: /^\d{4}-\d{4}$/,
  address: /^[/h](?!.*[ #'"])(?!.*:$)/,
};

function scalar(value, kind) {
  return PLAIN[kind]?.test(value) ? value : quote(value);
}

// One manner of quoting, that of the program (`quote` in src/import/front_matter.rs).
function quote(text) {
  const value = text.split(/\s+/).filter(Boolean).join(" ");
  const risky =
    !/^[\p{Alphabetic}0-9(]/u.test(value) ||
    /: | #|:$|\p{Cc}/u.test(value) ||
    /^(true|false|yes|no|on|off|null|y|n)$/i.test(value) ||
    /^[0-9][0-9._\-+eE:xo]*$/.test(value);
  return risky ? `"${value.replace(/\p{Cc}/gu, "").replace(/["\\]/g, "\\$&")}"` : value;
}

function bracketed(text) {
  const value = quote(text);
  return !value.startsWith('"') && /[,[\]{}:]/.test(value) ? `"${value}"` : value;
}
