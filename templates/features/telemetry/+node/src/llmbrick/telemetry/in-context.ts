import { type Context, context as current } from "@opentelemetry/api";
import type { ConversationEvent, Handler } from "../types.ts";

/** The same handler, all of whose work belongs to a span: also what it starts while it waits for the next event. */
export function inContext(
  context: Context,
  handler: Handler,
  see?: (event: ConversationEvent) => void,
): Handler {
  return (request, given) => {
    const events = current.with(context, () => handler(request, given)[Symbol.asyncIterator]());
    const next = () => events.next();
    const seen = async () => {
      const result = await events.next();
      if (!result.done) see?.(result.value);
      return result;
    };
    const pull = see ? seen : next;
    const stop = async (value?: unknown) => (await events.return?.(value)) ?? { done: true as const, value };
    const iterator = {
      next: () => current.with(context, pull),
      return: (value?: unknown) => current.with(context, stop, undefined, value),
    };
    return { [Symbol.asyncIterator]: () => iterator };
  };
}
