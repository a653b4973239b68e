// Keeps the pages that a reader has opened, for when there is no network. The network always comes first: what is kept is shown
// when the network fails, never because it is slow. SITE, which the build puts before this, says what belongs to the site.
const SCOPE = new URL(self.registration.scope);
const OURS = `congbao:${SCOPE.pathname}:`;
// Of other builds of this program: what it kept may look different.
const MADE = `${OURS}${SITE.code}:`;
const PAGES = `${MADE}pages`;
const FILES = `${MADE}files`;
const SEARCH = `${MADE}search`;
// Is there where a reader wants nothing kept.
const OFF = `${OURS}off`;
const MOST = { [PAGES]: [SITE.most, 30e6], [FILES]: [200, 12e6], [SEARCH]: [400, 8e6] };
const LARGEST = 5e6;
const LABEL = "X-Congbao-Saved";

const within = (path) => new URL(`./${path}`, SCOPE);
const LIST = within(SITE.list).href;
const FOLDERS = SITE.folders.map((folder) => within(`${folder}/`).pathname);
const BY_CONTENT = /^assets\/(.+\.)?[0-9a-f]{8}(\.\w+)?$/;
// A piece of the search index, in the generation that its address asks for.
const PIECE = /^[a-z]\/[\w/]+\.bin$/;

// A page's address says all: what follows `?` is for scripts, and `index.html` is the folder's page.
const keyOf = (address) => {
  const url = new URL(address);
  return url.origin + url.pathname.replace(/\/index\.html$/, "/");
};

const inside = (address) => {
  const url = new URL(address);
  const isInside = url.origin === SCOPE.origin && url.pathname.startsWith(SCOPE.pathname);
  return isInside ? url.pathname.slice(SCOPE.pathname.length) : undefined;
};

// Whether a page of the site may stand there. Files for download, data and feeds do not, nor what others publish on this host.
const isPage = (address) => {
  const path = inside(address);
  if (path === undefined) return false;
  const parts = path.split("/");
  const file = parts.pop();
  if (parts.pop() === "tep" || !(file.endsWith(".html") || !file.includes("."))) return false;
  return path === "" || path === "index.html" || isBelow(address);
};
const isBelow = (address) => FOLDERS.some((folder) => `${new URL(address).pathname}/`.startsWith(folder));

const kindOf = (request) => {
  const path = inside(request.url);
  if (path === undefined || request.method !== "GET") return undefined;
  if (SITE.index && path.startsWith(SITE.index)) {
    const name = path.slice(SITE.index.length);
    if (PIECE.test(name)) return piece;
    return name === SITE.root ? root : undefined;
  }
  if (request.headers.has("range")) return undefined;
  if (request.mode === "navigate") return isPage(request.url) ? page : undefined;
  if (BY_CONTENT.test(path)) return endless(FILES);
  // A picture that a document shows.
  return request.destination === "image" && isBelow(request.url) ? picture : undefined;
};

// What is written waits for what is written before it.
let last = Promise.resolve();
const inTurn = (task) => (last = last.then(task).catch(() => {}));

const find = async (name, key) => (await caches.open(name)).match(key, { ignoreVary: true });
const drop = async (name, key) => (await caches.open(name)).delete(key, { ignoreVary: true });
const labelOf = (answer) => JSON.parse(decodeURIComponent(answer.headers.get(LABEL) ?? "{}"));
const isWhole = (answer) => answer.status === 200 && answer.type === "basic" && !answer.redirected;
const isHtml = (answer) => /^text\/html\b/i.test(answer.headers.get("content-type") ?? "");

// Lets the oldest go, until at most so many of so many bytes are left.
const trim = async (name, [count, bytes]) => {
  const cache = await caches.open(name);
  const [keys, answers] = await Promise.all([cache.keys(), cache.matchAll()]);
  const kept = answers.map((answer, at) => ({ key: keys[at], ...labelOf(answer) }));
  // What is shown when nothing else is left stays.
  kept.sort((a, b) => (b.key.url === LIST) - (a.key.url === LIST) || b.at - a.at);
  let sum = 0;
  for (const [at, { key, size }] of kept.entries()) {
    sum += size;
    if (at >= count || sum > bytes) await cache.delete(key, { ignoreVary: true });
  }
};

const keep = async (name, key, answer) => {
  const body = await answer.arrayBuffer();
  if (body.byteLength > LARGEST || (await caches.has(OFF))) return;
  const html = name === PAGES || key === LIST ? new TextDecoder().decode(body) : "";
  const title = html.match(/<title>([^<]*)/)?.[1] ?? "";
  const headers = new Headers(answer.headers);
  // What is kept is unpacked, and the same for all that ask.
  for (const header of ["content-encoding", "content-length", "transfer-encoding", "vary"]) headers.delete(header);
  headers.set(LABEL, encodeURIComponent(JSON.stringify({ at: Date.now(), size: body.byteLength, title })));
  const put = async () => (await caches.open(name)).put(key, new Response(body, { headers }));
  try {
    await put();
  } catch {
    // No room left on this device: half of what is kept makes some, or this is not kept.
    for (const one of [SEARCH, PAGES, FILES]) await trim(one, MOST[one].map((most) => most / 2));
    await put();
  }
  await trim(name, MOST[name]);
  if (html) await keepFilesOf(html, key);
};

// Style, scripts and pictures of the theme: a page that is kept is shown with them.
const keepFilesOf = async (html, address) => {
  for (const [, link] of html.matchAll(/ (?:href|src)="([^"]*\/assets\/[^"]+|assets\/[^"]+)"/g)) {
    const key = new URL(link, address).href;
    if (BY_CONTENT.test(inside(key) ?? "")) await fill(key);
  }
};

const fill = async (key) => {
  if (await find(FILES, key)) return;
  const answer = await fetch(key);
  if (isWhole(answer) && !isHtml(answer)) await keep(FILES, key, answer);
};

// What the network says of a page: kept, or forgotten where nothing is there any more or it has moved. A server in trouble (5xx)
// says nothing of the page.
const learn = (address, answer) => {
  const key = keyOf(address);
  const name = key === LIST ? FILES : PAGES;
  if (isWhole(answer) && isHtml(answer)) {
    const copy = answer.clone();
    return inTurn(() => keep(name, key, copy));
  }
  const isTransient = [408, 425, 429].includes(answer.status);
  const isNone = answer.type === "opaqueredirect" || (answer.status >= 300 && answer.status < 500 && !isTransient);
  return isNone ? inTurn(() => drop(name, key)) : undefined;
};

// Always asked for again, also what the browser holds as fresh.
const ask = (request) => fetch(request, { cache: request.cache === "reload" ? "reload" : "no-cache" });

const page = async (event) => {
  const { request } = event;
  let answer;
  try {
    answer = await ask(request);
  } catch {
    return saved(request.url);
  }
  event.waitUntil(learn(request.url, answer));
  return answer;
};

const day = (at) => {
  const date = new Date(at);
  if (SITE.language !== "vi") return date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const [d, m] = [date.getDate(), date.getMonth() + 1];
  return `${d < 10 ? "0" : ""}${d}/${m < 3 ? "0" : ""}${m}/${date.getFullYear()}`;
};

// Stands above the page, outside its main part, and behind the link by which a keyboard skips what is there.
const HEAD = /<body\b[^>]*>(\s*<a class="skip"[^>]*>[^<]*<\/a>)?/i;
const notice = ({ at }) =>
  `<p class="saved-copy" role="status">${SITE.notice.replace("{day}", day(at))} <a href="${new URL(LIST).pathname}">${SITE.more}</a></p>`;

const shown = (html, answer, status) => new Response(html, { status, headers: answer.headers });

const saved = async (address) => {
  const key = keyOf(address);
  const found = await find(key === LIST ? FILES : PAGES, key);
  if (found) {
    const text = await found.text();
    return shown(text.replace(HEAD, (head) => head + notice(labelOf(found))), found, 200);
  }
  if (!key.endsWith("/") && (await find(PAGES, `${key}/`))) return Response.redirect(`${key}/${new URL(address).search}`);
  const list = await find(FILES, LIST);
  if (!list) return Response.error();
  // The page of what is kept stands one folder below the site; here it answers at another address.
  const text = (await list.text()).replaceAll('="../', `="${SCOPE.pathname}`).replace("data-missing hidden", "data-missing");
  return shown(text, list, 503);
};

const endless = (name) => async (event) => {
  const key = keyOf(event.request.url);
  const found = await find(name, key);
  if (found) return found;
  const answer = await fetch(event.request);
  if (isWhole(answer) && !isHtml(answer)) {
    const copy = answer.clone();
    event.waitUntil(inTurn(() => keep(name, key, copy)));
  }
  return answer;
};

// A part of a file (206) cannot be kept as such: it is kept under its address with the range, and is a part again when it is shown.
const piece = async (event) => {
  const { request } = event;
  const part = `${request.url}&${request.headers.get("range")}`;
  const found = await find(SEARCH, part);
  if (found) return new Response(found.body, { status: 206, headers: found.headers });
  const answer = (await find(SEARCH, request.url)) ?? (await fetch(request));
  if (!answer.headers.has(LABEL) && [200, 206].includes(answer.status) && answer.type === "basic" && !answer.redirected && !isHtml(answer)) {
    const copy = answer.clone();
    event.waitUntil(inTurn(() => keep(SEARCH, copy.status === 206 ? part : request.url, copy)));
  }
  return answer;
};

const first = (name, before) => async (event) => {
  const key = keyOf(event.request.url);
  let answer;
  try {
    answer = await ask(event.request);
  } catch {
    return (await find(name, key)) ?? Response.error();
  }
  if (isWhole(answer) && !isHtml(answer)) {
    const copy = answer.clone();
    event.waitUntil(inTurn(async () => (await before(key, copy), await keep(name, key, copy))));
  } else if (answer.status >= 400 && answer.status < 500) event.waitUntil(inTurn(() => drop(name, key)));
  return answer;
};

const picture = first(FILES, () => {});

// Pieces belong to one root: with another, those kept may hold what has been taken away since.
const root = first(SEARCH, async (key, answer) => {
  const kept = await find(SEARCH, key);
  const bytes = async (of) => String(new Uint8Array(await of.clone().arrayBuffer()));
  if (kept && (await bytes(kept)) !== (await bytes(answer))) await caches.delete(SEARCH);
});

self.addEventListener("fetch", (event) => {
  const answer = kindOf(event.request);
  if (answer) event.respondWith(answer(event));
});

self.addEventListener("install", (event) => {
  self.skipWaiting();
  const begin = async () => {
    for (const file of SITE.files) await fill(within(file).href);
    for (const address of [LIST, SCOPE.href]) await learn(address, await fetch(address, { cache: "no-cache" }));
    if (!(await find(FILES, LIST))) throw new Error("nothing to show without a network");
  };
  event.waitUntil(begin());
});

self.addEventListener("activate", (event) => {
  const begin = async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith(OURS));
    for (const name of names.filter((name) => ![PAGES, FILES, OFF].includes(name))) await caches.delete(name);
    const pages = await caches.open(PAGES);
    const gone = SITE.gone.map((address) => within(address).href);
    for (const { url } of await pages.keys()) {
      if (gone.some((address) => url === address || (address.endsWith("/") && url.startsWith(address)))) await pages.delete(url);
    }
    await self.clients.claim();
    // The pages that were open before there was a worker.
    for (const { url } of await self.clients.matchAll({ type: "window" })) {
      const isNew = isPage(url) && !(await find(PAGES, keyOf(url)));
      if (isNew) await learn(url, await fetch(keyOf(url), { cache: "no-cache" }));
    }
  };
  event.waitUntil(inTurn(() => {}).then(begin).catch(() => {}));
});
