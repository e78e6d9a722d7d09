import { watch } from "node:fs";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";
import { nodeOnWindows, windowsProgram } from "../support/windows.ts";

const ARGV = ["app", "--if-exists", "overwrite", "--yes", "--no-install", "--no-git", "--name", "app"];
const BEFORE = { "README.md": "mine", "src/handler.ts": "also mine", "own.txt": "to stay" };

/** Starts a run and kills it when so many things have changed in its folder. @returns whether it was not over by then */
async function killAfter(changes: number, cwd: string): Promise<boolean> {
  const controller = new AbortController();
  let count = 0;
  const watcher = watch(join(cwd, "app"), { recursive: true }, () => {
    count += 1;
    if (count === changes) controller.abort();
  });
  const { exitCode } = await nodeOnWindows([windowsProgram, ...ARGV], { cwd, signal: controller.signal });
  watcher.close();
  return exitCode === null;
}

test.each([1, 3, 20, 60, 100, 150, 200, 260])(
  "a run that is killed at its change number %i is put right by the next one",
  async (changes) => {
    const [there, here] = [await testFolder(), await testFolder()];
    for (const [path, text] of Object.entries(BEFORE)) {
      for (const cwd of [there, here]) await outputFile(join(cwd, "app", path), text);
    }
    expect(await killAfter(changes, there)).toBe(true);
    const { exitCode } = await nodeOnWindows([windowsProgram, ...ARGV], { cwd: there });
    await run(ARGV, { cwd: here });
    expect(exitCode).toBe(0);
    expect(await treeOf(join(there, "app"))).toEqual(await treeOf(join(here, "app")));
  },
);
