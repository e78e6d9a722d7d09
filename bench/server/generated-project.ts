import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { collectLayers } from "../../scripts/layers.ts";
import { defaultOptions } from "../../src/options/default-options.ts";
import { plan } from "../../src/plan/plan.ts";

/** Inside the repository, so that the compiler finds the types of Node. */
const parent = fileURLToPath(new URL("../../.cache/bench", import.meta.url));

let compiled: Promise<string> | undefined;

/** The folder of the project for plain Node, generated and compiled as its own build does. Gone with this process. */
export function generatedProject(): Promise<string> {
  compiled ??= generate();
  return compiled;
}

async function generate(): Promise<string> {
  mkdirSync(parent, { recursive: true });
  // A folder for each run, so that two benches at a time don't disturb each other.
  const folder = mkdtempSync(join(parent, "ours-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const { files } = plan(defaultOptions({ env: {}, target: "bench" }), await collectLayers());
  await Promise.all([...files].map(([path, text]) => outputFile(join(folder, path), text)));
  await execa({ cwd: folder, preferLocal: true, stdio: ["ignore", 2, 2] })`tsc -p tsconfig.build.json`;
  return join(folder, "dist");
}
