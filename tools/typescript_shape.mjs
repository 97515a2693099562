// What tests/test_shape_web.py goes by: of every source file of the front ends, what it imports and how many lines
// its functions, arrow functions, methods and classes have. Read by the TypeScript compiler's own parser; prints
//
//   [{ "file": "web/chatbox/src/…", "lines": 12, "imports": ["web/…", "preact"], "units": [{ "name", "lines" }] }]
//
// The makers call this interface of the compiler unstable; package-lock.json holds the version.

import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = dirname(import.meta.dirname);
const WEB = join(ROOT, "web");
const CLIENT = "@threadbox/client/";
const PROJECTS = ["tsconfig.json", "threadbox-web/tsconfig.build.json"].map((name) => join(WEB, name));
/** What an import may leave out, or say in place of it. */
const ENDINGS = ["", ".ts", ".tsx", "/index.ts", "/index.tsx"];

const packages = createRequire(join(WEB, "package.json"));
const load = (name) => import(pathToFileURL(packages.resolve(name)).href);
const [{ API }, ast] = [await load("typescript/unstable/sync"), await load("typescript/unstable/ast")];

const api = new API({ cwd: WEB });
try {
  const projects = api.updateSnapshot({ openProjects: PROJECTS }).getProjects();
  const shapes = projects.flatMap(({ program }) =>
    program
      .getSourceFileNames()
      .filter((name) => name.startsWith(`${WEB}/`) && /^[\w-]+\/src\/.*\.tsx?$/.test(relative(WEB, name)))
      .map((name) => shapeOf(program.getSourceFile(name), name)),
  );
  console.log(JSON.stringify(shapes));
} finally {
  api.close();
}

function shapeOf(source, name) {
  const units = [];
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line;
  visit(source, []);
  return {
    file: relative(ROOT, name),
    lines: lineOf(source.text.length),
    imports: source.imports.map(({ text }) => targetOf(text, name)),
    units,
  };

  function visit(node, path) {
    const unit = isUnit(node) ? [...path, unitName(node)] : path;
    if (unit !== path)
      units.push({ name: unit.join("."), lines: lineOf(node.end) - lineOf(node.getStart(source)) + 1 });
    node.forEachChild((child) => visit(child, unit));
  }
}

function isUnit(node) {
  return (
    ast.isClassLikeDeclaration(node) ||
    (ast.isFunctionLikeDeclaration(node) && node.body !== undefined)
  );
}

/** Its own name, or that of the variable or property it is given to. */
function unitName({ name, parent }) {
  return (name ?? parent?.name)?.text ?? "(unnamed)";
}

/** The file that an import names, as a path from the root; of a package its name. */
function targetOf(specifier, importer) {
  const [path] = specifier.split("?");
  if (!path.startsWith(".") && !path.startsWith(CLIENT)) return path;
  const full = path.startsWith(CLIENT)
    ? join(WEB, "client", "src", path.slice(CLIENT.length))
    : join(dirname(importer), path.replace(/\.js$/, ""));
  const found = ENDINGS.map((ending) => full + ending).find((file) => existsSync(file) && statSync(file).isFile());
  if (found === undefined) throw new Error(`${relative(ROOT, importer)} imports ${specifier}, which is not there`);
  return relative(ROOT, found);
}
