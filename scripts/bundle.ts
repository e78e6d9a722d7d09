import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type ImportKind, type Plugin } from "esbuild";
import { minify } from "terser";
import { version } from "../src/version.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

/** How sources become a program that needs no package. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  supported: { "dynamic-import": false },
  define: { "import.meta.dirname": "__dirname" },
  // Its usual entry defies bundling.
  alias: { "jsonc-parser": require.resolve("jsonc-parser/lib/esm/main.js") },
} satisfies BuildOptions;

/** The licences are handed on in a file of their own. */
const minified = { minify: true, legalComments: "none" } satisfies BuildOptions;

/** The scripts of the published program by their names, and the files that went into them. */
export interface Bundle {
  readonly scripts: ReadonlyMap<string, string>;
  readonly inputs: readonly string[];
}

/** What every start needs. */
const START = "./bin.cjs";
/** What only some runs need: whatever is imported dynamically. Each part of it is run when it is wanted. */
const LATER = "./later.cjs";

/** Modules by the paths at which they are imported. */
type Modules = ReadonlyMap<string, string>;

/**
 * Bundles the program into two scripts, so that it starts fast: each file costs time, and so does each line that
 * a run has no need of. They are CommonJS, which Node starts in less time than modules.
 */
export async function bundleProgram(): Promise<Bundle> {
  const { chunks, atStart, later, inputs } = await split();
  const parts = atStart.map((path, index) => `export * as part${index} from "${path}";`);
  const getters = later.map((path) => `get "${path}"() { return require("${path}"); }`);
  // What one script needs of the other it takes from there.
  const fromStart = atStart.map((path, index) => [path, take(START, `part${index}`)] as const);
  const fromLater = later.map((path) => [path, take(LATER, path)] as const);
  const scripts = await Promise.all([
    join(START, ["#!/usr/bin/env node", ...parts].join("\n"), new Map([...chunks, ...fromLater])),
    join(LATER, `module.exports = { ${getters.join(", ")} };`, new Map([...chunks, ...fromStart])),
  ]);
  return { scripts: new Map(scripts), inputs };
}

/** Of its own package.json, the program needs to know its version. */
const onlyVersion: Plugin = {
  name: "only-version",
  setup({ onLoad }) {
    onLoad({ filter: /package\.json$/ }, () => ({ contents: JSON.stringify({ version }), loader: "json" }));
  },
};

const take = (script: string, name: string) => `module.exports = require("${script}")["${name}"];`;

/** Splits the program at its dynamic imports into chunks. Tells which its start needs, and which it may want later. */
async function split() {
  const { outputFiles, metafile } = await build({
    ...bundleOptions,
    format: "esm",
    supported: {},
    splitting: true,
    entryPoints: ["src/bin.ts"],
    outdir: "dist",
    write: false,
    metafile: true,
    ...minified,
    plugins: [onlyVersion],
  });
  const importsOf = (path: string, kind: ImportKind) =>
    (metafile.outputs[path]?.imports ?? []).filter((found) => found.kind === kind && !found.external);
  const atStart = new Set(["dist/bin.js"]);
  for (const path of atStart) {
    for (const needed of importsOf(path, "import-statement")) atStart.add(needed.path);
  }
  const later = Object.keys(metafile.outputs)
    .flatMap((path) => importsOf(path, "dynamic-import"))
    .map(({ path }) => path);
  return {
    chunks: new Map(outputFiles.map(({ path, text }) => [pathOf(path), text])),
    atStart: [...atStart].map(pathOf),
    later: [...new Set(later)].map(pathOf),
    inputs: Object.keys(metafile.inputs),
  };
}

/** The path at which chunks import a chunk. */
const pathOf = (output: string) => `./${basename(output)}`;

/** Joins modules into a script; the two scripts stay files of their own. */
async function join(script: string, entry: string, modules: Modules): Promise<[name: string, text: string]> {
  const plugin: Plugin = {
    name: "modules",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\/.*\.js$/ }, ({ path }) => ({ path, namespace: "modules" }));
      onLoad({ filter: /./, namespace: "modules" }, ({ path }) => ({ contents: modules.get(path) ?? "" }));
    },
  };
  const { outputFiles } = await build({
    ...bundleOptions,
    alias: {},
    stdin: { contents: entry },
    ...minified,
    write: false,
    external: [START, LATER],
    plugins: [plugin],
  });
  // Makes less of it than esbuild does. A script of ASCII alone takes Node half the memory.
  const { code = "" } = await minify(outputFiles.map(({ text }) => text).join(""), {
    toplevel: true,
    format: { ascii_only: true },
  });
  return [basename(script), code];
}
