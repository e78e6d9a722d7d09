import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Linux's disk in memory. */
const MEMORY = "/dev/shm";

/**
 * Where all is written: in memory where that can be. On a disk the time depends on what was deleted there in the
 * last minutes, since a file system such as ext4 looks at each such file before it makes one.
 */
const parent = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "create-llmbrick-sse-bench-"));
process.once("exit", () => rmSync(parent, { recursive: true, force: true }));

/** Nothing of who runs the bench: certificates that Node reads at its start would hide all else. */
const env = { PATH: process.env.PATH, HOME: join(parent, "home"), LANG: "C.UTF-8", CI: "1" };

/** What one start of a program came to. */
export interface Start {
  /** Milliseconds from the start to the end. */
  readonly duration: number;
  /** The files that are there after it. */
  readonly files: number;
}

/** Starts Node with these words, in an empty folder that is removed afterwards; `project` is absent in it. */
export function startNode(words: (project: string) => readonly string[]): Start {
  const cwd = mkdtempSync(join(parent, "run-"));
  mkdirSync(env.HOME, { recursive: true });
  const args = words(join(cwd, "project"));
  const start = performance.now();
  const { status, error } = spawnSync(process.execPath, args, { cwd, env, stdio: "ignore" });
  const duration = performance.now() - start;
  const entries = readdirSync(cwd, { recursive: true, withFileTypes: true });
  rmSync(cwd, { recursive: true });
  if (status !== 0) throw new Error(`node ${args.join(" ")}: ${error?.message ?? `exit code ${status}`}`);
  return { duration, files: entries.filter((entry) => entry.isFile()).length };
}
