import { readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Io } from "../../../src/io.ts";
import { olden } from "../../update/olden.ts";
import { commit, created, edit, filesIn, run, withGit } from "./changing.ts";

const older = (text: string) => text.replace("Hello World", "Hello there");

const own = (text: string) => text.replace("Hello there", "Good day");

/** A project of an earlier version in a repository; user and program have each changed one line of the handler since. */
async function torn() {
  const folder = await created();
  await olden(folder, { "src/handler.ts": older });
  const git = await commit(folder);
  await edit(folder, "src/handler.ts", own);
  await git("commit", "-qam", "mine");
  return { folder, git };
}

describe("a repository that git refuses to read", () => {
  test("may have edits in no commit: update says what to do, and goes on with --force", async () => {
    const folder = await created();
    await olden(folder, { "src/handler.ts": older });
    await commit(folder);
    await writeFile(join(folder, ".git", "HEAD"), "damaged\n");
    const before = await filesIn(folder);
    const refused = await run(folder, ["update", "--no-install"], withGit);
    expect([refused.exitCode, refused.err]).toEqual([3, expect.stringContaining("Run git status")]);
    expect(await filesIn(folder)).toEqual(before);
    const forced = await run(folder, ["update", "--no-install", "--force"], withGit);
    expect([forced.exitCode, forced.out]).toEqual([0, expect.stringContaining("--undo")]);
  });

  test("hides no file that was renamed", async () => {
    const folder = await created();
    await olden(folder, { "src/handler.ts": older });
    await commit(folder);
    await rename(join(folder, "src/handler.ts"), join(folder, "src/answer.ts"));
    await writeFile(join(folder, ".git", "HEAD"), "damaged\n");
    const { out } = await run(folder, ["update", "--no-install", "--force"], withGit);
    expect(out).toContain("src/answer.ts (was src/handler.ts)");
  });
});

describe("a repository around the project that has nothing of it", () => {
  test.each([
    { what: "ignores it", ignored: "app\n" },
    { what: "has never committed it", ignored: "" },
  ])("and $what notes nothing of a change", async ({ ignored }) => {
    const folder = await created();
    await olden(folder, { "src/handler.ts": older });
    await edit(folder, "src/handler.ts", own);
    const around = dirname(folder);
    await writeFile(join(around, ".gitignore"), "app\n");
    const git = await commit(around);
    await writeFile(join(around, ".gitignore"), ignored);
    const { exitCode, err } = await run(folder, ["update", "--no-install"], withGit);
    expect([exitCode, err]).toEqual([8, expect.stringContaining("1 conflict")]);
    expect(err).not.toContain("git add");
    expect((await git("ls-files")).stdout).toBe(".gitignore");
  });
});

describe("what a user has staged", () => {
  test("is staged still after update --force and the way back", async () => {
    const { folder, git } = await torn();
    const staged = async () => (await git("diff", "--cached", "--raw")).stdout;
    for (const path of ["README.md", "package.json", ".llmbrick.json"])
      await edit(folder, path, (text) => `${text}\n`);
    await git("add", "-A");
    const before = await staged();
    await run(folder, ["update", "--no-install", "--force"], withGit);
    expect((await git("ls-files", "--unmerged")).stdout).toContain("src/handler.ts");
    const { exitCode } = await run(folder, ["update", "--undo"], withGit);
    expect([exitCode, await staged()]).toEqual([0, before]);
  });
});

describe("a conflict in a file that git writes by a filter", () => {
  test("is noted as git would write it", async () => {
    const { folder, git } = await torn();
    await writeFile(join(folder, ".gitattributes"), "src/handler.ts filter=rot\n");
    for (const way of ["clean", "smudge"]) await git("config", `filter.rot.${way}`, "tr a-z n-za-m");
    await git("add", "--renormalize", ".");
    await git("commit", "-qm", "by a filter");
    const { exitCode } = await run(folder, ["update", "--no-install"], withGit);
    expect([exitCode, (await git("ls-files", "-u")).stdout]).toEqual([
      8,
      expect.stringContaining("handler.ts"),
    ]);
    await git("checkout", "--ours", "src/handler.ts");
    expect(await readFile(join(folder, "src/handler.ts"), "utf8")).toContain("Good day");
  });
});

test("what several files were is looked for in the history once, from a folder within the repository, too", async () => {
  const folder = await created();
  const paths = ["src/handler.ts", "src/index.ts", "src/llmbrick/log/log.ts"];
  await olden(folder, Object.fromEntries(paths.map((path) => [path, (text: string) => `// old\n${text}`])));
  const git = await commit(dirname(folder));
  for (const path of paths) await edit(folder, path, (text) => `${text}\n// mine\n`);
  await git("commit", "-qam", "mine");
  let searches = 0;
  const { run: runGit } = withGit as unknown as Pick<Io, "run">;
  const counted = {
    run(...call: Parameters<Io["run"]>) {
      searches += Number(call[1].includes("log"));
      return runGit(...call);
    },
  } as unknown as typeof withGit;
  const { exitCode } = await run(folder, ["update", "--no-install"], counted);
  expect([exitCode, searches]).toEqual([0, 1]);
  for (const path of paths) {
    const text = await readFile(join(folder, path), "utf8");
    expect([text.includes("// old"), text.endsWith("// mine\n")]).toEqual([false, true]);
  }
});
