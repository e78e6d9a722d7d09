import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import type { RunOptions } from "../../../src/io.ts";
import { main } from "../../../src/main.ts";
import { testFolder } from "../../support/test-folder.ts";
import { type TestIoOptions, testIo } from "../../support/test-io.ts";

export async function run(cwd: string, argv: readonly string[], options: TestIoOptions = {}) {
  const io = testIo({ cwd, ...options });
  const exitCode = await main(argv, io);
  return { exitCode, out: io.out(), err: io.err(), started: io.started };
}

/** The files of a folder by their paths, but for git's own and those that nobody reads. */
export async function filesIn(folder: string, below = ""): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if ([".git", ".llmbrick-before", "node_modules"].includes(entry.name)) continue;
    if (entry.isDirectory()) Object.assign(files, await filesIn(folder, path));
    else files[path] = await readFile(join(folder, path), "utf8");
  }
  return files;
}

export const created = async (...flags: string[]) => {
  const cwd = await testFolder();
  const { exitCode } = await run(cwd, ["app", "--yes", "--no-install", "--no-git", ...flags]);
  expect(exitCode).toBe(0);
  return join(cwd, "app");
};

export async function commit(folder: string) {
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder });
  await git("init", "-q");
  await git("add", "-A");
  await git("commit", "-qm", "first");
  return git;
}

/** Only git is run for real. */
export const withGit = {
  run: async (command: string, args: readonly string[], { cwd, input, isExact }: RunOptions) => {
    if (command !== "git") return { status: "failed" as const, output: "" };
    const { failed, stdout } = await execa("git", args, {
      cwd,
      ...(input !== undefined && { input }),
      reject: false,
      stripFinalNewline: !isExact,
    });
    return { status: failed ? ("failed" as const) : ("done" as const), output: stdout };
  },
} as unknown as TestIoOptions;

export const edit = async (folder: string, path: string, change: (text: string) => string) =>
  writeFile(join(folder, path), change(await readFile(join(folder, path), "utf8")));
