// The elements of lien-ket.mjs: the head of a document with its state, and a list of documents. Each in a shadow of its own, so that
// neither page nor element changes the other's look; what is shown is text, never markup.

const STYLE = `
:host { display: block }
.card { display: flex; flex-direction: column; gap: .25em; max-width: 26rem; padding: .75em 1em; border: 1px solid #767676; border-radius: 4px; background: #fff; color: #1a1a1a; font: 1rem/1.45 system-ui, sans-serif }
:host([role=tooltip]) .card { box-shadow: 0 2px 8px #0003 }
a { color: #0b5394 } small { color: #595959 }
ul { margin: 0; padding: 0; list-style: none } li + li { margin-top: .5em } time { display: block; font-size: .875em; color: #595959 }
`;
let shared;
// Made by script, so that a page may forbid styles of others.
export const sheet = () => {
  if (!shared) (shared = new CSSStyleSheet()).replaceSync(STYLE);
  return shared;
};

export const make = (tag, words, parent) => {
  const element = document.createElement(tag);
  element.textContent = words;
  parent.append(element);
  return element;
};

// Attributes of a list: which one, and how many of its documents.
export const LISTED = ["chu-de", "co-quan", "loai", "nam-hoc", "so"];
const SLUGS = /^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/;
const day = (date) => date?.slice(0, 10).split("-").reverse().join("/");

export const define = ({ base, index, known }) => {
  // An address of the site; of another one there is none to show.
  const inside = (address) => {
    const url = new URL(address, base);
    return url.origin === base.origin && url.pathname.startsWith(base.pathname) ? url : base;
  };
  const anchor = (words, address, parent) => {
    const element = make("a", words, parent);
    element.href = inside(address);
    return element;
  };

  class Shown extends HTMLElement {
    connectedCallback() {
      if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet()];
      this.refresh();
    }
    attributeChangedCallback() {
      if (this.isConnected && this.shadowRoot) this.refresh();
    }
    async refresh() {
      const turn = (this.turn = {});
      const box = document.createElement("div");
      box.className = "card";
      this.setAttribute("aria-busy", "true");
      try {
        await this.fill(box, await index());
      } catch {
        const words = await index().then(({ words }) => words.failed, () => "Không tải được.");
        box.replaceChildren();
        make("span", words, box);
      }
      // What was asked for since is shown instead.
      if (turn !== this.turn) return;
      this.shadowRoot.replaceChildren(box);
      this.removeAttribute("aria-busy");
    }
  }

  class Document extends Shown {
    static observedAttributes = ["id"];
    async fill(box, about) {
      if (!SLUGS.test(this.id)) throw new Error(this.id);
      const { type_name: type, issuer_name: issuer, metadata } = await known(`van-ban/${this.id}/van-ban.json`);
      const say = (key, value) => about.words[key].replace("{date}", value).replace("{issuer}", value);
      const { number, date, title, state } = metadata;
      const head = [type, number, date && say("dated", day(date)), say("by", issuer)].filter(Boolean).join(" ");
      anchor(head, `van-ban/${this.id}/`, box);
      make("span", title, box);
      const word = state && about.states[state.value];
      if (word) make("span", about.day ? `${word} (${say("asOf", day(about.day))})` : word, box);
      make("small", about.site, box);
    }
  }

  const LISTS = LISTED.slice(0, -1);
  class List extends Shown {
    static observedAttributes = LISTED;
    async fill(box, about) {
      const list = LISTS.find((name) => this.hasAttribute(name));
      const key = list && this.getAttribute(list);
      if (list && !SLUGS.test(key)) throw new Error(key);
      const feed = await known(list ? `${list}/${key}/feed.json` : "feed.json");
      const most = Math.min(Math.max(parseInt(this.getAttribute("so")) || 5, 1), 30);
      const items = make("ul", "", box);
      for (const { title, url, date_published: date } of feed.items.slice(0, most)) {
        const item = make("li", "", items);
        anchor(title, url, item);
        if (date) make("time", day(date), item).dateTime = date.slice(0, 10);
      }
      if (!feed.items.length) make("span", about.words.empty, box);
      anchor(feed.title, feed.home_page_url, make("small", "", box));
    }
  }

  for (const [name, element] of [["cong-bao-van-ban", Document], ["cong-bao-danh-sach", List]]) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
};
