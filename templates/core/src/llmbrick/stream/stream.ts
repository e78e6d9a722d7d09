import type { ResolvedConfig } from "../config/config.ts";
import { type EarlyEnd, LLMBrickException, StreamEnded, ValidationException } from "../errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { describeError, isInstance, messageOf, read } from "../log/describe.ts";
import type { Logger } from "../log/log.ts";
import { type CustomValidator, defaultRules } from "../request/rules.ts";
import type { ConversationEvent, ConversationRequest, Handler, HandlerContext, Log } from "../types.ts";
import { errorFrame, InvalidEvent, messageFrame } from "./event.ts";
import { inLaterTurn, turnIsOver } from "./turns.ts";

/** Where frames go: the part of a response that a stream needs. */
export interface Sink {
  /** Sends the headers and this text. False: the client takes no more; `drained()` says when it does again. */
  write(text: string): boolean;
  /** Sends this text and ends the response. */
  end(text: string): void;
}

/** How a stream ended. */
export type Outcome = EarlyEnd | "done";

/** What a stream needs of the server that it belongs to. */
export interface StreamHost {
  readonly config: ResolvedConfig;
  readonly logger: Logger;
  readonly handler: Handler | undefined;
  readonly customValidator: CustomValidator | undefined;
  /** The answers under way, this one among them until it ends. */
  readonly streams: Set<AnswerStream>;
  /** Told once, when a stream has ended. */
  finish(exchange: Exchange, outcome: Outcome): void;
}

/** Frames are joined up to this many characters, so that one write carries many. Just under Node's own mark. */
const joinUpTo = 15_000;
/** Milliseconds that a handler may go on after its stream before the log tells of it. */
const lingering = 5_000;
const keepAlive = ": keep-alive\n\n";

/**
 * One answer: runs the handler and sends its events, as fast as the client takes them.
 *
 * A promise for each event is the one cost that an async generator makes necessary, so there is none besides:
 * events are pulled by callbacks, joined into one text, and written when the handler waits or much has gathered.
 */
export class AnswerStream {
  readonly #host: StreamHost;
  readonly #request: ConversationRequest;
  readonly #exchange: Exchange;
  #sink!: Sink;
  #iterator: AsyncIterator<ConversationEvent> | undefined;
  #controller: AbortController | undefined;

  /** Frames that are not written yet. */
  #buffer = "";
  #flushIsDue = false;
  #headersAreOut = false;
  /** The client takes no more. */
  #blocked = false;
  /** The handler has been asked for an event. */
  #waiting = false;
  #ended: Outcome | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Ends the answer, where `maxStreamDuration` limits it. */
  #deadline: NodeJS.Timeout | undefined;
  /** Milliseconds, on the clock of `performance.now()`. */
  #lastEventAt = 0;
  #lastWriteAt = 0;

  constructor(host: StreamHost, request: ConversationRequest, exchange: Exchange) {
    this.#host = host;
    this.#request = request;
    this.#exchange = exchange;
    // A place is taken here and now, so that no two requests can take the same.
    host.streams.add(this);
  }

  /** Begins the answer. Headers go out in this turn of the event loop, with all that is ready by then. */
  start(sink: Sink): void {
    this.#sink = sink;
    this.#flushAtEndOfTurn();
    this.#limitDuration();
    const validator: CustomValidator = this.#host.customValidator ?? defaultRules;
    try {
      const verdict = validator(this.#request, this.#host.config);
      // The rules are judged in this turn. Only a validator of the user's may make us wait.
      if (verdict) Promise.resolve(verdict).then(this.#run, this.#refuse);
      else this.#run();
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** The client takes data again. */
  drained(): void {
    if (this.#ended || !this.#blocked) return;
    this.#blocked = false;
    this.#flush();
    this.#pull();
  }

  /** Ends the answer before its handler does. */
  endEarly(why: EarlyEnd): void {
    this.#end(why, why === "shutdown" ? errorFrame("Server shutting down") : "");
  }

  #refuse = (error: unknown): void => {
    if (!isInstance(error, ValidationException)) return this.#fail(error);
    const title = "Business validation failed";
    const details = this.#host.config.enableValidationDetails ? forClients(error) : title;
    this.#end("invalid", errorFrame(title, details));
  };

  #run = (): void => {
    if (this.#ended) return;
    const handler = this.#host.handler as Handler;
    const context = new Context(this.#exchange.requestId, this.#host.logger, () => this.#signal());
    try {
      this.#iterator = handler(this.#request, context)[Symbol.asyncIterator]();
    } catch (error) {
      return this.#fail(error);
    }
    this.#pull();
  };

  #signal(): AbortSignal {
    this.#controller ??= new AbortController();
    this.#abortIfEnded();
    return this.#controller.signal;
  }

  #abortIfEnded(): void {
    if (this.#ended && this.#ended !== "done") this.#controller?.abort(new StreamEnded(this.#ended));
  }

  /** Asks the handler for its next event, unless it is asked already or the client takes no more. */
  #pull = (): void => {
    if (this.#ended || this.#waiting || this.#blocked) return;
    this.#waiting = true;
    try {
      this.#iterator?.next().then(this.#onResult, this.#onThrow);
    } catch (error) {
      this.#onThrow(error);
    }
  };

  #onResult = (result: IteratorResult<ConversationEvent>): void => {
    this.#waiting = false;
    if (this.#ended) return;
    try {
      if (result.done) {
        this.#iterator = undefined;
        return this.#end("done", "");
      }
      this.#buffer += messageFrame(result.value);
    } catch (error) {
      return this.#fail(error);
    }
    this.#exchange.events++;
    if (this.#buffer.length >= joinUpTo) {
      this.#flush();
      return inLaterTurn(this.#pull);
    }
    this.#flushSoon();
    if (turnIsOver()) inLaterTurn(this.#pull);
    else this.#pull();
  };

  #onThrow = (error: unknown): void => {
    this.#waiting = false;
    this.#iterator = undefined;
    // To stop by throwing is what the signal is for.
    if (this.#ended && read(error, "name") === "AbortError") return;
    this.#fail(error);
  };

  /** Logs an error whole; the client is told the rest only in debug mode. */
  #fail(error: unknown): void {
    const { config, logger } = this.#host;
    const { requestId } = this.#exchange;
    const isInvalidEvent = isInstance(error, InvalidEvent);
    const title = isInvalidEvent ? "Server returned invalid event" : "Handler exception";
    logger.error({ requestId, message: title, error: describeError(error) });

    const hidden = isInvalidEvent ? title : "Handler exception occurred";
    const details = config.debugMode ? messageOf(error) : hidden;
    this.#end("error", errorFrame(title, isInstance(error, LLMBrickException) ? forClients(error) : details));
  }

  #limitDuration(): void {
    const { maxStreamDuration } = this.#host.config;
    if (maxStreamDuration === 0) return;
    const frame = errorFrame("Stream too long", `The answer took longer than ${maxStreamDuration} s`);
    this.#deadline = setTimeout(() => this.#end("timeout", frame), maxStreamDuration * 1000);
  }

  #flushSoon(): void {
    const { flushInterval } = this.#host.config;
    // The first event never waits.
    if (flushInterval === 0 || this.#exchange.events === 1) return this.#flushAtEndOfTurn();
    this.#lastEventAt = performance.now();
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    setTimeout(this.#flush, flushInterval);
  }

  #flushAtEndOfTurn(): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    // Runs once every promise is settled that can be: when the handler waits for something outside.
    process.nextTick(this.#flush);
  }

  #flush = (): void => {
    this.#flushIsDue = false;
    if (this.#ended || this.#blocked) return;
    this.#lastEventAt = performance.now();
    this.#timer ??= this.#startTimer();
    if (this.#buffer === "" && this.#headersAreOut) return;
    this.#headersAreOut = true;
    if (this.#buffer !== "") this.#exchange.firstEventAt ??= this.#lastEventAt;
    const text = this.#buffer;
    this.#buffer = "";
    this.#write(text);
  };

  #write(text: string): void {
    this.#lastWriteAt = performance.now();
    this.#exchange.bytes = Number(this.#exchange.bytes) + Buffer.byteLength(text);
    this.#blocked = !this.#sink.write(text);
  }

  /** One timer for both limits. It is set anew only when it fires, so that an event costs no timer. */
  #startTimer(): NodeJS.Timeout {
    const { requestTimeout, heartbeatInterval } = this.#host.config;
    const timeoutAt = this.#lastEventAt + requestTimeout * 1000;
    const heartbeatAt = heartbeatInterval === 0 ? timeoutAt : this.#lastWriteAt + heartbeatInterval * 1000;
    return setTimeout(this.#onTimer, Math.ceil(Math.min(timeoutAt, heartbeatAt) - performance.now()));
  }

  #onTimer = (): void => {
    this.#timer = undefined;
    // Then the client makes us wait, not the handler, and the limit on writing holds.
    if (this.#blocked) return;
    const { requestTimeout, heartbeatInterval } = this.#host.config;
    const now = performance.now();
    if (now >= this.#lastEventAt + requestTimeout * 1000) {
      return this.#end(
        "timeout",
        errorFrame("Request timeout", `No event from the handler for ${requestTimeout} s`),
      );
    }
    if (heartbeatInterval > 0 && now >= this.#lastWriteAt + heartbeatInterval * 1000) this.#write(keepAlive);
    this.#timer = this.#startTimer();
  };

  /** The one way out, taken once: frees the place, stops the handler, ends the response, tells the log. */
  #end(outcome: Outcome, lastFrame: string): void {
    if (this.#ended) return;
    this.#ended = outcome;
    clearTimeout(this.#timer);
    clearTimeout(this.#deadline);
    this.#host.streams.delete(this);
    this.#abortIfEnded();
    if (this.#iterator) void this.#release(this.#iterator);

    // A client that is gone, or takes nothing, gets nothing more.
    if (outcome !== "aborted" && outcome !== "stalled") this.#sendLast(this.#buffer + lastFrame);
    this.#host.finish(this.#exchange, outcome);
  }

  #sendLast(text: string): void {
    if (this.#buffer !== "") this.#exchange.firstEventAt ??= performance.now();
    this.#exchange.bytes = Number(this.#exchange.bytes) + Buffer.byteLength(text);
    this.#sink.end(text);
  }

  /** Lets the handler's `finally` blocks run. It may still be waiting for something, and nobody waits for it. */
  async #release(iterator: AsyncIterator<ConversationEvent>): Promise<void> {
    const { logger } = this.#host;
    const { requestId } = this.#exchange;
    const message = `The handler still runs ${lingering / 1000} s after its stream ended: pass its signal on`;
    const warning = setTimeout(() => logger.warn({ requestId, message, outcome: this.#ended }), lingering);
    warning.unref();
    try {
      await iterator.return?.();
    } catch (error) {
      this.#onThrow(error);
    } finally {
      clearTimeout(warning);
    }
  }
}

/** An error whose message is written for clients, as they are told it. */
const forClients = (error: LLMBrickException) => `[${error.code}] ${messageOf(error)}`;

/** What a handler is given beside the request. A class, as an object with a getter of its own is costly. */
class Context implements HandlerContext {
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
