// The review: leads from doubt to doubt, shows in the original and on the page where a value stands, saves one field at a
// time. The server makes the form anew after each save; what was typed in other fields stays.
const { key, said, done, failed } = document.body.dataset;
const find = (id) => document.getElementById(id);
const [status, form, original] = [find("said"), find("form"), find("original")];
const frame = document.querySelector("#page iframe");
const none = document.querySelector(".none");
const sheet = () => find("sheet");
const doubts = () => [...form.querySelectorAll("form.doubt")];
const inputs = () => form.querySelectorAll("input[id], textarea[id], select[id]");
const first = (field) => field.querySelector("input, select, textarea") ?? field.querySelector("button:not(.go)");

// ---- From doubt to doubt

function step(by) {
  const all = doubts();
  const here = document.activeElement?.closest?.("form.field");
  const at = all.indexOf(here);
  const to = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  go(to);
}

// To a field; without one, to the next file, or to the words that nothing is left.
function go(field) {
  const target = field ? first(field) : (find("next") ?? find("left"));
  target?.focus();
  target?.select?.();
  field?.scrollIntoView({ block: "nearest" });
}

function keys(event) {
  if (event.key !== "F8") return;
  event.preventDefault();
  window.focus();
  step(event.shiftKey ? -1 : 1);
}
document.addEventListener("keydown", keys);
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.ctrlKey || event.target.localName !== "textarea") return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// ---- Where it stands

form.addEventListener("focusin", ({ target }) => lead(target.closest("form.field")?.querySelector(".go")));
form.addEventListener("click", ({ target }) => lead(target.closest(".go")));

function lead(button) {
  if (!button) return;
  const { page, line, paragraph, words } = button.dataset;
  original.querySelectorAll(".here").forEach((one) => one.classList.remove("here"));
  const text = original.querySelector(".words");
  const places = [];
  if (page) places.push(`[data-page="${page}"][data-line="${line}"]`);
  else if (line) places.push(`[data-line="${line}"]`);
  if (paragraph) places.push(`[data-paragraph="${paragraph}"]`);
  const place = places.map((one) => text?.querySelector(one)).find(Boolean);
  const range = words && text ? rangeOf(text, words) : null;
  mark(window, "congbao-here", range ? [range] : []);
  place?.classList.add("here");
  const pdf = original.querySelector(".pdf");
  if (pdf && page && pdf.dataset.page !== page) {
    pdf.dataset.page = page;
    pdf.src = pdf.src.split("#")[0] + `#page=${page}&navpanes=0&view=FitH`;
  }
  const figure = page ? original.querySelector(`figure[data-page="${page}"]`) : null;
  const boxes = figure && line ? [...figure.querySelectorAll(`[data-line="${line}"]`)] : [];
  boxes.forEach((one) => one.classList.add("here"));
  const target = boxes[0] ?? figure ?? place ?? range?.startContainer.parentElement;
  if (!target) return;
  // Not scrollIntoView: it would move the form as well.
  const box = pdf ? text : original;
  const [top, own] = [target.getBoundingClientRect().top, box.getBoundingClientRect()];
  const room = target === figure ? 8 : own.height / 3;
  box.scrollTo({ top: box.scrollTop + top - own.top - room, behavior: "instant" });
}

// Where `words` stand below `root`, white space counting as one space; an import joins lines by " / ".
function rangeOf(root, words) {
  const nodes = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let text = "";
  while (walker.nextNode()) {
    for (let at = 0; at < walker.currentNode.data.length; at++) {
      const letter = walker.currentNode.data[at];
      if (/\s/.test(letter)) continue;
      nodes.push([walker.currentNode, at]);
      text += letter;
    }
  }
  const wanted = words.replace(/ \/ |\s/g, "");
  const start = wanted ? text.indexOf(wanted) : -1;
  if (start < 0) return null;
  const range = root.ownerDocument.createRange();
  range.setStart(...nodes[start]);
  const [last, at] = nodes[start + wanted.length - 1];
  range.setEnd(last, at + 1);
  return range;
}

// Marks ranges without touching the page, whose own script compares it with what the server sends.
function mark(view, name, ranges) {
  if (!view.CSS?.highlights) return;
  if (ranges.length) view.CSS.highlights.set(name, new view.Highlight(...ranges));
  else view.CSS.highlights.delete(name);
}

// ---- The page

async function showPage() {
  const { address } = sheet().dataset;
  none.hidden = Boolean(address);
  frame.hidden = !address;
  if (!address || frame.dataset.at === address) return markPage();
  // After a new number the page has a new address, which the preview makes in a moment.
  for (let tries = 0; tries < 40; tries++) {
    const answer = await fetch(address, { method: "HEAD" }).catch(() => null);
    if (answer?.ok) break;
    await new Promise((later) => setTimeout(later, 150));
  }
  if (sheet().dataset.address !== address) return;
  frame.dataset.left = frame.dataset.at ?? "";
  frame.dataset.at = address;
  frame.src = address;
}

// A page whose document got another address loads itself again, and may do so after it was told to go.
function arrive() {
  const { left, at } = frame.dataset;
  if (left && left !== at && frame.contentWindow?.location.pathname === left) frame.contentWindow.location.replace(at);
  else if (frame.contentWindow?.location.pathname === at) frame.dataset.left = "";
  markPage();
}

function markPage() {
  const view = frame.contentWindow;
  const body = frame.contentDocument?.body;
  if (!body || !view?.CSS?.highlights) return;
  if (!view.congbaoReview) {
    view.congbaoReview = true;
    const style = new view.CSSStyleSheet();
    style.replaceSync("::highlight(congbao-doubt) { background-color: #ffdf8a; color: #1c1b1f; }");
    frame.contentDocument.adoptedStyleSheets.push(style);
    view.addEventListener("congbao-changed", markPage);
    frame.contentDocument.addEventListener("keydown", keys);
    // The document is looked at, not the head of the site. Not scrollIntoView: it would move our own page as well.
    const top = frame.contentDocument.querySelector("main")?.getBoundingClientRect().top ?? 0;
    view.scrollTo({ top: view.scrollY + top, behavior: "instant" });
  }
  const words = doubts().map((one) => one.querySelector(".go")?.dataset.words).filter(Boolean);
  mark(view, "congbao-doubt", words.map((one) => rangeOf(body, one)).filter(Boolean));
}
frame.addEventListener("load", arrive);

// ---- Saving

const isDirty = (input) =>
  input.type === "checkbox"
    ? input.checked !== input.defaultChecked
    : input.localName === "select"
      ? ![...input.selectedOptions].every((one) => one.defaultSelected)
      : input.value !== input.defaultValue;

// The form as the server made it, with what was typed in other fields.
function replace(html, saved) {
  const typed = [...inputs()].filter((one) => isDirty(one) && one.form !== saved);
  const kept = typed.map(({ id, value, checked }) => [id, value, checked]);
  const open = form.querySelector("details")?.open;
  form.innerHTML = html;
  for (const [id, value, checked] of kept) {
    const input = find(id);
    if (input?.type === "checkbox") input.checked = checked;
    else if (input) input.value = value;
  }
  const details = form.querySelector("details");
  if (details && open) details.open = true;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = event.target;
  const at = doubts().indexOf(field);
  const body = new URLSearchParams(new FormData(field, event.submitter));
  body.set("seen", sheet().dataset.seen);
  body.set("field", field.dataset.name);
  const wrong = field.querySelector(".wrong");
  wrong.replaceChildren();
  try {
    const answer = await fetch("save", { method: "POST", headers: { "Congbao-Key": key }, body });
    const html = await answer.text();
    if (answer.status === 200) return saw(html, field, at);
    if (answer.status !== 409 && answer.status !== 422) throw new Error(html);
    let here = field;
    if (answer.status === 409) {
      // What the person typed stays; the rest is as the file has it now.
      const fresh = await (await fetch("form")).text();
      replace(fresh, null);
      here = form.querySelector(`form[data-name="${CSS.escape(field.dataset.name)}"]`);
      if (!here) return void (status.innerHTML = html);
    }
    here.querySelector(".wrong").innerHTML = html;
    const input = first(here);
    input.setAttribute("aria-invalid", "true");
    input.focus();
  } catch {
    wrong.textContent = failed;
  }
});

function saw(html, field, at) {
  const name = field.querySelector("label, legend").textContent;
  replace(html, field);
  const left = doubts();
  const words = left.length ? said : done;
  status.textContent = words.replace("{field}", name).replace("{count}", left.length);
  if (at >= 0) go(left[at] ?? left[0]);
  else find(field.id)?.querySelector("input, select, textarea")?.focus();
  showPage();
}

// ---- At the start

go(doubts()[0]);
showPage();
fetch("original")
  .then((answer) => answer.text())
  .then((html) => {
    original.innerHTML = html;
    lead(document.activeElement?.closest?.("form.field")?.querySelector(".go"));
  })
  .catch(() => (original.textContent = failed));
