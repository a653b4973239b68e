// How a search goes: from a query to results.
//
// search-query.mjs reads the query, search-retrieve.mjs finds passages by the index (search-library.mjs, search-files.mjs),
// search-rank.mjs ranks the articles in their texts; search-figures.mjs has the figures. `more` gets what few searches need (search-more.mjs).
import { MANY, Stale, documentOf, openFiles, together } from "./search-files.mjs";
import { EACH, FAINT, FAR, LEAST_BYTES, MOST_TEXTS, NEAREST, NEWEST, OWN_SOFTLY, QUERY_BYTES, SHORT, TEXT_BYTES } from "./search-figures.mjs";
import { Library } from "./search-library.mjs";
import { parse } from "./search-query.mjs";
import { sectionHits } from "./search-rank.mjs";
import { matches, retrieve, spread } from "./search-retrieve.mjs";
import { sum } from "./search-words.mjs";

const { max, min, round } = Math;

export const openIndex = async (baseUrl, options = {}) => {
  // The address of the site or of its index.
  const site = new URL(baseUrl, globalThis.location?.href).href.replace(/(\/tim-kiem\/chi-muc(\/goc\.\w+)?)?\/?$/, "/");
  const files = openFiles(site + "tim-kiem/chi-muc/", options);
  return new Index(files, await files.root(), site, options.more);
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

  async searchNow(query, options = {}) {
    const wish = wishOf(query, options, this.said);
    const { asked, facets, limit, isDated } = wish;
    if (!asked.words.length && !wish.narrowed.length) return nothing(query);
    const answer = this.answer(asked);
    // Where a piece is missing, the one that is awaited first says so.
    answer.catch(() => 0);
    const documents = this.columnsFor(wish);
    // Of a small site, where texts are is asked for before it is known which.
    if (this.facts.places.length < MANY && asked.words.length) for (const piece of this.facts.places) this.places(piece).catch(() => 0);

    const found = await retrieve(this, asked, wish.rest);
    const matched = await this.matching(found, wish, documents);
    const looked = await this.looked(found, matched, wish);
    const hits = await this.ranked(found, matched, looked, wish);
    const shown = firsts(hits, wish);

    const { phrases } = asked;
    // All that may have a phrase was read.
    const isSure = phrases.length && matched.best.length <= looked.length;
    const instead = shown[0] && !shown[0].guess && found.instead !== "telex" ? null : found.instead;
    return {
      ...(await answer),
      total: phrases.length && (isSure || !hits.length) ? new Set(hits.map(({ url }) => url)).size : matched.documents.size,
      total_is_exact: !matched.isCut && (!phrases.length || Boolean(isSure)),
      facets: facets ? await (await documents.more).facets(this, matched.documents, await documents.columns, facets === "all" ? facets : matched.wanted, wish.rest) : {},
      hits: shown.map((hit) => this.told(hit)),
      searched: instead ? (shown[0]?.run ?? found.words.map((word) => word.shown ?? word.typed).join(" ")) : query.trim(),
      instead,
      whole: matched.whole,
      // What else there is to say: sorted as was wished, a number of another year, words that stand nowhere.
      notes: { ...readAs(found), newest: asked.newest && !isDated, year: yearOf(found, shown[0]), missing: found.missing, more: shown.length >= limit || matched.best.length > looked.length },
    };
  }

  // What documents are besides their texts, where it is asked for: what words find depends on nothing of it.
  columnsFor({ facets, isDated, narrowed }) {
    if (!facets && !isDated && !narrowed.length) return {};
    const more = this.more();
    const columns = more.then((more) => more.columns(this, narrowed.length > 0 || isDated || facets === "all"));
    const themes = facets && this.root.documents <= 3000 ? more.then((more) => more.several(this, this.facts.themes)) : null;
    for (const early of [columns, themes]) early?.catch(() => 0);
    return { more, columns };
  }

  // The passages that have what was asked, best or newest first; more of each term where few are left after narrowing.
  async matching({ goals, words }, { narrowed, limit, rest, isDated, isOldest }, { more, columns }) {
    const wanted = narrowed.length ? await (await more).narrowing(this, narrowed, await columns) : null;
    const { end, of } = (await columns) ?? {};
    const ways = goals.flatMap((goal) => goal.ways);
    const isCut = () => ways.some((way) => way.some((list) => list.cut));
    const collect = () => matches(goals, words.length ? 0 : end, wanted, rest);
    let matched = await collect();
    if (wanted && matched.best.length < limit && isCut()) {
      await together(ways.map(async (way) => way.splice(0, way.length, ...(await together(way.map((list) => this.further(list, 3)))))));
      matched = await collect();
    }
    // Of one day, what came last.
    const byDay = (a, b) => of(documentOf(b.passage), "day") - of(documentOf(a.passage), "day") || b.passage - a.passage;
    const inOrder = isOldest ? (a, b) => byDay(b, a) : byDay;
    if (isDated) matched.best = matched.best.filter((entry) => entry.whole).sort(inOrder);
    return { ...matched, wanted, inOrder, isCut: isCut() };
  }

  // Those whose texts are read.
  looked({ words, read }, { best }, { limit, isDated }) {
    const few = spread(best, max(limit, MOST_TEXTS), !words.length ? 1 : words.length > SHORT ? MOST_TEXTS : EACH);
    if (!words.length || isDated) return few;
    const near = few.filter(({ score }, at) => at < NEAREST || score > FAR * few[0].score);
    return this.within(near, textBytes(read) * max(1, limit / 10));
  }

  // Their articles, best or newest first.
  async ranked(found, { inOrder }, looked, { asked, isDated, rest }) {
    const texts = await together(looked.map(({ passage }) => this.text(passage)));
    await rest();
    const ranks = looked.map(({ score }) => score / (looked[0].score || 1));
    const hits = sectionHits(found, texts, ranks).filter((hit) => !asked.phrases.length || hit.phrases);
    for (const hit of hits) Object.assign(hit, { key: hit.url + "#" + hit.anchor, passage: looked[hit.passage].passage });
    hits.sort((a, b) => (isDated ? inOrder(a, b) || b.score - a.score : b.score - a.score || b.passage - a.passage || a.order - b.order));
    if (asked.newest && !isDated) newestFirst(hits);
    // Behind a good hit, what is much worse is as good as noise.
    const least = FAINT * min(100, hits[0]?.score ?? 0);
    for (const hit of hits) hit.weak ||= !hit.own && hit.score < least;
    return hits;
  }

  // A hit as it is told to who asked.
  told({ key, passage, order, guess, own, phrases, run, ...hit }) {
    return {
      ...hit,
      url: this.addressOf(hit.url),
      // The page of a part of a long document.
      ...(hit.portion && { portion: this.addressOf(hit.url + hit.portion) }),
      score: round(hit.score * 100) / 100,
      replaced: hit.replaced ? { name: hit.replaced[0], url: this.addressOf(hit.replaced[1]) } : null,
    };
  }
}

const wishOf = (query, { limit = 10, filters = {}, sort = "relevance", facets = true, exact = false, signal }, said) => ({
  limit, facets, rest: resting(signal), isDated: sort !== "relevance", isOldest: sort === "oldest",
  narrowed: Object.entries(filters).filter(([, value]) => value !== undefined && value !== "" && [value].flat().length),
  asked: { ...parse(query, said), exact },
});

const nothing = (query) => ({ answer: null, candidates: [], total: 0, total_is_exact: true, facets: {}, hits: [], searched: query.trim(), instead: null, whole: true, notes: {} });

// Each article once, as many as were wished.
const firsts = (hits, { limit, isDated }) => {
  const seen = new Set();
  return hits.filter(({ key, score }) => (!isDated || score > 0) && !seen.has(key) && seen.add(key)).slice(0, limit);
};

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
