// The neighbours of the site are searched, too, where the reader wishes it. This site's own code reads their indexes: nothing of theirs is
// run, and they are not told where the reader comes from. How well a text fits is a number of its own index, so results are put together
// by their places: the best of each site, the second of each, and so on.
const [openIndex, more, listOf] = congbaoBeside;
const pick = (what, from = document) => from.querySelector(what);
const box = pick(".elsewhere");
const main = pick("[data-results] > .hits");
const wish = pick("input", box);
const status = pick("[role=status]", box);
const say = box.dataset;
const KEY = `congbao:${new URL("..", document.currentScript.src).pathname}:elsewhere`;
const LONGEST = 20000;
const sites = [...box.querySelectorAll("a")].map((link) => ({ name: link.textContent, address: link.href }));
const FACETS = ["type", "issuer", "level", "province", "school_year", "year", "theme", "status", "cites"];

const ask = (url, options) => fetch(url, { ...options, credentials: "omit", referrerPolicy: "no-referrer" });
const open = (site) => {
  site.index ??= openIndex(site.address, { more, fetch: ask });
  site.index.catch(() => (site.index = null));
  return site.index;
};
const late = () => new Promise((_, no) => setTimeout(no, LONGEST));

// What the address asks for.
const asked = () => {
  const all = new URLSearchParams(location.search);
  const filters = {};
  for (const facet of FACETS) if (all.has(facet)) filters[facet] = all.getAll(facet);
  return { q: (all.get("q") ?? "").trim().slice(0, 300), options: { limit: Math.min(+all.get("n") || 10, 100), sort: all.get("sort") ?? undefined, exact: all.get("exact"), filters, facets: false } };
};

const worded = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// The documents of one site that fit, each with the site's name.
const linesOf = ({ name }, hits, q) => {
  const lines = [...listOf(hits.filter((hit) => !hit.weak || !q), q).children];
  for (const line of lines) {
    line.dataset.site = name;
    const mark = document.createElement("strong");
    mark.className = "force-mark";
    mark.textContent = name;
    pick(".title", line).after(" ", mark);
    for (const link of line.querySelectorAll("a")) link.rel = "external";
  }
  return lines;
};

let turn = 0;
const show = async () => {
  const mine = ++turn;
  const { q, options } = asked();
  for (const line of main.querySelectorAll("[data-site]")) line.remove();
  status.textContent = "";
  box.hidden = !location.search;
  if (!wish.checked || !q && !Object.keys(options.filters).length) return;
  status.textContent = say.asking;
  const answers = await Promise.all(sites.map((site) => Promise.race([open(site).then((index) => index.search(q, options)), late()]).catch(() => null)));
  // All that the own index has fits only in part: what fits elsewhere comes first.
  const own = await congbaoFind(q, { ...options, limit: 1 }).catch(() => null);
  if (mine !== turn) return;
  const found = sites.map((site, at) => (answers[at] ? linesOf(site, answers[at].hits, q) : []));
  status.textContent = sites.map(({ name }, at) => worded(answers[at] ? (found[at].length ? say.found : say.none) : say.failed, { name, n: answers[at]?.total })).join(" ");
  if (!found.some((lines) => lines.length)) return;
  let list = pick(".list", main);
  if (!list || (q && own?.hits[0]?.weak)) {
    list = document.createElement("ol");
    list.className = "list";
    list.dataset.site = "";
    quietly(() => main.prepend(list));
  }
  const all = [[...list.children], ...found];
  const rows = Array.from({ length: Math.max(...all.map(({ length }) => length)) }, (_, at) => all.map((lines) => lines[at]).filter(Boolean));
  list.append(...rows.flat());
};

const again = () => show().catch(() => (status.textContent = say.failed.replace("{name}", "")));
// The page shows other results.
const watch = new MutationObserver(again);
const quietly = (change) => {
  watch.disconnect();
  change();
  watch.observe(main, { childList: true });
};
try {
  wish.checked = localStorage.getItem(KEY) === "1";
} catch {
  // It keeps nothing: the box is empty each time.
}
wish.addEventListener("change", () => {
  try {
    localStorage.setItem(KEY, wish.checked ? "1" : "");
  } catch {
    // As above.
  }
  again();
});
quietly(() => again());
