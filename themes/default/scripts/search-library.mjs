// The library: what the index tells of terms, documents, names, texts. Nothing here knows a query.
import { Stale, fileOf, factsOf, hashOf, json, lines, MOST_PLACES, PLACES, TEXTS, documentOf, placed, readPlaces, readPostings, readShard, text, together } from "./search-files.mjs";
import { nfc, plainOf, plainly, sum } from "./search-words.mjs";

const { floor, log, max } = Math;

// Pieces of words, for the first letter and for the last.
const LETTERS = 26;
const A = 97;

// How much it says that one of `total` has a term that `count` of them have (Robertson and Spärck Jones, with a floor of 0).
export const rarity = (total, count) => log(1 + (total - count + 0.5) / (count + 0.5));

// Groups of forms → of each its words without marks, and how it is shown. All are folded at once, which takes a tenth of the time.
const split = (groups = []) => {
  const folded = plainly(groups.flat().join("\n")).split("\n");
  let at = 0;
  return groups.map((group) => group.map((shown) => Object.assign(folded[at++].split(" "), { shown })));
};

export class Library {
  // `more`: gets what few searches need.
  constructor(files, root, site, more) {
    Object.assign(this, { files, site, more });
    this.use(root);
  }

  use(root) {
    Object.assign(this, { root, total: root.passages, facts: factsOf(root.facts) });
    // Of the base and of the newest documents.
    this.parts = root.terms.map(({ top, first, names, generations, heads, directories }) => {
      const containers = names.map((name, at) => ({ name, top, generation: generations[at], head: sum([heads[at]].flat()), segments: [heads[at]].flat().length }));
      const segments = containers.flatMap((container, at) => {
        if (directories) return { container, directory: placed(container, directories[at]) };
        let next = 0;
        return [heads[at]].flat().map((length, which) => ({ container, piece: { at: (next += length) - length, length, which } }));
      });
      return { first: first.split("\n"), segments, top };
    });
    this.frequent = new Map((root.frequent ?? "").split(" ").map((word, place) => [word, place]));
    this.isLocal = root.form === "scripts";
    const lay = split(root.lay);
    // How words are said in other words.
    this.said = { shortForms: split(root.abbreviations), lay: lay.filter(({ length }) => length > 1), idle: lay.filter(({ length }) => length === 1).map(([form]) => form) };
  }

  // Where a page of the site is.
  addressOf(path) {
    return this.site + path + (this.isLocal && path.endsWith("/") ? "index.html" : "");
  }

  // How rare a word is: its place among the frequent ones, most frequent first.
  rank(word) {
    return this.frequent.get(word) ?? Infinity;
  }

  fact(piece, made) {
    return this.files.get(this.facts.container, piece, made);
  }

  // The piece of a part's terms that has `term`, if any has. Pieces that are read for it join `read`.
  async shard({ first, segments }, term, read) {
    if (!segments.length) return null;
    const { container, piece, directory: listed } = segments[fileOf(first, term)];
    if (!listed) read.add(piece);
    const directory = listed ?? (await this.files.get(container, piece, (bytes) => placed(container, json(bytes))));
    const shard = directory.shards[fileOf(directory.first, term)];
    read.add(shard);
    return this.files.get(container, shard, (bytes) => readShard(bytes, container, shard));
  }

  // Of the base and of the newest documents, these first.
  async shards(term, read) {
    const found = await together(this.parts.map((part) => this.shard(part, term, read)));
    return found.map((terms, at) => ({ terms, top: this.parts[at].top })).filter(({ terms }) => terms).reverse();
  }

  // The passages that have a term, as far as its first pieces tell; null where none has it.
  async term(term, read = new Set()) {
    if (!this.total) return null;
    const found = [];
    for (const { terms, top } of await this.shards(term, read)) if (terms.has(term)) found.push({ ...terms.get(term), top });
    const holders = new Map();
    for (const { first, top } of found) readPostings(first, top, holders);
    const further = found.flatMap(({ further }) => further);
    return this.list(sum(found.map(({ count }) => count)), holders, further);
  }

  list(count, holders, further = []) {
    if (!count) return null;
    return { count, holders, further, idf: rarity(this.total, count), cut: holders.size < count / (further.length ? 1 : 2) };
  }

  // Everything that begins so, as far as one piece has it.
  async beginning(prefix, read) {
    if (!this.total) return null;
    const holders = new Map();
    let count = 0;
    for (const { terms, top } of await this.shards(prefix, read)) {
      for (const [term, found] of terms) {
        // Behind the sign stand words with their marks: they are there without marks, too.
        if (!term.startsWith(prefix) || term.includes("!")) continue;
        count += found.count;
        for (const [passage, impact] of readPostings(found.first, top)) if (!(holders.get(passage) >= impact)) holders.set(passage, impact);
      }
    }
    return this.list(count, holders);
  }

  // The same list with more of its passages. What other searches have is left as it is: answers depend on no search before.
  async further(list, most) {
    const holders = new Map(list.holders);
    for (const piece of list.further.slice(0, most)) readPostings(await this.files.get(piece.container, piece, (all) => all), piece.container.top, holders);
    return { ...list, holders, cut: holders.size < list.count };
  }

  // Words that begin or end as this one does, each with how often it occurs, in powers of two.
  async vocabulary(word, read) {
    const often = new Map();
    const readWords = (bytes) => {
      let last = "";
      return lines(bytes).filter(Boolean).map((line) => {
        last = last.slice(0, +line[0]) + line.slice(1, -1);
        return [last, line.charCodeAt(line.length - 1)];
      });
    };
    const letters = [word.charCodeAt(0) - A, word.charCodeAt(word.length - 1) - A + LETTERS];
    const pieces = this.facts.words.filter((_, at) => letters.includes(at % (2 * LETTERS)));
    for (const piece of pieces) read.add(piece);
    for (const words of await together(pieces.map((piece) => this.fact(piece, readWords)))) {
      for (const [word, times] of words) often.set(word, max(times, often.get(word) ?? 0));
    }
    return often;
  }

  places(piece) {
    return this.fact(piece, readPlaces);
  }

  async textPiece(passage) {
    const document = documentOf(passage);
    const places = await this.places(this.facts.places[floor(document / PLACES)]);
    return places[document % PLACES][passage % MOST_PLACES];
  }

  async text(passage) {
    const number = floor(documentOf(passage) / TEXTS);
    const container = { name: `t/${number}`, generation: this.root.texts[number] };
    return this.files.get(container, await this.textPiece(passage), (bytes) => JSON.parse(nfc(text(bytes))));
  }

  // The first of these passages, as far as their texts have no more bytes.
  async within(entries, bytes) {
    const pieces = await together(entries.map(({ passage }) => this.textPiece(passage)));
    let left = bytes;
    return entries.filter((_, at) => (left -= pieces[at].length) >= 0 || !at);
  }

  // The work, theme or issuer that is named by exactly these words, or by this number.
  async answer(asked) {
    const none = { answer: null, candidates: [] };
    const key = asked.number ? `#${asked.number}` : asked.words.map(plainOf).join(" ");
    if (!key || asked.words.length > 12) return none;
    const found = await this.entries(key);
    // A number of one work; else who asks has to say which.
    return found.length === 1 ? { ...none, answer: found[0] } : { ...none, candidates: found };
  }

  // The work that documents cite by this id.
  async named(id) {
    return (await this.entries(`@${id}`))[0] ?? null;
  }

  async entries(key) {
    const own = await this.entry(key);
    const found = Array.isArray(own) ? (await together(own.map((key) => this.entry(key)))).filter(Boolean) : [own ?? []].flat();
    found.sort((a, b) => (a.kind === "work") - (b.kind === "work") || b.count - a.count);
    return found.map((entry) => ({ ...entry, url: this.addressOf(entry.url) }));
  }

  // What stands behind a key: an entry, or the keys of entries.
  async entry(key) {
    const { pieces, generations, heads } = this.root.names;
    const place = hashOf(key) % (pieces * generations.length);
    const number = floor(place / pieces);
    const container = { name: `n/${number}`, generation: generations[number] };
    const lengths = await this.files.get(container, { at: 0, length: heads[number], which: 0 }, json);
    const which = place % pieces;
    const piece = { at: heads[number] + sum(lengths.slice(0, which)), length: lengths[which], which: which + 1 };
    const read = (bytes) => new Map(lines(bytes).map((line) => line.split("\t")));
    const found = (await this.files.get(container, piece, read)).get(key);
    return found && JSON.parse(found);
  }
}
