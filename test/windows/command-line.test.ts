import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { optionTable } from "../../src/options/table.ts";
import { version } from "../../src/version.ts";
import { run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";
import { nodeOnWindows, windowsProgram } from "../support/windows.ts";

const QUICK = ["--yes", "--no-install", "--no-git"];

/** Runs the program as a user of Windows does. */
const create = (argv: readonly string[], cwd: string) => nodeOnWindows([windowsProgram, ...argv], { cwd });

test("this is Windows", async () => {
  const { stdout } = await nodeOnWindows(["-p", "process.platform"], { cwd: "/" });
  expect(stdout.trim()).toBe("win32");
});

test.each([
  [["--version"], version],
  [["--help"], "Usage: create-llmbrick-sse [folder] [options]"],
  [["--help", "--lang", "zh-TW"], "用法"],
  [["list"], "fastify"],
  [["completion", "powershell"], "Register-ArgumentCompleter"],
])("%j", async (argv, text) => {
  const { exitCode, stdout, stderr } = await create(argv, await testFolder());
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(text);
});

describe("the bytes are those of other systems", () => {
  test.each([
    ...optionTable.framework.choices.map((framework) => ["-f", framework]),
    ["--language", "js"],
    ["--lang", "zh-TW", "--models", "模型,b", "--prefix", "/api", "-f", "hono", "--language", "js"],
  ])("%s %s", async (...flags) => {
    const cwd = await testFolder();
    const here = await run(["here", "--name", "app", ...QUICK, ...flags], {
      cwd,
    });
    const there = await create(["there", "--name", "app", ...QUICK, ...flags], cwd);
    expect([here.exitCode, there.exitCode, there.stderr]).toEqual([0, 0, ""]);
    expect(await treeOf(join(cwd, "there"))).toEqual(await treeOf(join(cwd, "here")));
  });
});

describe("a folder that Windows can't open, or that is nowhere, is refused", () => {
  test.each([
    ["nul", 2],
    ["CON.txt", 2],
    ["lpt²", 2],
    ["sub\\PRN\\x", 2],
    ["dot.", 2],
    ["mid. \\x", 2],
    ["a?b", 2],
    ["ab:c", 2],
    ["x::$DATA", 2],
    ["x".repeat(220), 2],
    ["a:b", 7],
    ["Q:\\proj", 7],
  ])("%s", async (folder, code) => {
    const cwd = await testFolder();
    const { exitCode, stderr } = await create([folder, ...QUICK], cwd);
    expect([exitCode, stderr]).toEqual([code, expect.stringMatching(/./)]);
    expect(await readdir(cwd)).toEqual([]);
  });

  test.each(["my server", "我的伺服器", "&^()'%~", "deep\\er/app", ".\\x\\"])("but %s", async (folder) => {
    const cwd = await testFolder();
    const { exitCode } = await create([folder, ...QUICK, "--name", "app"], cwd);
    expect(exitCode).toBe(0);
    expect(await readdir(join(cwd, folder.replaceAll("\\", "/")))).toContain("package.json");
  });
});

test("a lock that has lost its file is taken", async () => {
  const cwd = await testFolder();
  await mkdir(join(cwd, "app/.create-llmbrick-sse-lock"), { recursive: true });
  const { exitCode } = await create(["app", ...QUICK], cwd);
  expect(exitCode).toBe(0);
  expect(await readdir(join(cwd, "app"))).not.toContain(".create-llmbrick-sse-lock");
});

test("programs of the current folder are not run", async () => {
  const cwd = await testFolder();
  for (const name of ["git", "uv", "py", "python3", "npm"]) {
    await outputFile(join(cwd, `${name}.cmd`), `@echo ran> ran.txt\r\n@echo ${name} 9.9.9\r\n`);
  }
  const { stdout } = await create(["doctor", "--json"], cwd);
  const { checks } = JSON.parse(stdout) as { checks: { name: string; found: string }[] };
  expect(checks.find(({ name }) => name === "git")?.found).toBe("git is not on the PATH");
  expect(await readdir(cwd)).not.toContain("ran.txt");
});
