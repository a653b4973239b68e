// What documents are besides their texts: how results are narrowed, sorted by day, counted. Is read where that is asked for.
import { documentOf, json, reader, together } from "./search-files.mjs";
import { NARROW } from "./search-query.mjs";

const { floor, max } = Math;

// Documents in a block of columns.
const BLOCK = 16384;

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

// Columns of the documents, all or the newest two blocks, and the names of the values.
const columns = async (library, isAll) => {
  const { columns: pieces, values } = library.facts;
  const skipped = isAll ? 0 : max(0, pieces.length - 2);
  const blocks = together(pieces.slice(skipped).map((piece) => library.fact(piece, readColumns)));
  const [named, found] = await together([library.fact(values[0], json), blocks]);
  const of = (paper, column) => found[floor(paper / BLOCK) - skipped]?.[column][paper % BLOCK];
  return { of, all: !skipped, values: named, end: (pieces.length - 1) * BLOCK + found.at(-1).day.length };
};

// What documents have several of, by number, as blocks of lists; of large sites those of the newest.
const several = async (library, pieces, most = Infinity) => {
  const blocks = await together(pieces.slice(-most).map((piece) => library.fact(piece, json)));
  const skipped = pieces.length - blocks.length;
  return (paper) => blocks[floor(paper / BLOCK) - skipped]?.[paper % BLOCK] ?? [];
};

const narrowing = async (library, filters, { of, values }) => {
  const themes = filters.some(([name]) => name === "theme") ? await several(library, library.facts.themes) : null;
  const tests = [];
  for (const [name, value] of filters) {
    const wanted = [value].flat().map(String);
    if (name === "cites") {
      const lists = await together(wanted.map(async (id) => {
        const list = await library.term(`@${id}`);
        return list && library.further(list, Infinity);
      }));
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
};

// The works that most of these documents cite.
const cited = async (library, documents) => {
  const { cites, cited: names } = library.facts;
  const works = await several(library, cites, 2);
  const counts = new Map();
  for (const paper of documents) for (const number of works(paper)) counts.set(number, (counts.get(number) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 20);
  return together(most.map(async ([number, count]) => {
    const rows = await library.fact(names[floor(number / 512)], json);
    const [value, name] = rows[number % 512];
    return { value, name, count };
  }));
};

const facets = async (library, documents, { of, all, values }, more, rest) => {
  const themes = all && (more || library.root.documents <= 3000) ? await several(library, library.facts.themes) : null;
  const found = {};
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
    found[name] = [...counts.values()].sort(byName);
  }
  if (more === "all" && library.facts.cites.length) found.cites = await cited(library, documents);
  return found;
};

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

export const narrow = { columns, several, narrowing, facets };
