import { once } from "node:events";
import { systemCode } from "./errors.ts";
import type { RunOptions, RunResult } from "./io.ts";

/** Milliseconds that a program has to end when it is told to; then it is killed, and its output is left. */
const GRACE = 5000;

/**
 * Runs a program to its end.
 * @throws the reason of `signal`, when it fires before the end; the program is ended then
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env, onLine, signal: stop, isTethered }: RunOptions,
  signal: AbortSignal,
): Promise<RunResult> {
  const [{ default: crossSpawn }, { createInterface }] = await Promise.all([
    import("cross-spawn"),
    import("node:readline"),
  ]);
  signal.throwIfAborted();
  if (stop?.aborted) return { status: "failed", output: "" };
  const stdin = isTethered ? "pipe" : "ignore";
  const child = crossSpawn.spawn(command, [...args], { cwd, env, stdio: [stdin, "pipe", "pipe"] });
  const status = once(child, "close").then(
    ([exitCode]): RunResult["status"] => (exitCode === 0 ? "done" : "failed"),
    (error): RunResult["status"] => (systemCode(error) === "ENOENT" ? "missing" : "failed"),
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
    if (child.pid === undefined) return;
    child.kill();
    killing = setTimeout(() => {
      child.kill("SIGKILL");
      // What it has started may hold them open for as long as it likes.
      for (const stream of streams) stream.destroy();
    }, GRACE);
  };
  const ending = AbortSignal.any(stop ? [signal, stop] : [signal]);
  ending.addEventListener("abort", end);
  const result = { status: await status, output: output.replace(/\r?\n$/, "") };
  ending.removeEventListener("abort", end);
  clearTimeout(killing);
  // A Ctrl-C reaches the program too: that it failed then is no failure of its own.
  signal.throwIfAborted();
  return result;
}
