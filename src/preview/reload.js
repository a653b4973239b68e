// The preview's side in the browser: hears from the server that something changed, asks for the page again, and shows what
// is new where the reader is. One tab listens and tells the others, since a browser opens only six connections.
import { Lost, patch, scripts } from "./patch.js";

const host = document.querySelector("congbao-preview");
const place = "congbao-place " + location.pathname;
let { version, page } = host.dataset;
// The page as the server sent it; what is on screen may have been changed by scripts and by the reader.
let sent = null;
// The same as `sent.js` kept it. Scripts that ran while the page was parsed may have changed it.
const { sent: parsed } = host;

// A browser that does not know shadow trees in pages.
if (!host.shadowRoot) {
  const template = host.querySelector("template");
  host.attachShadow({ mode: "open" }).append(template.content);
  template.remove();
}
const panel = host.shadowRoot;
let sentPanel = document.createDocumentFragment();
sentPanel.append(...[...panel.childNodes].map((node) => node.cloneNode(true)));

// ---- What the server sends

// A page, without what the preview adds; that comes as `panel`.
function parse(text) {
  const parsed = new DOMParser().parseFromString(text, "text/html");
  const ours = parsed.querySelector("congbao-preview");
  const fresh = ours?.querySelector("template")?.content ?? ours?.shadowRoot ?? null;
  ours?.remove();
  parsed.querySelectorAll('script[src^="/__congbao/"]').forEach((script) => script.remove());
  return { page: parsed, panel: fresh };
}

async function ask(has) {
  const headers = { "Congbao-Has": has, "Congbao-Seen": version };
  const answer = await fetch(location.href, { headers, cache: "no-store" });
  const name = answer.headers.get("Congbao-Page");
  return {
    elsewhere: answer.redirected && answer.url.split("#")[0] !== location.href.split("#")[0] ? answer.url : null,
    name,
    version: answer.headers.get("Congbao-Version"),
    files: answer.headers.get("Congbao-Files") ?? "",
    ...(name ? parse(await answer.text()) : {}),
  };
}

// What stands on screen was sent a moment ago; it is asked for again because scripts may have changed it since.
async function remember() {
  if (sent) return;
  try {
    const now = await ask("");
    if (now.name === page && !sent) sent = now.page;
  } catch {
    // The page as it was parsed does as well.
  }
}

// ---- Showing it

let busy = false;
let due = false;

async function follow(name) {
  if (name === version) return;
  due = true;
  if (busy || document.hidden) return;
  busy = true;
  while (due) {
    due = false;
    try {
      await update();
    } catch {
      // The server went away; it is asked again when it is back.
    }
  }
  busy = false;
}

async function update() {
  const now = await ask(page);
  if (now.elsewhere) return location.replace(now.elsewhere);
  if (!now.name) return reload();
  if (now.name !== page) {
    try {
      show(now.page);
    } catch (problem) {
      if (!(problem instanceof Lost)) console.warn(problem);
      return reload();
    }
    page = now.name;
  }
  if (now.panel) showPanel(now.panel);
  refresh(now.files);
  version = now.version;
  // What was found before the change may be gone.
  if (document.querySelector("[data-results]") && location.search) return reload();
  dispatchEvent(new Event("congbao-changed"));
}

function show(fresh) {
  // A new version may be there before the page could be asked for again.
  sent ??= parsed;
  if (!sent || scripts(sent) !== scripts(fresh)) throw new Lost();
  const still = hold();
  const changed = patch(document.body, sent.body, fresh.body);
  patch(document.head, sent.head, fresh.head);
  for (const name of ["lang", "class", "dir"]) {
    const value = fresh.documentElement.getAttribute(name);
    if (value === sent.documentElement.getAttribute(name)) continue;
    if (value === null) document.documentElement.removeAttribute(name);
    else document.documentElement.setAttribute(name, value);
  }
  sent = fresh;
  still();
  mark(changed);
}

// Keeps the text at the top of the window where it is while what is above it grows or shrinks.
function hold() {
  const root = document.documentElement;
  if (!scrollY) return () => {};
  const seen = [];
  for (let y = 4; y < innerHeight; y += 24) {
    const element = document.elementFromPoint(innerWidth / 2, y);
    if (!element || element === host) continue;
    // What reaches beyond the window holds the text, and does not move with it.
    const { top, height } = element.getBoundingClientRect();
    if (height < innerHeight / 2) seen.push([element, top]);
  }
  const style = root.style.overflowAnchor;
  root.style.overflowAnchor = "none";
  return () => {
    const first = seen.find(([element]) => element.isConnected && element.getClientRects().length);
    if (first) scrollBy({ top: first[0].getBoundingClientRect().top - first[1], behavior: "instant" });
    requestAnimationFrame(() => {
      root.style.overflowAnchor = style;
      if (!root.getAttribute("style")) root.removeAttribute("style");
    });
  };
}

// Shows for a moment where the page changed. An animation leaves no trace in the page.
function mark(changed) {
  for (const element of new Set(changed.slice(0, 50))) {
    const from = { backgroundColor: "rgb(255 196 0 / 0.5)" };
    element.animate?.([from, from, { backgroundColor: "transparent" }], { duration: 1500, id: "congbao-changed" });
  }
}

function showPanel(fresh) {
  const summary = () => panel.querySelector("summary")?.textContent ?? "";
  const before = summary();
  try {
    patch(panel, sentPanel, fresh);
  } catch {
    panel.replaceChildren(document.importNode(fresh, true));
  }
  sentPanel = fresh;
  const after = summary();
  if (after !== before) panel.getElementById("said").textContent = after || host.dataset.mended;
}

// Pictures and embedded files keep their addresses when their bytes change.
function refresh(files) {
  if (!files) return;
  const names = files.split(" ").map(decodeURIComponent);
  for (const element of document.querySelectorAll("img[src], embed[src], iframe[src], object[data], source[src]")) {
    const attribute = element.hasAttribute("data") ? "data" : "src";
    const url = new URL(element.getAttribute(attribute), location.href);
    const name = decodeURIComponent(url.pathname.split("/").pop());
    // Folders stand before the names of images that are not plain.
    const isOne = names.includes(name) || names.some((one) => name.endsWith(`-${one}`));
    if (url.origin !== location.origin || (files !== "*" && !isOne)) continue;
    url.search = version;
    element.setAttribute(attribute, url.href);
  }
}

// ---- Loading the page again, where only that helps

const details = () => [...document.querySelectorAll("details")];
const fields = () => [...document.querySelectorAll("input[id]:not([type=password], [type=file]), textarea[id]")];

function reload() {
  const focused = document.activeElement;
  const held = {
    scroll: [scrollX, scrollY],
    open: details().map((one) => one.open),
    fields: fields().map(({ id, value, checked }) => [id, value, checked]),
    focus: focused?.id ? [focused.id, focused.selectionStart ?? null, focused.selectionEnd ?? null] : null,
  };
  // Storage may be closed to us; then the page starts at its top.
  try {
    sessionStorage.setItem(place, JSON.stringify(held));
  } catch {}
  stop();
  location.reload();
}

function restore() {
  let held = null;
  try {
    held = JSON.parse(sessionStorage.getItem(place));
    sessionStorage.removeItem(place);
  } catch {}
  if (!held) return;
  const all = details();
  if (all.length === held.open.length) all.forEach((one, index) => (one.open = held.open[index]));
  for (const [id, value, checked] of held.fields) {
    const field = document.getElementById(id);
    if (!field) continue;
    field.checked = checked;
    if (field.value !== value) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  if (held.focus) {
    const [id, start, end] = held.focus;
    const element = document.getElementById(id);
    element?.focus({ preventScroll: true });
    try {
      if (start !== null) element?.setSelectionRange(start, end);
    } catch {}
  }
  const go = () => scrollTo({ left: held.scroll[0], top: held.scroll[1], behavior: "instant" });
  go();
  if (document.readyState !== "complete") addEventListener("load", go, { once: true });
}

// ---- Hearing of changes

const channel = "BroadcastChannel" in window ? new BroadcastChannel("congbao-preview") : null;
let events = null;
let leave = null;
let wait = 0;

function listen() {
  clearTimeout(wait);
  events?.close();
  events = new EventSource("/__congbao/events?since=" + encodeURIComponent(version));
  events.addEventListener("change", ({ data }) => {
    channel?.postMessage(data);
    follow(data);
  });
  events.addEventListener("error", () => {
    // The browser tries again by itself, unless it was refused.
    if (events?.readyState === EventSource.CLOSED) wait = setTimeout(listen, 2000);
  });
}

function start() {
  if (leave || events) return;
  if (!navigator.locks || !channel) return listen();
  // The tab that holds the lock listens; it goes to the next tab when that one is closed.
  leave = () => {};
  const turn = () =>
    new Promise((done) => {
      leave = done;
      listen();
    });
  navigator.locks.request("congbao-preview", turn).catch(listen);
}

function stop() {
  clearTimeout(wait);
  events?.close();
  events = null;
  leave?.();
  leave = null;
}

if (channel) channel.onmessage = ({ data }) => follow(data);
// A tab that is hidden is brought up to date when it is shown.
document.addEventListener("visibilitychange", () => !document.hidden && due && follow(""));
addEventListener("pagehide", stop);
addEventListener("pageshow", ({ persisted }) => persisted && start());
restore();
start();
if (document.readyState === "complete") remember();
else addEventListener("load", remember, { once: true });
