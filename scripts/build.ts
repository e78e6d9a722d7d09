/** Builds the published program: one bundle without dependencies, the templates, the schema of the answers. */
import { chmod } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";
import { emptyDir, outputFile, outputJson } from "fs-extra/esm";
import { answersSchema } from "../src/options/schema.ts";
import { collectLayers } from "./layers.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

/** Builds into a folder, which is emptied first. */
export async function build(folder: string): Promise<void> {
  await emptyDir(folder);
  await Promise.all([
    bundle({
      entryPoints: { bin: join(root, "src/bin.ts") },
      outdir: folder,
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      platform: "node",
      target: "node20",
      legalComments: "external",
      // These two would bring in a second copy of themselves for Node releases and loaders of the past.
      alias: {
        prompts: require.resolve("prompts/lib/index.js"),
        handlebars: require.resolve("handlebars/dist/cjs/handlebars.js"),
      },
      banner: {
        js: 'import{createRequire as $createRequire}from"node:module";const require=$createRequire(import.meta.url);',
      },
    }),
    collectLayers().then((layers) => outputFile(join(folder, "layers.json"), JSON.stringify(layers))),
    outputJson(join(folder, "answers.schema.json"), answersSchema(), { spaces: 2 }),
  ]);
  await chmod(join(folder, "bin.js"), 0o755);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await build(join(root, "dist"));
}
