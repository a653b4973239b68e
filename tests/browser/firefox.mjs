// Firefox as the tests see a browser. It takes colours and motion from its own settings alone, so each kind of reader has a
// Firefox of its own, started when a test asks for it.
import { firefox } from "playwright-core";

// What a reader chose → settings of Firefox.
const SETTINGS = {
  colorScheme: (wanted) => ({ "layout.css.prefers-color-scheme.content-override": wanted === "dark" ? 0 : 1 }),
  forcedColors: (wanted) => (wanted === "active" ? { "browser.display.document_color_use": 2 } : {}),
  reducedMotion: (wanted) => ({ "ui.prefersReducedMotion": wanted === "reduce" ? 1 : 0 }),
  javaScriptEnabled: (wanted) => ({ "javascript.enabled": wanted }),
};
const PLAIN = { colorScheme: "light", forcedColors: "none", reducedMotion: "no-preference", javaScriptEnabled: true };

// Firefox ESR does not know the command by which playwright-core tells each window the colours; its settings have told it.
async function start(options) {
  const browser = await firefox.launch(options);
  const session = browser._connection.toImpl(browser)._browserSession;
  const send = session.send.bind(session);
  session.send = (command, ...rest) => (command === "emulation.setMediaFeaturesOverride" ? Promise.resolve({}) : send(command, ...rest));
  return browser;
}

// Like `playwright.Browser`, as far as the tests use it.
export async function launchFirefox(executablePath) {
  const started = new Map();
  const browserFor = (reader) => {
    const key = JSON.stringify(reader);
    if (!started.has(key)) {
      const firefoxUserPrefs = Object.assign({}, ...Object.entries(reader).map(([name, wanted]) => SETTINGS[name](wanted)));
      started.set(key, start({ executablePath, channel: "moz-firefox", firefoxUserPrefs }));
    }
    return started.get(key);
  };
  const newContext = async ({ bypassCSP, ...options } = {}) => {
    const reader = Object.fromEntries(Object.entries(PLAIN).map(([name, plain]) => [name, options[name] ?? plain]));
    const left = Object.fromEntries(Object.entries(options).filter(([name]) => !(name in PLAIN)));
    return (await browserFor(reader)).newContext(left);
  };
  await browserFor(PLAIN);
  return {
    newContext,
    newPage: async (options) => {
      const context = await newContext(options);
      const page = await context.newPage();
      // The page is the only one of its context.
      page.on("close", () => context.close().catch(() => {}));
      return page;
    },
    close: async () => {
      for (const one of started.values()) await (await one).close();
    },
  };
}
