// Folders of the tests' own, in the system's temporary folder. They are gone when the tests end, however they end.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made = new Set();
process.on("exit", () => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
// A signal alone ends the process without "exit".
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

// A new empty folder whose name begins with `prefix`.
export function temporary(prefix) {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  made.add(folder);
  return folder;
}
