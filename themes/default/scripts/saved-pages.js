// The pages that are kept on this device, and the buttons that end and begin that.
(() => {
  const box = document.querySelector("[data-saved]");
  const site = new URL("..", document.currentScript.src);
  const ours = `congbao:${site.pathname}:`;
  const off = `${ours}off`;
  const say = box.dataset;
  const [state, list, endIt, beginIt] = ["[role=status]", "ul", "[data-end]", "[data-begin]"].map((one) => box.querySelector(one));

  const labelOf = (answer) => JSON.parse(decodeURIComponent(answer.headers.get("X-Congbao-Saved") ?? "{}"));
  const kept = async () => {
    const pages = [];
    let bytes = 0;
    for (const name of (await caches.keys()).filter((one) => one.startsWith(ours) && one !== off)) {
      const cache = await caches.open(name);
      const [keys, answers] = await Promise.all([cache.keys(), cache.matchAll()]);
      answers.forEach((answer, at) => {
        const { size = 0, ...label } = labelOf(answer);
        bytes += size;
        if (name.endsWith(":pages")) pages.push({ url: keys[at].url, ...label });
      });
    }
    return { bytes, pages: pages.sort((a, b) => b.at - a.at) };
  };
  // What all titles end in, the site's name, is said once.
  const ending = document.title.slice(document.querySelector("h1").textContent.length);
  const plain = (html) => {
    const title = new DOMParser().parseFromString(html, "text/html").documentElement.textContent;
    return title.endsWith(ending) ? title.slice(0, -ending.length) : title;
  };
  const line = ({ url, title, at }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = url;
    link.textContent = plain(title) || url;
    const saved = document.createElement("span");
    saved.className = "quiet";
    saved.textContent = new Date(at).toLocaleDateString(document.documentElement.lang === "vi" ? "vi" : "en-GB");
    item.append(link, " ", saved);
    return item;
  };
  const show = async (said) => {
    const isOff = await caches.has(off);
    const { pages, bytes } = isOff ? { pages: [], bytes: 0 } : await kept();
    const megabytes = (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    const count = say.count.replace("{n}", pages.length).replace("{size}", megabytes);
    state.textContent = said ?? (isOff ? say.off : pages.length ? count : say.none);
    list.replaceChildren(...pages.map(line));
    endIt.hidden = isOff || !(pages.length || (await navigator.serviceWorker.getRegistration(site)));
    beginIt.hidden = !isOff;
  };
  const end = async () => {
    // First, so that a worker that is still at it keeps nothing more.
    await caches.open(off);
    for (const name of await caches.keys()) if (name.startsWith(ours) && name !== off) await caches.delete(name);
    const worker = await navigator.serviceWorker.getRegistration(site);
    if (worker?.scope === site.href) await worker.unregister();
    await show(say.ended);
    beginIt.focus();
  };
  const begin = async () => {
    await caches.delete(off);
    await navigator.serviceWorker.register(new URL("sw.js", site), { updateViaCache: "none" });
    await show(say.begun);
    endIt.focus();
  };
  const unable = () => (state.textContent = say.unable);
  if (!navigator.serviceWorker || !self.caches) return unable();
  endIt.addEventListener("click", () => end().catch(unable));
  beginIt.addEventListener("click", () => begin().catch(unable));
  show().catch(unable);
})();
