import { once } from "node:events";
import { systemCode } from "./errors.ts";
import { findProgram } from "./find-program.ts";
import type { RunOptions, RunResult } from "./io.ts";
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
  { cwd, env, onLine, signal: stop, isTethered }: RunOptions,
  signal: AbortSignal,
): Promise<RunResult> {
  const [{ default: crossSpawn }, { createInterface }, program] = await Promise.all([
    import("cross-spawn"),
    import("node:readline"),
    findProgram(command, { env, platform: process.platform }),
  ]);
  signal.throwIfAborted();
  if (stop?.aborted) return { status: "failed", output: "" };
  if (program === undefined) return { status: "missing", output: "" };
  const stdin = isTethered ? "pipe" : "ignore";
  const child = crossSpawn.spawn(program, [...args], {
    cwd,
    env: { ...env, ...FOR_CMD },
    stdio: [stdin, "pipe", "pipe"],
    ...treeOptions(),
  });
  const ended = once(child, "close").then(
    ([exitCode, signalName]): Omit<RunResult, "output"> => {
      if (exitCode === 0) return { status: "done" };
      // A shell that started it tells of the signal by the exit code.
      const isKilled = (signalName === "SIGKILL" || exitCode === 128 + 9) && killing === undefined;
      return { status: "failed", ...(isKilled && { isKilled }) };
    },
    (error): Omit<RunResult, "output"> => ({
      status: systemCode(error) === "ENOENT" ? "missing" : "failed",
    }),
  );
  let output = "";
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const stream of streams) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    if (onLine) createInterface({ input: stream }).on("line", onLine);
  }

  let killing: NodeJS.Timeout | undefined;
  const end = () => {
    // What could not be started has no number: to end that would end our whole process group.
    const { pid } = child;
    if (pid === undefined) return;
    endTree(pid, "SIGTERM");
    killing = setTimeout(() => {
      endTree(pid, "SIGKILL");
      // What it has started may hold them open for as long as it likes.
      for (const stream of streams) stream.destroy();
    }, GRACE);
  };
  const ending = AbortSignal.any(stop ? [signal, stop] : [signal]);
  ending.addEventListener("abort", end);
  const result = { ...(await ended), output: output.replace(/\r?\n$/, "") };
  ending.removeEventListener("abort", end);
  clearTimeout(killing);
  // That it failed then is no failure of its own.
  signal.throwIfAborted();
  return result;
}
