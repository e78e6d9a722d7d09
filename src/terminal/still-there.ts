import { Cancelled } from "../errors.ts";
import type { Io } from "../io.ts";

/**
 * Makes sure that there is someone to ask: no key comes from an input that has ended, not even Ctrl-C.
 * @throws Cancelled when the run was ended, or its terminal is gone
 */
export function throwIfGone({ signal, stdin }: Io): void {
  signal.throwIfAborted();
  if (stdin.readableEnded) throw new Cancelled("SIGINT");
}
