import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { loadSha256 } from "../../src/hash.ts";
import { ANSWERS_FILE, hashOf } from "../../src/plan/plan.ts";

const sha256 = await loadSha256();

/**
 * Makes a project look as if an earlier version had made it, in which some files were otherwise.
 * @param changes undefined for a file that was not there
 */
export async function olden(
  folder: string,
  changes: Readonly<Record<string, ((text: string) => string) | undefined>>,
): Promise<void> {
  const place = join(folder, ANSWERS_FILE);
  const answers = JSON.parse(await readFile(place, "utf8"));
  answers.generatorVersion = "0.0.9";
  for (const [path, change] of Object.entries(changes)) {
    const file = join(folder, path);
    if (!change) {
      await rm(file);
      delete answers.files[path];
      continue;
    }
    const old = change(await readFile(file, "utf8").catch(() => ""));
    await outputFile(file, old);
    answers.files[path] = hashOf(old, sha256);
  }
  await writeFile(place, `${JSON.stringify(answers, null, 2)}\n`);
}
