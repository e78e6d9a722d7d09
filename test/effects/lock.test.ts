import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { holding } from "../../src/effects/lock.ts";
import { recover } from "../../src/effects/recover.ts";
import { Cancelled } from "../../src/errors.ts";
import { workInEnglish } from "../support/in-english.ts";
import { testFolder } from "../support/test-folder.ts";
import { systemError, testIo, watchedFs } from "../support/test-io.ts";
import { treeOf } from "../support/tree.ts";

const DEAD = 999;

/** A run of that process, in a world where all but one are alive. */
const runOf = (pid: number, parts: Parameters<typeof testIo>[0] = {}) =>
  testIo({ pid, isAlive: (other) => other !== DEAD, ...parts });

test("who comes second is told who is at work, and leaves nothing behind", async () => {
  const root = await testFolder();
  await holding(runOf(1), root, async () => {
    const before = await treeOf(root);
    await expect(workInEnglish(holding(runOf(2), root, async () => undefined))).rejects.toMatchObject({
      code: "TARGET_BUSY",
      exitCode: 3,
      message: `Another run is at work in ${root} (process 1).`,
      hint: expect.stringContaining(`remove ${join(root, ".create-llmbrick-sse-lock")}.`),
    });
    expect(await treeOf(root)).toEqual(before);
  });
  expect(await treeOf(root)).toEqual({});
  expect(await holding(runOf(2), root, async () => "free again")).toBe("free again");
});

test("the folder is free after work that failed", async () => {
  const root = await testFolder();
  const work = async () => Promise.reject(new Error("mine"));
  await expect(holding(runOf(1), root, work)).rejects.toThrow("mine");
  expect(await treeOf(root)).toEqual({});
});

test("a disk that is full is told as such", async () => {
  const root = await testFolder();
  const fs = watchedFs((_count, operation) => {
    if (operation === "writeFile") throw systemError("ENOSPC", root);
  });
  await expect(workInEnglish(holding(runOf(1, { fs }), root, async () => undefined))).rejects.toMatchObject({
    code: "WRITE_FAILED",
  });
  expect(await treeOf(root)).toEqual({});
});

/** Leaves what a run leaves that is killed at its nth operation. Returns whether it was over by then. */
async function killAt(at: number, root: string): Promise<boolean> {
  const fs = watchedFs((count) => {
    if (count >= at) throw new Error("killed");
  });
  let isOver = true;
  const io = runOf(DEAD, { fs });
  await holding(io, root, async () => io.fs.stat(root)).catch(() => {
    isOver = false;
  });
  return isOver && at > 20;
}

test("whenever a run was killed, the next holds the folder, and all is cleaned up", async () => {
  for (let at = 1; ; at++) {
    const root = await testFolder();
    if (await killAt(at, root)) break;
    expect(await holding(runOf(2), root, async () => at)).toBe(at);
    await recover(runOf(2), root, true, async () => undefined);
    expect([at, await treeOf(root)]).toEqual([at, {}]);
  }
});

test("of many at once one at a time works, over what a killed run left, too", async () => {
  for (let round = 1; round <= 30; round++) {
    const root = await testFolder();
    // A lock as a killed run leaves it.
    const owner = `.create-llmbrick-sse-${DEAD}-0123abcd`;
    await outputFile(join(root, ".create-llmbrick-sse-lock", owner), "");
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      for (let turn = 1; turn <= 5; turn++) await stat(root);
      inside -= 1;
    };
    const runs = Array.from({ length: 8 }, (_, index) => holding(runOf(index + 1), root, work));
    const outcomes = await Promise.allSettled(runs);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "TARGET_BUSY" });
    }
    await holding(runOf(9), root, work);
    expect(Object.keys(await treeOf(root)).filter((path) => path === ".create-llmbrick-sse-lock/")).toEqual(
      [],
    );
  }
});

/** A run on a disk as Windows has it, which moves no folder to where anything is. */
const runOnWindows = (parts: Parameters<typeof testIo>[0] = {}) => {
  const { fs } = testIo();
  return runOf(1, {
    fs: {
      ...fs,
      async rename(from, to) {
        if (await stat(to).catch(() => undefined)) throw systemError("EPERM", String(from));
        await fs.rename(from, to);
      },
    },
    ...parts,
  });
};

const LOCK = ".create-llmbrick-sse-lock";

test("a lock that has lost its file is taken", async () => {
  const root = await testFolder();
  await mkdir(join(root, LOCK));
  expect(await holding(runOnWindows(), root, async () => readdir(join(root, LOCK)))).toEqual([
    expect.stringMatching(/^\.create-llmbrick-sse-1-/),
  ]);
  expect(await treeOf(root)).toEqual({});
});

test("what stands in the lock's place for good is told, and not waited for", async () => {
  const root = await testFolder();
  await writeFile(join(root, LOCK), "");
  await expect(workInEnglish(holding(runOnWindows(), root, async () => 1))).rejects.toMatchObject({
    code: "WRITE_FAILED",
  });
  expect(await treeOf(root)).toEqual({ [LOCK]: "" });
});

test("who waits for the lock is cancelled", async () => {
  const root = await testFolder();
  await writeFile(join(root, LOCK), "");
  const signal = AbortSignal.abort(new Cancelled("SIGINT"));
  await expect(holding(runOnWindows({ signal }), root, async () => 1)).rejects.toBeInstanceOf(Cancelled);
});
