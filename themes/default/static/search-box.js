// Loads the search when somebody is about to search: pages that are only read load no more than this.
(() => {
  const form = document.querySelector("form[data-script]");
  const load = () => {
    if (document.querySelector("script[data-search]")) return;
    const script = document.createElement("script");
    script.dataset.search = "";
    script.src = form.dataset.script;
    document.head.append(script);
  };
  form.querySelector("input").addEventListener("focus", load, { once: true });
  if (document.querySelector("[data-results]")) load();
})();
