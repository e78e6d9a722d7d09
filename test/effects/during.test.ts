import { appendFile, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { compare } from "../../src/effects/compare.ts";
import { recover } from "../../src/effects/recover.ts";
import { inspectTarget } from "../../src/effects/target.ts";
import { writeProject } from "../../src/effects/write.ts";
import { UserError } from "../../src/errors.ts";
import type { Options } from "../../src/options/table.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo, watchedFs } from "../support/test-io.ts";
import { treeOf } from "../support/tree.ts";

const plan = {
  files: new Map([
    ["README.md", "new readme"],
    ["src/deep/x.ts", "x"],
    ["src/index.ts", "new index"],
    ["test/a.test.ts", "a"],
  ]),
};
const before = { "README.md": "mine", "src/index.ts": "my index", "own.ts": "own" };

/** What someone else may do to the folder while a run is at work there, and words of theirs that may not be lost. */
const others: Record<string, (app: string) => Promise<string[]>> = {
  async "makes a file that is to be made"(app) {
    await mkdir(join(app, "test"), { recursive: true });
    await writeFile(join(app, "test/a.test.ts"), "theirs");
    return ["theirs"];
  },
  async "changes a file that is to be replaced"(app) {
    // Not one that is the program's already: that is a change after the run.
    if ((await readFile(join(app, "README.md"), "utf8").catch(() => "")) !== "mine") return [];
    await appendFile(join(app, "README.md"), " and theirs");
    return ["mine and theirs"];
  },
  async "saves a file anew, as editors do"(app) {
    await writeFile(join(app, "README.md~"), "saved by an editor");
    await rename(join(app, "README.md~"), join(app, "README.md"));
    return ["saved by an editor"];
  },
  async "removes a file that is to be replaced"(app) {
    await rm(join(app, "README.md"), { force: true });
    return [];
  },
  async "makes a folder where a file is to be"(app) {
    await outputFile(join(app, "src/deep/x.ts/theirs"), "in a folder").catch(() => undefined);
    return [];
  },
  async "puts a link in a file's place"(app) {
    await rm(join(app, "README.md"), { force: true });
    await symlink(join(dirname(app), "outside/README.md"), join(app, "README.md"));
    return [];
  },
};

/** A run that has looked at the folder, and during which something happens before its nth operation on the disk. */
async function runWith(
  ifExists: Options["ifExists"],
  at: number,
  happen: (app: string) => Promise<string[]>,
) {
  const cwd = await testFolder();
  const app = join(cwd, "app");
  for (const [path, text] of Object.entries(before)) await outputFile(join(app, path), text);
  await outputFile(join(cwd, "outside/README.md"), "elsewhere");
  let words: string[] | undefined;
  const fs = watchedFs(async (count) => {
    if (count === at) words = await happen(app);
  });
  const target = await inspectTarget(testIo({ cwd }), "app");
  const changes = await compare(testIo({ cwd }), target, plan, ifExists);
  const error = await writeProject(testIo({ cwd, fs }), target, changes, { ifExists } as Options).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  await recover(testIo({ cwd }), app, true, async () => plan);
  return { words, error, app: await treeOf(app), outside: await treeOf(join(cwd, "outside")) };
}

describe.each(["merge", "overwrite"] as const)("%s, while someone else", (ifExists) => {
  test.each(Object.entries(others))("%s: nothing of theirs is lost", async (_what, happen) => {
    let at = 1;
    for (; ; at++) {
      const { words, error, app, outside } = await runWith(ifExists, at, happen);
      if (words === undefined) break;
      const seen = [at, Object.values(app)];
      expect(seen).toEqual([at, expect.arrayContaining([...words, "own"])]);
      expect([at, outside]).toEqual([at, { "README.md": "elsewhere" }]);
      if (error !== undefined) expect(error).toBeInstanceOf(UserError);
      expect(Object.keys(app).filter((path) => path.startsWith(".create-llmbrick-sse"))).toEqual([]);
    }
    expect(at).toBeGreaterThan(20);
  });
});
