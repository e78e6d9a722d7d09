import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { collectLayers } from "../../scripts/layers.ts";
import { defaultOptions } from "../../src/options/default-options.ts";
import { plan } from "../../src/plan/plan.ts";

const folder = fileURLToPath(new URL("../../.cache/bench/ours", import.meta.url));

/** Generates the project for plain Node and compiles it as its own build does. Returns the folder of the result. */
export async function generateOurs(): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  const { files } = plan(defaultOptions({ env: {}, target: "bench" }), await collectLayers());
  await Promise.all([...files].map(([path, text]) => outputFile(join(folder, path), text)));
  await execa({ cwd: folder, preferLocal: true, stdio: "inherit" })`tsc -p tsconfig.build.json`;
  return join(folder, "dist");
}
