// The files of the index, and what their pieces hold.
//
import { sum } from "./search-words.mjs";

const { floor, max } = Math;

// Pieces of the library: compressed, many of them in a container. The root tells in which generation each container is; one
// that was published anew meanwhile gives other bytes than its pieces, which do not unpack: then the root is read again.

export class Stale extends Error {}

// By hand: Chromium sends a `Blob` through another process, which takes ten times as long for a small piece, and Firefox tells its
// console of what fails in a `Response`, whoever catches it.
const inflate = async (...parts) => {
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  // What fails here fails in reading, too.
  for (const part of parts) writer.write(part).catch(() => 0);
  writer.close().catch(() => 0);
  const read = [];
  const inflated = readable.getReader();
  try {
    for (let next; !(next = await inflated.read()).done; ) read.push(next.value);
  } catch (error) {
    throw new Stale(error);
  }
  return read.length === 1 ? read[0] : joined(read);
};

const joined = (parts) => {
  const all = new Uint8Array(sum(parts.map(({ length }) => length)));
  let at = 0;
  for (const part of parts) all.set(part, (at += part.length) - part.length);
  return all;
};

// What texts are packed behind: the head of a stream of zlib, and the dictionary in a stored block.
const behind = (dictionary) => {
  const bytes = new TextEncoder().encode(dictionary);
  const { length } = bytes;
  return Uint8Array.from([0x78, 1, 0, length, length >> 8, ~length, ~length >> 8, ...bytes]);
};
const HEAD = 7;

export const together = (promises) => Promise.all(promises);
export const text = (bytes) => new TextDecoder().decode(bytes);
export const json = (bytes) => JSON.parse(text(bytes));
export const lines = (bytes) => text(bytes).trimEnd().split("\n");

// Pieces of a container with fewer bytes between them are asked for together: a further request costs as much.
const GAP = 400;
// Bytes of a container in a script.
const SCRIPT = 196608;

export const openFiles = (base, { script, fetch = (...asked) => globalThis.fetch(...asked) }) => {
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

  // Pieces of one file that are asked for at the same time, and stand close together, come in one answer.
  const waiting = new Map();
  const range = ({ name, generation }, from, to) => {
    const address = `${name}.bin?${generation}`;
    return new Promise((done, no) => {
      if (waiting.get(address)?.push({ from, to, done, no })) return;
      waiting.set(address, [{ from, to, done, no }]);
      setTimeout(() => {
        const all = waiting.get(address).sort((a, b) => a.from - b.from);
        waiting.delete(address);
        while (all.length) {
          const those = [all.shift()];
          let end = those[0].to;
          while (all[0]?.from <= end + GAP) end = max(end, those[those.push(all.shift()) - 1].to);
          const first = those[0].from;
          bytesAt(address, first, end).then((bytes) => those.forEach(({ from, to, done }) => done(bytes.subarray(from - first, to - first))), (error) => those.forEach(({ no }) => no(error)));
        }
      });
    });
  };

  // A host that sends whole files is asked for each once. It should be told of: `byte_ranges: false` makes the files small.
  const bytesAt = async (address, from, to) => {
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
      return joined(blocks).subarray(at - first * SCRIPT, at - first * SCRIPT + length);
    }
    if (!among) return range(container, at, at + length);
    const [from, to] = among;
    return (await once(`${name} ${from}`, () => range(container, from, to))).subarray(at - from, at - from + length);
  };

  const files = {
    get(container, piece, made) {
      const key = container.name + " " + piece.at;
      if (!asked.has(key)) {
        const bytes = read(container, piece).then((bytes) => {
          const isOther = piece.check >= 0 && (bytes.at(-2) << 8 | bytes.at(-1)) !== piece.check;
          if (isOther || bytes.length !== piece.length) throw new Stale(key);
          if (!piece.padded) return inflate(bytes);
          return inflate(files.before, reader(bytes).own()).then((all) => all.subarray(files.before.length - HEAD));
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
      files.before = behind(root.dictionary);
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
export const fileOf = (first, key) => {
  let [low, high] = [0, first.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (first[middle] > key) high = middle;
    else low = middle + 1;
  }
  return max(0, low - 1);
};

export const reader = (bytes) => {
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
export const readShard = (bytes, container, { at, length, which }) => {
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
export const placed = (container, { first, lengths, further, counts, checks, at: skipped = 0, which: before = 0 }) => {
  let at = container.head + skipped;
  let which = container.segments + before;
  const shards = lengths.map((length, place) => {
    const shard = { at, length, which, check: checks?.[place] };
    at += length + (further?.[place] ?? 0);
    which += 1 + (counts?.[place] ?? 0);
    return shard;
  });
  // What is little is read at once.
  if (at < LITTLE && !skipped) for (const shard of shards) shard.among = [container.head, at];
  return { first: first.split("\n"), shards };
};

// Where the texts of documents are in their containers: of each document the pieces.
const UNIT = 64;
export const TEXTS = 256;
export const PLACES = 1024;
// With fewer pieces of places a site is small.
export const MANY = 7;
export const readPlaces = (bytes) => {
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

export const MOST_PLACES = 65536;
export const documentOf = (passage) => floor(passage / MOST_PLACES);

// Passages of a piece → impact, best first.
export const readPostings = (bytes, top, into = new Map()) => {
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
export const factsOf = (facts) => {
  let [at, which] = [0, 0];
  const pieces = { container: { name: "f/0", generation: facts.generation } };
  for (const kind of KINDS) {
    pieces[kind] = facts[kind].map((length) => {
      at += length;
      return { at: at - length, length, which: which++ };
    });
  }
  // Of a small site, what searches need is read at once: what texts need, what counts need.
  const { values, places } = pieces;
  const among = (kinds, from, to) => kinds.flatMap((kind) => pieces[kind]).forEach((piece) => (piece.among = [from, to]));
  if (facts.places.length < MANY && places.length) {
    among(["values", "columns", "themes"], values[0].at, places[0].at);
    among(["places"], places[0].at, at);
  }
  return pieces;
};

// FNV-1a of its UTF-8.
export const hashOf = (key) => new TextEncoder().encode(key).reduce((hash, byte) => Math.imul(hash ^ byte, 0x1000193) >>> 0, 0x811c9dc5);
