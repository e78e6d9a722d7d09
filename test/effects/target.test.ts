import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { compare } from "../../src/effects/compare.ts";
import { inspectTarget, repositoryOf } from "../../src/effects/target.ts";
import { Cancelled } from "../../src/errors.ts";
import type { Options } from "../../src/options/table.ts";
import { workInEnglish } from "../support/in-english.ts";
import { testFolder } from "../support/test-folder.ts";
import { systemError, testIo, watchedFs } from "../support/test-io.ts";

async function inspect(cwd: string, directory: string) {
  return inspectTarget(testIo({ cwd }), directory);
}

describe("the target", () => {
  test("is absent: from the nearest folder that exists", async () => {
    const cwd = await testFolder();
    await mkdir(join(cwd, "a"));
    expect(await inspect(cwd, "a/b/c")).toEqual({
      path: join(cwd, "a/b/c"),
      base: join(cwd, "a"),
      missing: ["b", "c"],
      state: "absent",
    });
  });

  test("is below the home folder, where no shell has put that in the place of ~", async () => {
    const cwd = await testFolder();
    const env = { HOME: join(cwd, "home") };
    const pathFor = async (directory: string) => (await inspectTarget(testIo({ cwd, env }), directory)).path;
    expect(await pathFor("~/a/b")).toBe(join(cwd, "home/a/b"));
    expect(await pathFor("~\\a")).toBe(join(cwd, "home/a"));
    expect(await pathFor("~")).toBe(join(cwd, "home"));
    expect(await pathFor("./~")).toBe(join(cwd, "~"));
    expect(await pathFor("~other")).toBe(join(cwd, "~other"));
  });

  test.each([
    ["nothing", [], "empty"],
    ["a repository alone", [".git/HEAD"], "empty"],
    ["what an earlier run left", [".create-llmbrick-sse-1-0123abcd/new/x"], "empty"],
    ["a hidden file", [".env"], "full"],
    ["a file beside the repository", [".git/HEAD", "x"], "full"],
  ])("holds %s", async (_what, paths, state) => {
    const cwd = await testFolder();
    for (const path of paths) await outputFile(join(cwd, path), "");
    expect(await inspect(cwd, ".")).toMatchObject({ state, missing: [], base: cwd });
  });

  test.each(["a:b", "a?b", "x/a*b", "[x]/y", "a\\b", "node_modules", "node_modules/x"])(
    "%j is refused, since tools of a project read it as something else",
    async (directory) => {
      await expect(workInEnglish(inspect(await testFolder(), directory))).rejects.toMatchObject({
        code: "BAD_OPTIONS",
        exitCode: 2,
        message: expect.stringContaining("something else"),
      });
    },
  );

  test.each([
    "a%20b",
    "a#b",
    "a b",
    "a'b",
    'a"b',
    "$HOME",
    "-a",
    "@a",
    "{a,b}",
    "~",
    "a;b",
    "a&b",
    "中文",
    "node_modules2",
  ])("%j is a folder like any other", async (directory) => {
    expect(await inspect(await testFolder(), directory)).toMatchObject({ state: "absent" });
  });

  test("may be a link to a folder", async () => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "real/x"), "");
    await symlink("real", join(cwd, "link"));
    expect(await inspect(cwd, "link")).toMatchObject({ state: "full" });
  });

  test.each(["file", "file/below", "link-to-file"])("%s is no folder", async (directory) => {
    const cwd = await testFolder();
    await writeFile(join(cwd, "file"), "");
    await symlink("file", join(cwd, "link-to-file"));
    await expect(workInEnglish(inspect(cwd, directory))).rejects.toMatchObject({
      code: "TARGET_IS_FILE",
      exitCode: 3,
    });
  });

  test("is refused where not even a root is: a drive that is not there", async () => {
    const nothing = async () => undefined;
    const io = testIo({ cwd: "/x", fs: { ...testIo().fs, stat: nothing, lstat: nothing } });
    await expect(workInEnglish(inspectTarget(io, "y/z"))).rejects.toMatchObject({
      code: "WRITE_FAILED",
      message: "There is no /.",
    });
  });

  test("is looked for until the run is cancelled", async () => {
    const nothing = async () => undefined;
    const signal = AbortSignal.abort(new Cancelled("SIGINT"));
    const io = testIo({ cwd: "/x", signal, fs: { ...testIo().fs, stat: nothing, lstat: nothing } });
    await expect(inspectTarget(io, "y/z")).rejects.toBeInstanceOf(Cancelled);
    await expect(repositoryOf(io, { base: "/x" })).rejects.toBeInstanceOf(Cancelled);
  });

  test("a link to nothing is in the way", async () => {
    const cwd = await testFolder();
    await symlink("nothing", join(cwd, "link"));
    await expect(workInEnglish(inspect(cwd, "link/x"))).rejects.toMatchObject({
      code: "WRITE_FAILED",
      message: expect.stringContaining(join(cwd, "link")),
    });
  });

  test("a folder that can't be read says why", async () => {
    const fs = watchedFs(() => {
      throw systemError("EACCES", "/secret");
    });
    await expect(workInEnglish(inspectTarget(testIo({ fs }), "x"))).rejects.toMatchObject({
      code: "WRITE_FAILED",
      message: "The files can't be written: /secret: permission denied.",
    });
  });

  test("knows the repository around it", async () => {
    const cwd = await testFolder();
    const io = testIo({ cwd });
    expect(await repositoryOf(io, { base: join(cwd, "a") })).toBeUndefined();
    await outputFile(join(cwd, ".git"), "gitdir: elsewhere");
    expect(await repositoryOf(io, { base: join(cwd, "a") })).toBe(cwd);
  });
});

const plan = {
  files: new Map([
    ["README.md", "new"],
    ["src/a.ts", "a"],
    ["src/b.ts", "b"],
  ]),
};

async function actionsIn(cwd: string, ifExists: Options["ifExists"]) {
  const changes = await compare(testIo({ cwd }), await inspect(cwd, "app"), plan, ifExists);
  return Object.fromEntries(changes.map(({ path, action }) => [path, action]));
}

describe("what happens to each file", () => {
  test("an absent folder gets all", async () => {
    expect(await actionsIn(await testFolder(), "error")).toEqual({
      "README.md": "create",
      "src/a.ts": "create",
      "src/b.ts": "create",
    });
  });

  test("a full folder is refused, merged into or overwritten", async () => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "app/README.md"), "mine");
    await outputFile(join(cwd, "app/src/a.ts"), "a");
    await expect(workInEnglish(actionsIn(cwd, "error"))).rejects.toMatchObject({
      code: "TARGET_NOT_EMPTY",
      exitCode: 3,
    });
    const expected = { "README.md": "keep", "src/a.ts": "same", "src/b.ts": "create" };
    expect(await actionsIn(cwd, "merge")).toEqual(expected);
    expect(await actionsIn(cwd, "overwrite")).toEqual({ ...expected, "README.md": "overwrite" });
  });

  test("a file with the line ends of Windows is the same", async () => {
    const cwd = await testFolder();
    const { files } = plan;
    const [[path = "", content = ""] = []] = files;
    await outputFile(join(cwd, "app", path), content.toString().replaceAll("\n", "\r\n"));
    for (const ifExists of ["merge", "overwrite"] as const) {
      expect(await actionsIn(cwd, ifExists)).toMatchObject({ [path]: "same" });
    }
  });

  test("links inside the folder are followed", async () => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "app/lib/a.ts"), "a");
    await symlink("lib", join(cwd, "app/src"));
    expect(await actionsIn(cwd, "merge")).toMatchObject({ "src/a.ts": "same", "src/b.ts": "create" });
  });

  test.each([
    ["src", ".."],
    ["src", "../outside"],
    ["src", "/"],
    ["src", "nothing"],
    ["README.md", "../outside/file"],
  ])("a link %s → %s leads out, and nothing is followed", async (link, to) => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "outside/file"), "theirs");
    await outputFile(join(cwd, "app/own"), "");
    await symlink(to, join(cwd, "app", link));
    for (const ifExists of ["merge", "overwrite"] as const) {
      await expect(workInEnglish(actionsIn(cwd, ifExists))).rejects.toMatchObject({
        code: "WRITE_FAILED",
        exitCode: 7,
        message: expect.stringContaining(`${join(cwd, "app", link)} is a link`),
      });
    }
  });

  test.each([
    ["src", "a file where a folder is needed"],
    ["README.md/x", "a folder where a file is needed"],
  ])("%s: %s", async (path) => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "app", path), "");
    await expect(workInEnglish(actionsIn(cwd, "overwrite"))).rejects.toMatchObject({
      code: "WRITE_FAILED",
      message: expect.stringContaining("is in the way"),
    });
  });
});
