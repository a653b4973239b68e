// Changes a page that is being read so that it shows what the server sends now, and touches nothing else: what the reader
// has opened, typed, chosen or focused stays, and so does what scripts have added.
//
// Three trees: `live`, on screen; `old`, as the server sent it before; `fresh`, as it sends it now. Only what differs
// between the last two is changed in the first.

// Thrown when the live tree is too different from what was sent, or a script changed: the page must be loaded again.
export class Lost extends Error {}

// More comparisons than that are not worth the wait.
const MOST = 4e6;
const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
const isSheet = (node) => isElement(node) && node.matches('link[rel~="stylesheet"]');
const isOurs = (node) => isElement(node) && node.matches('congbao-preview, script[src^="/__congbao/"]');
const kind = (node) => node.nodeName + "#" + (isElement(node) ? node.id : "");
const key = (node) => (isElement(node) ? node.outerHTML : node.nodeName + node.nodeValue);

// Changes `live`; returns the elements on screen that are new or have new words.
export function patch(live, old, fresh, changed = []) {
  if (isElement(old)) patchAttributes(live, old, fresh);
  patchChildren(live, old, fresh, changed);
  return changed;
}

function patchAttributes(live, old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) live.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) live.setAttribute(name, value);
  }
}

function patchChildren(live, old, fresh, changed) {
  const olds = [...old.childNodes];
  const freshs = [...fresh.childNodes];
  let start = 0;
  while (start < olds.length && start < freshs.length && olds[start].isEqualNode(freshs[start])) start++;
  let end = 0;
  const both = Math.min(olds.length, freshs.length) - start;
  while (end < both && olds[olds.length - 1 - end].isEqualNode(freshs[freshs.length - 1 - end])) end++;
  const middle = olds.slice(start, olds.length - end);
  const wanted = freshs.slice(start, freshs.length - end);
  if (!middle.length && !wanted.length) return;

  const lives = counterparts(live, olds);
  let next = end ? lives[olds.length - end] : lives.length ? lives[lives.length - 1].nextSibling : live.firstChild;
  for (const [o, f] of align(middle, wanted).reverse()) {
    if (o === null) {
      const node = document.importNode(wanted[f], true);
      live.insertBefore(node, next);
      changed.push(isElement(node) ? node : live);
      next = node;
      continue;
    }
    const node = lives[start + o];
    if (f === null) {
      if (next === node) next = node.nextSibling;
      node.remove();
      continue;
    }
    if (isSheet(node)) swapSheet(node, wanted[f]);
    else if (isElement(node)) patch(node, middle[o], wanted[f], changed);
    else if (node.nodeValue !== wanted[f].nodeValue) {
      node.nodeValue = wanted[f].nodeValue;
      if (isElement(live)) changed.push(live);
    }
    next = node;
  }
}

// The live node of each old one: the same kinds in the same order, perhaps with others between them.
function counterparts(live, olds) {
  const nodes = [...live.childNodes].filter((node) => !isOurs(node) && !leaving.has(node));
  if (!olds.length && nodes.length) throw new Lost();
  let at = 0;
  return olds.map((old) => {
    while (at < nodes.length && kind(nodes[at]) !== kind(old)) at++;
    if (at === nodes.length) throw new Lost();
    return nodes[at++];
  });
}

// Pairs of indexes in reading order: equal nodes first (the longest common sequence), then between them those of the same
// kind. `[o, null]` is gone, `[null, f]` is new.
function align(olds, freshs) {
  const pairs = [];
  let o = 0;
  let f = 0;
  for (const [toOld, toFresh] of [...common(olds.map(key), freshs.map(key)), [olds.length, freshs.length]]) {
    for (; f < toFresh; f++) {
      let match = o;
      while (match < toOld && kind(olds[match]) !== kind(freshs[f])) match++;
      if (match === toOld) pairs.push([null, f]);
      else {
        for (; o < match; o++) pairs.push([o, null]);
        pairs.push([o++, f]);
      }
    }
    for (; o < toOld; o++) pairs.push([o, null]);
    if (toOld < olds.length) pairs.push([o++, f++]);
  }
  return pairs;
}

function common(olds, freshs) {
  const width = freshs.length + 1;
  if (!olds.length || !freshs.length || olds.length * width > MOST) return [];
  const longest = new Uint32Array((olds.length + 1) * width);
  for (let o = olds.length - 1; o >= 0; o--) {
    for (let f = freshs.length - 1; f >= 0; f--) {
      longest[o * width + f] =
        olds[o] === freshs[f]
          ? longest[(o + 1) * width + f + 1] + 1
          : Math.max(longest[(o + 1) * width + f], longest[o * width + f + 1]);
    }
  }
  const pairs = [];
  let o = 0;
  let f = 0;
  while (o < olds.length && f < freshs.length) {
    if (olds[o] === freshs[f]) pairs.push([o++, f++]);
    else if (longest[(o + 1) * width + f] >= longest[o * width + f + 1]) o++;
    else f++;
  }
  return pairs;
}

// The old style stays until the new one is there: no flash. Another change may come before it is.
const leaving = new WeakSet();
const replaced = new WeakMap();

function swapSheet(live, fresh) {
  const sheet = document.importNode(fresh, true);
  const olds = [live, ...(replaced.get(live) ?? [])];
  const leave = () => olds.forEach((old) => old.remove());
  leaving.add(live);
  replaced.set(sheet, olds);
  sheet.addEventListener("load", leave, { once: true });
  sheet.addEventListener("error", leave, { once: true });
  live.after(sheet);
}

// Scripts that run, in order. One that changed can only be run by loading the page again.
export function scripts(page) {
  const run = [...page.querySelectorAll("script")].filter(
    (script) => !isOurs(script) && (!script.type || script.type === "module" || /javascript/i.test(script.type)),
  );
  return run.map((script) => script.outerHTML).join("\n");
}
