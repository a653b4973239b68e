// Search without a server: reads the index that `src/search` wrote. No DOM; the same in Node, in browsers, in tests.
//
//   const index = await openIndex(new URL(site.search.index, site.base_url));
//   const { answer, total, total_is_exact, facets, hits } = await index.search("chuyen doi so", { limit: 10 });
//
// search-index.mjs is how a search goes; here it has all at hand that pages load when it is needed.
import { openIndex as open } from "./search-index.mjs";
import { more } from "./search-more.mjs";

export { NARROW, parse } from "./search-query.mjs";
export { untelex } from "./search-telex.mjs";
export { forms, words } from "./search-words.mjs";

export const openIndex = (baseUrl, options = {}) => open(baseUrl, { more: async () => more, ...options });
