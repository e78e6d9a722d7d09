import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";

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
  // The usual entry of the one loads parts of Node for options that are not used here; the other's defies bundling.
  alias: {
    "yargs-parser": require.resolve("yargs-parser/browser"),
    "jsonc-parser": require.resolve("jsonc-parser/lib/esm/main.js"),
  },
} satisfies BuildOptions;

/** The scripts of the published program by their names, and the files that went into them. */
export interface Bundle {
  readonly scripts: ReadonlyMap<string, string>;
  readonly inputs: readonly string[];
}

/**
 * Bundles the program so that it starts fast: what every start needs is all in `bin.cjs`, since each file costs
 * time, and what is imported dynamically is in files of its own, since each line costs time. They are CommonJS,
 * which Node starts in less time than modules.
 */
export async function bundleProgram(): Promise<Bundle> {
  const { chunks, atStart, inputs } = await split();
  const later = [...chunks.keys()].filter((name) => !atStart.includes(name));
  // What they share with the start they take from there.
  const shared = atStart.map(
    (name, index) => [name, `module.exports = require("./bin.cjs").part${index};`] as const,
  );
  const parts = atStart.map((name, index) => `export * as part${index} from "./${name}.js";`);
  const start = ["#!/usr/bin/env node", ...parts].join("\n");
  const builds = await Promise.all([
    build({ ...ofChunks(new Map([...chunks, ["start", start]]), later), entryPoints: { bin: "./start.js" } }),
    build({
      ...ofChunks(new Map([...chunks, ...shared]), later),
      entryPoints: later.map((name) => `./${name}.js`),
    }),
  ]);
  const scripts = builds
    .flatMap(({ outputFiles }) => outputFiles)
    .map(({ path, text }) => [basename(path), text] as const);
  return { scripts: new Map(scripts), inputs };
}

/** Splits the program at its dynamic imports into chunks, and tells which of them its start needs. */
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
  });
  const atStart = new Set(["dist/bin.js"]);
  for (const path of atStart) {
    for (const { kind, path: needed, external } of metafile.outputs[path]?.imports ?? []) {
      if (kind === "import-statement" && !external) atStart.add(needed);
    }
  }
  return {
    chunks: new Map(outputFiles.map(({ path, text }) => [basename(path, ".js"), text])),
    atStart: [...atStart].map((path) => basename(path, ".js")),
    inputs: Object.keys(metafile.inputs),
  };
}

/** Builds from chunks, but for those that are to stay files of their own. */
function ofChunks(chunks: ReadonlyMap<string, string>, apart: readonly string[]) {
  const plugin: Plugin = {
    name: "chunks",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\/.*\.js$/ }, ({ path, kind }) => {
        const name = basename(path, ".js");
        const isApart = kind !== "entry-point" && apart.includes(name);
        return isApart ? { path: `./${name}.cjs`, external: true } : { path: name, namespace: "chunk" };
      });
      onLoad({ filter: /./, namespace: "chunk" }, ({ path }) => ({ contents: chunks.get(path) ?? "" }));
    },
  };
  return {
    ...bundleOptions,
    alias: {},
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
    minify: true,
    legalComments: "none",
    write: false,
    external: ["./bin.cjs"],
    plugins: [plugin],
  } satisfies BuildOptions;
}
