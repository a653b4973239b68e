// Loads the search when somebody is about to search: pages that are only read load no more than this. Written so that old browsers
// can read it and say why there are no results. The build says before this which script that is.
(() => {
  const here = document.currentScript.src;
  const results = document.querySelector("[data-results]");
  const input = document.querySelector("form.search input");
  const tell = (name) => {
    if (!results || !location.search) return;
    results.hidden = false;
    results.textContent = results.dataset[name];
  };
  const load = () => {
    if (!window.DecompressionStream) return tell("old");
    if (document.querySelector("script[data-search]")) return;
    const script = document.createElement("script");
    script.dataset.search = "";
    script.src = new URL(congbaoSearch, here);
    script.onerror = () => {
      script.remove();
      tell("failed");
    };
    document.head.append(script);
    // What every search begins with comes at the same time; a page opened from a folder may not fetch.
    if (location.protocol !== "file:") document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "", href: new URL("../tim-kiem/chi-muc/goc.bin", here) }));
  };
  input.addEventListener("focus", load);
  if (results || document.activeElement === input) load();
})();
