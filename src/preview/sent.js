// The page as it was parsed, before scripts that wait for its end have changed it: what a page is compared with when a
// new version came before it could be asked for again.
{
  const sent = document.cloneNode(true);
  sent.querySelectorAll('congbao-preview, script[src^="/__congbao/"]').forEach((ours) => ours.remove());
  document.querySelector("congbao-preview").sent = sent;
}
