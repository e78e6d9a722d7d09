import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";
import { nodeOnWindows, windowsPath, windowsProgram } from "../support/windows.ts";

const ARGV = ["app", "--if-exists", "overwrite", "--yes", "--no-install", "--no-git", "--name", "app"];
const BEFORE = { "README.md": "mine", "src/handler.ts": "also mine", "own.txt": "to stay" };

const killer = windowsPath(fileURLToPath(new URL("../support/kill-at.cjs", import.meta.url)));

test.each([1, 2, 5, 20, 50, 80, 90, 100, 120, 140])(
  "a run that is killed at its change number %i is put right by the next one",
  async (at) => {
    const [there, here] = [await testFolder(), await testFolder()];
    for (const [path, text] of Object.entries(BEFORE)) {
      for (const cwd of [there, here]) await outputFile(join(cwd, "app", path), text);
    }
    const killing = ["--require", killer, windowsProgram, ...ARGV];
    const killed = await nodeOnWindows(killing, { cwd: there, env: { KILL_AT: String(at) } });
    expect([killed.exitCode === 0, killed.stderr]).toEqual([false, ""]);
    expect(killed.stdout).not.toContain("written to");

    const { exitCode } = await nodeOnWindows([windowsProgram, ...ARGV], { cwd: there });
    await run(ARGV, { cwd: here });
    expect(exitCode).toBe(0);
    expect(await treeOf(join(there, "app"))).toEqual(await treeOf(join(here, "app")));
  },
);
