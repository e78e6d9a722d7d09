import { readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { FAKE_INSTALL, fakePrograms, run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

/** Where an npm is first that notes in a lock file what it has installed. */
async function withNpm() {
  const npm = `[ "$1" = install ] || exit 1\n${FAKE_INSTALL}\necho '{}' > package-lock.json`;
  return { PATH: (await fakePrograms({ npm })) + delimiter + process.env.PATH };
}

const packageJson = '{\n  "dependencies": {\n    "koa": "*"\n  }\n}\n';

/** What `add` says last in an application of these files. */
async function lastWords(cwd: string, files: Readonly<Record<string, string>>, ...argv: string[]) {
  for (const [path, text] of Object.entries(files)) await outputFile(join(cwd, path), text);
  const { stdout } = await run(["add", "openai", ...argv], { cwd, env: await withNpm() });
  return stdout.trimEnd().split("\n").at(-1) ?? "";
}

const application = { "package.json": packageJson, "src/app.js": "" };

test("from an endpoint in an application: all that is new, the lock file with it", async () => {
  const cwd = await testFolder();
  const words = await lastWords(cwd, application);
  expect(words).toBe(
    "To take it out again, delete src/chat/, .llmbrick.json, package-lock.json, the two lines, and what was added to package.json.",
  );
  const paths = /delete (.*), the two lines/.exec(words)?.[1]?.split(", ") ?? [];
  for (const path of [...paths, "node_modules"]) await rm(join(cwd, path), { recursive: true });
  const { scripts, dependencies } = JSON.parse(await readFile(join(cwd, "package.json"), "utf8"));
  expect(Object.keys({ ...scripts, ...dependencies })).toEqual(["test:chat", "koa", "openai"]);
  await writeFile(join(cwd, "package.json"), packageJson);
  expect(Object.keys(await treeOf(cwd))).toEqual(["package.json", "src/", "src/app.js"]);
});

test("with a lock file that was there, the packages go by another install", async () => {
  const files = { ...application, "package-lock.json": "{}\n" };
  expect(await lastWords(await testFolder(), files)).toMatch(
    /delete src\/chat\/, \.llmbrick\.json, the two lines, and .* package\.json\. Then: npm install$/,
  );
});

test.each([
  ["--no-install", "要拿掉的話，請刪除 src/chat/、.llmbrick.json、那兩行，以及加進 package.json 的內容。"],
  [
    "--install",
    "要拿掉的話，請刪除 src/chat/、.llmbrick.json、package-lock.json、那兩行，以及加進 package.json 的內容。",
  ],
])("in Chinese, %s", async (flag, words) => {
  expect(await lastWords(await testFolder(), application, flag, "--lang", "zh-TW")).toBe(words);
});

test.each([
  [
    "of Poetry's",
    { "pyproject.toml": '[tool.poetry.dependencies]\nfastapi = "*"\n' },
    "requirements.txt, .llmbrick.json, the two lines.",
  ],
  [
    "of pip's",
    { "requirements.txt": "fastapi\n" },
    ".llmbrick.json, the two lines, and what was added to requirements.txt.",
  ],
])("from an application in Python %s", async (_name, files, end) => {
  const words = await lastWords(await testFolder(), { "main.py": "", ...files });
  expect(words).toBe(`To take it out again, delete chat/, ${end}`);
});

test("of a project that git has: nothing is left, the lock file named", async () => {
  const cwd = await testFolder();
  await run([".", "--yes", "--framework", "koa", "--no-install", "--no-git"], { cwd });
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd });
  await git("init", "-q");
  await git("add", "-A");
  await git("commit", "-qm", "first");
  const { stdout } = await run(["add", "openai"], { cwd, env: await withNpm() });
  const [command = "", install, last] =
    /The way back:\n([\s\S]*)$/.exec(stdout)?.[1]?.trim().split(/\n */) ?? [];
  expect([install, last]).toEqual([
    "npm install",
    "Last, delete package-lock.json, which was not there before.",
  ]);
  await execa(command, { cwd, shell: true });
  await rm(join(cwd, "package-lock.json"));
  expect((await git("status", "--porcelain")).stdout).toBe("");
});
