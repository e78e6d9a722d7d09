import type { Logger } from "../log/log.ts";
import type { HandlerContext, Log } from "../types.ts";

/** What a handler is given beside the request. A class, as an object with a getter of its own is costly. */
export class Context implements HandlerContext {
  readonly requestId: string;
  readonly #logger: Logger;
  readonly #signal: () => AbortSignal;

  constructor(requestId: string, logger: Logger, signal: () => AbortSignal) {
    this.requestId = requestId;
    this.#logger = logger;
    this.#signal = signal;
  }

  /** Made only for a handler that asks for it. */
  get signal(): AbortSignal {
    return this.#signal();
  }

  /** A function of its own, as handlers take it out of the context. */
  get log(): Log {
    return (message, fields = {}) => this.#logger.info({ requestId: this.requestId, message }, fields);
  }
}
