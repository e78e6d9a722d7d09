import type { CommandLine } from "../command-line/flags.ts";
import type { Io } from "../io.ts";

/** Nobody is asked who can't answer, who would not see the question, or who has said not to. */
export function mayAsk({ controls }: CommandLine, io: Io): boolean {
  const isCi = !["", "0", "false"].includes(io.env.CI ?? "");
  const isTold = controls.yes || controls.json || controls.answers === "-";
  if (isCi || isTold || !io.stdin.isTTY) return false;
  return io.stdout.isTTY || io.stderr.isTTY;
}
