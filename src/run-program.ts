import { once } from "node:events";
import { systemCode } from "./errors.ts";
import type { RunOptions, RunResult } from "./io.ts";

/** Milliseconds that a program has to end when it is told to; then it is killed. */
const GRACE = 5000;

/**
 * Runs a program to its end, without standard input.
 * @throws the reason of `signal`, when it fires before the end; the program is ended then
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env, onLine, signal: stop }: RunOptions,
  signal: AbortSignal,
): Promise<RunResult> {
  const [{ default: crossSpawn }, { createInterface }] = await Promise.all([
    import("cross-spawn"),
    import("node:readline"),
  ]);
  signal.throwIfAborted();
  if (stop?.aborted) return { status: "failed", output: "" };
  const child = crossSpawn.spawn(command, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const status = once(child, "close").then(
    ([exitCode]): RunResult["status"] => (exitCode === 0 ? "done" : "failed"),
    (error): RunResult["status"] => (systemCode(error) === "ENOENT" ? "missing" : "failed"),
  );
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      lines.push(line);
      onLine?.(line);
    });
  }

  let killing: NodeJS.Timeout | undefined;
  const end = () => {
    // What could not be started has no number: to end that would end our whole process group.
    if (child.pid === undefined) return;
    child.kill();
    killing = setTimeout(() => child.kill("SIGKILL"), GRACE);
  };
  const ending = AbortSignal.any(stop ? [signal, stop] : [signal]);
  ending.addEventListener("abort", end);
  const result = { status: await status, output: lines.join("\n") };
  ending.removeEventListener("abort", end);
  clearTimeout(killing);
  // A Ctrl-C reaches the program too: that it failed then is no failure of its own.
  signal.throwIfAborted();
  return result;
}
