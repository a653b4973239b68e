// The search box on every page and the page of results. Is bundled with search-core.mjs into the script that pages load; the build says before
// both, in the site's language, what is said here.
import { openIndex } from "./search-index.mjs";
import { NARROW } from "./search-query.mjs";

const pick = (what, from = document) => from.querySelector(what);
const on = (target, event, act) => target.addEventListener(event, act);
const here = document.currentScript.src;
const site = new URL("..", here).href;
const form = pick("form.search");
const input = pick("input", form);
const results = pick("[data-results]");
const say = congbaoWords;
let opened;
// Typing went on: what is still looked for is of no use, and no further piece is asked for.
let overtaken = false;
// The page of results waits for its own.
let busy = 0;

const open = () => {
  const local = location.protocol === "file:";
  const ask = (way) => (...piece) => (overtaken && !busy ? Promise.reject() : way(...piece));
  opened ??= openIndex(site, { more, ...(local ? { script: ask(fromScript) } : { fetch: ask((...piece) => fetch(...piece)) }) });
  opened.catch(() => (opened = null));
  return opened;
};
// The preview says that files were saved.
on(window, "congbao-changed", () => (opened = null));

// Pages opened from a folder may not fetch, but may load scripts.
const waiting = new Map();
globalThis.congbaoPiece = (name, data) => waiting.get(name)?.(data);
const fromScript = (url, name) => {
  return new Promise((done, no) => {
    waiting.set(name, done);
    const script = element("script", { src: url });
    script.onload = () => script.remove();
    script.onerror = () => script.remove(no(new Error(name)));
    document.head.append(script);
  });
};

// What few searches need.
let rest;
globalThis.congbaoMore = (more) => congbaoPiece("more", more);
const more = () => {
  rest ??= fromScript(new URL(say.rest, here), "more");
  rest.catch(() => (rest = null));
  return rest;
};

const element = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  attribute(made, attributes);
  made.append(...children.filter(Boolean));
  return made;
};

const attribute = (on, attributes) => {
  for (const key in attributes) attributes[key] === null ? on.removeAttribute(key) : on.setAttribute(key, attributes[key]);
};

const worded = (pattern, values) => (pattern ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
// As the pages write it: 05/9/2023, 31/01/2024; 5 September 2023.
const isEnglish = document.documentElement.lang === "en";
const day = (iso) => isEnglish && iso?.[9] ? new Date(iso).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" }) : iso?.replace(/^(\d{4})-(?:(0[12]|1\d)|0(\d))-(\d\d)$/, "$4/$2$3/$1");
const placeOf = (hit) => (hit.portion ?? hit.url) + (hit.anchor ? "#" + hit.anchor : "");
const about = (...parts) => element("p", { class: "meta" }, ...parts.filter(Boolean).flatMap((part) => [part.nodeType ? part : element("span", {}, part), " "]));
const force = (key) => key && element("strong", { class: "force-mark", "data-force": key }, labelOf("status", { value: key }));
const source = (hit) => about(force(hit.status), [hit.type, hit.number].filter(Boolean).join(" "), day(hit.date), hit.issuer);

// The parts of a text from one place to another, with its marks.
const marked = (text, marks, since = 0, to = text.length) => {
  const parts = [];
  for (const [start, end] of marks) {
    if (start < since || end > to) continue;
    parts.push(text.slice(since, start), element("mark", {}, text.slice(start, end)));
    since = end;
  }
  return [...parts, text.slice(since, to)];
};

// The heading of the section, and what follows it in the text: said once.
const parted = ({ section, snippet: { text, marks } }) => {
  const own = [section, section.replace(/^[IVXLC]+\./, "")].find((heading) => heading && text.startsWith(heading));
  if (!own || own.length > 150) return [[section], marked(text, marks)];
  const rest = own.length + text.slice(own.length).search(/[^\s.:;]|$/);
  return [[section.slice(0, -own.length), ...marked(text, marks, 0, own.length)], marked(text, marks, rest)];
};

// ---- As one types: a combobox.

const list = element("ul", { role: "listbox", id: "tim-goi-y", "aria-label": say.label, hidden: "" });
const status = element("p", { class: "hidden", role: "status" });
form.append(list, status);
attribute(input, { role: "combobox", "aria-controls": list.id, "aria-expanded": false, "aria-autocomplete": "list" });
let chosen = -1;
let looking;
let timer;
let telling;

const close = () => {
  list.hidden = true;
  clearTimeout(telling);
  choose(-1);
  attribute(input, { "aria-expanded": false });
};

const choose = (at) => {
  const options = [...list.children];
  chosen = at < options.length ? at : -1;
  options.forEach((option, place) => attribute(option, { "aria-selected": place === chosen }));
  attribute(input, { "aria-activedescendant": options[chosen]?.id ?? null });
  options[chosen]?.scrollIntoView({ block: "nearest" });
};

const suggest = async () => {
  const query = input.value.trim();
  if (looking) return void (overtaken = query !== looking);
  if (query.length < 2) return close();
  looking = query;
  const state = readState(query);
  const found = await open().then((index) => index.search(query, { limit: 5, facets: false, filters: filtersOf(state) })).catch(() => 0);
  looking = overtaken = false;
  if (query !== input.value.trim()) return suggest();
  if (!found || document.activeElement !== input) return close();
  const options = [];
  const option = (href, ...children) => options.push(element("li", { role: "option", id: `tim-${options.length}`, "data-href": href }, ...children));
  for (const entry of found.answer ? [found.answer] : found.candidates.slice(0, 3)) {
    option(entry.url, element("strong", {}, entry.name), about(say[entry.kind], entry.title ?? entry.issuer));
  }
  for (const hit of found.hits) {
    const [heading, rest] = parted(hit);
    // Two lines are shown: what was found must be in them.
    if (rest[1] && rest[0].length > 50) rest[0] = "… " + rest[0].slice(-35).replace(/^\S*\s/, "");
    option(placeOf(hit), element("strong", {}, ...(hit.section ? heading : [hit.title])), element("span", {}, ...rest), source(hit));
  }
  const count = options.length;
  option(address(state), element("span", { class: "more" }, count ? say.all : worded(say.none, { q: query })));
  list.replaceChildren(...options);
  list.scrollTop = 0;
  list.hidden = false;
  choose(-1);
  attribute(input, { "aria-expanded": true });
  // Said when typing has paused, not at every letter.
  clearTimeout(telling);
  telling = setTimeout(() => (status.textContent = worded(count ? say.count : say.none, { n: count, q: query })), 700);
};

on(input, "input", () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, 120);
});
on(input, "keydown", (event) => {
  const { key } = event;
  const last = list.children.length - 1;
  if (event.isComposing) return;
  if (list.hidden) {
    if (key !== "ArrowDown") return;
    suggest();
  } else if (key === "Escape") close();
  else if (key === "ArrowDown") choose(chosen + 1);
  else if (key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
  else if (chosen < 0) return;
  else if (key === "Home") choose(0);
  else if (key === "End") choose(last);
  else if (key === "Enter") location.href = list.children[chosen].dataset.href;
  else return;
  event.preventDefault();
});
// A click in the list must not take the focus away before it counts.
on(list, "pointerdown", (event) => event.preventDefault());
on(list, "click", (event) => (location.href = event.target.closest("[data-href]").dataset.href));
on(input, "blur", close);
// For what keeps searches.
globalThis.congbaoFind = (...asked) => open().then((index) => index.search(...asked));

// ---- The page of results.

const FACETS = [...NARROW, "cites"];
// Results at a time, and at most.
const STEP = 10;
const MOST = 100;

const address = (state) => {
  const url = new URL(form.action);
  for (const facet in state) for (const one of [state[facet]].flat()) if (one) url.searchParams.append(facet, one);
  return url.href;
};

// What the address asks for; with other words, the filters and the order stay.
const readState = (q) => {
  const read = new URL(location.href).searchParams;
  const state = { q: (q ?? read.get("q") ?? "").trim().slice(0, 300), sort: read.get("sort") };
  for (const facet of FACETS) if (read.has(facet)) state[facet] = read.getAll(facet);
  if (q === undefined) {
    state.n = Math.min(+read.get("n"), MOST);
    state.exact = read.get("exact");
  }
  return state;
};

const filtersOf = (state) => Object.fromEntries(FACETS.filter((facet) => state[facet]?.length).map((facet) => [facet, state[facet]]));
const link = (state, ...children) => element("a", { href: address(state), "data-go": "" }, ...children);

const go = (href) => {
  history.replaceState(scrollY, "");
  try {
    history.pushState(0, "", href);
  } catch {
    return void (location.href = href);
  }
  show(true);
};

const tell = results?.dataset;
const unasked = pick("[data-unasked]");
const [heading, aside, main] = results?.children ?? [];
let turn = 0;
let count;

const show = async (moved) => {
  const state = readState();
  const { q, sort, exact } = state;
  const filters = filtersOf(state);
  const scrolled = history["state"];
  const mine = ++turn;
  const isNarrowed = Object.keys(filters).length > 0;
  const asked = q || isNarrowed;
  results.hidden = !asked;
  unasked.hidden = asked;
  input.value = q;
  close();
  clearTimeout(timer);
  document.title = `${q || tell.title} – ${tell.site}`;
  if (!asked) return;
  // Nothing to narrow or to sort yet.
  aside.hidden ||= !main.firstChild;
  const slow = setTimeout(() => {
    heading.textContent = tell.searching;
    attribute(main, { "aria-busy": true });
  }, main.firstChild ? 300 : 0);
  const search = async (more) => (await open()).search(q, { limit: state.n || STEP, filters, sort: sort ?? undefined, exact, facets: isNarrowed, ...more });
  let found;
  const cited = {};
  busy++;
  try {
    found = await Promise.race([search(), new Promise((_, no) => setTimeout(no, 40000))]);
    for (const id of state.cites ?? []) cited[id] = (await (await open()).named(id))?.name;
  } catch (error) {
    console.warn(error);
  }
  busy--;
  clearTimeout(slow);
  if (mine !== turn) return;
  attribute(main, { "aria-busy": null });
  aside.hidden = !found;
  if (found) {
    const before = main.querySelectorAll("li").length;
    fillMain(state, found, filters);
    fillAside(state, found, cited);
    // All that results can be narrowed by is counted when somebody is about to.
    const tally = (facets) => search({ limit: 1, facets }).then((found) => mine === turn && fillFacets(state, found.facets, found.total_is_exact));
    count = () => tally("all");
    // What stands beside the results on a wide screen comes after them.
    if (aside.lastChild.open && !isNarrowed) tally(true).catch(() => 0);
    if (moved) (state.n ? pick("a", main.querySelectorAll("li")[before] ?? main) : heading).focus();
    else if (scrolled) scrollTo(0, scrolled);
  } else {
    heading.textContent = tell.failed;
    const again = element("button", { class: "button" }, tell.retry);
    on(again, "click", () => show());
    on(globalThis, "online", () => mine === turn && show());
    main.replaceChildren(again);
    unasked.hidden = false;
  }
};

const fillMain = (state, { answer, candidates, hits, total, total_is_exact, instead, searched, whole, notes }, filters) => {
  const { q, exact } = state;
  const limit = state.n || STEP;
  const isAny = hits.length;
  // Not by `toLocaleString`, which takes as long as the whole search at first.
  const n = `${total}`.replace(/\B(?=(...)+$)/g, isEnglish ? "," : ".");
  const plain = { ...state, n: 0 };
  const parts = [];
  const add = (...children) => parts.push(element("p", {}, ...children));
  const note = (...children) => parts.push(element("p", { class: "note" }, ...children));
  const isWeak = (hit) => q && hit.weak;
  const isLost = q && hits.every(isWeak);
  heading.textContent = worded(!isAny ? (q ? tell.none : tell.nothing) : !q ? tell.filtered : isLost ? tell.nearest : !whole ? tell.partly : !total_is_exact ? tell.nearly : total === 1 ? tell.single : tell.total, { n, q: isAny ? searched : q });
  if (instead) {
    const [start, end] = worded(tell[instead], { q, instead: "\n" }).split("\n");
    note(start, link({ ...plain, q: searched }, searched), end, " ", link({ ...plain, exact: 1 }, worded(tell.exactly, { q })));
  } else if (isAny && !q) note(tell.inside);
  if (isAny && notes.newest) note(tell.sorted);
  if (isAny && notes.year) note(worded(tell.anotherYear, notes));
  if (notes.missing?.length && !instead) note(worded(tell.missing, { words: notes.missing.join(", ") }));
  if (isLost) for (const read of ["understood", "idle"]) if (notes[read]?.length) note(worded(tell[read], { words: notes[read].join(", ") }));
  if (candidates.length) add(tell.several);
  for (const entry of answer ? [answer] : candidates) {
    const isCited = entry.kind === "work" && entry.count;
    parts.push(
      element("section", { class: "answer" }, element("p", { class: "eyebrow" }, say[entry.kind]), element("a", { class: "title", href: entry.url }, entry.name),
        entry.title && element("p", {}, entry.title),
        about(day(entry.date), entry.issuer, entry.kind === "work" && (entry.held ? tell.held : tell.absent), entry.count && worded(isCited ? tell.cited : tell.documents, { n: entry.count })),
        isCited && element("p", {}, link({ cites: [entry.id] }, tell.citing)),
      ),
    );
  }
  // What answers, and below a line what only matches in part.
  for (const weak of [false, true]) {
    const those = hits.filter((hit) => Boolean(isWeak(hit)) === weak);
    if (weak && those.length && !isLost) parts.push(element("p", { class: "meta" }, tell.weak));
    if (those.length) parts.push(listOf(those, q));
  }
  if (tell.contact && isLost) add(element("a", { href: tell.contact }, tell.ask));
  if (!isAny) {
    add(tell.advice);
    if (Object.keys(filters).length) add(link({ q }, tell.clear));
    if (exact) add(link({ ...plain, exact: 0 }, tell.loosely));
    if (/["“”]/.test(q)) add(link({ ...plain, q: q.replace(/["“”]/g, "") }, tell.unquoted));
    unasked.hidden = false;
  }
  if (isAny && notes.more) add(limit < MOST ? link({ ...state, n: limit + STEP }, tell.more) : worded(tell.stop, { n: MOST }));
  main.replaceChildren(...parts);
};

const replacedBy = ({ replaced }) => replaced && element("p", { class: "meta" }, tell.replaced, " ", element("a", { href: replaced.url }, replaced.name));

// A document once, with its sections.
const listOf = (hits, q) => {
  const shown = element("ol", { class: "list" });
  const papers = {};
  for (const hit of hits) {
    const [head, rest] = parted(hit);
    const paper = hit.url;
    const href = q ? placeOf(hit) : paper;
    if (!papers[paper]) shown.append((papers[paper] = element("li", {}, element("a", { class: "title", href }, hit.title), source(hit), replacedBy(hit))));
    if (q) papers[paper].append(element("div", {}, hit.section && element("a", { class: "in", href }, ...head), element("p", { class: "snippet" }, ...rest)));
  }
  return shown;
};

// Known as "in-force", shown as the site says it.
const labelOf = (facet, { value, name: own }) => tell[facet + value.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())] ?? own;
const facetName = (facet) => tell[facet.replace("_year", "Year")];

const fillAside = (state, { facets, hits, total_is_exact }, cited) => {
  const [chips, order, narrow] = aside.children;
  const items = [];
  for (const facet of FACETS) {
    for (const value of state[facet] ?? []) {
      const label = labelOf(facet, facets[facet]?.find((entry) => entry.value === value) ?? { value, name: cited[value] ?? value });
      const called = facet === "cites" ? worded(tell.citesChip, { name: label }) : `${facetName(facet)}: ${label}`;
      const chip = link({ ...state, n: 0, [facet]: state[facet].filter((one) => one !== value) }, called, " ×");
      attribute(chip, { "aria-label": worded(tell.remove, { name: called }) });
      items.push(chip);
    }
  }
  narrow.firstChild.textContent = tell.refine + (items.length ? ` (${items.length})` : "");
  if (items.length > 1) items.push(link({ q: state.q, sort: state.sort }, tell.clear));
  chips.replaceChildren(...items.map((chip) => element("li", {}, chip)));
  chips.hidden = !items.length;
  order.hidden = hits.length < 2;
  for (const choice of order.children) {
    const { sort } = choice.dataset;
    attribute(choice, { href: address({ ...state, sort }), "aria-current": sort === (state.sort ?? "") ? true : null });
  }
  // Folded on a phone: the results come first.
  narrow.open = matchMedia("(min-width: 60rem)").matches;
  narrow.hidden = hits.length < 2;
  narrow.lastChild.replaceChildren();
  if (items.length) fillFacets(state, facets, total_is_exact);
};

const fillFacets = async (state, facets, isExact) => {
  const { fillFacets: fill } = await more();
  fill({ element, worded, link, labelOf, facetName, tell, FACETS, narrow: aside.children[2] }, state, facets, isExact);
};

const unfold = () => {
  count?.().catch(() => 0);
  count = null;
};

if (results) {
  history.scrollRestoration = "manual";
  for (const reach of ["pointermove", "pointerdown", "focusin"]) on(aside, reach, unfold);
  on(form, "submit", (event) => {
    event.preventDefault();
    input.blur();
    go(address(readState(input.value)));
  });
  on(results, "click", (event) => {
    const went = event.target.closest("[data-go]");
    if (!went || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(went.href);
  });
  on(globalThis, "pagehide", () => history.replaceState(scrollY, ""));
  on(globalThis, "popstate", () => show());
  // What few use comes when the results are there.
  globalThis.congbaoBeside = [openIndex, more, listOf];
  show().then(() => document.querySelectorAll("[data-late]").forEach((box) => document.head.append(element("script", { src: box.dataset.late }))));
}
// What every search begins with comes while one types.
on(input, "focus", () => open().catch(() => 0));
if (document.activeElement === input) {
  open().catch(() => 0);
  // What was typed while this was loading.
  if (input.value) suggest();
}
