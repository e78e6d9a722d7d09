import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { compare } from "../../src/effects/compare.ts";
import { inspectTarget } from "../../src/effects/target.ts";
import type { Options } from "../../src/options/table.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

const files = new Map([
  ["README.md", "new"],
  ["package.json", '{"name":"a"}'],
  ["src/index.ts", "same\n"],
  ["src/other.ts", "new"],
]);

/** What becomes of each file in a folder that holds these. */
async function changes(before: Record<string, string>, ifExists: Options["ifExists"]) {
  const cwd = await testFolder();
  for (const [path, text] of Object.entries(before)) await outputFile(join(cwd, "work", path), text);
  const io = testIo({ cwd });
  const compared = await compare(io, await inspectTarget(io, "work"), { files }, ifExists);
  return Object.fromEntries(compared.map(({ path, action }) => [path, action]));
}

const users = { "README.md": "mine", "src/index.ts": "same\r\n", "own.txt": "own" };

test("a folder that is not there gets every file", async () => {
  expect(new Set(Object.values(await changes({}, "error")))).toEqual(new Set(["create"]));
});

test("what is there is kept, or replaced, as the user says; what is the same is neither", async () => {
  const rest = { "package.json": "create", "src/index.ts": "same", "src/other.ts": "create" };
  expect(await changes(users, "merge")).toEqual({ "README.md": "keep", ...rest });
  expect(await changes(users, "overwrite")).toEqual({ "README.md": "overwrite", ...rest });
});

test("a full folder is refused where nobody said what is to happen", async () => {
  await expect(changes(users, "error")).rejects.toMatchObject({ code: "TARGET_NOT_EMPTY" });
});

test("a folder in the place of a file, and a package.json that is too large, are refused", async () => {
  await expect(changes({ "README.md/x": "" }, "merge")).rejects.toMatchObject({ code: "WRITE_FAILED" });
  const large = `{"a":"${"x".repeat(1 << 20)}"}`;
  await expect(changes({ "package.json": large }, "merge")).rejects.toMatchObject({ code: "WRITE_FAILED" });
});

test.each([
  [".gitignore", "# \u00a4\u00a4\u00a4\u00e5\nmine/\n", "dist/\n"],
  ["package.json", '{"author":"Andr\u00e9"}', '{"name":"a"}'],
])(
  "a %s that is not in UTF-8 is not written anew, which would lose what it says",
  async (name, words, text) => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "work", name), Buffer.from(words, "latin1"));
    const io = testIo({ cwd });
    const planned = { files: new Map([[name, text]]) };
    const target = await inspectTarget(io, "work");
    await expect(compare(io, target, planned, "overwrite")).rejects.toMatchObject({
      code: "WRITE_FAILED",
      said: ["writeFailed", join(cwd, "work", name), "EILSEQ"],
    });
    expect(await compare(io, target, planned, "merge")).toMatchObject([{ path: name, action: "keep" }]);
  },
);

test("no link out of the folder is followed", async () => {
  const cwd = await testFolder();
  await outputFile(join(cwd, "elsewhere/other.ts"), "theirs");
  await outputFile(join(cwd, "work/own.txt"), "own");
  await symlink(join(cwd, "elsewhere"), join(cwd, "work/src"), "junction");
  const io = testIo({ cwd });
  const target = await inspectTarget(io, "work");
  await expect(compare(io, target, { files }, "overwrite")).rejects.toMatchObject({ code: "WRITE_FAILED" });
});
