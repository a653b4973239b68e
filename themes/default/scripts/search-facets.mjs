// What results can be narrowed by, beside them: drawn once it is counted.

// With what the page of results draws by.
export const fillFacets = ({ element, worded, link, labelOf, facetName, tell, FACETS, narrow }, state, facets, isExact) => {
  const made = [];
  for (const facet of FACETS) {
    const active = state[facet] ?? [];
    const items = (facets[facet] ?? []).filter(({ value }) => !active.includes(value)).slice(0, 60).map((entry) =>
      element("li", {}, link({ ...state, n: 0, [facet]: [...active, entry.value] }, element("span", {}, labelOf(facet, entry)), " ", element("span", { class: "count" }, entry.count))),
    );
    if (items.length < 2 && !active.length || !items.length) continue;
    const rest = items.splice(facet === "cites" ? 10 : 8);
    made.push(element("h2", {}, facetName(facet)), element("ul", {}, ...items));
    if (rest.length) made.push(element("details", {}, element("summary", {}, worded(tell.others, { n: rest.length })), element("ul", {}, ...rest)));
  }
  narrow.hidden = !made.length;
  narrow.lastChild.replaceChildren(isExact ? "" : element("p", {}, tell.estimates), ...made);
};
