// Bundles one file of a customer's project, as Vite's users do: node bundle.mjs PACKAGES ENTRY OUT

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const [packages, entry, out] = process.argv.slice(2);
const vite = createRequire(join(packages, "x.js")).resolve("vite");
const { build } = await import(pathToFileURL(vite));
const [{ output }] = await build({
  root: dirname(entry),
  configFile: false,
  logLevel: "warn",
  define: { "process.env.NODE_ENV": '"development"' },
  // React's automatic runtime, whatever the configuration nearby says.
  oxc: { jsx: { runtime: "automatic", importSource: "react" } },
  build: { write: false, minify: false, lib: { entry, formats: ["iife"], name: "shop" } },
});
writeFileSync(out, output[0].code);
