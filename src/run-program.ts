import type { RunOptions, RunResult } from "./io.ts";

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
  const { execa } = await import("execa");
  signal.throwIfAborted();
  // One that can't be started has the number 0 for a moment: to end it then would end our whole process group.
  if (stop?.aborted) return { status: "failed", output: "" };
  const child = execa(command, args, {
    cwd,
    env,
    extendEnv: false,
    stdin: "ignore",
    all: true,
    reject: false,
    cancelSignal: stop ? AbortSignal.any([signal, stop]) : signal,
  });
  if (onLine) for await (const line of child.iterable({ from: "all" })) onLine(line);
  const { exitCode, code, all } = await child;
  // A Ctrl-C reaches the program too: that it failed then is no failure of its own.
  signal.throwIfAborted();
  return { status: code === "ENOENT" ? "missing" : exitCode === 0 ? "done" : "failed", output: all };
}
