import { createInterface } from "node:readline";
import { execa, type Options } from "execa";
import { onTestFinished } from "vitest";

/** A program that runs servers and prints the address of each. */
export interface ServerProcess {
  readonly pid: number | undefined;
  /** Its exit code, once it has ended. */
  ended(): Promise<number | undefined>;
  /** The next address that it prints. Rejects, with all of its output, where it ends without one. */
  nextAddress(): Promise<string>;
  /** The next match in a line that it prints. Rejects alike. */
  nextMatch(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal to it alone, and gives its exit code and the signal that ended it, if one did. */
  stop(signal: NodeJS.Signals): Promise<{ exitCode: number | undefined; signal: string | undefined }>;
}

/** Starts a program in a process group of its own. At the end of the test, nothing of the group is left. */
export function startServer(command: string, args: readonly string[], options: Options): ServerProcess {
  const child = execa(command, args, {
    ...options,
    all: true,
    reject: false,
    detached: true,
    env: { LLMBRICK_PORT: "0", ...options.env },
  });
  onTestFinished(() => killGroup(child.pid));

  let output = "";
  const lines = createInterface({ input: child.all })[Symbol.asyncIterator]();
  const nextMatch = async (pattern: RegExp) => {
    for (;;) {
      const { done, value: line } = await lines.next();
      if (done) throw new Error(`${command} ended without printing ${pattern}:\n${output}`);
      output += `${line}\n`;
      const match = pattern.exec(line);
      if (match) return match;
    }
  };
  return {
    pid: child.pid,
    ended: async () => (await child).exitCode,
    nextMatch,
    nextAddress: async () => (await nextMatch(/Listening on (http\S+)/))[1] as string,
    async stop(signal) {
      child.kill(signal);
      const { exitCode, signal: endedBy } = await child;
      return { exitCode, signal: endedBy };
    },
  };
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch (error) {
    // All of it has ended already.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
