import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { main } from "../../../src/main.ts";
import { version } from "../../../src/version.ts";
import { examine, machine } from "../../support/doctor.ts";
import { testFolder } from "../../support/test-folder.ts";
import { testIo } from "../../support/test-io.ts";

/** What the doctor finds in a project, in which some files are otherwise than they were made. */
async function findingIn(edits: Readonly<Record<string, (text: string) => string>>) {
  const parent = await testFolder();
  await main(["app", "--yes", "--no-install", "--no-git"], testIo({ cwd: parent }));
  const cwd = join(parent, "app");
  for (const [path, change] of Object.entries(edits)) {
    const place = join(cwd, path);
    await writeFile(place, change(await readFile(place, "utf8").catch(() => "")));
  }
  return examine([], {}, { cwd });
}

const ofVersion = (generatorVersion: string) => (text: string) =>
  JSON.stringify({ ...JSON.parse(text), generatorVersion });

test("a project as it was made is in order, and is not spoken of where there is none", async () => {
  const { exitCode, found } = await findingIn({});
  expect([exitCode, found.project]).toEqual([
    0,
    { status: "ok", found: `of version ${version}; 0 files edited, 0 removed` },
  ]);
  expect((await examine()).found).not.toHaveProperty("project");
});

test("a project behind this program, with what its user has changed, and the command", async () => {
  const { exitCode, found, cwd } = await findingIn({
    ".llmbrick.json": ofVersion("0.0.9"),
    "src/handler.ts": (text) => `${text}// mine\n`,
    "README.md": (text) => text.replaceAll("\n", "\r\n"),
  });
  expect([exitCode, found.project]).toEqual([
    0,
    {
      status: "warning",
      found: "of version 0.0.9; 1 file edited, 0 removed",
      fix: `This is version ${version}. It brings the project up to date, and keeps your edits: create-llmbrick-sse update`,
    },
  ]);
  await rm(join(cwd, "src/handler.ts"));
  const io = testIo({ cwd, respond: machine() });
  await main(["doctor", "--lang", "zh-TW"], io);
  expect(io.out()).toMatch(/注意 +專案 +版本 0\.0\.9；修改過 0 個檔案，移除了 1 個\n +目前的程式是版本 /);
});

test.each([
  [
    "conflicts that are left in a file",
    { "src/handler.ts": () => "<<<<<<< yours\n" },
    "src/handler.ts",
    "remove the marks",
  ],
  [
    "what was laid beside one",
    { "src/handler.ts.new": () => "new\n" },
    "src/handler.ts.new",
    "remove the marks",
  ],
  ["a later version", { ".llmbrick.json": ofVersion("99.0.0") }, "version 99.0.0", "@latest update"],
  ["answers that can't be read", { ".llmbrick.json": () => "{" }, ".llmbrick.json", "JSON"],
  ["no version", { ".llmbrick.json": () => "{}" }, "does not say which version", "take it back from git"],
])("%s: failed, with the way out", async (_what, edits, words, fix) => {
  const { exitCode, found } = await findingIn(edits);
  expect([exitCode, found.project]).toEqual([
    1,
    { status: "failed", found: expect.stringContaining(words), fix: expect.stringContaining(fix) },
  ]);
});
