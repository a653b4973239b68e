// What a page does for those who read it: a card about each cited work, permalinks that can be copied, a list of contents that
// knows where the reader is. Without it nothing is missing: all of it stands in lists and links. No style is written into the page
// but a card's place; nothing that is on the page moves.
(() => {
  const find = (query, within) => [...(within || document).querySelectorAll(query)];
  const make = (tag, words, parent) => {
    const element = document.createElement(tag);
    element.textContent = words || "";
    parent.append(element);
    return element;
  };
  // What is closed opens where a link leads into it: browsers do so by themselves for what stands inside it, not for its own address.
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    let isNew;
    for (let at = target; at; at = at.parentElement) {
      if (at.localName == "details" && !at.open) isNew = at.open = true;
    }
    if (isNew) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  addEventListener("click", (event) => event.target.closest && event.target.closest("[href^='#']") && setTimeout(reveal));
  reveal();
  find(".print").forEach((button) => {
    button.onclick = () => print();
    button.classList.add("live");
  });
  const page = find("main")[0];
  const copyButton = find(".copy")[0];
  if (!copyButton) return;
  const [copyLink, copyCitation, copied, openWork, shut, arrowKeys] = congbaoReading.split("|");
  const citation = find("#trich-dan")[0].textContent;

  // What happened is said to those who do not see it, and stands on the button for those who do.
  const teller = make("p", "", page);
  teller.className = "hidden";
  teller.setAttribute("role", "status");
  const copy = async (button, words) => {
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      // A page from a folder, or without encryption, may use the older way alone.
      const area = make("textarea", words, button.parentNode);
      area.className = "hidden";
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const label = button.dataset.label ||= button.textContent;
    teller.textContent = copied;
    button.textContent = `✓ ${copied}`;
    setTimeout(() => {
      teller.textContent = "";
      button.textContent = label;
    }, 2500);
  };
  copyButton.onclick = () => copy(copyButton, citation);
  copyButton.classList.add("live");

  const body = find(".text")[0];
  if (!body) return;

  // One card at a time, below the line that it is about, or above it where the window ends.
  let card, owner, hint, timer, finger;
  const hide = (isBack) => {
    clearTimeout(timer);
    if (!card) return;
    card.remove();
    card = 0;
    owner.removeAttribute("aria-describedby");
    if (hint) owner.title = hint;
    if (isBack) owner.focus();
  };
  const show = (element, isDialog) => {
    hide();
    owner = element;
    hint = element.title;
    element.removeAttribute("title");
    card = make("div", "", page);
    card.id = "the";
    card.setAttribute("role", isDialog ? "dialog" : "tooltip");
    if (isDialog) card.setAttribute("aria-label", element.getAttribute("aria-label") || element.textContent);
    else element.setAttribute("aria-describedby", "the");
    card.onpointerenter = () => clearTimeout(timer);
    card.onpointerleave = (event) => event.pointerType == "mouse" && !isDialog && later();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, 300);
  };
  const lay = () => {
    const boxes = owner.getClientRects();
    const last = boxes[boxes.length - 1];
    const first = boxes[0];
    const isAbove = last.bottom + card.offsetHeight + 8 > innerHeight && first.top > card.offsetHeight + 8;
    card.style.left = `${Math.max(8, Math.min(last.left, document.documentElement.clientWidth - card.offsetWidth - 8)) + scrollX}px`;
    card.style.top = `${(isAbove ? first.top - card.offsetHeight - 6 : last.bottom + 6) + scrollY}px`;
  };
  const press = (words, act) => {
    const button = make("button", words, card);
    button.type = "button";
    button.className = "button";
    button.onclick = () => act(button);
    return button;
  };

  // What is known of a cited work stands in the list below the text, or, where that is on another page, in the link's title.
  const explain = (element, isDialog) => {
    show(element, isDialog);
    const address = element.href && element.href.split("#")[0];
    const entry = find(".cites > li").find((item) => item.querySelector("a").href == address);
    const isNote = element.matches(".footnote a");
    if (isNote) {
      card.append(...find(`${element.hash} > p`).map((paragraph) => paragraph.cloneNode(true)));
    } else if (entry) {
      find(":scope > :not(.places)", entry).forEach((part) => {
        if (part.href) make("strong", part.textContent, make("p", "", card));
        else card.append(part.cloneNode(true));
      });
    } else {
      make("strong", element.textContent, make("p", "", card));
      const sample = find(".legend .cite").find((other) => other.className == element.className);
      make("p", hint || (sample ? sample.parentNode.lastChild.textContent : ""), card);
    }
    find("[id], a", card).forEach((part) => {
      part.removeAttribute("id");
      if (part.href) part.replaceWith(part.textContent);
    });
    if (isDialog) {
      if (!isNote) {
        const link = make("a", openWork, card);
        link.className = "button";
        link.href = element.href;
      }
      press(shut, () => hide(1));
    }
    lay();
    if (isDialog) find("a, button", card)[0].focus({ preventScroll: true });
  };

  // "khoản 2 Điều 5" is said from the inside out: what the paragraph is in its section, then the section.
  const units = { khoan: "khoản", diem: "điểm", doan: "đoạn", gach: "gạch đầu dòng thứ" };
  const placeOf = (link) => {
    const known = link.getAttribute("aria-label");
    if (known) return known.slice(2);
    const anchor = link.hash.slice(1);
    const section = find(".permalink[aria-label]").filter((other) => `${anchor}-`.startsWith(`${other.hash.slice(1)}-`)).pop();
    const steps = anchor.slice(section ? section.hash.length : 0).split("-");
    const words = [];
    while (steps[0]) {
      const step = steps.shift();
      words.unshift(units[step] ? `${units[step]} ${steps.shift()}` : `${isNaN(step) ? "điểm" : "khoản"} ${step}`);
    }
    return [...words, ...(section ? [section.getAttribute("aria-label").slice(2)] : [])].join(" ");
  };
  const offer = (link) => {
    const place = placeOf(link);
    show(link, 1);
    make("strong", place, make("p", "", card));
    const first = press(copyLink, (button) => copy(button, link.href));
    press(copyCitation, (button) => copy(button, `${place} ${citation}`));
    press(shut, () => hide(1));
    make("p", arrowKeys, card).className = "quiet keys";
    lay();
    // After the browser has gone to the place, which takes the focus away.
    setTimeout(() => first.focus({ preventScroll: true }), 50);
  };

  const cited = (event) => event.target.closest && event.target.closest(".text .cite, .text .footnote a");
  body.addEventListener("pointerover", (event) => {
    if (event.pointerType == "touch") return;
    const element = cited(event);
    if (element && (!card || owner != element)) {
      clearTimeout(timer);
      timer = setTimeout(() => explain(element), 250);
    }
    // Paragraphs without a number get their permalink when somebody points at them: it stands in the margin, and nothing moves.
    const block = event.target.closest("[id]");
    if (block && block.matches("p, li") && !block.querySelector(".permalink")) {
      const link = make("a", "§", block);
      link.className = "permalink";
      link.href = `#${block.id}`;
      link.tabIndex = -1;
    }
  });
  body.addEventListener("pointerout", (event) => cited(event) && event.pointerType != "touch" && (!card || card.role != "dialog") && later());
  body.addEventListener("focusin", (event) => {
    const element = cited(event);
    if (element && element.matches(":focus-visible")) explain(element);
  });
  body.addEventListener("focusout", () => card && card.role != "dialog" && hide());
  addEventListener("pointerdown", (event) => {
    finger = event.pointerType == "touch";
    if (card && !card.contains(event.target)) hide();
  });
  addEventListener("keydown", (event) => {
    finger = 0;
    if (event.key == "Escape") hide(card && card.role == "dialog");
    const link = event.target.closest && event.target.closest(".permalink");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (link && step) {
      const all = find(".permalink");
      const next = all[all.indexOf(link) + step];
      if (next) next.focus();
      event.preventDefault();
    }
  });
  body.addEventListener("click", (event) => {
    const element = cited(event);
    const link = event.target.closest(".permalink");
    if (element && finger && element.href) {
      event.preventDefault();
      explain(element, 1);
    } else if (element && finger) explain(element);
    else if (link) offer(link);
  });

  // The contents list follows: a section begins where a click on its entry puts it.
  const entries = find(".contents a");
  const marks = entries.map((entry) => document.getElementById(entry.hash.slice(1)));
  const side = find(".side")[0];
  let here, frame;
  const follow = () => {
    frame = 0;
    let at = marks.length;
    while (at-- && marks[at] && marks[at].getBoundingClientRect().top > 40);
    const entry = entries[at];
    if (entry == here) return;
    if (here) here.removeAttribute("aria-current");
    here = entry;
    if (!entry) return;
    entry.setAttribute("aria-current", "true");
    const box = entry.getBoundingClientRect();
    const around = side.getBoundingClientRect();
    if (box.top < around.top || box.bottom > around.bottom) side.scrollTop += box.top - around.top - around.height / 3;
  };
  if (entries[0]) {
    addEventListener("scroll", () => (frame ||= requestAnimationFrame(follow)), { passive: true });
    follow();
  }
})();
