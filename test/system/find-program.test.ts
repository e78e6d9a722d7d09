import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { findProgram } from "../../src/system/find-program.ts";
import { runProgram } from "../../src/system/run-program.ts";
import { testFolder } from "../support/test-folder.ts";

/** Looks for a program on a Windows that has these files. */
const onWindows = (command: string, env: Record<string, string>, files: readonly string[]) =>
  findProgram(command, { env, platform: "win32", isProgram: async (path) => files.includes(path) });

describe("on Windows", () => {
  const path = "C:\\Program Files\\nodejs;C:\\git";

  test.each([
    ["npm", "C:\\Program Files\\nodejs\\npm.cmd"],
    ["git", "C:\\git\\git.exe"],
    ["git.exe", "C:\\git\\git.exe"],
    ["python3.12", "C:\\git\\python3.12.exe"],
    ["D:\\x\\.venv\\Scripts\\python.exe", "D:\\x\\.venv\\Scripts\\python.exe"],
    ["bun", undefined],
  ])("%s is %s", async (command, program) => {
    const files = [
      "Program Files\\nodejs\\npm",
      "Program Files\\nodejs\\npm.cmd",
      "git\\git.exe",
      "git\\python3.12.exe",
    ];
    expect(
      await onWindows(
        command,
        { Path: path },
        files.map((file) => `C:\\${file}`),
      ),
    ).toBe(program);
  });

  test("programs have the endings that the system says, and the first folder has them first", async () => {
    const files = ["C:\\a\\x.cmd", "C:\\b\\x.exe", "C:\\b\\x.py"];
    const env = { PATH: '"C:\\b";C:\\a', PATHEXT: ".EXE;.PY" };
    expect(await onWindows("x", env, files)).toBe("C:\\b\\x.exe");
    expect(await onWindows("x", { ...env, PATHEXT: ".PY" }, files)).toBe("C:\\b\\x.py");
  });

  test.each(["", ".", "bin", "..\\bin", "C:bin", "\\bin", '""'])(
    "the entry %j of the PATH is not looked at, nor is the current folder",
    async (entry) => {
      const everywhere = { env: { Path: entry }, platform: "win32", isProgram: async () => true } as const;
      expect(await findProgram("git", everywhere)).toBeUndefined();
    },
  );
});

describe("elsewhere", () => {
  test.each(["", ":", ".", "bin", "./bin:"])("nor with the PATH %j is the current folder", async (PATH) => {
    const everywhere = { env: { PATH }, platform: "linux", isProgram: async () => true } as const;
    expect(await findProgram("git", everywhere)).toBeUndefined();
  });

  test("the first that may be run is the one", async () => {
    const root = await testFolder();
    await mkdir(join(root, "a/tool"), { recursive: true });
    await outputFile(join(root, "b/tool"), "");
    await outputFile(join(root, "c/tool"), "");
    await chmod(join(root, "c/tool"), 0o755);
    const PATH = ["a", "b", "c"].map((name) => join(root, name)).join(":");
    expect(await findProgram("tool", { env: { PATH }, platform: "linux" })).toBe(join(root, "c/tool"));
  });

  test("without a PATH, the system's own folders are searched", async () => {
    expect(await findProgram("sh", { env: {}, platform: "linux" })).toBe("/usr/bin/sh");
  });
});

test("a program of the folder that it would run in is not run", async () => {
  const cwd = await testFolder();
  await outputFile(join(cwd, "tool"), "#!/bin/sh\necho mine\n");
  await chmod(join(cwd, "tool"), 0o755);
  const { signal } = new AbortController();
  expect(await runProgram("tool", [], { cwd, env: { PATH: ":.:" } }, signal)).toEqual({
    status: "missing",
    output: "",
  });
});
