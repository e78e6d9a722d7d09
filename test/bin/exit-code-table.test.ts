import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { type ErrorCode, EXIT_CODES, SIGNAL_EXIT_CODES } from "../../src/errors.ts";
import { brokenProgram } from "../support/broken-program.ts";
import { bareEnv, fakePrograms, run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";

/** What brings a run to one of its ends. */
interface Row {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is there before. */
  readonly files?: Readonly<Record<string, string>>;
  /** Programs on the PATH, as shell scripts. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly bin?: () => Promise<string>;
  /** Whether the project is there afterwards. */
  readonly isWritten?: true;
}

const lockOfAnother = `.create-llmbrick-sse-lock/.create-llmbrick-sse-${process.pid}-00000000`;
const killedBy = (signal: string): Row => ({
  argv: ["app"],
  programs: { npm: `kill -s ${signal} "$PPID"; exec sleep 60` },
  isWritten: true,
});

/** A project whose README was planned otherwise than it is now, by a version that can't be run. */
const PROJECT = JSON.stringify({
  generatorVersion: "0.0.1",
  name: "app",
  files: { "README.md": "sha256:0" },
});
const asideOf = (sha256: string) => ({
  ".llmbrick-before/changes.json": JSON.stringify({ files: { "README.md": { sha256, existed: false } } }),
  "README.md": "mine\n",
});

// That every code has its row is checked by the compiler.
const failures: Record<ErrorCode, Row> = {
  INTERNAL: { argv: ["app"], bin: brokenProgram },
  CHECK_FAILED: { argv: ["check", "127.0.0.1:1"] },
  BAD_OPTIONS: { argv: ["app", "--port", "0"] },
  BAD_ANSWERS: { argv: ["app", "--answers", "nowhere.json"] },
  LOST_FLAGS: { argv: ["app"], env: { npm_config_port: "9100" } },
  NOT_A_PROJECT: { argv: ["update"] },
  TARGET_NOT_EMPTY: { argv: ["app"], files: { "app/mine.txt": "mine" } },
  TARGET_IS_FILE: { argv: ["app"], files: { app: "mine" } },
  TARGET_BUSY: { argv: ["."], files: { [lockOfAnother]: "" } },
  UNCOMMITTED: { argv: ["update", "--undo"], files: { ".llmbrick.json": PROJECT, ...asideOf("0") } },
  UNRESOLVED: { argv: ["update"], files: { ".llmbrick.json": PROJECT, "README.md": "<<<<<<< yours\n" } },
  BASE_UNKNOWN: {
    argv: ["update"],
    files: { ".llmbrick.json": JSON.stringify({ generatorVersion: "0.0.1", name: "app" }) },
    programs: { npx: "exit 1" },
  },
  NOTHING_TO_UNDO: { argv: ["update", "--undo"], files: { ".llmbrick.json": PROJECT } },
  CONFLICTS: {
    argv: ["update", "--no-install"],
    files: { ".llmbrick.json": PROJECT, "README.md": "mine\n" },
    programs: { npx: "exit 1" },
    isWritten: true,
  },
  INSTALL_FAILED: { argv: ["app", "--no-git"], programs: { npm: "exit 1" }, isWritten: true },
  GIT_FAILED: { argv: ["app", "--no-install"], programs: { git: "exit 1" }, isWritten: true },
  VERIFY_FAILED: {
    argv: ["app", "--language", "js", "--no-git", "--if-exists", "merge", "--verify"],
    files: { "app/src/index.js": "process.exit(1)" },
    isWritten: true,
  },
  WRITE_FAILED: { argv: ["x".repeat(300)] },
};
const signals: Record<keyof typeof SIGNAL_EXIT_CODES, Row> = {
  SIGHUP: killedBy("HUP"),
  SIGINT: killedBy("INT"),
  SIGTERM: killedBy("TERM"),
};

const rows = [
  ...Object.entries(failures).map(([code, row]) => ({ code, exitCode: EXIT_CODES[code as ErrorCode], row })),
  ...Object.entries(signals).map(([signal, row]) => ({
    code: "CANCELLED",
    exitCode: SIGNAL_EXIT_CODES[signal as keyof typeof SIGNAL_EXIT_CODES],
    row,
  })),
];

/** Sets the row's stage and runs the program on it. */
async function play({ argv, env, files = {}, programs = {}, bin }: Row, flags: readonly string[]) {
  const cwd = await testFolder();
  for (const [path, text] of Object.entries(files)) await outputFile(join(cwd, path), text);
  return run([...argv, ...flags], {
    cwd,
    env: { PATH: `${await fakePrograms(programs)}:${bareEnv.PATH}`, ...env },
    ...(bin && { bin: await bin() }),
  });
}

test("0: done", async () => {
  const { exitCode, stdout } = await play({ argv: ["app", "--no-install", "--no-git"] }, ["--json"]);
  expect([exitCode, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ ok: true })]);
});

test.each(rows)("$exitCode: $code", async ({ code, exitCode, row }) => {
  const words = await play(row, []);
  expect(words).toMatchObject({ exitCode, stderr: expect.stringMatching(/./) });

  const told = await play(row, ["--json"]);
  expect(told.exitCode).toBe(exitCode);
  expect(JSON.parse(told.stdout)).toMatchObject({
    ok: false,
    error: { code, message: expect.stringMatching(/./) },
    steps: { write: row.isWritten ? "done" : "skipped" },
  });
});

test("the codes are those of the table in the README", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, table = ""] = readme.split("| Exit code | Meaning |");
  const [codes = ""] = table.split("\n\n");
  const documented = [...codes.matchAll(/^\| (\d[\d, ]*) \|/gm)].flatMap(([, cell = ""]) => cell.split(", "));
  const reached = [0, ...rows.map(({ exitCode }) => exitCode)];
  expect(documented.map(Number)).toEqual([...new Set(reached)].sort((a, b) => a - b));
});
