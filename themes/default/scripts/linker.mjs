// One line in a page of any site, <script type="module" src="…/lien-ket.mjs"></script>, turns references to documents in its text
// into links here, with a card; and makes two elements known: <cong-bao-van-ban id="…">, <cong-bao-danh-sach chu-de="…">.
// It changes nothing but text that stands in the page: no script, field, code or link. What it was sent is put in as text alone.
//
// An element with data-cong-bao-nhung, which the page of this site for frames has, is filled by the query of its address.
//
// `?trong=SELECTOR` in its address: only below these elements. `?trong=` (nothing): the elements alone, no links.
import { finder, resolve, shardOf } from "./linker-find.mjs";
import { LISTED, define, make, sheet } from "./linker-elements.mjs";

const base = new URL(".", import.meta.url);
const get = async (path) => {
  const response = await fetch(new URL(path, base), { credentials: "omit" });
  if (!response.ok) throw new Error(`${response.status} ${path}`);
  return response.json();
};
const once = new Map();
const known = (path) => once.get(path) ?? once.set(path, get(path)).get(path);
const index = () => known("data/lien-ket.json");

// ---- The text of a page: what is read across, and what is left alone.

const ACROSS = new Set("ABBR B BDI BDO BIG CITE DFN EM FONT I INS MARK Q S SMALL SPAN STRONG SUB SUP TIME U WBR".split(" "));
const LEFT = "a,area,audio,button,canvas,code,datalist,embed,frame,head,iframe,input,kbd,label,math,meter,noscript,object,option,output,pre,progress,samp,script,select,style,svg,template,textarea,title,tt,var,video,[contenteditable],[data-cong-bao-khong]";

// Runs of text nodes that a reader reads as one.
const flowsOf = (root) => {
  const flows = [];
  let flow = [];
  const close = () => {
    if (flow.length) flows.push(flow);
    flow = [];
  };
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return void flow.push(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.localName === "br") return void (flow.length && flow.push(null));
    if (node.matches(LEFT) || node.localName.startsWith("cong-bao-")) return close();
    const isAcross = ACROSS.has(node.tagName);
    if (!isAcross) close();
    node.childNodes.forEach(walk);
    if (!isAcross) close();
  };
  if (!root.closest?.(LEFT)) walk(root);
  close();
  return flows;
};

export const link = async (root = document.body) => {
  const flows = flowsOf(root).map((nodes) => ({ nodes, text: nodes.map((node) => node?.data ?? "\n").join("") }));
  const numbered = flows.filter(({ text }) => /\d[\p{L}]?\s*[/⁄∕／\-‐‑‒–—−]/u.test(text));
  if (!numbered.length) return 0;
  const about = await index();
  const find = finder(about.types);
  const found = numbered.flatMap((flow) => find(flow.text).map((mention) => ({ ...flow, ...mention })));
  const tables = new Map();
  await Promise.all([...new Set(found.map(({ key }) => key))].map(async (key) => {
    const name = about.shards.length ? shardOf(key, about.shards) : "";
    if (name !== undefined) tables.set(key, name ? await known(`data/lien-ket/${name}.json`) : about.table);
  }));
  let count = 0;
  // From the last: what stands before keeps its place.
  for (const mention of found.reverse()) {
    const table = tables.get(mention.key);
    const record = table && resolve(mention, table);
    if (record && put(mention, record, about)) count++;
  }
  return count;
};

// The part of the mention in the text node that has its number becomes the link.
const put = ({ nodes, text, start, end, numberAt }, record, about) => {
  let at = 0;
  for (const node of nodes) {
    const length = node?.data.length ?? 1;
    if (node && at <= numberAt && numberAt < at + length) {
      // Somebody else may have changed the page meanwhile.
      if (!node.isConnected || text.slice(at, at + length) !== node.data) return false;
      let from = Math.max(start - at, 0);
      while (/\s/.test(node.data[from])) from++;
      const part = node.splitText(from);
      part.splitText(Math.min(end, at + length) - at - from);
      const anchor = document.createElement("a");
      anchor.href = new URL(record[2], base);
      anchor.className = "cong-bao-lien-ket";
      part.replaceWith(anchor);
      anchor.append(part);
      withCard(anchor, record, about);
      return true;
    }
    at += length;
  }
  return false;
};

// ---- The card.

let card;
let leaving;
const closed = () => card?.host.remove();
const soon = () => (leaving = setTimeout(closed, 200));

const withCard = (anchor, record, about) => {
  const [, date, , name, title, issuer, state, held] = record;
  const say = (key, value) => about.words[key].replace("{date}", value).replace("{issuer}", value);
  const written = date && (date.length > 4 ? say("dated", date.split("-").reverse().join("/")) : say("year", date));
  const head = [name, written, issuer && say("by", issuer)].filter(Boolean).join(" ");
  const word = about.states[state];
  const day = about.day && say("asOf", about.day.split("-").reverse().join("/"));
  const lines = [title, word && (day ? `${word} (${day})` : word), about.words[held ? "held" : "cited"]].filter(Boolean);
  anchor.setAttribute("aria-description", [head, ...lines].join(". "));
  const show = () => {
    clearTimeout(leaving);
    closed();
    card ??= makeCard();
    card.box.replaceChildren();
    make("strong", head, card.box);
    for (const line of lines) make("span", line, card.box);
    make("small", about.site, card.box);
    document.body.append(card.host);
    const { left, bottom } = anchor.getBoundingClientRect();
    const { style } = card.host;
    style.setProperty("left", `${Math.max(8, Math.min(left, document.documentElement.clientWidth - card.host.offsetWidth - 8)) + scrollX}px`);
    style.setProperty("top", `${bottom + scrollY + 4}px`);
  };
  anchor.addEventListener("mouseenter", show);
  anchor.addEventListener("focus", show);
  anchor.addEventListener("mouseleave", soon);
  anchor.addEventListener("blur", soon);
};

const makeCard = () => {
  const host = document.createElement("div");
  host.setAttribute("role", "tooltip");
  host.style.setProperty("position", "absolute");
  host.style.setProperty("z-index", "2147483647");
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet()];
  const box = make("div", "", shadow);
  box.className = "card";
  host.addEventListener("mouseenter", () => clearTimeout(leaving));
  host.addEventListener("mouseleave", soon);
  addEventListener("keydown", (event) => event.key === "Escape" && closed());
  return { host, box };
};

define({ base, index, known });

// ---- /nhung/?van-ban=… or ?chu-de=…&so=5: the page that other sites show in a frame.

const fill = (frame) => {
  const asked = new URLSearchParams(location.search);
  const id = asked.get("van-ban");
  const element = document.createElement(id ? "cong-bao-van-ban" : "cong-bao-danh-sach");
  if (id) element.id = id;
  else for (const name of LISTED) if (asked.has(name)) element.setAttribute(name, asked.get(name));
  frame.append(element);
};
const frame = document.querySelector("[data-cong-bao-nhung]");
if (frame) fill(frame);

const within = new URL(import.meta.url).searchParams.get("trong");
const start = () => {
  const roots = within === null ? [document.body] : within ? [...document.querySelectorAll(within)] : [];
  roots.reduce((before, root) => before.then(() => link(root)), Promise.resolve()).catch((error) => console.warn("lien-ket.mjs:", error));
};
if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
else start();
