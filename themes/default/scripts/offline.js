// Begins to keep what is read, for when there is no network: after the page is there, and unless the reader has said no.
(() => {
  const site = new URL("..", document.currentScript.src);
  const workers = navigator.serviceWorker;
  if (!workers || !self.caches) return;
  const begin = async () => {
    if (await caches.has(`congbao:${site.pathname}:off`)) return;
    await workers.register(new URL("sw.js", site), { updateViaCache: "none" });
  };
  addEventListener("load", () => begin().catch(() => {}));
})();
