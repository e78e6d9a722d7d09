import { ModelException } from "../templates/core/src/llmbrick/errors.ts";
import type { ConversationEvent, Handler } from "../templates/core/src/llmbrick/types.ts";

/** What the handler does, one step after the other. A request brings its script as JSON, in `clientId`. */
export type Step =
  /** Yields this value, this many times. */
  | { yield: unknown; times?: number }
  /** Yields a value that JSON can't hold. */
  | { yieldOdd: keyof typeof odd }
  /** Yields the request as it came to the handler, as metadata. */
  | { echo: true }
  /** The same as the event's text. */
  | { tell: true }
  /** Waits for so many milliseconds. */
  | { wait: number }
  /** Waits until the signal fires, and logs why. */
  | { hang: true }
  /** Logs this. */
  | { note: string }
  | { throw: string }
  /** Throws as a handler does whose model has failed. */
  | { fail: string; details: object };

const cycle: { self?: unknown } = {};
cycle.self = cycle;
const event: ConversationEvent = { id: "1", type: "text", progress: "IN_PROGRESS" };

const odd = {
  bigint: { ...event, metadata: { value: 1n } },
  cycle: { ...event, metadata: cycle },
  nan: { ...event, metadata: { value: Number.NaN } },
  undefined: undefined,
};

const scripted: Handler = async function* (request, { signal, log }) {
  const steps: Step[] = JSON.parse(request.clientId ?? "[]");
  try {
    for (const step of steps) {
      if ("yield" in step) {
        for (let count = step.times ?? 1; count > 0; count--) yield step.yield as ConversationEvent;
      } else if ("yieldOdd" in step) yield odd[step.yieldOdd] as ConversationEvent;
      else if ("echo" in step) yield { ...event, metadata: { request } };
      else if ("tell" in step) yield { ...event, text: JSON.stringify(request) };
      else if ("wait" in step) await new Promise((resolve) => setTimeout(resolve, step.wait));
      else if ("note" in step) log(step.note);
      else if ("throw" in step) throw new Error(step.throw);
      else if ("fail" in step) throw new ModelException(step.fail, step.details);
      else {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        log("signal", { cause: (signal.reason as Error).cause });
      }
    }
  } finally {
    log("finally");
  }
};

/** A handler whose every move a test decides. */
export const handler = process.env.CONFORMANCE_HANDLER === "none" ? undefined : scripted;
