// The script for pages: gives what it has to the script that asked for it.
import { fillFacets } from "./search-facets.mjs";
import { more } from "./search-more.mjs";

congbaoMore({ ...more, fillFacets });
