// A page whose address has moved: what the reader asked of it (?s=…, #dieu-3) is asked of the new one. Without scripts the page
// leads on all the same, to its beginning.
(() => {
  const { search, hash } = location;
  if (!search && !hash) return;
  const to = new URL(document.currentScript.dataset.to, location);
  if (!to.search) to.search = search;
  if (hash) to.hash = hash;
  // The rest of this page leads on by itself.
  stop();
  location.replace(to);
})();
