// Searches that a reader keeps in this browser, and what is new in each since the last look. Nothing is sent: the address is the search,
// and what was seen of it are addresses of documents, kept beside it.
const box = document.querySelector("[data-kept]");
const main = document.querySelector("[data-results] > .hits");
const heading = document.querySelector("[data-results] > .lead");
const [button, status, kept] = ["button", "[role=status]", "div"].map((one) => box.querySelector(one));
const say = box.dataset;
const site = new URL("..", document.currentScript.src).href;
const KEY = `congbao:${new URL(site).pathname}:searches`;
// Searches that are kept, passages of each that are looked at, newest first, and documents that are remembered of it.
const SEARCHES = 30;
const LOOKED_AT = 100;
const SEEN = 500;

const read = () => {
  try {
    const all = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(all) ? all.filter(({ query, seen }) => typeof query === "string" && Array.isArray(seen)) : [];
  } catch {
    return [];
  }
};
const write = (all) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
    return true;
  } catch {
    return false;
  }
};

// The search as its address says it, without what only orders it or goes on.
const asked = () => {
  const all = new URLSearchParams(location.search);
  for (const name of ["n", "sort"]) all.delete(name);
  for (const [name, value] of [...all]) if (!value.trim()) all.delete(name);
  all.sort();
  return `${all}`;
};
const words = (query) => {
  const all = new URLSearchParams(query);
  const told = [...all].filter(([name]) => name !== "q" && name !== "exact").map(([, value]) => value);
  return [all.get("q") ?? "", ...told].filter(Boolean).join(" · ");
};
const plain = (url) => url.replace(site, "").replace(/#.*/, "").replace(/index\.html$/, "");
const find = async (query) => {
  const all = new URLSearchParams(query);
  const filters = {};
  for (const [name, value] of all) if (name !== "q" && name !== "exact") (filters[name] ??= []).push(value);
  const { hits } = await congbaoFind((all.get("q") ?? "").trim().slice(0, 300), { limit: LOOKED_AT, sort: "newest", filters, exact: all.get("exact"), facets: false });
  return [...new Set(hits.map((hit) => plain(hit.url)))];
};

const element = (tag, text, attributes = {}) => {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  return made;
};
const day = (time) => new Date(time).toLocaleDateString(document.documentElement.lang === "vi" ? "vi" : "en-GB");
const counted = (count, time) => (count ? say.fresh : say.nothing).replace("{n}", count).replace("{date}", day(time));

// Of the searches that were looked at since the page was opened: what was new, and since when.
const looks = new Map();
const look = async () => {
  const query = asked();
  const mine = read().find((one) => one.query === query);
  box.hidden = false;
  button.hidden = !query;
  button.textContent = mine ? say.drop : say.keep;
  if (!query || !mine) return;
  if (!looks.has(query)) {
    const found = await find(query);
    looks.set(query, { fresh: found.filter((path) => !mine.seen.includes(path)), since: mine.time });
    remember(query, found);
  }
  if (asked() === query) mark(looks.get(query));
};
const remember = (query, found) => {
  const all = read().filter((one) => one.query !== query);
  const seen = read().find((one) => one.query === query)?.seen ?? [];
  return write([{ query, time: Date.now(), seen: [...new Set([...found, ...seen])].slice(0, SEEN) }, ...all].slice(0, SEARCHES));
};
const mark = ({ fresh, since }) => {
  if (heading.querySelector("[data-fresh]") || !main.querySelector("li")) return;
  heading.append(" ", element("span", counted(fresh.length, since), { "data-fresh": "" }));
  for (const title of main.querySelectorAll(".list > li > .title")) {
    const path = plain(title.href);
    if (fresh.some((one) => path.startsWith(one))) title.after(" ", element("strong", say.new, { class: "force-mark" }));
  }
};

const toggle = async () => {
  const query = asked();
  const all = read();
  const isKept = all.some((one) => one.query === query);
  if (isKept) {
    write(all.filter((one) => one.query !== query));
  } else {
    const found = await find(query);
    if (!remember(query, found)) return void (status.textContent = say.unable);
    looks.set(query, { fresh: [], since: Date.now() });
  }
  status.textContent = isKept ? say.dropped : say.done;
  button.textContent = isKept ? say.keep : say.drop;
  fill();
};

// The list, each with what is new in it where no other results are shown.
const fill = () => {
  const all = read();
  kept.hidden = !all.length;
  const lines = all.map(({ query, time }) => {
    const line = document.createElement("li");
    const told = element("span", day(time), { class: "quiet" });
    const drop = element("button", say.drop, { type: "button", class: "button", "aria-label": `${say.drop}: ${words(query)}` });
    drop.addEventListener("click", () => {
      write(read().filter((one) => one.query !== query));
      status.textContent = say.dropped;
      fill();
      look();
    });
    line.append(element("a", words(query), { class: "title", href: `${location.pathname}?${query}` }), " ", told, " ", drop);
    return { line, told };
  });
  kept.querySelector("ul").replaceChildren(...lines.map(({ line }) => line));
  if (!asked()) count(all, lines);
};
const count = async (all, lines) => {
  for (const [which, { query, seen, time }] of all.entries()) {
    const found = await find(query).catch(() => null);
    if (found) lines[which].told.textContent = counted(found.filter((path) => !seen.includes(path)).length, time);
  }
};

button.addEventListener("click", () => toggle().catch(() => (status.textContent = say.unable)));
const again = () => look().catch(() => 0);
new MutationObserver(again).observe(main, { childList: true });
again();
fill();
