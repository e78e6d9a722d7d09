import { spawn } from "node:child_process";
import { win32 } from "node:path";
import type { Environment } from "../io.ts";

/** What a program and all that it has started are ended by. Tests give their own. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly env: Environment;
  /** Sends a signal to a process, or, by a negative number, to a process group. */
  kill(pid: number, signal: NodeJS.Signals): void;
  /** Starts a program without waiting for it; `failed` is called when it can't do its work. */
  start(program: string, args: readonly string[], failed: () => void): void;
}

const thisSystem: System = {
  platform: process.platform,
  env: process.env,
  kill: (pid, signal) => void process.kill(pid, signal),
  start(program, args, failed) {
    spawn(program, args, { stdio: "ignore", windowsHide: true })
      .once("error", failed)
      .once("exit", (exitCode) => {
        if (exitCode !== 0) failed();
      });
  },
};

/** How to start a program whose tree is to be ended: on POSIX systems as the leader of a process group. */
export const treeOptions = ({ platform }: Pick<System, "platform"> = thisSystem) => ({
  detached: platform !== "win32",
});

/** Ends a program that was started with `treeOptions`, and what it has started: npm is a script that starts another. */
export function endTree(pid: number, signal: "SIGTERM" | "SIGKILL", system: System = thisSystem): void {
  const end = (target: number) => {
    try {
      system.kill(target, signal);
    } catch {
      // It has ended in the meantime.
    }
  };
  if (system.platform !== "win32") return end(-pid);
  const taskkill = win32.join(system.env.SystemRoot ?? "C:\\Windows", "System32", "taskkill.exe");
  system.start(taskkill, ["/PID", String(pid), "/T", "/F"], () => end(pid));
}
