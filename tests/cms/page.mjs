// The page of `congbao schema --cms` in Chromium: a folder of documents that is picked without a window, and hands that fill
// in the form.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../browser/browser.mjs";

// A browser with the page. `answered` lists what other hosts than `allowed` sent, `said` the page's own errors.
export async function open(origin, allowed = []) {
  const browser = await launch();
  // Fields are drawn when they come into view: all at once in a window as high as the form.
  const context = await browser.newContext({ locale: "vi-VN", viewport: { width: 1280, height: 7000 } });
  const page = await context.newPage();
  const answered = [];
  const said = [];
  const own = [origin, ...allowed, "blob:", "data:"];
  page.on("response", (response) => own.some((start) => response.url().startsWith(start)) || answered.push(response.url()));
  page.on("pageerror", (error) => said.push(error.message));
  return { browser, page, answered, said };
}

export function filesOf(root, folder = "content") {
  const files = {};
  for (const name of readdirSync(join(root, folder), { recursive: true })) {
    const path = join(root, folder, name);
    if (statSync(path).isFile()) files[`${folder}/${name}`] = readFileSync(path, "utf8");
  }
  return files;
}

// The folder that is picked is one that the browser keeps for the page: handles and rights are those of a real one.
export async function pick(page, files) {
  await page.addInitScript((files) => {
    window.showDirectoryPicker = async () => {
      const top = await navigator.storage.getDirectory();
      const root = await top.getDirectoryHandle("trang", { create: true });
      await root.getDirectoryHandle(".git", { create: true });
      for (const [path, text] of Object.entries(files)) {
        const parts = path.split("/");
        let folder = root;
        for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create: true });
        const writer = await (await folder.getFileHandle(parts.at(-1), { create: true })).createWritable();
        await writer.write(text);
        await writer.close();
      }
      return root;
    };
  }, files);
}

// All files of the picked folder.
export function picked(page) {
  return page.evaluate(async () => {
    const files = {};
    const walk = async (folder, path) => {
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === "directory") await walk(handle, `${path}${name}/`);
        else files[path + name] = await (await handle.getFile()).text();
      }
    };
    await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle("trang"), "");
    return files;
  });
}

// The form.
export function form(page) {
  const field = (key) => page.locator(`section.field[data-key-path="${key}"]`);
  const own = {
    field,
    type: (key, text) => field(key).getByRole("textbox").first().fill(text),
    day: (key, text) => field(key).locator("input[type=date]").fill(text),
    async choose(key, label) {
      await field(key).getByRole("combobox").first().click();
      const option = page.getByRole("option", { name: label, exact: true }).filter({ visible: true }).first();
      await option.click();
    },
    async add(key) {
      await field(key).getByRole("button", { name: /^Thêm/ }).last().click();
    },
    async lines(key, texts) {
      for (const [at, text] of texts.entries()) {
        if (at > 0) await own.add(key);
        await field(key).getByRole("textbox").nth(at).fill(text);
      }
    },
  };
  return own;
}
