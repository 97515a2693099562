// What the built front ends were made from, as one hash.
//
// The rule, so that other languages can follow it: take every file below web/ except those in
// a folder named in LEFT_OUT and those whose name begins with a dot or ends in .tsbuildinfo; for
// each write `<sha256 of its bytes>  <path from web/, with />\n`; sort the lines' paths by code
// point; the hash is the SHA-256 of all lines joined, in hexadecimal.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const WEB = import.meta.dirname;
const LEFT_OUT = new Set(["node_modules", "tests", "e2e", "test-results", "threadbox-web"]);

/** The hash of everything that can change what a build gives. */
export function sourceHash() {
  const all = createHash("sha256");
  for (const path of paths("").sort()) all.update(`${sha256(readFileSync(join(WEB, path)))}  ${path}\n`);
  return all.digest("hex");
}

function paths(folder) {
  return readdirSync(join(WEB, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.name.startsWith(".") || entry.name.endsWith(".tsbuildinfo")) return [];
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : paths(path);
    return entry.isFile() ? [path] : [];
  });
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
