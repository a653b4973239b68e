// Search without a server: reads the index that `src/search` wrote. No DOM; the same in Node, in browsers, in tests.
//
//   const index = await openIndex(new URL(site.search.index, site.base_url));
//   const { answer, total, total_is_exact, facets, hits } = await index.search("chuyen doi so", { limit: 10 });
//
// search-query.mjs reads the query, search-retrieve.mjs finds passages by the index (search-library.mjs, search-files.mjs),
// search-rank.mjs ranks the articles in their texts; search-figures.mjs has the figures. The script that pages load is made of all.
import { MANY, Stale, documentOf, openFiles, together } from "./search-files.mjs";
import { EACH, FAINT, FAR, LEAST_BYTES, MOST_TEXTS, NEAREST, NEWEST, OWN_SOFTLY, QUERY_BYTES, SHORT, TEXT_BYTES } from "./search-figures.mjs";
import { Library, NARROW } from "./search-library.mjs";
import { parse } from "./search-query.mjs";
import { sectionHits } from "./search-rank.mjs";
import { matches, retrieve, spread } from "./search-retrieve.mjs";
import { sum } from "./search-words.mjs";

export { NARROW, parse };
export { forms, untelex, words } from "./search-words.mjs";

const { max, min, round } = Math;

export const openIndex = async (baseUrl, options = {}) => {
  // The address of the site or of its index.
  const site = new URL(baseUrl, globalThis.location?.href).href.replace(/(\/tim-kiem\/chi-muc(\/goc\.\w+)?)?\/?$/, "/");
  const files = openFiles(site + "tim-kiem/chi-muc/", options);
  return new Index(files, await files.root(), site);
};

class Index extends Library {
  // What is published while one searches is searched again.
  async search(query, options) {
    try {
      return await this.searchNow(query, options);
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
      this.use(await this.files.root(true));
      return this.searchNow(query, options);
    }
  }

  async searchNow(query, { limit = 10, filters = {}, sort = "relevance", facets = true, exact = false, signal } = {}) {
    const rest = resting(signal);
    const narrowed = Object.entries(filters).filter(([, value]) => value !== undefined && value !== "" && [value].flat().length);
    const isDated = sort !== "relevance";
    // Documents' columns are read where they are asked for, and count in any case: what is found depends on nothing else.
    const counts = facets || isDated || narrowed.length;
    const asked = { ...parse(query, this.said), exact };
    if (!asked.words.length && !narrowed.length) {
      return { answer: null, candidates: [], total: 0, total_is_exact: true, facets: {}, hits: [], searched: query.trim(), instead: null, whole: true, notes: {} };
    }

    const answer = this.answer(asked);
    const columns = counts ? this.columns(narrowed.length > 0 || isDated || facets === "all") : {};
    const themes = facets && this.root.documents <= 3000 && this.several(this.facts.themes);
    // Of a small site, where texts are is asked for before it is known which.
    if (this.facts.places.length < MANY && asked.words.length) for (const piece of this.facts.places) this.places(piece).catch(() => 0);
    // Where a piece is missing, the one that is awaited first says so.
    for (const early of [answer, columns, themes]) early?.catch?.(() => 0);
    const found = await retrieve(this, asked, rest);
    const ways = found.goals.flatMap((goal) => goal.ways);
    const isCut = () => ways.some((way) => way.some((list) => list.cut));
    const wanted = narrowed.length ? await this.narrowing(narrowed, await columns) : null;
    const { all, end, of } = await columns;
    const collect = () => matches(found.goals, found.words.length ? 0 : end, wanted, rest);
    let matched = await collect();
    if (wanted && matched.best.length < limit && isCut()) {
      await together(ways.map(async (way) => way.splice(0, way.length, ...(await together(way.map((list) => this.further(list, 3)))))));
      matched = await collect();
    }

    // Newest first; of one day, what came last.
    const byDay = (a, b) => of(documentOf(b.passage), "day") - of(documentOf(a.passage), "day") || b.passage - a.passage;
    const inOrder = sort === "oldest" ? (a, b) => byDay(b, a) : byDay;
    if (isDated) matched.best = matched.best.filter(({ whole }) => whole).sort(inOrder);
    const few = spread(matched.best, max(limit, MOST_TEXTS), !found.words.length ? 1 : found.words.length > SHORT ? MOST_TEXTS : EACH);
    const looked = found.words.length && !isDated ? await this.within(few.filter(({ score }, at) => at < NEAREST || score > FAR * few[0].score), textBytes(found.read) * max(1, limit / 10)) : few;
    const texts = await together(looked.map(({ passage }) => this.text(passage)));
    await rest();
    const ranks = looked.map(({ score }) => score / (looked[0].score || 1));
    const hits = sectionHits(found, texts, ranks).filter((hit) => !asked.phrases.length || hit.phrases);
    for (const hit of hits) Object.assign(hit, { key: hit.url + "#" + hit.anchor, passage: looked[hit.passage].passage });
    const seen = new Set();
    hits.sort((a, b) => (isDated ? inOrder(a, b) || b.score - a.score : b.score - a.score || b.passage - a.passage || a.order - b.order));
    if (asked.newest && sort === "relevance") newestFirst(hits);
    // Behind a good hit, what is much worse is as good as noise.
    const least = FAINT * min(100, hits[0]?.score ?? 0);
    for (const hit of hits) hit.weak ||= !hit.own && hit.score < least;
    const shown = hits.filter(({ key, score }) => (sort === "relevance" || score > 0) && !seen.has(key) && seen.add(key)).slice(0, limit);

    const phrasesLooked = asked.phrases.length && matched.best.length <= looked.length;
    const total = phrasesLooked ? new Set(hits.map(({ url }) => url)).size : matched.documents.size;
    const named = await answer;
    const instead = shown[0] && !shown[0].guess && found.instead !== "telex" ? null : found.instead;
    return {
      answer: named.answer,
      candidates: named.candidates,
      total: asked.phrases.length && !hits.length ? 0 : total,
      total_is_exact: !isCut() && (!asked.phrases.length || Boolean(phrasesLooked)),
      facets: facets ? await this.facets(matched.documents, await columns, facets === "all" ? facets : wanted, rest) : {},
      hits: shown.map(({ key, passage, order, guess, own, phrases, run, ...hit }) => ({
        ...hit,
        url: this.addressOf(hit.url),
        // The page of a part of a long document.
        ...(hit.portion && { portion: this.addressOf(hit.url + hit.portion) }),
        score: round(hit.score * 100) / 100,
        replaced: hit.replaced ? { name: hit.replaced[0], url: this.addressOf(hit.replaced[1]) } : null,
      })),
      searched: instead ? (shown[0]?.run ?? found.words.map((word) => word.shown ?? word.typed).join(" ")) : query.trim(),
      instead,
      whole: matched.whole,
      // What else there is to say: sorted as was wished, a number of another year, words that stand nowhere.
      notes: { ...readAs(found), newest: asked.newest && !isDated, year: yearOf(found, shown[0]), missing: found.missing, more: shown.length >= limit || matched.best.length > looked.length },
    };
  }
}

// What may be read of texts after so many pieces of terms, so that no query costs much more than another.
const textBytes = (read) => max(LEAST_BYTES, min(TEXT_BYTES, QUERY_BYTES - sum([...read].map(({ length }) => length))));

// How the query was read: words that stand for those typed, and words that weigh nothing.
const readAs = ({ raw, words, variants }) => {
  const others = variants.flatMap(({ short }) => (short && short.length > 1 ? [short.other.shown] : []));
  return { understood: [...new Set(others)].slice(0, 4), idle: words.filter(({ idle }) => idle).map(({ at, end }) => raw.slice(at, end)) };
};

// The year that was asked for, where the first hit has the number, but of another year.
const yearOf = ({ year, soft }, first) => (first?.own ? (year ?? (first.own === OWN_SOFTLY ? soft.year : null)) : null) ?? null;

// Those that answer well, newest first; the others stay behind them.
const newestFirst = (hits) => {
  const enough = NEWEST * (hits[0]?.score ?? 0);
  hits.sort((a, b) => (b.score >= enough) - (a.score >= enough) || (a.score >= enough ? ((a.date ?? "") < (b.date ?? "")) - ((a.date ?? "") > (b.date ?? "")) : 0) || b.score - a.score);
};

// To be awaited between long stretches of work: lets the page answer, and ends a search whose result is not awaited.
const resting = (signal) => {
  let since = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - since < 6) return;
    await new Promise((done) => setTimeout(done));
    signal?.throwIfAborted();
    since = performance.now();
  };
};
