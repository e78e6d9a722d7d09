import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Handler } from "./llmbrick/types.ts";
import { script } from "./mock.ts";

/**
 * Plays a model, without one: the same request gets the same answer, at the same pace. `MOCK_SPEED=0` waits for
 * nothing. A last message such as `/fault cut` asks for a fault.
 *
 * `signal` fires when the client goes away or a time limit ends the stream.
 */
export const handler: Handler = async function* (request, { signal }) {
  const speed = Number(process.env.MOCK_SPEED || 1);
  for (const { wait, event, failure } of script(request)) {
    if (wait === "forever" && !signal.aborted) await once(signal, "abort");
    else if (speed > 0) await sleep(Number(wait) / speed, undefined, { signal });
    signal.throwIfAborted();
    if (failure) throw failure;
    if (event) yield event;
  }
};
