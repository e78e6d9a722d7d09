import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** The server has a core to itself, so that the load neither slows it nor moves it. */
const cores = { server: "0", load: "1" };

/** Whether processes can be held on a core of their own: on Linux, with two cores or more. */
export const canPin = availableParallelism() > 1 && spawnSync("taskset", ["-c", "0", "true"]).status === 0;

/** The words to put before a command so that it runs on its core. */
export function pinnedTo(role: keyof typeof cores): string[] {
  return canPin ? ["taskset", "-c", cores[role]] : [];
}

/** Holds this process, with all its threads, on the load's core. */
export function pinThisProcess(): void {
  if (canPin) spawnSync("taskset", ["-a", "-c", "-p", cores.load, String(process.pid)]);
}
