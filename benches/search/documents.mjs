// The records of a built site's documents.
//
// In: the folder of the site. Out: what `data/documents/*.jsonl.gz` hold.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

export function documentsOf(folder) {
  const shards = readdirSync(join(folder, "data/documents")).filter((name) => name.endsWith(".gz")).sort();
  const lines = shards.flatMap((name) => gunzipSync(readFileSync(join(folder, "data/documents", name))).toString("utf8").split("\n"));
  return lines.filter(Boolean).map((line) => JSON.parse(line));
}
