// The byte budgets, gzip, over the manifest of the last build. Fails when one is exceeded.
// A build that is missing or older than the sources is made first.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { sourceHash } from "./sources.mjs";

const STATIC = join(dirname(import.meta.dirname), "src", "threadbox", "static");
const HASH = join(STATIC, ".vite", "source-hash");

if (!existsSync(HASH) || readFileSync(HASH, "utf8").trim() !== sourceHash()) {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, "build.mjs")], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

const manifest = JSON.parse(readFileSync(join(STATIC, ".vite", "manifest.json"), "utf8"));
const core = firstLoad("chatbox/src/core/index.tsx");
const locales = Object.keys(manifest).filter((key) => key.includes("chatbox/src/core/locales/"));
const lazy = Object.keys(manifest).filter(
  (key) => key.startsWith("chatbox/") && manifest[key].isDynamicEntry && !locales.includes(key),
);
const inbox = firstLoad("inbox/index.html");

const rows = [
  ["loader l.js", bytesOf([manifest["chatbox/src/loader/index.ts"].file]), 6_000],
  ["chat core (JS, CSS, one locale)", bytesOf([...core, ...largest(locales)]), 50_000],
  [
    "chat lazy parts",
    bytesOf(lazy.flatMap((key) => firstLoad(key)).filter((file) => !core.includes(file))),
    50_000,
  ],
  ["inbox first-load JS", bytesOf(inbox.filter((file) => file.endsWith(".js"))), 150_000],
  ["inbox first-load CSS", bytesOf(inbox.filter((file) => file.endsWith(".css"))), 30_000],
  ["package threadbox-web, bundled", await bundledBytes("threadbox-web/src/index.ts"), 1_500],
];

let over = false;
for (const [name, bytes, limit] of rows) {
  over ||= bytes > limit;
  console.log(
    `${bytes > limit ? "✗" : "✓"} ${name.padEnd(32)} ${count(bytes)} of ${count(limit)} bytes gzip`,
  );
}
if (over) {
  console.error("A byte budget is exceeded.");
  process.exitCode = 1;
}

/** Everything a browser fetches for this entry before it runs: the file, its imports, its CSS. */
function firstLoad(key, seen = new Set()) {
  if (seen.has(key)) return [];
  seen.add(key);
  const chunk = manifest[key];
  const imported = (chunk.imports ?? []).flatMap((other) => firstLoad(other, seen));
  return [chunk.file, ...(chunk.css ?? []), ...imported];
}

function largest(keys) {
  const files = keys.map((key) => manifest[key].file).sort((a, b) => gzipped(b) - gzipped(a));
  return files.slice(0, 1);
}

function bytesOf(files) {
  return [...new Set(files)].reduce((sum, file) => sum + gzipped(file), 0);
}

/** What somebody's bundle grows by that imports this module. */
async function bundledBytes(module) {
  const entry = join(import.meta.dirname, module);
  const [{ output }] = await build({
    configFile: false,
    logLevel: "warn",
    build: { write: false, minify: true, lib: { entry, formats: ["iife"], name: "packaged" } },
  });
  return gzipSync(output[0].code, { level: 9 }).length;
}

function gzipped(file) {
  return gzipSync(readFileSync(join(STATIC, file)), { level: 9 }).length;
}

function count(bytes) {
  return bytes.toLocaleString("en").padStart(8);
}
