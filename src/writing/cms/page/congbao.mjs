// The page on which documents are edited: Sveltia CMS, to which the format of our documents is made known. `npm run
// build` puts it together with all that it needs into one folder; nothing is fetched from elsewhere.
import "./language.mjs";
import CMS from "@sveltia/cms";
import { read, write } from "./format.mjs";

document.getElementById("not-built")?.remove();
CMS.registerCustomFormat("congbao-frontmatter", "md", { fromFile: read, toFile: write });
CMS.init();
