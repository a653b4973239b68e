// Puts the page together: `npm run build` once, `npm start` to edit the files of a folder on this computer.
import { build, context } from "esbuild";
import { cpSync, rmSync } from "node:fs";

const FOLDER = "chuong-trinh";
const here = {
  entryPoints: ["congbao.mjs"],
  outdir: FOLDER,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  // Colours for program code, which documents have none of.
  external: ["@shikijs/*"],
  logLevel: "warning",
};
rmSync(FOLDER, { recursive: true, force: true });
await build(here);
cpSync("node_modules/@sveltia/cms/npm/assets", `${FOLDER}/assets`, { recursive: true });

if (process.argv.includes("--serve")) {
  const server = await (await context({})).serve({ servedir: ".", host: "127.0.0.1", port: 8086 });
  console.log(`http://127.0.0.1:${server.port}/`);
}
