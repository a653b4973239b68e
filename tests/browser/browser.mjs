// The browser of the distribution, driven by playwright-core: Chromium, or with CONGBAO_BROWSER=firefox Firefox ESR, by
// WebDriver BiDi. A test is given one of them and knows no difference; what Firefox cannot do is named here.
import { chromium } from "playwright-core";
import { existsSync } from "node:fs";
import { launchFirefox } from "./firefox.mjs";

export const isFirefox = process.env.CONGBAO_BROWSER === "firefox";
// Why a test is passed over that looks at a page as paper.
export const noPrint = isFirefox && "WebDriver BiDi does not show Firefox's pages as they are printed";

// A finger on a link. In Firefox one by BiDi makes no click.
export const tap = (locator) => (isFirefox ? locator.click() : locator.tap());

export function installed(...paths) {
  const found = paths.find(existsSync);
  if (!found) throw new Error(`no ${paths[0]}: install the distribution's package`);
  return found;
}

export async function launch() {
  if (isFirefox) return launchFirefox(installed("/usr/bin/firefox-esr", "/usr/bin/firefox"));
  return chromium.launch({
    executablePath: installed("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
