// Search without a server: reads the index that `src/search` wrote. No DOM; the same in Node, in browsers, in tests.
//
//   const index = await openIndex(new URL(site.search.index, site.base_url));
//   const { answer, total, total_is_exact, facets, hits } = await index.search("chuyen doi so", { limit: 10 });
//
// Lines that begin with two slashes, and indentation, are left out of the script that pages load.

const { floor, log, log2, max, min, round } = Math;

// ---- Words: as src/search/words.rs, held together by tests/search/words.tsv.

const WORD = /[\p{Alphabetic}\p{N}\u0300-\u036f]+(?:&[\p{Alphabetic}\p{N}\u0300-\u036f]+)*/gu;
const OPEN = /(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\p{Alphabetic})/gu;
const MARK = /[\u0300-\u036f]/g;
const known = new Map();

const nfc = (text) => text.normalize("NFC");
const nfd = (text) => text.normalize("NFD");

export const forms = (word) => {
  let found = known.get(word);
  if (!found) {
    const typed = nfc(word).toLowerCase().replaceAll("&", "").replaceAll("ð", "đ").replace(OPEN, (pair) => {
      const [vowel, tone] = nfd(pair[1]);
      return nfc(pair[0] + tone) + vowel;
    });
    found = { typed, plain: nfd(typed).replace(MARK, "").replaceAll("đ", "d") };
    if (known.size > 50000) known.clear();
    known.set(word, found);
  }
  return found;
};

export const words = (text) => {
  return Array.from(text.matchAll(WORD), (match) => {
    const { typed, plain } = forms(match[0]);
    return { typed, plain, at: match.index, end: match.index + match[0].length };
  });
};

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const plainOf = ({ plain }) => plain;

// How well a word of the text answers a typed one: the same; more marks than were typed; other marks; nothing.
const FEWER = 0.94;
const CONFLICT = 0.45;
const likeness = (asked, word) => {
  if (asked.typed === word.typed) return 1;
  if (asked.plain === word.plain) return asked.typed === asked.plain || within(asked.typed, word.typed) ? FEWER : CONFLICT;
  if (asked.open && word.plain.startsWith(asked.plain)) {
    return asked.typed === asked.plain || within(asked.typed, [...word.typed].slice(0, [...asked.typed].length).join("")) ? 0.9 : 0.4;
  }
  return 0;
};

const within = (fewer, more) => {
  const letters = [...more];
  return [...fewer].every((letter, at) => {
    const other = letters[at] ?? "";
    if (letter === other || (letter === "d" && other === "đ")) return true;
    const [base, ...marks] = nfd(letter);
    const [otherBase, ...otherMarks] = nfd(other);
    return base === otherBase && marks.every((mark) => otherMarks.includes(mark));
  });
};

// ---- Telex and VNI, typed without the input method.

const SYLLABLE = /^(?!.*(?:aa|dd|ee|oo))[b-hk-np-tvx]{0,3}[aeiouy]{1,3}(?:c|ch|m|ng?|nh|p|t)?$/;
const TONES = { s: "\u0301", f: "\u0300", r: "\u0309", x: "\u0303", j: "\u0323" };

export const untelex = (word) => {
  let typed = word;
  if (/^[a-z]+[1-9][a-z1-9]*$/.test(typed)) {
    typed = typed.replace(/([aeo])([a-z1-57-9]*?)6/g, "$1$1$2").replace(/[789]/g, (digit) => (digit === "9" ? "d" : "w"));
    typed = typed.replace(/[1-5]/g, (digit) => "sfrxj"[digit - 1]);
  }
  if (!/^[a-z]+$/.test(typed)) return null;
  // A short form with đ: "gdd9t".
  if (!/[aeiouy]/.test(typed)) return word.includes("d9") ? word.replace("d9", "đ") : null;
  let out = "";
  let tone = "";
  for (const letter of typed) {
    const vowels = /[aeiouyâêôăơư]/.test(out);
    const twice = "aeo".includes(letter) ? out.match(new RegExp(`${letter}([iuy]?[^aeiouyâêôăơư]*)$`)) : null;
    if (letter === "d" && /^d[^d]*$/.test(out)) out = "đ" + out.slice(1);
    else if (twice) out = out.slice(0, twice.index) + { a: "â", e: "ê", o: "ô" }[letter] + twice[1];
    else if (letter === "w" && /uo/.test(out)) out = out.replace("uo", "ươ");
    else if (letter === "w" && /[aou][^aou]*$/.test(out)) {
      out = out.replace(/([aou])([^aou]*)$/, (_, vowel, rest) => ({ a: "ă", o: "ơ", u: "ư" })[vowel] + rest);
    } else if (letter === "w") out += "ư";
    else if (vowels && TONES[letter]) tone = TONES[letter];
    else out += letter;
  }
  out = out.replace("ưo", "ươ");
  const plain = forms(out).plain;
  if (out + tone === word || !SYLLABLE.test(plain)) return null;
  return tone ? toned(out, tone) : out;
};

const toned = (word, tone) => {
  const [begin] = /^(?:qu|gi(?=[aeiouyâêôăơư]))?/.exec(word);
  const rest = word.slice(begin.length);
  // On the vowel with a mark; else on the last before consonants, the last but one at the end.
  const at = 1 + ((/[âêôăơ]|ư(?!ơ)/.exec(rest) ?? /[aeiouy](?=[aeiouy]?$|[^aeiouy])/.exec(rest))?.index ?? 0);
  return nfc(begin + rest.slice(0, at) + tone + rest.slice(at));
};

// ---- Spelling: one letter more, less, other, or two letters swapped.

const isNear = (a, b) => {
  if (Math.abs(a.length - b.length) > 1) return 0;
  let since = 0;
  while (since < a.length && a[since] === b[since]) since++;
  if (a.slice(since + 2) === b.slice(since + 2) && a[since] === b[since + 1] && a[since + 1] === b[since]) return 2;
  const rest = (skipA, skipB) => a.slice(since + skipA) === b.slice(since + skipB);
  return (a.length === b.length && rest(1, 1)) || (a.length > b.length && rest(1, 0)) || (a.length < b.length && rest(0, 1)) ? 1 : 0;
};

// ---- Pieces of the library: compressed, many of them in a container. The root tells in which generation each container is; one
// that was published anew meanwhile gives other bytes than its pieces, which do not unpack: then the root is read again.

class Stale extends Error {}

const inflate = async (bytes) => {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    throw new Stale(error);
  }
};

const together = (promises) => Promise.all(promises);
const text = (bytes) => new TextDecoder().decode(bytes);
const json = (bytes) => JSON.parse(text(bytes));
const lines = (bytes) => text(bytes).trimEnd().split("\n");

// Bytes of a container in a script.
const SCRIPT = 196608;

const openFiles = (base, { script, fetch = (...asked) => globalThis.fetch(...asked) }) => {
  const asked = new Map();
  // Containers and scripts that are here as a whole.
  const wholes = new Map();
  let isWhole = false;
  // After a piece that was not what the root says, nothing is taken from what the browser keeps.
  let cache;

  const answer = async (name, options) => {
    const response = await fetch(base + name, { ...options, cache });
    if (!response.ok) throw new Stale(`${response.status} ${name}`);
    return response;
  };
  const bytesOf = async (response) => new Uint8Array(await (await response).arrayBuffer());
  const once = (name, read) => {
    if (!wholes.has(name)) {
      const made = read();
      made.catch(() => wholes.delete(name));
      wholes.set(name, made);
    }
    return wholes.get(name);
  };
  const scriptOf = (name) => once(name, async () => fromBase64(script ? await script(`${base}${name}.js`, name) : (await (await answer(name + ".js")).text()).split('"')[3]));

  // A host that sends whole files is asked for each once. It should be told of: `byte_ranges: false` makes the files small.
  const range = async ({ name, generation }, from, to) => {
    const address = `${name}.bin?${generation}`;
    if (!isWhole) {
      const response = await answer(address, { headers: { Range: `bytes=${from}-${to - 1}` } });
      if (response.status === 206) return bytesOf(response);
      if (!isWhole) console.warn(`${base} sends whole files: set byte_ranges: false in congbao.yaml`);
      isWhole = true;
      once(address, () => bytesOf(response));
    }
    return (await once(address, () => bytesOf(answer(address)))).subarray(from, to);
  };

  const read = async (container, { at, length, which, among }) => {
    const { name } = container;
    if (files.form === "files") return bytesOf(answer(`${name}/${which}.bin?${container.generation}`));
    if (files.form === "scripts") {
      const first = floor(at / SCRIPT);
      const blocks = await together(Array.from({ length: floor((at + length - 1) / SCRIPT) - first + 1 }, (_, block) => scriptOf(`${name}-${first + block}`)));
      const all = new Uint8Array(await new Blob(blocks).arrayBuffer());
      return all.subarray(at - first * SCRIPT, at - first * SCRIPT + length);
    }
    if (!among) return range(container, at, at + length);
    const [from, to] = among;
    return (await once(`${name} ${from}`, () => range(container, from, to))).subarray(at - from, at - from + length);
  };

  const files = {
    asked,
    // Pieces that were asked for, without those that only tell where others are.
    count: 0,
    has: (container, { at }) => asked.has(container.name + " " + at),
    get(container, piece, made, { counts = true } = {}) {
      const key = container.name + " " + piece.at;
      if (!asked.has(key)) {
        if (counts) files.count++;
        const bytes = read(container, piece).then((bytes) => {
          const isOther = piece.check >= 0 && (bytes.at(-2) << 8 | bytes.at(-1)) !== piece.check;
          if (isOther || bytes.length !== piece.length) throw new Stale(key);
          return inflate(piece.padded ? reader(bytes).own() : bytes);
        });
        const ready = bytes.then(made);
        ready.catch(() => asked.delete(key));
        asked.set(key, ready);
      }
      return asked.get(key);
    },
    async root(isAgain) {
      if (isAgain) cache = "reload";
      asked.clear();
      wholes.clear();
      files.form = "";
      const bytes = script ? await scriptOf("goc") : await bytesOf(answer("goc.bin"));
      const root = json(await inflate(bytes));
      files.form = root.form;
      return root;
    },
  };
  return files;
};

const fromBase64 = (data) => {
  return Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
};

// Sorted by code points, as the files are, but for letters that no Vietnamese text has.
// The last of `first` that is not greater than `key`: which file holds it.
const fileOf = (first, key) => {
  let [low, high] = [0, first.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (first[middle] > key) high = middle;
    else low = middle + 1;
  }
  return max(0, low - 1);
};

const reader = (bytes) => {
  let at = 0;
  return {
    more: () => at < bytes.length,
    rest: () => bytes.subarray(at),
    varint() {
      let [value, scale] = [0, 1];
      for (;;) {
        const byte = bytes[at++];
        value += (byte & 127) * scale;
        if (byte < 128) return value;
        scale *= 128;
      }
    },
    own() {
      return this.slice(this.varint());
    },
    slice(length) {
      at += length;
      return bytes.subarray(at - length, at);
    },
  };
};

// Entries of a shard: term → { count, first: bytes, further: [piece, …] }. Further pieces stand behind their shard.
const readShard = (bytes, container, { at, length, which }) => {
  const terms = new Map();
  const since = reader(bytes);
  let last = new Uint8Array();
  at += length;
  while (since.more()) {
    const shared = last.subarray(0, since.varint());
    const rest = since.own();
    last = Uint8Array.from([...shared, ...rest]);
    const count = since.varint();
    const first = since.own();
    const further = Array.from({ length: since.varint() }, () => {
      const piece = { container, at, length: since.varint(), which: ++which };
      at += piece.length;
      return piece;
    });
    terms.set(text(last), { count, first, further });
  }
  return terms;
};

// Where the shards of a container are.
const LITTLE = 12000;
const placed = (container, { first, lengths, further, counts, checks }) => {
  let at = container.head;
  let which = 1;
  const shards = lengths.map((length, place) => {
    const shard = { at, length, which, check: checks?.[place] };
    at += length + (further?.[place] ?? 0);
    which += 1 + (counts?.[place] ?? 0);
    return shard;
  });
  // What is little is read at once.
  if (at < LITTLE) for (const shard of shards) shard.among = [container.head, at];
  return { first: first.split("\n"), shards };
};

// Where the texts of documents are in their containers: of each document the pieces.
const UNIT = 64;
const TEXTS = 256;
const PLACES = 1024;
// With fewer pieces of places a site is small.
const MANY = 7;
const readPlaces = (bytes) => {
  const since = reader(bytes);
  const counts = Array.from({ length: since.varint() }, () => since.varint());
  let [at, which] = [0, 0];
  return counts.map((count, document) => {
    if (!(document % TEXTS)) at = which = 0;
    return Array.from({ length: count }, () => {
      const length = since.varint() * UNIT;
      at += length;
      return { at: at - length, length, which: which++, padded: true };
    });
  });
};

const COLUMNS = ["type", "issuer", "day", "school_year", "status"];
// 1 January of year 1.
const FIRST_DAY = -62135596800000;

// Columns of documents; -1 where one has no value.
const readColumns = (bytes) => {
  const since = reader(bytes);
  const count = since.varint();
  const block = {};
  let day = 0;
  for (const name of COLUMNS) {
    block[name] = Array.from({ length: count }, () => {
      const value = since.varint();
      if (name !== "day") return value - 1;
      return (day += value % 2 ? -(value + 1) / 2 : value / 2);
    });
  }
  block.year = block.day.map((day) => (day ? new Date(FIRST_DAY + day * 864e5).getUTCFullYear() : -1));
  return block;
};

// Passages have the number of their document and their place in it.
const MOST_PLACES = 65536;
const documentOf = (passage) => floor(passage / MOST_PLACES);

// Passages of a piece → impact, best first.
const readPostings = (bytes, top, into = new Map()) => {
  const since = reader(bytes);
  while (since.more()) {
    const impact = since.varint();
    let document = top;
    for (let left = since.varint(); left > 0; left--) {
      const number = since.varint();
      document -= floor(number / 4);
      const place = number % 4;
      const passage = document * MOST_PLACES + place + (place === 3 ? since.varint() : 0);
      if (!into.has(passage)) into.set(passage, impact);
    }
  }
  return into;
};

// The pieces of the container of all that is not for one term or text: kind → its pieces.
const KINDS = ["words", "cites", "cited", "values", "columns", "themes", "places"];
const factsOf = (facts) => {
  let [at, which] = [0, 0];
  const pieces = { container: { name: "f/0", generation: facts.generation } };
  for (const kind of KINDS) {
    pieces[kind] = facts[kind].map((length) => {
      at += length;
      return { at: at - length, length, which: which++ };
    });
  }
  const from = pieces.values[0].at;
  // Of a small site, what most searches need is read at once.
  if (facts.places.length < MANY) for (const kind of KINDS.slice(3)) for (const piece of pieces[kind]) piece.among = [from, at];
  return pieces;
};

// FNV-1a of its UTF-8.
const hashOf = (key) => new TextEncoder().encode(key).reduce((hash, byte) => Math.imul(hash ^ byte, 0x1000193) >>> 0, 0x811c9dc5);

// Documents in a block of columns.
const BLOCK = 16384;
const MOST_PAIRS = 5;
// Of one search; the root is another.
const REQUESTS = 13;
// In the order in which the page shows them.
const NARROW = ["type", "issuer", "theme", "school_year", "year", "province", "level", "status"];

export const openIndex = async (baseUrl, options = {}) => {
  // The address of the site or of its index.
  const site = new URL(baseUrl, globalThis.location?.href).href.replace(/(\/tim-kiem\/chi-muc(\/goc\.\w+)?)?\/?$/, "/");
  const files = openFiles(site + "tim-kiem/chi-muc/", options);
  return new Index(files, await files.root(), site);
};

class Index {
  constructor(files, root, site) {
    Object.assign(this, { files, site });
    this.use(root);
  }

  use(root) {
    Object.assign(this, { root, total: root.passages, facts: factsOf(root.facts), terms: new Map() });
    // Of the base and of the newest documents.
    this.parts = root.terms.map(({ top, first, names, generations, heads, directories }) => {
      const containers = names.map((name, at) => ({ name, top, generation: generations[at], head: heads[at] }));
      for (const [at, directory] of (directories ?? []).entries()) containers[at].directory = placed(containers[at], directory);
      return { first: first.split("\n"), containers };
    });
    this.isLocal = root.form === "scripts";
    this.shortForms = root.abbreviations.map((group) => group.map((form) => form.split(" ")));
  }

  fact(piece, made, options) {
    return this.files.get(this.facts.container, piece, made, options);
  }

  // The piece of a part's terms that has `term`, if any has. With `isFree`, only what is here already.
  async shard({ first, containers }, term, isFree, options) {
    if (!containers.length) return null;
    const container = containers[fileOf(first, term)];
    const { head } = container;
    const find = (directory) => placed(container, json(directory));
    const piece = { at: 0, length: head, which: 0 };
    if (isFree && !container.directory && !this.files.has(container, piece)) return null;
    const directory = container.directory ?? (await this.files.get(container, piece, find, { counts: false }));
    const shard = directory.shards[fileOf(directory.first, term)];
    if (isFree && !this.files.has(container, shard)) return null;
    return this.files.get(container, shard, (bytes) => readShard(bytes, container, shard), options);
  }

  // Of both parts. The second costs little and does not count.
  async shards(term, isFree) {
    const [base, newest] = this.parts[0].containers.length ? this.parts : [this.parts[1], { containers: [] }];
    if (isFree && !(await this.shard(base, term, true))) return [];
    const found = await together([this.shard(base, term), this.shard(newest, term, false, { counts: false })]);
    return found.map((terms, at) => ({ terms, top: [base, newest][at].containers[0]?.top })).filter(({ terms }) => terms);
  }

  async term(term, isFree) {
    if (!this.total) return null;
    if (!this.terms.has(term)) {
      const found = [];
      for (const { terms, top } of (await this.shards(term, isFree)).reverse()) if (terms.has(term)) found.push({ ...terms.get(term), top });
      if (!found.length) return null;
      const holders = new Map();
      for (const { first, top } of found) readPostings(first, top, holders);
      // Of the newest, all come before what comes later of the base.
      this.terms.set(term, { count: sum(found.map(({ count }) => count)), holders, further: found.flatMap(({ further }) => further) });
    }
    return this.list(this.terms.get(term));
  }

  list(found) {
    const { count, holders } = found;
    return { count, holders, found, idf: log(1 + this.total / (count + 0.5)), cut: holders.size < count };
  }

  // Everything that begins so, as far as one piece has it.
  async beginning(prefix) {
    if (!this.total) return null;
    const holders = new Map();
    let count = 0;
    for (const { terms, top } of (await this.shards(prefix)).reverse()) {
      for (const [term, found] of terms) {
        // Behind the sign stand words with their marks: they are there without marks, too.
        if (!term.startsWith(prefix) || term.includes("!")) continue;
        count += found.count;
        for (const [passage, impact] of readPostings(found.first, top)) if (!(holders.get(passage) >= impact)) holders.set(passage, impact);
      }
    }
    if (!count) return null;
    return { count, holders, idf: log(1 + this.total / (count + 0.5)), cut: holders.size < count / 2 };
  }

  async further(list, most) {
    for (const piece of list.found?.further.slice(0, most) ?? []) {
      const bytes = await this.files.get(piece.container, piece, (all) => all);
      readPostings(bytes, piece.container.top, list.found.holders);
    }
    list.cut = list.holders.size < list.count;
  }

  async vocabulary() {
    const often = new Map();
    const read = (bytes) => {
      let last = "";
      return lines(bytes).filter(Boolean).map((line) => {
        last = last.slice(0, +line[0]) + line.slice(1, -1);
        return [last, line.charCodeAt(line.length - 1)];
      });
    };
    for (const words of await together(this.facts.words.map((piece, at) => this.fact(piece, read, { counts: !at })))) {
      for (const [word, times] of words) often.set(word, max(times, often.get(word) ?? 0));
    }
    return often;
  }

  // Columns of the documents, all or the newest two blocks, and the names of the values.
  async columns(isAll) {
    const { columns, values } = this.facts;
    const skipped = isAll ? 0 : max(0, columns.length - 2);
    const blocks = together(columns.slice(skipped).map((piece) => this.fact(piece, readColumns)));
    const [named, found] = await together([this.fact(values[0], json, { counts: false }), blocks]);
    const of = (paper, column) => found[floor(paper / BLOCK) - skipped]?.[column][paper % BLOCK];
    return { of, all: !skipped, values: named, end: (columns.length - 1) * BLOCK + found.at(-1).day.length };
  }

  // What documents have several of, by number, as blocks of lists; of large sites those of the newest.
  async several(pieces, most = Infinity) {
    const blocks = await together(pieces.slice(-most).map((piece) => this.fact(piece, json)));
    const skipped = pieces.length - blocks.length;
    return (paper) => blocks[floor(paper / BLOCK) - skipped]?.[paper % BLOCK] ?? [];
  }

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
    const began = this.files.count - (counts ? 0 : min(2, this.facts.columns.length));
    const used = () => this.files.count - began;
    const asked = { ...parse(query, this.shortForms), exact };
    if (!asked.words.length && !narrowed.length) {
      return { answer: null, candidates: [], total: 0, total_is_exact: true, facets: {}, hits: [], searched: query.trim(), instead: null };
    }

    const answer = this.answer(asked);
    const columns = counts ? this.columns(narrowed.length > 0 || isDated || facets === "all") : {};
    const themes = facets && this.root.documents <= 3000 && this.several(this.facts.themes);
    // Of a small site, where texts are is asked for before it is known which.
    if (this.facts.places.length < MANY && asked.words.length) for (const piece of this.facts.places) this.places(piece).catch(() => 0);
    // Where a piece is missing, the one that is awaited first says so.
    for (const early of [answer, columns, themes]) early?.catch?.(() => 0);
    const found = await retrieve(this, asked, used, rest);
    const lists = found.goals.flatMap((goal) => goal.ways.flat());
    const wanted = narrowed.length ? await this.narrowing(narrowed, await columns) : null;
    const { all, end, of } = await columns;
    const collect = () => matches(found.goals, found.words.length ? 0 : end, wanted, rest);
    let matched = await collect();
    if (wanted && matched.best.length < limit && lists.some((list) => list.cut)) {
      await together(lists.map((list) => this.further(list, 3)));
      matched = await collect();
    }

    // Newest first; of one day, what came last.
    const byDay = (a, b) => of(documentOf(b.passage), "day") - of(documentOf(a.passage), "day") || b.passage - a.passage;
    const inOrder = sort === "oldest" ? (a, b) => byDay(b, a) : byDay;
    if (isDated) matched.best = matched.best.filter(({ whole }) => whole).sort(inOrder);
    // Of a very large site, the pieces that tell where others are come on top.
    const room = max(this.root.terms[0].directories ? 3 : 8, REQUESTS + max(0, limit - 10) - used());
    const looked = spread(matched.best, min(room, max(limit, 6)), found.words.length ? 3 : 1);
    const texts = await together(looked.map(({ passage }) => this.text(passage)));
    const hits = [];
    const seen = new Set();
    for (const [at, { score, passage }] of looked.entries()) {
      await rest();
      for (const hit of sectionHits(found, texts[at], score / (looked[0].score || 1))) {
        const key = hit.url + "#" + hit.anchor;
        if (asked.phrases.length && !hit.phrases) continue;
        hits.push({ ...hit, key, passage });
      }
    }
    hits.sort((a, b) => (isDated ? inOrder(a, b) || b.score - a.score : b.score - a.score || b.passage - a.passage || a.order - b.order));
    const shown = hits.filter(({ key, score }) => (sort === "relevance" || score > 0) && !seen.has(key) && seen.add(key)).slice(0, limit);

    const phrasesLooked = asked.phrases.length && matched.best.length <= looked.length;
    const total = phrasesLooked ? new Set(hits.map(({ url }) => url)).size : matched.documents.size;
    const named = await answer;
    const instead = shown[0] && !shown[0].guess && found.instead !== "telex" ? null : found.instead;
    return {
      answer: named.answer,
      candidates: named.candidates,
      total: asked.phrases.length && !hits.length ? 0 : total,
      total_is_exact: !lists.some((list) => list.cut) && (!asked.phrases.length || Boolean(phrasesLooked)),
      facets: facets ? await this.facets(matched.documents, await columns, facets === "all" ? facets : wanted, rest) : {},
      hits: shown.map(({ key, passage, order, guess, phrases, run, ...hit }) => ({
        ...hit,
        url: this.site + hit.url + (this.isLocal && hit.url.endsWith("/") ? "index.html" : ""),
        score: round(hit.score * 100) / 100,
      })),
      searched: instead ? (shown[0]?.run ?? found.words.map((word) => word.shown ?? word.typed).join(" ")) : query.trim(),
      instead,
      whole: matched.whole,
    };
  }

  places(piece) {
    return this.fact(piece, readPlaces, { counts: false });
  }

  async text(passage) {
    const document = documentOf(passage);
    // Where it is may be asked for, the text counts.
    this.files.count++;
    const places = await this.places(this.facts.places[floor(document / PLACES)]);
    const number = floor(document / TEXTS);
    const container = { name: `t/${number}`, generation: this.root.texts[number] };
    const piece = places[document % PLACES][passage % MOST_PLACES];
    return this.files.get(container, piece, (bytes) => JSON.parse(nfc(text(bytes))), { counts: false });
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
    const found = Array.isArray(own) ? (await together(own.map((key) => this.entry(key, false)))).filter(Boolean) : [own ?? []].flat();
    found.sort((a, b) => (a.kind === "work") - (b.kind === "work") || b.count - a.count);
    return found.map((entry) => ({ ...entry, url: this.site + entry.url + (this.isLocal ? "index.html" : "") }));
  }

  // What stands behind a key: an entry, or the keys of entries.
  async entry(key, counts = true) {
    const { pieces, generations, heads } = this.root.names;
    const place = hashOf(key) % (pieces * generations.length);
    const number = floor(place / pieces);
    const container = { name: `n/${number}`, generation: generations[number] };
    const lengths = await this.files.get(container, { at: 0, length: heads[number], which: 0 }, json, { counts: false });
    const which = place % pieces;
    const piece = { at: heads[number] + sum(lengths.slice(0, which)), length: lengths[which], which: which + 1 };
    const read = (bytes) => new Map(lines(bytes).map((line) => line.split("\t")));
    const found = (await this.files.get(container, piece, read, { counts })).get(key);
    return found && JSON.parse(found);
  }

  async narrowing(filters, { of, values }) {
    const themes = filters.some(([name]) => name === "theme") ? await this.several(this.facts.themes) : null;
    const tests = [];
    for (const [name, value] of filters) {
      const wanted = [value].flat().map(String);
      if (name === "cites") {
        const lists = await together(wanted.map((id) => this.term(`@${id}`)));
        await together(lists.map((list) => list && this.further(list, Infinity)));
        const citing = lists.map((list) => new Set([...(list?.holders.keys() ?? [])].map(documentOf)));
        tests.push((paper) => citing.every((papers) => papers.has(paper)));
      } else if (NARROW.includes(name)) {
        tests.push((paper) => {
          const keys = valuesOf(name, paper, of, values, themes).map(([key]) => key);
          return name === "theme" ? wanted.every((key) => keys.includes(key)) : keys.some((key) => wanted.includes(key));
        });
      }
    }
    return (paper) => tests.every((test) => test(paper));
  }

  // The works that most of these documents cite.
  async cited(documents) {
    const { cites, cited } = this.facts;
    const works = await this.several(cites, 2);
    const counts = new Map();
    for (const paper of documents) for (const number of works(paper)) counts.set(number, (counts.get(number) ?? 0) + 1);
    const most = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 20);
    return together(most.map(async ([number, count]) => {
      const rows = await this.fact(cited[floor(number / 512)], json);
      const [value, name] = rows[number % 512];
      return { value, name, count };
    }));
  }

  async facets(documents, { of, all, values }, more, rest) {
    const themes = all && (more || this.root.documents <= 3000) ? await this.several(this.facts.themes) : null;
    const facets = {};
    for (const name of NARROW.filter((name) => name !== "theme" || themes)) {
      await rest();
      const counts = new Map();
      for (const paper of documents) {
        for (const [key, label] of valuesOf(name, paper, of, values, themes)) {
          const entry = counts.get(key) ?? { value: key, name: label, count: 0 };
          entry.count++;
          counts.set(key, entry);
        }
      }
      const byName = (a, b) => (name.endsWith("year") ? (a.value < b.value ? 1 : -1) : b.count - a.count || (a.name < b.name ? -1 : 1));
      facets[name] = [...counts.values()].sort(byName);
    }
    if (more === "all" && this.facts.cites.length) facets.cites = await this.cited(documents);
    return facets;
  }
}

// Key and name of what a document is, for one question.
const valuesOf = (name, paper, of, values, themes) => {
  if (name === "theme") return (themes?.(paper) ?? []).map((at) => values.theme[at]);
  if (name === "level" || name === "province") {
    const value = values.issuer[of(paper, "issuer")]?.[name === "level" ? 2 : 3];
    return value ? [[value, value]] : [];
  }
  const at = of(paper, name);
  if (!(at >= 0)) return [];
  if (name === "year") return [[`${at}`, `${at}`]];
  const value = values[name][at];
  return [Array.isArray(value) ? value : [value, value]];
};

// ---- The query.

const ZEROS = /^0+(?=\d)/;
const YEAR = /^(?:19|20)\d\d$/;
const SYMBOL = /^[a-zđ&]{1,8}\d{0,2}$|^\d{1,4}$/;
// What begins a symbol after a number and a space: "2457 qd bgddt", "16 da tu", "169 ubnd vx".
const SHORT = /^(?:[b-df-hj-np-tv-xz]{1,5}\d{0,2}|da|tu|[a-z]{0,3}ubnd|ubtvqh\d*)$/;
const TYPE = /^(?:quyet dinh|nghi (?:dinh|quyet)|chi thi|thong (?:tu|bao|tri)|lien tich|ke hoach|cong (?:van|dien)|ket luan|huong dan|phap lenh|de an|chuong trinh|quy (?:che|dinh))$/;
// More is no question.
const MOST_WORDS = 24;

export const parse = (query, shortForms = []) => {
  const all = nfc(query.slice(0, 2000));
  const phrases = [];
  const found = words(all).filter((word) => word.plain).slice(0, MOST_WORDS);
  for (const match of all.matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]/g)) {
    const inside = found.filter((word) => word.at >= match.index && word.end <= match.index + match[0].length);
    if (inside.length) phrases.push(inside);
  }
  const asked = { words: found, phrases, raw: all, readings: [] };
  if (!phrases.length) readNumber(asked);
  // The last word may still be growing.
  const last = found.at(-1);
  if (last && last.end === all.length) last.open = true;
  asked.readings.push({ words: found });
  Object.assign(asked, asked.readings[0]);
  asked.variants = variants(asked.words, shortForms);
  return asked;
};

// What may be a document number in any spelling, most of it first: "2457/QĐ-BGDĐT", "72 qd tw", "chỉ thị 06", "số 115".
const readNumber = ({ words: list, raw, readings }) => {
  const begin = list.findIndex((word) => /^\d/.test(word.plain));
  if (begin < 0) return;
  const gap = (at) => raw.slice(list[at - 1].end, list[at].at);
  const tied = (at) => at < list.length && /^\s*[-–/]\s*$/.test(gap(at));
  const named = (at) => list[at] && SHORT.test(list[at].plain) && list[at].typed.replace("đ", "d") === list[at].plain && !untelex(list[at].plain);
  let end = begin + 1;
  while (tied(end) && SYMBOL.test(list[end].plain)) end++;
  const isTied = end > begin + 1;
  if (end > begin + 1 && /^\d{1,2}$/.test(list[end]?.plain) && /qh$/.test(list[end - 1].plain)) end++;
  // "115 kh sgd dt", "TT-BGD ĐT"
  if (!isTied && YEAR.test(list[end]?.plain) && named(end + 1)) end++;
  const letters = () => list.slice(begin, end).some((word) => /[a-z]/.test(word.plain));
  const most = end + (letters() ? 1 : 5);
  while (end < most && named(end) && (end > begin + 1 || !/\d/.test(list[end].plain))) end++;
  const isLettered = letters();
  const number = list.slice(begin, end).map(plainOf).join("").replace(ZEROS, "");
  const put = (number, begin, end) => {
    const shown = raw.slice(list[begin].at, list[end - 1].end);
    const parts = list.slice(begin, end);
    const word = { typed: number, plain: number, at: parts[0].at, end: parts.at(-1).end, number: true, shown, parts };
    readings.push({ number, isTied: isTied && isLettered, words: [...list.slice(0, begin), word, ...list.slice(end)] });
  };
  const so = /^(?:so|số)$/.test(list[begin - 1]?.typed) ? 1 : 0;
  // "nghị định 81/2021"
  if (isLettered || /^\d+\s*\/\s*\d{4}$/.test(raw.slice(list[begin].at, list[end - 1].end))) put(number, begin, end);
  else if (end === begin + 1) {
    const type = list.slice(max(0, begin - so - 2), begin - so).map(plainOf);
    if (TYPE.test(type.join(" "))) {
      put(number + (type[0] === "lien" ? "ttlt" : type[0][0] + (type[1] === "trinh" ? "tr" : type[1][0])), begin, end);
    }
    if (list.length === 1 + so) put(number, begin - so, end);
  }
};

// The query with each of its short forms written out, or the other way round.
const variants = (list, shortForms) => {
  const found = [list];
  for (const group of shortForms) {
    for (const form of group) {
      const at = list.findIndex((_, begin) => form.every((part, offset) => list[begin + offset]?.plain === part));
      if (at < 0) continue;
      const inside = list.slice(at, at + form.length);
      // "an toan" is not marked, "án toàn" is something else: then the short form is not meant.
      for (const other of group.filter((other) => other !== form)) {
        const put = other.map((part) => ({ typed: part, plain: part, made: true, at: inside[0].at, end: inside.at(-1).end }));
        found.push([...list.slice(0, at), ...put, ...list.slice(at + form.length)]);
        found.at(-1).short = { since: at, to: at + form.length - 1, term: `~${group[0].join("")}` };
      }
      break;
    }
    if (found.length > 6) break;
  }
  return found;
};

// ---- Which passages.

const PAIR = 1;
const SINGLE = 0.4;
const GUESS = 0.6;
// Requests after which none is made for what would only help.
const SPARE = 9;

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

const retrieve = async (library, asked, used, rest) => {
  // A term that would only help: few files are read for these.
  const maybe = (term) => library.term(term, used() >= SPARE);
  const found = { words: asked.words, variants: asked.variants, phrases: asked.phrases, goals: [], instead: null, maybe };
  if (!asked.words.length) return found;
  // A number that no document has is but words.
  for (const { words: list, number, isTied } of asked.readings) {
    Object.assign(found, { words: list, number });
    if (!number || isTied || (await library.term("#" + number))) break;
  }
  if (!asked.exact) await readTelex(library, found);
  found.variants = variants(found.words, library.shortForms);
  const doubted = await lookUp(library, found);
  if (doubted.length && !found.phrases.length && !asked.exact) await respell(library, found, doubted, rest);
  return found;
};

// What looks like Telex, and is no word of the library, is read as Telex.
const readTelex = async (library, found) => {
  const read = found.words.map((word) => (word.number || word.typed !== word.plain || SYLLABLE.test(word.plain) ? null : untelex(word.plain)));
  const at = read.reduce((best, decoded, at) => (decoded && (best < 0 || found.words[at].plain.length > found.words[best].plain.length) ? at : best), -1);
  if (at < 0 || (await library.term(found.words[at].plain))) return;
  found.words = found.words.map((word, at) => (read[at] ? { ...word, ...forms(read[at]) } : word));
  found.instead = "telex";
};

// A last word that is whole, or goes on: where both are, the whole one counts.
const either = (whole, grown) => {
  if (!whole || !grown || grown.count === whole.count) return whole ?? grown;
  return { ...grown, holders: new Map([...grown.holders, ...whole.holders]) };
};

// Fills the goals: what is looked for at some place of the query, in one way or several. Returns the places where the index knows
// no such word, or none beside its neighbours.
const exchange = (goals, some, by) => goals.splice(0, goals.length, ...goals.filter((goal) => !some.includes(goal)), by);

const lookUp = async (library, { words: list, variants: alternatives, phrases, goals, maybe }) => {
  const covered = list.map(() => false);
  const missed = list.map(() => false);
  const add = (slot, weight, since, to = since, cover = true) => {
    if (!slot) return false;
    goals.push({ since, to, counts: weight >= SINGLE, ways: [[{ ...slot, weight }]] });
    if (cover) covered.fill(true, since, to + 1);
    return true;
  };
  // Pairs: all of a short query; of a long one first those that do not overlap.
  const pairs = [...list.slice(1).keys()].filter((at) => !list[at].number && !list[at + 1].number);
  const chosen = pairs.length > MOST_PAIRS ? pairs.filter((at, place) => place % 2 === 0 || at === pairs.at(-1)).slice(-MOST_PAIRS) : pairs;
  const pairOf = (at) => `${list[at].plain} ${list[at + 1].plain}`;
  const look = async (at) => {
    const grown = list[at + 1].open ? library.beginning(pairOf(at)) : null;
    if (!add(either(await library.term(pairOf(at)), await grown), PAIR, at, at + 1)) missed[at] = true;
  };
  // What is asked for below, at the same time.
  for (const { short } of alternatives.slice(1)) library.term(short.term).catch(() => 0);
  await together(chosen.map(look));
  // Other pairs come for nothing where their file is here already.
  for (const at of pairs.filter((at) => !chosen.includes(at))) {
    if ((await library.shards(pairOf(at), true)).length) await look(at);
    else covered.fill(true, at, at + 2);
  }
  const unknown = new Set();
  const singles = [...list.keys()].filter((at) => !covered[at]).slice(0, 6);
  await together(singles.map(async (at) => {
    const word = list[at];
    if (word.number) {
      const own = await library.term("#" + word.plain);
      if (!add(own, /[a-z]/.test(word.plain) ? 6 : 3, at)) {
        const { parts } = word;
        const terms = parts.slice(1).map((part, at) => `${parts[at].plain} ${part.plain}`);
        for (const slot of await together((terms.length ? terms : [word.plain]).map((term) => library.term(term)))) add(slot, PAIR, at);
      }
      return;
    }
    const [plain, exact] = await together([library.term(word.plain), word.typed === word.plain || list.length > 2 ? null : library.term(`${word.plain}!${word.typed}`)]);
    const alone = list.length === 1 ? 1 : SINGLE;
    add(exact, alone, at);
    const isFound = add(plain, exact ? alone * 0.5 : alone, at);
    if (!isFound) unknown.add(at);
    if (!isFound && word.open) add(await library.beginning(word.plain), alone, at);
    else if (isFound && word.open && list.length === 1) add(await library.beginning(word.plain), 0.2, at, at, false);
  }));
  // A pair that is nowhere: then no phrase is anywhere that has it.
  const isNowhere = missed.some((isMissed, at) => isMissed && phrases.some((phrase) => phrase.includes(list[at]) && phrase.includes(list[at + 1])));
  // Where words are written short, or could be, they stand for the pairs that are then missing.
  for (const variant of alternatives.slice(1)) {
    const { term, since, to, length } = variant.short;
    const slot = await library.term(term);
    if (!slot) continue;
    for (let at = since; at <= to; at++) unknown.delete(at), (missed[at] = false);
    if (since) missed[since - 1] = false;
    const inside = goals.filter((goal) => goal.since >= since && goal.to <= to);
    if (!inside.some((goal) => goal.short)) {
      const lists = inside.flatMap((goal) => goal.ways[0]);
      const worth = sum(lists.map(({ idf, weight }) => idf * weight)) || slot.idf;
      exchange(goals, inside, { since, to, counts: true, short: true, ways: [lists, [{ ...slot, weight: worth / slot.idf }]] });
    }
    for (const [at, place] of [[since - 1, since - 1], [since + length - 1, to]]) {
      const term = at >= 0 && variant[at + 1] && `${variant[at].plain} ${variant[at + 1].plain}`;
      const border = term && (await maybe(term));
      const goal = goals.find((goal) => goal.since === place && goal.to === place + 1);
      if (border && goal) goal.ways.push([{ ...border, weight: PAIR }]);
      else if (border) add(border, PAIR, place, place + 1);
    }
  }
  if (isNowhere) goals.length = 0;
  return [...list.keys()].filter((at) => {
    const beside = [at - 1, at].filter((pair) => pairs.includes(pair));
    return !list[at].number && (unknown.has(at) || (beside.length && beside.every((pair) => missed[pair])));
  });
};

const MOST_GUESSES = 4;
const byRank = (a, b) => b.rank - a.rank;

// Words that the index does not know, or not beside these neighbours → words that are one letter off, best those that stand beside
// the neighbours in a passage that has the rest. They are looked for as well; the text will tell which was meant.
const respell = async (library, found, doubted, rest) => {
  const vocabulary = await library.vocabulary();
  const { words: list, goals, maybe } = found;
  const guesses = [];
  for (const at of doubted) {
    const word = list[at];
    if (word.plain.length < 2 || /\d/.test(word.plain)) continue;
    await rest();
    const near = [];
    for (const [plain, often] of vocabulary) {
      const kind = isNear(word.plain, plain);
      if (kind && plain !== word.plain) near.push({ plain, kind, rank: often + kind * 4 });
    }
    near.sort(byRank);
    const options = [];
    const isKnown = goals.some((goal) => goal.since <= at && goal.to >= at);
    for (const { plain, kind, rank } of near) {
      const lists = [];
      for (const pair of [at && `${list[at - 1].plain} ${plain}`, at + 1 < list.length && `${plain} ${list[at + 1].plain}`]) {
        const slot = pair && (await maybe(pair));
        if (slot) lists.push({ ...slot, weight: isKnown ? GUESS : PAIR });
      }
      if (lists.length) options.push({ plain, kind, lists, rank: rank + 40 * lists.length });
    }
    options.sort(byRank);
    if (!options.length && !isKnown && near.length) {
      const slot = await maybe(near[0].plain);
      if (slot) options.push({ ...near[0], lists: [{ ...slot, weight: SINGLE }] });
    }
    if (!options.length) continue;
    options.splice(MOST_GUESSES);
    guesses.push([at, options]);
    const own = goals.filter((goal) => goal.since === at && goal.to === at);
    exchange(goals, own, { since: at, to: at, counts: true, ways: [...own.flatMap(({ ways }) => ways), ...options.map(({ lists }) => lists)] });
  }
  if (!guesses.length) return;
  const put = (list, at, { plain, kind }) => list.map((old, place) => (place === at ? { ...old, typed: plain, plain, guess: kind } : old));
  const first = guesses.reduce((list, [at, [option]]) => put(list, at, option), list);
  const made = [first];
  for (const [at, options] of guesses) {
    made.push(...options.slice(1).map((option) => put(first, at, option)));
    if (guesses.length > 1) made.push(...options.map((option) => put(list, at, option)));
  }
  found.instead = "spelling";
  found.words = first;
  found.variants.push(...made.slice(0, 9));
};

// Scores of passages: rare terms count more, having a term at all counts more than having it often.
// Without goals, of all documents before `end` their beginnings.
const matches = async (goals, end, wanted, rest) => {
  const scores = new Map();
  const value = (impact) => 0.65 + impact / 20;
  let slots = 0;
  for (const { ways, counts } of goals) {
    await rest();
    if (counts) slots++;
    // Of each passage the best way; it counts where it is there for the most part.
    const best = new Map();
    for (const way of ways) {
      const sums = new Map();
      let most = 0;
      for (const { holders, idf, weight } of way) {
        most += idf * weight;
        for (const [passage, impact] of holders) sums.set(passage, (sums.get(passage) ?? 0) + idf * weight * value(impact));
      }
      for (const [passage, score] of sums) if (score > 0.5 * most && !(best.get(passage) > score)) best.set(passage, score);
    }
    for (const [passage, score] of best) {
      let entry = scores.get(passage);
      if (!entry) scores.set(passage, (entry = { passage, score: 0, slots: 0 }));
      entry.score += score;
      if (counts) entry.slots++;
    }
  }
  for (let document = 0; document < end; document++) {
    if (!(document % 20000)) await rest();
    const passage = document * MOST_PLACES;
    scores.set(passage, { passage, score: 0, slots: 0 });
  }
  // All the words, or, where no passage has them, most.
  const entries = [];
  let most = 0;
  for (const entry of scores.values()) {
    if (!(entries.length % 4000)) await rest();
    entry.paper = documentOf(entry.passage);
    if (wanted && !wanted(entry.paper, entry.passage)) continue;
    entries.push(entry);
    most = max(most, entry.slots);
  }
  const documents = new Set();
  for (const entry of entries) {
    entry.whole = entry.slots >= most;
    if (entry.whole) documents.add(entry.paper);
  }
  entries.sort((a, b) => b.score - a.score || b.passage - a.passage);
  return { best: entries.slice(0, 400), documents, whole: most >= slots };
};

// The best passages, few of any one document.
const spread = (best, count, each) => {
  const taken = new Map();
  const late = [];
  const chosen = best.filter((entry) => {
    const of = (taken.get(entry.paper) ?? 0) + 1;
    taken.set(entry.paper, of);
    return of <= each || !late.push(entry);
  });
  return [...chosen, ...late].slice(0, count);
};

// ---- The second look: the text itself.

const sectionHits = (found, record, rank) => {
  const inTitle = look(found, record.t);
  const sections = found.words.length ? record.s : record.s.slice(0, 1);
  const isOwn = found.number && record.n && textWords(found, record.n)[0].number;
  return sections.map(([anchor, section, body], order) => {
    const seen = look(found, body);
    const inHeading = section ? look(found, section) : null;
    let score = seen.score;
    if (inHeading?.whole) score += 4;
    if (inTitle.whole) score += 3;
    if (!order) score = max(score, inTitle.score * 0.97);
    // Who names a number means it: dates and words beside it count for less. A document's own number outranks mentions.
    if (seen.names) score += 60;
    if (!order && isOwn) score = 200;
    score += 3 * rank;
    return {
      url: record.u, title: record.t, type: record.k, number: record.n, date: record.d, issuer: record.i,
      anchor, section, order, score, guess: seen.guess,
      phrases: found.phrases.every((phrase) => hasPhrase(phrase, seen.list) || (!order && hasPhrase(phrase, inTitle.list))),
      run: seen.whole ? body.slice(seen.run.begin.at, seen.run.last.end).replace(/\s+/g, " ") : undefined,
      snippet: snippet(body, seen),
    };
  });
};

const hasPhrase = (phrase, list) => {
  return list.some((_, begin) => phrase.every((word, at) => list[begin + at] && likeness(word, list[begin + at]) >= 0.9));
};

// The document number that is asked for becomes one word, as in the query; its year may be left out.
const textWords = ({ number }, body) => {
  const list = words(body);
  if (!number) return list;
  const joined = [];
  for (let at = 0; at < list.length; at++) {
    const first = list[at];
    let [whole, short, end] = ["", "", at];
    if (/^\d/.test(first.plain)) {
      do {
        const { plain } = list[end++];
        whole += end > at + 1 ? plain : plain.replace(ZEROS, "");
        if (end === at + 1 || !YEAR.test(plain)) short += end > at + 1 ? plain : whole;
      } while (whole !== number && short !== number && whole.length < number.length + 4 && list[end] && /^[\s/–-]{0,4}$/.test(body.slice(list[end - 1].end, list[end].at)));
    }
    if (whole === number || short === number) {
      const isNumber = end - at > 1 || /^\s*[-/]\s*(?:(?:19|20)\d\d\s*[-/]\s*)?\p{Lu}/u.test(body.slice(first.end, first.end + 14)) || /[a-z]/.test(number);
      joined.push({ typed: number, plain: number, at: first.at, end: list[end - 1].end, number: true, loose: !isNumber });
      at = end - 1;
    } else joined.push(first);
  }
  return joined;
};

const look = (found, body) => {
  if (!found.words.length) return { score: 0, marks: [], whole: false };
  const list = textWords(found, body);
  let best = null;
  for (const asked of found.variants) {
    const seen = lookFor(asked, list, body);
    // Two letters swapped are more likely than one wrong.
    seen.guess = asked.reduce((kind, { guess }) => guess ?? kind, 0);
    if (asked !== found.variants[0]) seen.score *= seen.guess ? 0.91 + seen.guess / 100 : 0.95;
    if (!best || seen.score > best.score) best = seen;
  }
  best.names = /[a-z]/.test(found.number) && list.some((word) => word.number);
  return best;
};

const lookFor = (asked, list, body) => {
  const size = asked.length || 1;
  const best = asked.map(() => 0);
  const marks = new Set();
  const alone = new Set();
  const none = { length: 0, quality: 0 };
  let run = { ...none, begin: list[0] };
  let wholes = 0;
  const pairs = [...best];
  // Lengths and qualities of runs that end here, for each word of the query.
  let before = asked.map(() => none);
  list.forEach((word, at) => {
    const now = [];
    // What goes on in the next paragraph is not quite one run.
    const breaks = at && body.slice(list[at - 1].end, word.at).includes("\n") ? 0.1 : 0;
    for (let place = 0; place < size; place++) {
      let like = likeness(asked[place], word);
      if (word.loose && like) like *= 0.6;
      if (!like) {
        now.push(none);
        continue;
      }
      alone.add(at);
      best[place] = max(best[place], like);
      const above = place ? before[place - 1] : none;
      const here = { length: above.length + 1, quality: above.quality + like - (above.length && breaks) };
      if (above.length) pairs[place] = max(pairs[place], min(like, 1));
      if (here.length > 1) for (let back = 0; back < here.length; back++) marks.add(at - back);
      if (here.length === size) wholes++;
      if (here.quality > run.quality + 1e-9) run = { ...here, begin: list[at - here.length + 1], last: word };
      now.push(here);
    }
    before = now;
  });
  const cover = sum(best) / size;
  const ties = size > 1 ? sum(pairs) / (size - 1) : cover;
  const share = run.quality / size;
  const whole = run.length === size;
  const score = 50 * share + 25 * cover + 15 * ties + (whole ? 20 * share + min(4, 1.5 * log2(max(1, wholes))) : 0);
  return { score, whole: whole && share > 0.8, list, marks: [...(marks.size ? marks : alone)].sort((a, b) => a - b), run };
};

const BEFORE = 70;
const LONG = 240;

// The text around the longest run, with what was found marked: { text, marks: [[from, to], …] }.
const snippet = (body, { list, marks, run }) => {
  if (!list?.length) return { text: body.slice(0, LONG), marks: [] };
  const { begin } = run;
  let since = max(0, begin.at - BEFORE);
  const line = body.lastIndexOf("\n", begin.at) + 1;
  if (line > since || begin.at - line < BEFORE * 1.6) since = line;
  else since = body.indexOf(" ", since) + 1;
  let to = min(body.length, since + LONG);
  if (to < body.length) to = max(body.lastIndexOf(" ", to), run.last?.end ?? 0);
  const cut = since && body[since - 1] !== "\n" ? "… " : "";
  const offset = cut.length - since;
  const ranges = [];
  for (const at of marks) {
    const word = list[at];
    if (word.at < since || word.end > to) continue;
    const last = ranges.at(-1);
    if (last && /^[\s/–-]*$/.test(body.slice(last[1] - offset, word.at))) last[1] = word.end + offset;
    else ranges.push([word.at + offset, word.end + offset]);
  }
  return { text: cut + body.slice(since, to).replaceAll("\n", " ") + (to < body.length ? " …" : ""), marks: ranges };
};
