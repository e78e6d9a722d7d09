import * as fs from "node:fs/promises";
import { addAbortSignal } from "node:stream";
import { text } from "node:stream/consumers";
import { Cancelled, type EndingSignal, SIGNAL_EXIT_CODES, systemCode } from "./errors.ts";
import type { Io, RunOptions, RunResult } from "./io.ts";

/** The real thing: this process, its terminal, its disk. Signals are handled from here on. */
export function systemIo(): Io {
  const signal = endingSignal();
  return {
    cwd: process.cwd(),
    env: process.env,
    platform: process.platform,
    pid: process.pid,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    fs,
    signal,
    readStdin: () => text(addAbortSignal(signal, process.stdin)),
    readLayers: async () => JSON.parse(await fs.readFile(new URL("layers.json", import.meta.url), "utf8")),
    run: (command, args, options) => run(command, args, options, signal),
    isAlive,
  };
}

/** A signal to end the process is a request that the run answers when it has cleaned up. */
function endingSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of Object.keys(SIGNAL_EXIT_CODES) as EndingSignal[]) {
    process.on(name, () => controller.abort(new Cancelled(name)));
  }
  return controller.signal;
}

async function run(
  command: string,
  args: readonly string[],
  { cwd, env, onLine }: RunOptions,
  signal: AbortSignal,
): Promise<RunResult> {
  const { execa } = await import("execa");
  const child = execa(command, args, {
    cwd,
    env,
    extendEnv: false,
    stdin: "ignore",
    all: true,
    reject: false,
    cancelSignal: signal,
  });
  if (onLine) for await (const line of child.iterable({ from: "all" })) onLine(line);
  const { failed, code, all } = await child;
  // A Ctrl-C reaches the program too: that it failed then is no failure of its own.
  signal.throwIfAborted();
  return { status: code === "ENOENT" ? "missing" : failed ? "failed" : "done", output: all };
}

/** Whether a process runs, whoever owns it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}
