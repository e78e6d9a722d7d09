import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type ImportKind, type Plugin } from "esbuild";
import { minify } from "terser";
import { version } from "../src/version.ts";
import { onlyVisible } from "./only-visible.ts";

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
/**
 * What is large, and is wanted by some runs alone: the Chinese words, what runs programs, what reads a workspace,
 * what holds a server to the protocol.
 */
const ALONE = {
  "./check-": "./check.cjs",
  "./promises": "./check.cjs",
  "./grade-": "./grade.cjs",
  "./zh-TW-": "./zh-TW.cjs",
  "./execa-": "./execa.cjs",
  "./js-yaml-": "./workspace.cjs",
  "./picomatch-": "./workspace.cjs",
};

const scriptOf = (chunk: string) =>
  Object.entries(ALONE).find(([start]) => chunk.startsWith(start))?.[1] ?? LATER;

const SCRIPTS = [...new Set([START, LATER, ...Object.values(ALONE)])];

/**
 * Bundles the program into few scripts, so that it starts fast: each file costs time, and so does each line that
 * a run has no need of. They are CommonJS, which Node starts in less time than modules.
 */
export async function bundleProgram(): Promise<Bundle> {
  const { chunks, atStart, later, inputs } = await split();
  /** Chunks that a script hands on to the others, and the scripts that do. */
  const holders = new Map([
    ...atStart.map((chunk) => [chunk, START] as const),
    ...later.map((chunk) => [chunk, scriptOf(chunk)] as const),
  ]);
  const scripts = SCRIPTS.map(async (script) => {
    const own = [...holders.keys()].filter((chunk) => holders.get(chunk) === script);
    const others = [...holders].filter(([, holder]) => holder !== script);
    const taken = others.map(([chunk, holder]) => [chunk, take(holder, chunk)] as const);
    const text = await join(script === START ? runAll(own) : runEach(own), new Map([...chunks, ...taken]));
    return [basename(script), text] as const;
  });
  return { scripts: new Map(await Promise.all(scripts)), inputs };
}

const take = (script: string, chunk: string) => `module.exports = require("${script}")["${chunk}"];`;

/** The text of a script that runs its chunks at once. */
const runAll = (chunks: readonly string[]) =>
  ["#!/usr/bin/env node", ...chunks.map((chunk) => `export * as "${chunk}" from "${chunk}";`)].join("\n");

/** The text of a script that runs each of its chunks when it is taken. */
const runEach = (chunks: readonly string[]) =>
  `module.exports = { ${chunks.map((chunk) => `get "${chunk}"() { return require("${chunk}"); }`).join(", ")} };`;

/** Of its own package.json, the program needs to know its version. */
const onlyVersion: Plugin = {
  name: "only-version",
  setup({ onLoad }) {
    onLoad({ filter: /package\.json$/ }, () => ({ contents: JSON.stringify({ version }), loader: "json" }));
  },
};

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
    plugins: [onlyVersion, onlyVisible],
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

/** Joins chunks into a script, from its text; the scripts stay files of their own. */
async function join(text: string, chunks: ReadonlyMap<string, string>): Promise<string> {
  const plugin: Plugin = {
    name: "chunks",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\/.*\.js$/ }, ({ path }) => ({ path, namespace: "chunks" }));
      onLoad({ filter: /./, namespace: "chunks" }, ({ path }) => ({ contents: chunks.get(path) ?? "" }));
    },
  };
  const { outputFiles } = await build({
    ...bundleOptions,
    alias: {},
    stdin: { contents: text },
    ...minified,
    write: false,
    external: SCRIPTS,
    plugins: [plugin],
  });
  // Makes less of it than esbuild does. A script of ASCII alone takes Node half the memory.
  const { code = "" } = await minify(outputFiles.map((file) => file.text).join(""), {
    toplevel: true,
    format: { ascii_only: true },
  });
  return code;
}
