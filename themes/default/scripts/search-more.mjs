// What few searches need, in a script of its own: it comes when it is asked for.
import { narrow } from "./search-narrow.mjs";
import { respell } from "./search-respell.mjs";
import { readTelex } from "./search-telex.mjs";

export const more = { ...narrow, readTelex, respell };
