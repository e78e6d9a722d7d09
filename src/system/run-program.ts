import { existsSync } from "node:fs";
import type { RunOptions, RunResult } from "../io.ts";
import { findProgram } from "./find-program.ts";
import { endTree, treeOptions } from "./process-tree.ts";

/** Lets cmd.exe, which runs npm's own scripts, look for programs on the PATH alone, too. */
const FOR_CMD = process.platform === "win32" ? { NoDefaultCurrentDirectoryInExePath: "1" } : {};

/** Milliseconds that a program has to end when it is told to; then it is killed, and its output is left. */
const GRACE = 5000;

/**
 * Runs a program of the PATH to its end.
 * @throws the reason of `signal`, when it fires before the end; the program is ended then, with all that it started
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env, onLine, signal: stop, isTethered, input, isExact = false }: RunOptions,
  signal: AbortSignal,
): Promise<RunResult> {
  const [{ execa }, program] = await Promise.all([
    import("execa"),
    findProgram(command, { env, platform: process.platform }),
  ]);
  signal.throwIfAborted();
  if (stop?.aborted) return { status: "failed", output: "" };
  if (program === undefined) return { status: "missing", output: "" };
  const child = execa(program, args, {
    cwd,
    env: { ...env, ...FOR_CMD },
    extendEnv: false,
    ...(input === undefined ? { stdin: isTethered ? "pipe" : "ignore" } : { input }),
    all: true,
    stripFinalNewline: !isExact,
    reject: false,
    ...treeOptions(),
  });
  const told = onLine && tellLines(child.iterable({ from: "all" }), onLine);

  let killing: NodeJS.Timeout | undefined;
  const end = () => {
    // What could not be started has no number: to end that would end our whole process group.
    const { pid } = child;
    if (pid === undefined) return;
    endTree(pid, "SIGTERM");
    killing = setTimeout(() => {
      endTree(pid, "SIGKILL");
      // What it has started may hold them open for as long as it likes.
      child.stdout.destroy();
      child.stderr.destroy();
    }, GRACE);
  };
  const ending = AbortSignal.any(stop ? [signal, stop] : [signal]);
  ending.addEventListener("abort", end);
  const { failed, code, exitCode, signal: killedBy, all, stdout } = await child;
  await told;
  ending.removeEventListener("abort", end);
  clearTimeout(killing);
  // That it failed then is no failure of its own.
  signal.throwIfAborted();
  // A shell that started it tells of the signal by the exit code.
  const isKilled = (killedBy === "SIGKILL" || exitCode === 128 + 9) && killing === undefined;
  if (!failed) return { status: "done", output: isExact ? stdout : all };
  return {
    // The system says the same of a folder that is gone by now.
    status: code === "ENOENT" && existsSync(cwd) ? "missing" : "failed",
    ...(isKilled && { isKilled }),
    output: all ?? "",
  };
}

async function tellLines(lines: AsyncIterable<string>, onLine: (line: string) => void): Promise<void> {
  for await (const line of lines) onLine(line);
}
