import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { compare } from "../../src/effects/compare.ts";
import { recover } from "../../src/effects/recover.ts";
import { inspectTarget } from "../../src/effects/target.ts";
import { writeProject } from "../../src/effects/write.ts";
import { Cancelled, UserError } from "../../src/errors.ts";
import type { Io } from "../../src/io.ts";
import type { Options } from "../../src/options/table.ts";
import { inEnglish } from "../support/in-english.ts";
import { testFolder } from "../support/test-folder.ts";
import { systemError, testIo, watchedFs } from "../support/test-io.ts";
import { treeOf } from "../support/tree.ts";

const project = {
  "README.md": "new readme",
  "package.json": "{}",
  "src/deep/er/x.ts": "x",
  "src/index.ts": "new index",
  "test/a.test.ts": "a",
};

const replan = async () => ({ files: new Map(Object.entries(project)) });

interface Scenario {
  readonly directory: string;
  readonly before: Readonly<Record<string, string>>;
  readonly ifExists: Options["ifExists"];
  /** What the files that were there before hold afterwards, where that changes. */
  readonly after?: Readonly<Record<string, string>>;
}

const users = { "work/README.md": "mine", "work/src/index.ts": "new index", "work/src/own.ts": "own" };

const scenarios: Record<string, Scenario> = {
  "an absent folder": { directory: "a/b/c", before: { "other.txt": "x" }, ifExists: "error" },
  "an empty folder with a repository": {
    directory: "work",
    before: { "work/.git/HEAD": "ref" },
    ifExists: "error",
  },
  merge: { directory: "work", before: users, ifExists: "merge", after: { "work/README.md": "mine" } },
  overwrite: { directory: "work", before: users, ifExists: "overwrite" },
};

/** Makes the files that are there before, and returns how to write the project over them. */
async function setUp({ directory, before, ifExists }: Scenario) {
  const cwd = await testFolder();
  const reset = async () => {
    await rm(cwd, { recursive: true, force: true });
    await mkdir(cwd);
    for (const [path, text] of Object.entries(before)) await outputFile(join(cwd, path), text);
  };
  await reset();
  const write = async (parts: Partial<Io> = {}) => {
    const io = testIo({ cwd, ...parts });
    const target = await inspectTarget(testIo({ cwd }), directory);
    const plan = { files: new Map(Object.entries(project)) };
    const changes = await compare(testIo({ cwd }), target, plan, ifExists);
    await writeProject(io, target, changes, { ifExists } as Options);
  };
  const clean = async (parts: Partial<Io> = {}) => {
    const io = testIo({ cwd, ...parts });
    const isThere = Object.keys(before).some((path) => path.startsWith(`${directory}/`));
    return recover(io, isThere ? join(cwd, directory) : cwd, isThere, replan);
  };
  return { cwd, reset, write, clean };
}

/** How many operations on the disk the whole of it takes. */
async function countOperations({ write, reset }: Awaited<ReturnType<typeof setUp>>): Promise<number> {
  let operations = 0;
  await write({
    fs: watchedFs((count) => {
      operations = count;
    }),
  });
  await reset();
  return operations;
}

describe.each(Object.entries(scenarios))("%s", (_name, scenario) => {
  const files = Object.entries(project).map(([path, text]) => [`${scenario.directory}/${path}`, text]);
  const whole = { ...scenario.before, ...Object.fromEntries(files), ...scenario.after };
  const filesIn = async (cwd: string) =>
    Object.fromEntries(Object.entries(await treeOf(cwd)).filter(([path]) => !path.endsWith("/")));

  test("is written as planned, and nothing else is left", async () => {
    const { cwd, write } = await setUp(scenario);
    await write();
    expect(await filesIn(cwd)).toEqual(whole);
  });

  test("an error at any operation leaves all as it was, or the whole project", async () => {
    const setup = await setUp(scenario);
    const before = await treeOf(setup.cwd);
    const operations = await countOperations(setup);
    expect(operations).toBeGreaterThan(10);
    for (let at = 1; at <= operations; at++) {
      const fs = watchedFs((count) => {
        if (count === at) throw systemError("ENOSPC", "/full");
      });
      const error = await setup.write({ fs }).catch((cause: unknown) => cause);
      if (error === undefined) {
        // The one thing that may have failed is the cleaning up, which the next run does then.
        await setup.clean();
        expect([at, await filesIn(setup.cwd)]).toEqual([at, whole]);
      } else {
        expect(error).toMatchObject({ code: "WRITE_FAILED", exitCode: 7 });
        expect(inEnglish(error)).toMatchObject({ message: expect.stringContaining("the disk is full") });
        expect([at, await treeOf(setup.cwd)]).toEqual([at, before]);
      }
      await setup.reset();
    }
  });

  test("a signal at any operation leaves all as it was, or the whole project", async () => {
    const setup = await setUp(scenario);
    const before = await treeOf(setup.cwd);
    const operations = await countOperations(setup);
    for (let at = 1; at <= operations; at++) {
      const controller = new AbortController();
      const fs = watchedFs((count) => {
        if (count === at) controller.abort(new Cancelled("SIGTERM"));
      });
      const error = await setup.write({ fs, signal: controller.signal }).catch((cause: unknown) => cause);
      if (error === undefined) expect([at, await filesIn(setup.cwd)]).toEqual([at, whole]);
      else {
        expect(error).toMatchObject({ exitCode: 143 });
        expect([at, await treeOf(setup.cwd)]).toEqual([at, before]);
      }
      await setup.reset();
    }
  });

  test("after an end at any operation, the next run finds all as it was, or the whole project", async () => {
    const setup = await setUp(scenario);
    const before = await treeOf(setup.cwd);
    const operations = await countOperations(setup);
    const ends = { before: 0, whole: 0 };
    for (let at = 1; at <= operations + 1; at++) {
      const fs = watchedFs((count) => {
        if (count >= at) throw new Error("killed");
      });
      await setup.write({ fs }).catch(() => undefined);
      await setup.clean();
      const tree = await treeOf(setup.cwd);
      const isBefore = JSON.stringify(tree) === JSON.stringify(before);
      if (!isBefore) expect([at, await filesIn(setup.cwd)]).toEqual([at, whole]);
      ends[isBefore ? "before" : "whole"] += 1;
      await setup.reset();
    }
    // Both ends occur: the folder is not merely never written, nor never rolled back.
    expect(Math.min(ends.before, ends.whole)).toBeGreaterThan(0);
  });
});

describe("recovering", () => {
  test("leaves the staging folder of a run that is alive", async () => {
    const { cwd, write, clean } = await setUp(scenarios.merge as Scenario);
    const fs = watchedFs((count) => {
      if (count > 5) throw new Error("killed");
    });
    await write({ fs, pid: 12345 }).catch(() => undefined);
    const left = await treeOf(cwd);
    expect(await clean({ isAlive: (pid) => pid === 12345 })).toEqual({ removed: [], left: [] });
    expect(await treeOf(cwd)).toEqual(left);
    expect(await clean()).toEqual({
      removed: [expect.stringContaining(".create-llmbrick-sse-12345-")],
      left: [],
    });
  });

  test("keeps what someone has written since, and puts the original beside it", async () => {
    const { cwd, write, clean } = await setUp(scenarios.overwrite as Scenario);
    let isKilled = false;
    const fs = watchedFs((_count, operation, path) => {
      // The journal is removed when all files are in place.
      isKilled ||= operation === "rm" && path.endsWith("journal.json");
      if (isKilled) throw new Error("killed");
    });
    await write({ fs }).catch(() => undefined);
    await outputFile(join(cwd, "work/README.md"), "edited since");
    await outputFile(join(cwd, "work/package.json"), "edited since");
    await clean();
    expect(await treeOf(join(cwd, "work"))).toEqual({
      "README.md": "edited since",
      "README.md.orig": "mine",
      "package.json": "edited since",
      "src/": "",
      "src/index.ts": "new index",
      "src/own.ts": "own",
    });
  });
});

test("a folder that another program makes in the meantime is not touched", async () => {
  const { cwd, write } = await setUp(scenarios["an absent folder"] as Scenario);
  const fs = watchedFs(async (_count, operation) => {
    if (operation === "rename") await outputFile(join(cwd, "a/theirs.txt"), "theirs");
  });
  await expect(write({ fs })).rejects.toMatchObject({ code: "TARGET_NOT_EMPTY", exitCode: 3 });
  expect(await treeOf(cwd)).toEqual({ "a/": "", "a/theirs.txt": "theirs", "other.txt": "x" });
});

test("what can't be put back is kept, and said to be", async () => {
  const { cwd, write, clean } = await setUp(scenarios.overwrite as Scenario);
  let renames = 0;
  const fs = watchedFs((_count, operation) => {
    // That of the journal, that of the first file to be replaced, and then no more.
    if (["rename", "link"].includes(operation) && ++renames >= 3) throw systemError("EIO", "/broken");
  });
  const error = await write({ fs }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(UserError);
  expect(inEnglish(error)).toMatchObject({ hint: expect.stringContaining("What was there before is in") });
  await clean();
  expect(await treeOf(cwd)).toMatchObject(scenarios.overwrite?.before ?? {});
});
