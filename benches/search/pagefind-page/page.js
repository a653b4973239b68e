// The least page that shows ten results of Pagefind: nothing is loaded before the first query.
const form = document.querySelector("form");
let opened;

async function open() {
  const pagefind = await import("/pagefind/pagefind.js");
  await pagefind.init();
  return pagefind;
}

async function show(q) {
  const pagefind = await (opened ??= open());
  const { results } = await pagefind.search(q);
  const data = await Promise.all(results.slice(0, 10).map((result) => result.data()));
  const items = data.map(({ url, meta, excerpt }) => {
    const item = document.createElement("li");
    item.innerHTML = `<a></a><p>${excerpt}</p>`;
    Object.assign(item.firstChild, { href: url, textContent: meta.title });
    return item;
  });
  document.querySelector("ol").replaceChildren(...items);
  document.body.dataset.shown = q;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(form.q.value);
});
form.q.value = new URL(location.href).searchParams.get("q") ?? "";
if (form.q.value) show(form.q.value);

// As one types: the part of Pagefind's interface that costs, for the time it blocks the page.
form.q.addEventListener("input", async () => {
  const pagefind = await (opened ??= open());
  const found = await pagefind.debouncedSearch(form.q.value, {}, 180);
  if (found) await Promise.all(found.results.slice(0, 5).map((result) => result.data()));
});

// What stands before the first heading has no anchor.
const anchorOf = (section) => (section ? (section.anchor?.id ?? "mo-dau") : null);
const mostOf = (sections) => sections.reduce((best, one) => (!best || one.locations.length > best.locations.length ? one : best), undefined);

// The best ten pages for each query, each with the section that has the most matches.
globalThis.tenHits = async (queries) => {
  const pagefind = await (opened ??= open());
  const found = [];
  for (const q of queries) {
    const { results } = await pagefind.search(q);
    const data = await Promise.all(results.slice(0, 10).map((result) => result.data()));
    found.push(data.map(({ url, sub_results }) => ({ path: decodeURIComponent(url.slice(1)), anchor: anchorOf(mostOf(sub_results ?? [])) })));
  }
  return found;
};

// The best page for each query with the sections it would point to: the first on the page, and the one with the most matches.
globalThis.firstHits = async (queries) => {
  const pagefind = await (opened ??= open());
  const found = [];
  for (const q of queries) {
    const { results } = await pagefind.search(q);
    const data = await results[0]?.data();
    const sections = data?.sub_results ?? [];
    found.push({ path: data ? decodeURIComponent(data.url.slice(1)) : null, first: anchorOf(sections[0]), most: anchorOf(mostOf(sections)) });
  }
  return found;
};
