import { cp, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { program } from "./generated-project.ts";
import { testFolder } from "./test-folder.ts";

/** A copy of the program that was damaged, so that it fails by a fault of its own. */
export async function brokenProgram(): Promise<string> {
  const dist = join(await testFolder(), "dist");
  await cp(dirname(program), dist, { recursive: true });
  await writeFile(join(dist, "layers.br"), "oh no");
  return join(dist, "bin.cjs");
}
