/** Builds the published program: one bundle without dependencies, the templates, the schema of the answers. */
import { chmod, readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import { type BuildOptions, build as bundle } from "esbuild";
import { outputFile, remove } from "fs-extra/esm";
import { answersSchema } from "../src/options/schema.ts";
import { outcomeSchema } from "../src/report/outcome-schema.ts";
import { collectLayers } from "./layers.ts";
import { licensesOf } from "./licenses.ts";

const compress = promisify(brotliCompress);
const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

/**
 * Builds into `dist`. What has not changed is left alone, so that a program that runs from there is not
 * disturbed.
 */
export async function build(): Promise<void> {
  const dist = join(root, "dist");
  const files = await outputs();
  await Promise.all([...files].map(([name, text]) => update(join(dist, name), text)));
  const strays = (await readdir(dist)).filter((name) => !files.has(name));
  await Promise.all(strays.map((name) => remove(join(dist, name))));
  await chmod(join(dist, "bin.js"), 0o755);
}

/** How sources become a program that needs no package. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // Its entry has an API that is not needed here.
  alias: {
    "jsonc-parser": require.resolve("jsonc-parser/lib/esm/main.js"),
    handlebars: require.resolve("handlebars/dist/cjs/handlebars.js"),
  },
  // Some of the bundled packages are CommonJS.
  banner: {
    js: 'import{createRequire as $createRequire}from"node:module";const require=$createRequire(import.meta.url);',
  },
} satisfies BuildOptions;

async function outputs(): Promise<Map<string, string | Uint8Array>> {
  const { outputFiles, metafile } = await bundle({
    ...bundleOptions,
    entryPoints: { bin: "src/bin.ts" },
    outdir: "dist",
    splitting: true,
    minify: true,
    legalComments: "none",
    write: false,
    metafile: true,
  });
  return new Map<string, string | Uint8Array>([
    ...outputFiles.map(({ path, text }) => [basename(path), text] as const),
    // The JavaScript is so like the TypeScript that this takes half of what the package's own compression would.
    ["layers.json.br", await compress(JSON.stringify(await collectLayers()))],
    ["answers.schema.json", `${JSON.stringify(answersSchema(), null, 2)}\n`],
    ["outcome.schema.json", `${JSON.stringify(outcomeSchema(), null, 2)}\n`],
    ["licenses.txt", await licensesOf(Object.keys(metafile.inputs), root)],
  ]);
}

async function update(path: string, content: string | Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (!present?.equals(Buffer.from(content))) await outputFile(path, content);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await build();
