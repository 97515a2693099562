// Builds both front ends into src/threadbox/static/, which the server reads and git ignores:
//
//   l.js                       the one script tag of a website (a fixed name, no imports)
//   assets/chat-<hash>.js …    the chatbox's core and its lazy parts, imported by l.js
//   inbox/index.html, assets/  the inbox, served at /inbox/
//   licenses/*.md              whose code is inside, as their licences ask
//   .vite/manifest.json        Vite's manifest of all three; .vite/source-hash: see sources.mjs
//
// Each file lies there again as .br and .gz. Everything is made in a folder aside and moved into
// place at the end, so nobody is served half a build and an interrupted one leaves the old.

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { performance } from "node:perf_hooks";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { minify } from "terser";
import { build } from "vite";
import { SHORTENED } from "./shortened.mjs";
import { signalsAnywhere } from "./signals-anywhere.mjs";
import { sourceHash } from "./sources.mjs";

const WEB = import.meta.dirname;
const REPOSITORY = dirname(WEB);
const STATIC = join(REPOSITORY, "src", "threadbox", "static");
const ASIDE = join(REPOSITORY, "build", `static-${process.pid}`);
// The browsers that have popover and light-dark(); Vite would otherwise rewrite the latter.
const BROWSERS = ["chrome123", "edge123", "firefox125", "safari17.5"];
const shortened = {};
const COMPRESSIBLE = /\.(js|css|html|svg|json|md|txt)$/;

const started = performance.now();
const hash = sourceHash();
rmSync(ASIDE, { recursive: true, force: true });
try {
  const core = await step("chatbox core", () => bundle("chat", coreOptions()));
  const loader = await step("chatbox loader", () => bundle("loader", loaderOptions(core)));
  // The loader first: every page loads it, so its properties get the names that are shortest there.
  // It has no signals, whose reading is more than it looks.
  const pure = { passes: 3, pure_getters: true, unsafe_arrows: true };
  await step("chatbox loader, squeezed", () => squeeze("l.js", pure));
  await step("chatbox core, squeezed", async () => {
    const scripts = new Set(Object.values(core).map(({ file }) => file));
    // Nothing in the core is a class written as a function.
    for (const file of [...scripts].filter((name) => name.endsWith(".js")))
      await squeeze(file, { passes: 3, unsafe_arrows: true, lhs_constants: false });
  });
  const inbox = await step("inbox", () => bundle("inbox", inboxOptions()));
  await step("compressing", () => compress(files(ASIDE).filter((path) => COMPRESSIBLE.test(path))));
  write(".vite/manifest.json", JSON.stringify({ ...core, ...loader, ...inbox }, null, 2));
  write(".vite/source-hash", `${hash}\n`);
  rmSync(STATIC, { recursive: true, force: true });
  renameSync(ASIDE, STATIC);
} finally {
  rmSync(ASIDE, { recursive: true, force: true });
}
say(`done in ${seconds(started)} → ${relative(REPOSITORY, STATIC)}`);

function coreOptions() {
  return {
    // Lazy parts are found beside the chunk that asks for them, whatever site it runs on.
    base: "./",
    plugins: [signalsAnywhere()],
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      // A preload hint would be one more element in somebody else's page.
      modulePreload: false,
      // As a library for the same reason as the loader; libraries are not made small unasked.
      lib: { entry: { chat: "chatbox/src/core/index.tsx" }, formats: ["es"] },
      rolldownOptions: {
        // Lazy parts take what they share with the core from the core itself: no third file between them.
        preserveEntrySignatures: "allow-extension",
        output: {
          entryFileNames: "assets/[name]-[hash].js",
          chunkFileNames: "assets/[name]-[hash].js",
          minify: true,
          codeSplitting: { groups: [{ name: "chat", tags: ["$initial"] }] },
        },
      },
    },
  };
}

function loaderOptions(core) {
  const entry = core["chatbox/src/core/index.tsx"];
  return {
    define: { CHAT_CORE: JSON.stringify(entry.file), "process.env.NODE_ENV": '"production"' },
    build: {
      target: "es2021",
      // As a library, or Vite wraps import() in a helper that a third of the budget goes to.
      lib: {
        entry: "chatbox/src/loader/index.ts",
        formats: ["iife"],
        name: "ThreadboxLoader",
        fileName: () => "l.js",
      },
      // What the loader does not use of a shared module is left out, its reads of globals included.
      rolldownOptions: { treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false } },
    },
  };
}

function inboxOptions() {
  return {
    base: "/",
    build: {
      modulePreload: { polyfill: false },
      // The second page is the frame of pictures that lie elsewhere.
      rolldownOptions: { input: ["inbox/index.html", "inbox/picture.html"] },
    },
  };
}

/** Runs Vite once and returns its manifest. */
async function bundle(name, options) {
  await build({
    root: WEB,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    ...options,
    build: {
      target: BROWSERS,
      outDir: ASIDE,
      emptyOutDir: false,
      manifest: `.vite/${name}.json`,
      license: { fileName: `licenses/${name}.md` },
      // A strict content security policy has no room for data: addresses.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      ...options.build,
    },
  });
  const path = join(ASIDE, ".vite", `${name}.json`);
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  rmSync(path);
  return manifest;
}

/** Minifies a script once more: what Vite leaves is still a little more than has to be. */
async function squeeze(name, compress) {
  const path = join(ASIDE, name);
  const module = name !== "l.js";
  // `builtins`: the list is looked through by a test; Terser keeps every word that any browser API has.
  const mangle = { properties: { builtins: true, regex: new RegExp(`^(${SHORTENED.join("|")})$`) } };
  const nameCache = { props: shortened };
  const options = { ecma: 2020, module, compress, mangle, nameCache };
  const { code } = await minify(readFileSync(path, "utf8"), options);
  Object.assign(shortened, nameCache.props);
  writeFileSync(path, code);
}

function compress(paths) {
  for (const path of paths) {
    const bytes = readFileSync(path);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

function write(path, text) {
  mkdirSync(dirname(join(ASIDE, path)), { recursive: true });
  writeFileSync(join(ASIDE, path), text);
}

async function step(title, work) {
  const from = performance.now();
  say(`${title} …`);
  const result = await work();
  say(`${title} built in ${seconds(from)}`);
  return result;
}

function seconds(from) {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}

function say(text) {
  console.log(`web: ${text}`);
}
