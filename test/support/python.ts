import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { collectLayers } from "../../build/layers.ts";
import type { Options } from "../../src/options/table.ts";
import { options } from "./options.ts";
import { plan } from "./plan.ts";

const layers = await collectLayers();

/** The files of a Python project. */
export function pythonFiles(changes: Partial<Options> = {}): ReadonlyMap<string, string> {
  return plan(options({ framework: "llmbrick", ...changes }), layers).files;
}

/** Writes a Python project into a folder, which then runs with the environment's packages. */
export async function writePythonProject(folder: string, changes: Partial<Options> = {}): Promise<void> {
  for (const [path, text] of pythonFiles(changes)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
