// Search without a server: reads the index that `src/search` wrote. No DOM; the same in Node, in browsers, in tests.
//
//   const index = await openIndex(new URL(site.search.index, site.base_url));
//   const { answer, total, total_is_exact, facets, hits } = await index.search("chuyen doi so", { limit: 10 });
//
// Lines that begin with two slashes, and indentation, are left out of the script that pages load.

// ---- Words: as src/search/words.rs, held together by tests/search/words.tsv.

const WORD = /[\p{Alphabetic}\p{N}\u0300-\u036f]+(?:&[\p{Alphabetic}\p{N}\u0300-\u036f]+)*/gu;
const OPEN = /(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\p{Alphabetic})/gu;
const MARK = /[\u0300-\u036f]/g;
const known = new Map();

export function forms(word) {
  let found = known.get(word);
  if (!found) {
    const typed = word.normalize("NFC").toLowerCase().replaceAll("&", "").replaceAll("ð", "đ").replace(OPEN, (pair) => {
      const [vowel, tone] = pair[1].normalize("NFD");
      return (pair[0] + tone).normalize("NFC") + vowel;
    });
    found = { typed, plain: typed.normalize("NFD").replace(MARK, "").replaceAll("đ", "d") };
    if (known.size > 50000) known.clear();
    known.set(word, found);
  }
  return found;
}

export function words(text) {
  return Array.from(text.matchAll(WORD), (match) => {
    const { typed, plain } = forms(match[0]);
    return { typed, plain, at: match.index, end: match.index + match[0].length };
  });
}

// How well a word of the text answers a typed one: the same; more marks than were typed; other marks; nothing.
const FEWER = 0.94;
const CONFLICT = 0.45;
function likeness(asked, word) {
  if (asked.typed === word.typed) return 1;
  if (asked.plain === word.plain) return asked.typed === asked.plain || within(asked.typed, word.typed) ? FEWER : CONFLICT;
  if (asked.open && word.plain.startsWith(asked.plain)) {
    return asked.typed === asked.plain || within(asked.typed, [...word.typed].slice(0, [...asked.typed].length).join("")) ? 0.9 : 0.4;
  }
  return 0;
}

function within(fewer, more) {
  const letters = [...more];
  return [...fewer].every((letter, at) => {
    const other = letters[at] ?? "";
    if (letter === other || (letter === "d" && other === "đ")) return true;
    const [base, ...marks] = letter.normalize("NFD");
    const [otherBase, ...otherMarks] = other.normalize("NFD");
    return base === otherBase && marks.every((mark) => otherMarks.includes(mark));
  });
}

// ---- Telex and VNI, typed without the input method.

const SYLLABLE =
  /^(?:[bdghklmnprstvx]|c|ch|gh|gi|kh|ngh?|nh|ph|qu|th|tr)?(?:a[iouy]?|e[ou]?|i(?:a|eu?|u)?|o(?:a[ioy]?|eo?|i)?|u(?:ay?|au|e|i|o[iu]?|u|y[aeu]?)?|y(?:eu?)?)(?:c|ch|m|ng?|nh|p|t)?$/;
const TONES = { s: "\u0301", f: "\u0300", r: "\u0309", x: "\u0303", j: "\u0323" };

export function untelex(word) {
  let typed = word;
  if (/^[a-z]+[1-9][a-z1-9]*$/.test(typed)) {
    typed = typed.replace(/([aeo])([a-z1-57-9]*?)6/g, "$1$1$2").replace(/[789]/g, (digit) => (digit === "9" ? "d" : "w"));
    typed = typed.replace(/[1-5]/g, (digit) => "sfrxj"[digit - 1]);
  }
  if (!/^[a-z]+$/.test(typed)) return null;
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
}

function toned(word, tone) {
  const begin = /^(?:qu|gi(?=[aeiouyâêôăơư]))/.exec(word)?.[0].length ?? 0;
  const cluster = /[aeiouyâêôăơư]+/.exec(word.slice(begin));
  if (!cluster) return word;
  const since = begin + cluster.index;
  const vowels = cluster[0];
  const closed = since + vowels.length < word.length;
  const marked = vowels.search(/[âêôăơ]/) >= 0 ? vowels.search(/[âêôăơ]/) : vowels.indexOf("ư");
  let at = marked;
  if (at < 0) at = vowels.length === 1 ? 0 : closed ? vowels.length - 1 : vowels.length === 2 ? 0 : 1;
  at += since + 1;
  return (word.slice(0, at) + tone + word.slice(at)).normalize("NFC");
}

// ---- Spelling: one letter more, less, other, or two letters swapped.

function isNear(a, b) {
  if (Math.abs(a.length - b.length) > 1) return 0;
  let since = 0;
  while (since < a.length && a[since] === b[since]) since++;
  if (a.slice(since + 2) === b.slice(since + 2) && a[since] === b[since + 1] && a[since + 1] === b[since]) return 2;
  const rest = (skipA, skipB) => a.slice(since + skipA) === b.slice(since + skipB);
  return (a.length === b.length && rest(1, 1)) || (a.length > b.length && rest(1, 0)) || (a.length < b.length && rest(0, 1)) ? 1 : 0;
}

// ---- Files of the library.

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const text = (bytes) => new TextDecoder().decode(bytes);
const json = (bytes) => JSON.parse(text(bytes));

class Files {
  constructor(base, options) {
    this.base = base;
    this.fetch = options.fetch ?? ((url) => globalThis.fetch(url));
    this.script = options.script;
    this.asked = new Map();
    this.count = 0;
  }

  async bytes(name, scripts) {
    if (this.script) return fromBase64(await this.script(this.base + name + ".js", name));
    const response = await this.fetch(this.base + name + (scripts ? ".js" : ".bin"));
    if (!response.ok) throw new Error(`${response.status} ${name}`);
    if (!scripts) return new Uint8Array(await response.arrayBuffer());
    return fromBase64((await response.text()).split('"')[3]);
  }

  get(name, read) {
    if (!this.asked.has(name)) {
      this.count++;
      const made = this.bytes(name, this.scripts).then(inflate).then(read);
      made.catch(() => this.asked.delete(name));
      this.asked.set(name, made);
    }
    return this.asked.get(name);
  }

  has(name) {
    return this.asked.has(name);
  }
}

function fromBase64(data) {
  return Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
}

// Sorted by code points, as the files are, but for letters that no Vietnamese text has.
// The last of `first` that is not greater than `key`: which file holds it.
function fileOf(first, key) {
  let [low, high] = [0, first.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (first[middle] > key) high = middle;
    else low = middle + 1;
  }
  return Math.max(0, low - 1);
}

function reader(bytes) {
  let at = 0;
  return {
    more: () => at < bytes.length,
    varint() {
      let [value, scale] = [0, 1];
      for (;;) {
        const byte = bytes[at++];
        value += (byte & 127) * scale;
        if (byte < 128) return value;
        scale *= 128;
      }
    },
    slice(length) {
      at += length;
      return bytes.subarray(at - length, at);
    },
  };
}

// Entries of a shard: term → { count, first: bytes, further: numbers of files }.
function readShard(bytes) {
  const terms = new Map();
  const since = reader(bytes);
  let last = new Uint8Array();
  while (since.more()) {
    const shared = last.subarray(0, since.varint());
    const rest = since.slice(since.varint());
    last = Uint8Array.from([...shared, ...rest]);
    const count = since.varint();
    const first = since.slice(since.varint());
    const pieces = since.varint();
    const begin = pieces ? since.varint() : 0;
    terms.set(text(last), { count, first, further: Array.from({ length: pieces }, (_, at) => begin + at) });
  }
  return terms;
}

// Passages of a piece → impact, best first.
function readPostings(bytes, total, into = new Map()) {
  const since = reader(bytes);
  while (since.more()) {
    const impact = since.varint();
    let passage = total;
    for (let left = since.varint(); left > 0; left--) {
      passage -= since.varint();
      if (!into.has(passage)) into.set(passage, impact);
    }
  }
  return into;
}

const MOST_PAIRS = 5;
// Of one search; the root is another.
const REQUESTS = 13;
const NARROW = ["type", "issuer", "level", "province", "school_year", "year", "theme", "status"];

export async function openIndex(baseUrl, options = {}) {
  let base = new URL(baseUrl, globalThis.location?.href).href.replace(/goc\.(bin|js)$/, "");
  if (!base.endsWith("/")) base += "/";
  let files = new Files(base, options);
  let bytes;
  try {
    bytes = await files.bytes("goc", false);
  } catch (error) {
    if (options.script || base.endsWith("/tim-kiem/chi-muc/")) throw error;
    files = new Files(base + "tim-kiem/chi-muc/", options);
    bytes = await files.bytes("goc", false);
  }
  const root = json(await inflate(bytes));
  files.scripts = root.scripts;
  return new Index(files, root);
}

class Index {
  constructor(files, root) {
    this.files = files;
    this.root = root;
    this.total = root.passages;
    this.site = files.base.replace(/tim-kiem\/chi-muc\/$/, "");
    this.terms = { ...root.terms, first: root.terms.first.split("\n") };
    this.names = { ...root.names, first: root.names.first.split("\n") };
    this.shortForms = root.abbreviations.map((group) => group.map((form) => form.split(" ")));
  }

  path(letter, groups, which) {
    return `${letter}/${groups[Math.floor(which / this.root.group)]}/${which % this.root.group}`;
  }

  shard(term) {
    return this.files.get(this.path("s", this.terms.groups, fileOf(this.terms.first, term)), readShard);
  }

  isLoaded(term) {
    return this.files.has(this.path("s", this.terms.groups, fileOf(this.terms.first, term)));
  }

  async term(term) {
    if (!this.total) return null;
    const found = (await this.shard(term)).get(term);
    return found ? this.list(found) : null;
  }

  list(found) {
    found.holders ??= readPostings(found.first, this.total);
    const { count } = found;
    return { count, holders: found.holders, found, idf: Math.log(1 + this.total / (count + 0.5)), cut: found.holders.size < count };
  }

  // Everything that begins so, as far as one file has it.
  async beginning(prefix) {
    if (!this.total) return null;
    const shard = await this.shard(prefix);
    const holders = new Map();
    let count = 0;
    for (const [term, found] of shard) {
      if (!term.startsWith(prefix)) continue;
      count += found.count;
      for (const [passage, impact] of this.list(found).holders) {
        if (!(holders.get(passage) >= impact)) holders.set(passage, impact);
      }
    }
    if (!count) return null;
    return { count, holders, idf: Math.log(1 + this.total / (count + 0.5)), cut: holders.size < count / 2 };
  }

  async further(list, most) {
    for (const which of list.found?.further.slice(0, most) ?? []) {
      const bytes = await this.files.get(this.path("m", this.root.more, which), (all) => all);
      readPostings(bytes, this.total, list.found.holders);
    }
    list.cut = list.holders.size < list.count;
  }

  vocabulary() {
    return this.files.get(this.root.words, (bytes) => {
      let last = "";
      return text(bytes).trimEnd().split("\n").filter(Boolean).map((line) => {
        last = last.slice(0, +line[0]) + line.slice(1, -1);
        return [last, line.charCodeAt(line.length - 1)];
      });
    });
  }

  // Columns of the documents; the first block has the names of the values.
  async columns(all) {
    const names = all ? this.root.facets.columns : this.root.facets.columns.slice(-2);
    const skipped = (this.root.facets.columns.length - names.length) * this.root.facets.block;
    const blocks = await Promise.all(names.map((name) => this.files.get(name, json)));
    const { start: begin } = this.root.facets;
    const first = [];
    let passage = begin?.[this.root.facets.columns.length - names.length] ?? 0;
    for (const block of blocks) {
      for (const count of block.passages) {
        first.push(passage);
        passage += count;
      }
    }
    const of = (paper, column) => {
      const at = paper - skipped;
      return at < 0 ? undefined : blocks[Math.floor(at / this.root.facets.block)][column][at % this.root.facets.block];
    };
    const documentOf = (passage) => {
      if (!first.length || passage < first[0]) return -1 - Math.floor(passage / 4);
      let [low, high] = [0, first.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (first[middle] > passage) high = middle;
        else low = middle + 1;
      }
      return skipped + low - 1;
    };
    return { of, documentOf, all: skipped === 0, values: blocks.at(-1)?.values };
  }

  // What documents have several of, by number, as blocks of lists; of large sites those of the newest.
  async several(names, most = Infinity) {
    const blocks = await Promise.all(names.slice(-most).map((name) => this.files.get(name, json)));
    const { block } = this.root.facets;
    const skipped = names.length - blocks.length;
    return (paper) => blocks[Math.floor(paper / block) - skipped]?.[paper % block] ?? [];
  }

  async search(query, { limit = 10, filters = {}, sort = "relevance", facets = true, exact = false } = {}) {
    const began = this.files.count;
    const used = () => this.files.count - began;
    const asked = { ...parse(query, this.shortForms), exact };
    const narrowed = Object.entries(filters).filter(([, value]) => value !== undefined && value !== "" && [value].flat().length);
    if (!asked.words.length && !narrowed.length) {
      return { answer: null, candidates: [], total: 0, total_is_exact: true, facets: {}, hits: [], searched: query.trim(), instead: null };
    }

    const answer = this.answer(asked);
    const columns = this.columns(narrowed.length > 0 || facets === "all");
    // Where a piece is missing, whoever waits first says so.
    for (const early of [answer, columns]) early.catch(() => 0);
    const found = await retrieve(this, asked);
    let lists = found.lists;
    const wanted = narrowed.length ? await this.narrowing(narrowed, await columns) : null;
    const { documentOf, all } = await columns;
    const collect = () => matches(lists, found.words.length ? null : this.total, wanted, documentOf);
    let matched = collect();
    if (wanted && matched.best.length < limit && lists.some((list) => list.cut)) {
      await Promise.all(lists.flatMap((list) => list.parts ?? [list]).map((list) => this.further(list, 3)));
      matched = collect();
    }

    if (sort !== "relevance") {
      const direction = sort === "oldest" ? 1 : -1;
      matched.best = matched.best.filter(({ whole }) => whole).sort((a, b) => direction * (a.passage - b.passage));
    }
    const room = Math.max(3, REQUESTS + Math.max(0, limit - 10) - used());
    const looked = spread(matched.best, Math.min(room, Math.max(limit, 6)), found.words.length ? 3 : 1);
    const texts = await Promise.all(looked.map(({ passage }) => this.text(passage)));
    const hits = [];
    const seen = new Set();
    looked.forEach(({ score, passage }, at) => {
      for (const hit of sectionHits(found, texts[at], score / (looked[0].score || 1))) {
        const key = hit.path + "#" + hit.anchor;
        if (asked.phrases.length && !hit.phrases) continue;
        hits.push({ ...hit, key, passage });
      }
    });
    const byDate = (a, b) => (b.passage - a.passage) * (sort === "oldest" ? -1 : 1);
    hits.sort((a, b) => (sort === "relevance" ? b.score - a.score || byDate(a, b) || a.order - b.order : byDate(a, b) || b.score - a.score));
    const shown = hits.filter(({ key, score }) => (sort === "relevance" || score > 0) && !seen.has(key) && seen.add(key)).slice(0, limit);

    const phrasesLooked = asked.phrases.length && matched.best.length <= looked.length;
    const total = phrasesLooked ? new Set(hits.map(({ path }) => path)).size : matched.documents.size;
    const named = await answer;
    return {
      answer: named.answer,
      candidates: named.candidates,
      total: asked.phrases.length && !hits.length ? 0 : total,
      total_is_exact: !lists.some((list) => list.cut) && all && (!asked.phrases.length || Boolean(phrasesLooked)),
      facets: facets ? await this.facets(matched.documents, await columns, facets === "all" ? facets : wanted) : {},
      hits: shown.map(({ path, title, kind, number, date, issuer, section, anchor, snippet, score }) => ({
        url: this.site + path + (this.root.scripts && path.endsWith("/") ? "index.html" : ""),
        title, type: kind, number, date, issuer, section, anchor, snippet, score: Math.round(score * 100) / 100,
      })),
      searched: found.instead ? (shown[0]?.run ?? found.words.map((word) => word.shown ?? word.typed).join(" ")) : query.trim(),
      instead: found.instead,
      whole: matched.whole,
    };
  }

  text(passage) {
    return this.files.get(this.path("t", this.root.texts, passage), (bytes) => JSON.parse(text(bytes).normalize("NFC")));
  }

  // The work, theme or issuer that is named by exactly these words, or by this number.
  async answer(asked) {
    const none = { answer: null, candidates: [] };
    const key = asked.number ? `#${asked.number}` : asked.words.map((word) => word.plain).join(" ");
    if (!this.names.groups.length || !key || asked.words.length > 8) return none;
    const found = await this.entries(key);
    // A number of one work; else who asks has to say which.
    return found.length === 1 ? { ...none, answer: found[0] } : { ...none, candidates: found };
  }

  // The work that documents cite by this id.
  async named(id) {
    return (await this.entries(`@${id}`))[0] ?? null;
  }

  async entries(key) {
    const shard = await this.files.get(this.path("n", this.names.groups, fileOf(this.names.first, key)), (bytes) =>
      new Map(text(bytes).trimEnd().split("\n").map((line) => line.split("\t"))),
    );
    const found = shard.has(key) ? JSON.parse(shard.get(key)) : [];
    return found.map((entry) => ({ ...entry, url: this.site + entry.url + (this.root.scripts ? "index.html" : "") }));
  }

  async narrowing(filters, { of, values, documentOf }) {
    const themes = filters.some(([name]) => name === "theme") ? await this.several(this.root.facets.themes) : null;
    const tests = [];
    for (const [name, value] of filters) {
      const wanted = [value].flat().map(String);
      if (name === "cites") {
        const lists = await Promise.all(wanted.map((id) => this.term(`@${id}`)));
        await Promise.all(lists.map((list) => list && this.further(list, Infinity)));
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
    const { cites, cited } = this.root.facets;
    const works = await this.several(cites, 2);
    const counts = new Map();
    for (const paper of documents) for (const number of works(paper)) counts.set(number, (counts.get(number) ?? 0) + 1);
    const most = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 20);
    return Promise.all(most.map(async ([number, count]) => {
      const rows = await this.files.get(cited[Math.floor(number / 512)], json);
      const [value, name] = rows[number % 512];
      return { value, name, count };
    }));
  }

  async facets(documents, { of, all, values }, more) {
    const themes = all && (more || this.root.documents <= 3000) ? await this.several(this.root.facets.themes) : null;
    const facets = {};
    for (const name of NARROW.filter((name) => name !== "theme" || themes)) {
      const counts = new Map();
      for (const paper of documents) {
        if (paper < 0) continue;
        for (const [key, label] of valuesOf(name, paper, of, values, themes)) {
          const entry = counts.get(key) ?? { value: key, name: label, count: 0 };
          entry.count++;
          counts.set(key, entry);
        }
      }
      const byName = (a, b) => (name.endsWith("year") ? (a.value < b.value ? 1 : -1) : b.count - a.count || (a.name < b.name ? -1 : 1));
      facets[name] = [...counts.values()].sort(byName);
    }
    if (more === "all" && this.root.facets.cites?.length) facets.cites = await this.cited(documents);
    return facets;
  }
}

// Key and name of what a document is, for one question.
function valuesOf(name, paper, of, values, themes) {
  if (name === "theme") return (themes?.(paper) ?? []).map((at) => values.theme[at]);
  if (name === "level" || name === "province") {
    const value = values.issuer[of(paper, "issuer")]?.[name === "level" ? 2 : 3];
    return value ? [[value, value]] : [];
  }
  const at = of(paper, name);
  if (at === undefined || at < 0) return [];
  if (name === "year") return [[String(at), String(at)]];
  const value = values[name][at];
  return [Array.isArray(value) ? value : [value, value]];
}

// ---- The query.

const SYMBOL = /^[a-zđ&]{1,8}\d{0,2}$|^\d{1,4}$/;

export function parse(query, shortForms = []) {
  const all = query.normalize("NFC");
  const phrases = [];
  const found = words(all);
  for (const match of all.matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]/g)) {
    const inside = found.filter((word) => word.at >= match.index && word.end <= match.index + match[0].length);
    if (inside.length) phrases.push(inside);
  }
  const asked = { words: found, phrases, raw: all };
  readNumber(asked);
  const last = found.at(-1);
  // The last word may still be growing.
  if (last && last.end === all.length && !last.number) last.open = true;
  asked.variants = variants(asked.words, shortForms);
  return asked;
}

// Joins what is a document number in any spelling: "2457/QĐ-BGDĐT", "72 qd tw", "06/CT-UBND ngày 31/8/2024".
function readNumber(asked) {
  const { words: list, raw } = asked;
  const begin = list.findIndex((word) => /^\d/.test(word.plain));
  if (begin < 0) return;
  const gap = (at) => raw.slice(list[at - 1].end, list[at].at);
  const tied = (at) => at < list.length && /^\s*[-–/]\s*$/.test(gap(at));
  let end = begin + 1;
  if (tied(end)) {
    while (tied(end) && SYMBOL.test(list[end].plain)) end++;
    if (end < list.length && /^\d{1,2}$/.test(list[end].plain) && /qh$/.test(list[end - 1].plain)) end++;
  } else if (!/^\d+$/.test(list[begin].plain)) {
    // 2457qdbgddt
  } else {
    const rest = list.slice(begin + 1);
    const plain = rest.every((word) => SYMBOL.test(word.plain) && !/[\u0300-\u036f]/.test(word.typed.normalize("NFD")));
    if (rest.length && rest.length <= 5 && plain && rest.some((word) => !SYLLABLE.test(word.plain) && !/^\d/.test(word.plain))) end = list.length;
  }
  const parts = list.slice(begin, end);
  // Years, dates, school years are no numbers of documents.
  if (parts.length > 1 && parts.every((word) => /^\d+$/.test(word.plain))) return;
  const compact = parts.map((word) => word.plain).join("").replace(/^0+(?=\d)/, "");
  if (parts.length === 1 && (list.length > 2 || (/^\d+$/.test(compact) && list.length > 1 && !/^(so|số)$/.test(list[0].typed) && list.length > 2))) return;
  const word = { typed: compact, plain: compact, at: parts[0].at, end: parts.at(-1).end, number: true, parts, shown: raw.slice(parts[0].at, parts.at(-1).end) };
  asked.number = compact;
  asked.rest = list.length - parts.length;
  list.splice(begin, parts.length, word);
}

// The query with each of its short forms written out, or the other way round.
function variants(list, shortForms) {
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
}

// ---- Which passages.

const PAIR = 1;
const SINGLE = 0.4;

async function retrieve(library, asked) {
  const found = { words: asked.words, variants: asked.variants, phrases: asked.phrases, number: asked.number, lists: [], instead: null };
  if (!asked.words.length) return found;
  if (!asked.exact) await readTelex(library, found);
  let slots = await lookUp(library, found);
  const unknown = slots.unknown;
  if (unknown.length && !asked.exact) {
    const changed = await respell(library, found, unknown);
    if (changed) slots = await lookUp(library, found);
  }
  found.lists = slots.lists;
  return found;
}

// What looks like Telex, and is no word of the library, is read as Telex.
async function readTelex(library, found) {
  const read = found.words.map((word) => (word.number || word.typed !== word.plain || SYLLABLE.test(word.plain) ? null : untelex(word.plain)));
  const at = read.reduce((best, decoded, at) => (decoded && (best < 0 || found.words[at].plain.length > found.words[best].plain.length) ? at : best), -1);
  if (at < 0 || (await library.term(found.words[at].plain))) return;
  found.words = found.words.map((word, at) => (read[at] ? { ...word, ...forms(read[at]) } : word));
  found.variants = variants(found.words, library.shortForms);
  found.instead = "telex";
}

// A last word that is whole, or goes on: where both are, the whole one counts.
function either(whole, grown) {
  if (!whole || !grown || grown.count === whole.count) return whole ?? grown;
  return { ...grown, holders: new Map([...grown.holders, ...whole.holders]) };
}

async function lookUp(library, { words: list, variants: alternatives, number }) {
  const lists = [];
  const unknown = [];
  const covered = new Array(list.length).fill(false);
  const add = (slot, weight, since, to, cover = true) => {
    if (!slot) return false;
    lists.push({ ...slot, slot, weight, since, to });
    if (cover) for (let at = since; at <= to; at++) covered[at] = true;
    return true;
  };
  // Pairs: all of a short query; of a long one first those that do not overlap.
  const pairs = list.slice(1).map((_, at) => at).filter((at) => !list[at].number && !list[at + 1].number);
  let chosen = pairs;
  if (pairs.length > MOST_PAIRS) {
    chosen = pairs.filter((at, place) => place % 2 === 0 || at === pairs.at(-1));
    while (chosen.length > MOST_PAIRS) chosen.splice(Math.floor(chosen.length / 2), 1);
  }
  const pairOf = (at) => `${list[at].plain} ${list[at + 1].plain}`;
  const got = await Promise.all(chosen.map((at) => library.term(pairOf(at))));
  for (const [place, at] of chosen.entries()) {
    const grown = list[at + 1].open ? await library.beginning(pairOf(at)) : null;
    add(either(got[place], grown), PAIR, at, at + 1);
  }
  // Other pairs come for nothing where their file is here already.
  for (const at of pairs.filter((at) => !chosen.includes(at))) {
    if (library.isLoaded(pairOf(at))) add(await library.term(pairOf(at)), PAIR, at, at + 1);
    else covered[at] = covered[at + 1] = true;
  }
  const singles = list.map((_, at) => at).filter((at) => !covered[at] || list.length === 1).slice(0, 6);
  await Promise.all(singles.map(async (at) => {
    const word = list[at];
    if (word.number) {
      const tied = word.parts.length > 1 || !/^\d+$/.test(word.plain);
      const [own, bare] = await Promise.all([library.term("#" + word.plain), tied ? null : library.term(word.plain)]);
      if (!add(own, 3, at, at) && tied) {
        // No such number: its words may be there all the same.
        const parts = await Promise.all(word.parts.map((part) => library.term(part.plain)));
        parts.forEach((part) => add(part, SINGLE, at, at));
      }
      if (bare) add(bare, own ? SINGLE : 1, at, at);
      if (!covered[at]) unknown.push(at);
      return;
    }
    const [plain, exact] = await Promise.all([library.term(word.plain), word.typed === word.plain || list.length > 2 ? null : library.term(word.typed)]);
    const alone = list.length === 1 ? 1 : SINGLE;
    add(exact, alone, at, at);
    const isFound = add(plain, exact ? alone * 0.5 : alone, at, at);
    if (!isFound && word.open) add(await library.beginning(word.plain), alone, at, at);
    else if (isFound && word.open && list.length === 1) add(await library.beginning(word.plain), 0.2, at, at, false);
    if (!covered[at]) unknown.push(at);
  }));
  unknown.sort((a, b) => a - b);
  // Where words are written short, they stand for the pairs that are then missing.
  const shorts = new Map(alternatives.filter(({ short }) => short).map(({ short }) => [short.term, short]));
  for (const { term, since, to } of shorts.values()) {
    const slot = await library.term(term);
    if (!slot) continue;
    const inside = lists.filter((list) => list.from >= since && list.to <= to);
    const worth = inside.reduce((sum, { idf, weight }) => sum + idf * weight, 0) || slot.idf;
    for (let at = since; at <= to; at++) covered[at] = true;
    const rest = lists.filter((list) => !inside.includes(list));
    lists.splice(0, lists.length, ...rest, { ...slot, parts: inside, weight: 1, worth, since, to });
    for (let at = unknown.length - 1; at >= 0; at--) if (covered[unknown[at]]) unknown.splice(at, 1);
  }
  return { lists, unknown };
}

// A word that the index does not know → the nearest one that it knows, best where the words around it go with it.
async function respell(library, found, unknown) {
  const vocabulary = await library.vocabulary();
  let changed = false;
  for (const at of unknown) {
    const word = found.words[at];
    if (word.number || word.plain.length < 3 || /\d/.test(word.plain)) continue;
    let near = [];
    for (const [plain, often] of vocabulary) {
      const kind = isNear(word.plain, plain);
      if (kind) near.push({ plain, rank: often + kind * 4 });
    }
    near = near.sort((a, b) => b.rank - a.rank).slice(0, 12);
    const beside = (plain) => [
      at > 0 ? `${found.words[at - 1].plain} ${plain}` : null,
      at + 1 < found.words.length ? `${plain} ${found.words[at + 1].plain}` : null,
    ];
    for (const [place, option] of near.entries()) {
      for (const pair of beside(option.plain)) {
        if (pair && (!place || library.isLoaded(pair)) && (await library.term(pair))) option.rank += 40;
      }
    }
    near.sort((a, b) => b.rank - a.rank);
    if (!near.length) continue;
    found.words = found.words.map((old, place) => (place === at ? { ...old, typed: near[0].plain, plain: near[0].plain, guess: true } : old));
    found.instead = "spelling";
    changed = true;
  }
  found.variants = variants(found.words, library.shortForms);
  return changed;
}

// Scores of passages: rare terms count more, having a term at all counts more than having it often.
function matches(lists, everything, wanted, documentOf) {
  const scores = new Map();
  const add = (passage, score, slots) => {
    const entry = scores.get(passage) ?? { passage, score: 0, slots: 0 };
    entry.score += score;
    entry.slots += slots;
    scores.set(passage, entry);
  };
  const value = (impact) => 0.65 + impact / 20;
  let slots = 0;
  for (const list of lists) {
    slots += list.weight >= SINGLE ? 1 : 0;
    if (list.parts) {
      // Written short or in full: whichever the passage has.
      const best = new Map();
      for (const part of list.parts) {
        for (const [passage, impact] of part.holders) best.set(passage, (best.get(passage) ?? 0) + part.idf * part.weight * value(impact));
      }
      for (const [passage, impact] of list.holders) best.set(passage, Math.max(best.get(passage) ?? 0, list.worth * value(impact)));
      for (const [passage, score] of best) add(passage, score, score >= 0.5 * list.worth ? 1 : 0);
    } else {
      for (const [passage, impact] of list.holders) add(passage, list.idf * list.weight * value(impact), list.weight >= SINGLE ? 1 : 0);
    }
  }
  if (everything !== null) for (let passage = 0; passage < everything; passage++) add(passage, 0, 0);
  let entries = [...scores.values()];
  if (wanted) entries = entries.filter(({ passage }) => wanted(documentOf(passage)));
  // All the words, or, where no passage has them, most.
  const most = entries.reduce((most, entry) => Math.max(most, entry.slots), 0);
  const documents = new Set();
  for (const entry of entries) {
    entry.whole = entry.slots >= most;
    entry.paper = documentOf(entry.passage);
    if (entry.whole) documents.add(entry.paper);
  }
  entries.sort((a, b) => b.score - a.score || b.passage - a.passage);
  return { best: entries.slice(0, 400), documents, whole: most >= slots };
}

// The best passages, few of any one document.
function spread(best, count, each) {
  const taken = new Map();
  const late = [];
  const chosen = best.filter((entry) => {
    const of = (taken.get(entry.paper) ?? 0) + 1;
    taken.set(entry.paper, of);
    return of <= each || !late.push(entry);
  });
  return [...chosen, ...late].slice(0, count);
}

// ---- The second look: the text itself.

function sectionHits(found, record, rank) {
  const inTitle = look(found, record.t);
  const sections = found.words.length ? record.s : record.s.slice(0, 1);
  const own = record.n ? forms(record.n.replace(/[^\p{L}\p{N}]/gu, "")).plain.replace(/^0+/, "") : "";
  return sections.map(([anchor, section, body], order) => {
    const seen = look(found, body);
    const inHeading = section ? look(found, section) : null;
    let score = seen.score;
    if (inHeading?.whole) score += 4;
    if (inTitle.whole) score += 3;
    if (order === 0) score = Math.max(score, inTitle.score * 0.97);
    // A document's own number outranks mentions.
    if (order === 0 && found.number && own && (own === found.number || (/^\d+$/.test(found.number) && record.n.replace(/^0+/, "").split(/[-/]/)[0] === found.number))) score = 200;
    score += 3 * rank;
    return {
      path: record.u, title: record.t, kind: record.k, number: record.n, date: record.d, issuer: record.i,
      anchor, section, order, score,
      phrases: found.phrases.every((phrase) => hasPhrase(phrase, body) || (order === 0 && hasPhrase(phrase, record.t))),
      run: seen.whole ? body.slice(seen.list[seen.run.end - seen.run.length + 1].at, seen.list[seen.run.end].end).replace(/\s+/g, " ") : undefined,
      snippet: snippet(body, seen),
    };
  });
}

function hasPhrase(phrase, body) {
  const list = words(body);
  return list.some((_, begin) => phrase.every((word, at) => list[begin + at] && likeness(word, list[begin + at]) >= 0.9));
}

// Document numbers in the text become one word, as in the query.
function textWords(found, body) {
  const list = words(body);
  if (!found.number) return list;
  const joined = [];
  for (let at = 0; at < list.length; at++) {
    let [compact, end] = ["", at];
    if (/^\d/.test(list[at].plain)) {
      while (end < list.length && end - at < 7 && compact.length < found.number.length) {
        compact = (compact + list[end].plain).replace(/^0+(?=\d)/, "");
        end++;
      }
    }
    if (compact === found.number) {
      const isNumber = end - at > 1 || /^\s*[-/]\s*[\p{Lu}\d]/u.test(body.slice(list[at].end, list[at].end + 4));
      joined.push({ typed: compact, plain: compact, at: list[at].at, end: list[end - 1].end, loose: !isNumber });
      at = end - 1;
    } else joined.push(list[at]);
  }
  return joined;
}

function look(found, body) {
  if (!found.words.length) return { score: 0, marks: [], whole: false };
  const list = textWords(found, body);
  let best = null;
  for (const asked of found.variants) {
    const seen = lookFor(asked, list);
    if (asked !== found.variants[0]) seen.score *= 0.985;
    if (!best || seen.score > best.score) best = seen;
  }
  return best ?? { score: 0, marks: [], whole: false };
}

function lookFor(asked, list) {
  const size = asked.length;
  const best = new Array(size).fill(0);
  const marks = new Set();
  const alone = new Set();
  let run = { quality: 0, length: 0, end: 0, last: 0 };
  let wholes = 0;
  const pairs = new Array(size).fill(0);
  // Lengths and qualities of runs that end here, for each word of the query.
  let before = asked.map(() => ({ length: 0, quality: 0 }));
  list.forEach((word, at) => {
    const now = [];
    for (let place = 0; place < size; place++) {
      let like = likeness(asked[place], word);
      if (word.loose && like) like *= 0.6;
      if (!like) {
        now.push({ length: 0, quality: 0 });
        continue;
      }
      alone.add(at);
      best[place] = Math.max(best[place], like);
      const above = place ? before[place - 1] : { length: 0, quality: 0 };
      const here = { length: above.length + 1, quality: above.quality + like };
      if (above.length) pairs[place] = Math.max(pairs[place], Math.min(like, 1));
      if (here.length > 1) for (let back = 0; back < here.length; back++) marks.add(at - back);
      if (here.length === size) wholes++;
      if (here.quality > run.quality + 1e-9) run = { ...here, end: at };
      now.push(here);
    }
    before = now;
  });
  const cover = best.reduce((sum, like) => sum + like, 0) / size;
  const ties = size > 1 ? pairs.reduce((sum, like) => sum + like, 0) / (size - 1) : cover;
  const share = run.quality / size;
  const whole = run.length === size;
  const score = 50 * share + 25 * cover + 15 * ties + (whole ? 20 * share + Math.min(4, 1.5 * Math.log2(Math.max(1, wholes))) : 0);
  return { score, whole: whole && share > 0.8, list, marks: [...(marks.size ? marks : alone)].sort((a, b) => a - b), run };
}

const BEFORE = 70;
const LONG = 240;

// The text around the longest run, with what was found marked: { text, marks: [[from, to], …] }.
function snippet(body, { list, marks, run }) {
  if (!list?.length) return { text: body.slice(0, LONG), marks: [] };
  const begin = run.length ? list[run.end - run.length + 1] : list[0];
  let since = Math.max(0, begin.at - BEFORE);
  const line = body.lastIndexOf("\n", begin.at) + 1;
  if (line > since || begin.at - line < BEFORE * 1.6) since = line;
  else since = body.indexOf(" ", since) + 1;
  let to = Math.min(body.length, since + LONG);
  if (to < body.length) to = Math.max(body.lastIndexOf(" ", to), list[run.end]?.end ?? 0);
  const cut = (since > 0 && body[since - 1] !== "\n" ? "… " : "");
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
}
