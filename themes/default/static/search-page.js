// The search box on every page and the page of results. Follows search-core.mjs in the script that pages load.

const form = document.querySelector("form[data-script]");
const input = form.querySelector("input");
const results = document.querySelector("[data-results]");
const say = form.dataset;
let opened;

function open() {
  const local = location.protocol === "file:";
  opened ??= openIndex(new URL(say.index, location.href).href, local ? { script: fromScript } : {});
  opened.catch(() => (opened = null));
  return opened;
}

// Pages opened from a folder may not fetch, but may load scripts.
const waiting = new Map();
globalThis.congbaoPiece = (name, data) => waiting.get(name)?.(data);
function fromScript(url, name) {
  return new Promise((done, failed) => {
    waiting.set(name, done);
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => script.remove();
    script.onerror = () => failed(new Error(name));
    document.head.append(script);
  });
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const fill = (pattern, values) => (pattern ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
// 05/9/2023, 31/01/2024: as documents write it.
const day = (iso) => iso.replace(/^(\d{4})-(?:(0[12]|1\d)|0(\d))-(\d\d)$/, "$4/$2$3/$1");
const target = (hit) => hit.url + (hit.anchor ? "#" + hit.anchor : "");
const nameOf = (hit) => [hit.type, hit.number].filter(Boolean).join(" ");

function marked({ text, marks }) {
  const parts = [];
  let since = 0;
  for (const [start, end] of marks) {
    parts.push(text.slice(since, start), element("mark", {}, text.slice(start, end)));
    since = end;
  }
  return [...parts, text.slice(since)];
}

const about = (...parts) => element("p", { class: "meta" }, ...parts.filter(Boolean).flatMap((part) => [element("span", {}, part), " "]));

// ---- As one types: a combobox.

const list = element("ul", { role: "listbox", id: "tim-goi-y", "aria-label": say.label, hidden: "" });
const status = element("p", { class: "hidden", role: "status" });
form.append(list, status);
for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list" })) {
  input.setAttribute(name, value);
}
let chosen = -1;
let asked = "";
let timer;

function close() {
  list.hidden = true;
  chosen = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function choose(at) {
  const options = [...list.children];
  chosen = (at + options.length + 1) % (options.length + 1);
  if (chosen === options.length) chosen = -1;
  options.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
  const option = options[chosen];
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

async function suggest() {
  const query = input.value.trim();
  if (query === asked && !list.hidden) return;
  asked = query;
  if (query.length < 2) return close();
  let found;
  try {
    found = await (await open()).search(query, { limit: 6, facets: false });
  } catch {
    return close();
  }
  if (asked !== query || document.activeElement !== input) return;
  const options = [];
  const option = (href, ...children) => {
    const made = element("li", { role: "option", id: `tim-${options.length}`, "aria-selected": "false", "data-href": href }, ...children);
    options.push(made);
  };
  for (const entry of found.answer ? [found.answer] : found.candidates.slice(0, 3)) {
    option(entry.url, element("strong", {}, entry.name), about(say[entry.kind], entry.title ?? entry.issuer));
  }
  for (const hit of found.hits) {
    option(target(hit), element("strong", {}, hit.section || hit.title), element("span", {}, ...marked(hit.snippet)), about(nameOf(hit), hit.issuer, hit.date && day(hit.date)));
  }
  if (found.hits.length) option(address({ q: query }), element("span", { class: "more" }, say.all));
  else if (!options.length) option(address({ q: query }), fill(say.none, { q: query }));
  list.replaceChildren(...options);
  list.hidden = false;
  chosen = -1;
  input.setAttribute("aria-expanded", "true");
  input.removeAttribute("aria-activedescendant");
  status.textContent = fill(say.count, { n: found.hits.length });
}

input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, 180);
});
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    return close();
  }
  if (event.key === "ArrowDown" && list.hidden) suggest();
  else if (event.key === "ArrowDown") choose(chosen + 1);
  else if (event.key === "ArrowUp" && !list.hidden) choose(chosen < 0 ? list.children.length - 1 : chosen - 1);
  else if (event.key === "Enter" && chosen >= 0) location.href = list.children[chosen].dataset.href;
  else return;
  event.preventDefault();
});
// A click in the list must not take the focus away before it counts.
list.addEventListener("pointerdown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const option = event.target.closest("[data-href]");
  if (option) location.href = option.dataset.href;
});
input.addEventListener("blur", close);
if (document.activeElement === input && input.value) suggest();

// ---- The page of results.

const FACETS = ["type", "issuer", "level", "province", "school_year", "year", "theme", "status", "cites"];

function address(state) {
  const url = new URL(form.action);
  for (const [name, value] of Object.entries(state)) for (const one of [value].flat()) if (one) url.searchParams.append(name, one);
  return url.href;
}

function readState() {
  const read = new URL(location.href).searchParams;
  const state = { q: (read.get("q") ?? "").slice(0, 300) };
  for (const name of FACETS) if (read.getAll(name).length) state[name] = read.getAll(name);
  if (["newest", "oldest"].includes(read.get("sort"))) state.sort = read.get("sort");
  if (+read.get("n") > 10) state.n = Math.min(+read.get("n"), 50);
  return state;
}

function link(state, ...children) {
  const made = element("a", { href: address(state) }, ...children);
  made.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      history.pushState(null, "", made.href);
      show();
    } catch {
      location.href = made.href;
    }
  });
  return made;
}

const without = (state, name, value) => {
  const rest = { ...state, n: undefined };
  rest[name] = (rest[name] ?? []).filter((one) => one !== value);
  return rest;
};

async function show() {
  const state = readState();
  const tell = results.dataset;
  const filters = Object.fromEntries(FACETS.filter((name) => state[name]).map((name) => [name, state[name]]));
  const isAsked = state.q.trim() || Object.keys(filters).length;
  document.querySelector("[data-unasked]").hidden = Boolean(isAsked);
  input.value = state.q;
  asked = state.q.trim();
  if (!isAsked) return results.replaceChildren();
  const heading = element("p", { role: "status", class: "lead" }, tell.searching);
  results.replaceChildren(heading);
  let found;
  let cited = {};
  try {
    const index = await open();
    found = await index.search(state.q, { limit: state.n ?? 10, filters, sort: state.sort, facets: "all" });
    for (const id of state.cites ?? []) cited[id] = await index.named(id);
  } catch (error) {
    heading.textContent = tell.failed;
    throw error;
  }
  const { hits, total } = found;
  const q = state.q.trim();
  const count = hits.length ? fill(total === 1 && !q ? tell.one : found.total_is_exact ? tell.total : tell.about, { n: total.toLocaleString(document.documentElement.lang), q }) : fill(tell.none, { q });
  heading.textContent = q ? count : count.replace(/ ?[“"][”"]/, "");
  const main = element("div", { class: "hits" });
  if (found.instead) {
    const pattern = tell[found.instead];
    const [start, end] = fill(pattern, { q, instead: "\n" }).split("\n");
    main.append(element("p", { class: "note" }, start, link({ ...state, q: found.searched }, found.searched), end ?? ""));
  } else if (hits.length && !found.whole && q) main.append(element("p", { class: "note" }, tell.partly));
  const entries = found.answer ? [found.answer] : found.candidates;
  if (found.candidates.length) main.append(element("p", { class: "quiet" }, tell.several));
  for (const entry of entries) {
    main.append(
      element("section", { class: "answer" }, element("p", { class: "eyebrow" }, say[entry.kind]), element("a", { class: "title", href: entry.url }, entry.name),
        entry.title ? element("p", {}, entry.title) : null,
        about(entry.date && day(entry.date), entry.issuer, entry.kind === "work" ? (entry.held ? tell.held : tell.absent) : null, entry.count ? fill(entry.kind === "work" ? tell.cited : tell.documents, { n: entry.count }) : null),
        entry.kind === "work" && entry.count ? element("p", {}, link({ cites: [entry.id] }, tell.citing)) : null,
      ),
    );
  }
  const shown = element("ol", { class: "list" });
  for (const hit of hits) {
    shown.append(
      element("li", {}, element("a", { class: "title", href: target(hit) }, hit.title), hit.section ? element("p", { class: "in" }, element("a", { href: target(hit) }, hit.section)) : null,
        element("p", { class: "snippet" }, ...marked(hit.snippet)), about(nameOf(hit), hit.date && day(hit.date), hit.issuer)),
    );
  }
  if (hits.length) main.append(shown);
  if (hits.length >= (state.n ?? 10) && hits.length < 50) main.append(element("p", {}, link({ ...state, n: (state.n ?? 10) + 10 }, tell.more)));
  if (!hits.length) {
    main.append(element("p", {}, tell.advice));
    document.querySelector("[data-unasked]").hidden = false;
  }
  results.replaceChildren(heading, narrowing(state, found, tell, cited), main);
  document.title = `${q || tell.heading} – ${tell.site}`;
}

function narrowing(state, found, tell, cited) {
  const aside = element("aside", { class: "narrow", "aria-label": tell.narrow });
  const label = (name, entry) => tell[`${name}${entry.value[0].toUpperCase()}${entry.value.slice(1).replace(/-(\w)/g, (_, letter) => letter.toUpperCase())}`] ?? entry.name;
  const chips = element("ul", { class: "chips" });
  for (const name of FACETS) {
    for (const value of state[name] ?? []) {
      const entry = found.facets[name]?.find((entry) => entry.value === value) ?? { value, name: cited[value]?.name ?? value };
      const chip = link(without(state, name, value), name === "cites" ? fill(tell.citesChip, { name: entry.name }) : label(name, entry), " ×");
      chip.setAttribute("aria-label", fill(tell.remove, { name: chip.textContent.slice(0, -2) }));
      chips.append(element("li", {}, chip));
    }
  }
  if (chips.children.length) aside.append(chips);
  if (found.hits.length > 1) {
    const order = element("p", { class: "order" }, tell.sort, " ");
    for (const sort of ["relevance", "newest", "oldest"]) {
      const current = sort === (state.sort ?? "relevance");
      order.append(current ? element("strong", {}, tell[sort]) : link({ ...state, sort: sort === "relevance" ? undefined : sort }, tell[sort]), " ");
    }
    aside.append(order);
  }
  const all = element("details", { class: "facets" }, element("summary", {}, tell.narrow));
  all.open = matchMedia("(min-width: 60rem)").matches;
  for (const name of FACETS) {
    const entries = (found.facets[name] ?? []).filter((entry) => !(state[name] ?? []).includes(entry.value));
    if (entries.length < (state[name] ? 1 : 2)) continue;
    const items = entries.slice(0, 12).map((entry) =>
      element("li", {}, link({ ...state, n: undefined, [name]: [...(state[name] ?? []), entry.value] }, label(name, entry)), " ", element("span", { class: "count" }, String(entry.count))),
    );
    all.append(element("h2", {}, tell[name.replace("_year", "Year")]), element("ul", {}, ...items));
  }
  if (all.children.length > 1) aside.append(all);
  return aside;
}

if (results) {
  addEventListener("popstate", show);
  show();
}
