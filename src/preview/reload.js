// The preview's side in the browser: waits for the server's word that something changed, then loads the page again where
// the reader was, or only takes the new style sheets.
(() => {
  "use strict";
  let since = document.currentScript.dataset.since;
  const key = "congbao-scroll " + location.pathname;
  let events = null;

  // Storage may be closed to us; then the page starts at its top.
  const keep = () => {
    try {
      sessionStorage.setItem(key, JSON.stringify([scrollX, scrollY]));
    } catch {}
  };
  const restore = () => {
    let place = null;
    try {
      place = JSON.parse(sessionStorage.getItem(key));
      sessionStorage.removeItem(key);
    } catch {}
    if (!place) return;
    const go = () => scrollTo({ left: place[0], top: place[1], behavior: "instant" });
    go();
    addEventListener("load", go, { once: true });
  };

  const reload = () => {
    disconnect();
    keep();
    location.reload();
  };

  // Style sheets carry their content in their names, so the new names are read from the new page.
  const restyle = async () => {
    const sheets = (root) => [...root.querySelectorAll('link[rel~="stylesheet"]')];
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const old = sheets(document);
      const next = sheets(page);
      if (!answer.ok || old.length !== next.length) return reload();
      old.forEach((sheet, index) => {
        const fresh = document.importNode(next[index], true);
        const name = fresh.getAttribute("href");
        if (name === sheet.getAttribute("href").split("?")[0]) fresh.setAttribute("href", name + "?" + since);
        fresh.addEventListener("load", () => sheet.remove(), { once: true });
        fresh.addEventListener("error", reload, { once: true });
        sheet.after(fresh);
      });
    } catch {
      reload();
    }
  };

  const connect = () => {
    if (events || document.hidden) return;
    events = new EventSource("/__congbao/events?since=" + encodeURIComponent(since));
    events.addEventListener("reload", reload);
    events.addEventListener("style", (event) => {
      since = event.data;
      restyle();
    });
    events.addEventListener("error", () => {
      // The browser tries again by itself, unless the server refused.
      if (events && events.readyState === EventSource.CLOSED) {
        disconnect();
        setTimeout(connect, 2000);
      }
    });
  };
  const disconnect = () => {
    if (events) events.close();
    events = null;
  };

  // A browser opens six connections to one server: hidden tabs must not hold them all.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  restore();
  connect();
})();
