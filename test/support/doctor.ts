import * as fs from "node:fs/promises";
import type { FileSystem } from "../../src/io.ts";
import { main } from "../../src/main.ts";
import { outcomeIn } from "./outcome-document.ts";
import { testFolder } from "./test-folder.ts";
import { type Started, type TestIoOptions, testIo } from "./test-io.ts";

/** What a program writes, and how it ends; none when it is missing. */
export type Programs = Record<string, string | { status: "failed" | "missing"; output: string } | undefined>;

const healthy: Programs = {
  "node --version": "v22.1.0\n",
  "npm --version": "npm warn Unknown user config\n11.1.0\n",
  "git --version": "git version 2.47.0.windows.1",
  "uv --version": undefined,
  "python3 --version": "Python 3.12.1\n",
  "python3 -c": "",
  "npm config":
    "registry=https://registry.example.com/\nhttps-proxy=null\nproxy=null\ncache=/tmp/no-cache-yet\n",
  "npm ping": "npm notice PONG 12ms",
};

/** Answers as the programs do; they are known by their first two words, or by the first. */
export const machine =
  (changes: Programs = {}) =>
  ({ command, args }: Started) => {
    const programs = { ...healthy, ...changes };
    const answer = programs[`${command} ${args[0]}`] ?? programs[command];
    if (answer === undefined) return { status: "missing" } as const;
    return typeof answer === "string" ? { output: answer } : answer;
  };

/** Runs the doctor on a machine that is healthy but for some programs, and gives what it found by the names of its checks. */
export async function examine(
  argv: string[] = [],
  changes: Programs = {},
  parts: Partial<TestIoOptions> = {},
) {
  const cwd = parts.cwd ?? (await testFolder());
  const io = testIo({ cwd, respond: machine(changes), ...parts });
  const exitCode = await main(["doctor", "--json", ...argv], io);
  const document = outcomeIn(io.out());
  const found = Object.fromEntries(
    document.checks.map(({ name, ...finding }: { name: string }) => [name, finding]),
  );
  return { exitCode, document, found, io, cwd };
}

/** The real disk, but for some operations. */
export const changedFs = (changes: Partial<Record<keyof FileSystem, unknown>>): FileSystem =>
  ({ ...fs, ...changes }) as FileSystem;
