/** Builds the published program: one bundle without dependencies, the templates, the schema of the answers. */
import { chmod, readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { outputFile, remove } from "fs-extra/esm";
import { answersSchema } from "./answers-schema.ts";
import { bundleProgram } from "./bundle.ts";
import { changelog } from "./changelog.ts";
import { helpTexts } from "./help.ts";
import { collectLayers } from "./layers.ts";
import { licensesOf } from "./licenses.ts";
import { outcomeSchema } from "./outcome-schema.ts";
import { packLayers } from "./pack-layers.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

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
  await chmod(join(dist, "bin.cjs"), 0o755);
}

async function outputs(): Promise<Map<string, string | Uint8Array>> {
  const { scripts, inputs } = await bundleProgram();
  return new Map<string, string | Uint8Array>([
    ...scripts,
    ["layers.br", await packLayers(await collectLayers())],
    ["help.json", JSON.stringify(await helpTexts())],
    ["changelog.json", JSON.stringify(await changelog())],
    ["answers.schema.json", `${JSON.stringify(answersSchema(), null, 2)}\n`],
    ["outcome.schema.json", `${JSON.stringify(outcomeSchema(), null, 2)}\n`],
    ["licenses.txt", await licensesOf(inputs, root)],
  ]);
}

async function update(path: string, content: string | Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (!present?.equals(Buffer.from(content))) await outputFile(path, content);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await build();
