import { type EarlyEnd, StreamEnded, ValidationException } from "../errors.ts";
import type { PlainReply } from "../http/reply.ts";
import { describeError, isInstance, read } from "../log/describe.ts";
import type { ConversationEvent } from "../types.ts";
import type { Answer, Ending, Sink, Source } from "./answer.ts";
import type { Failure } from "./codec.ts";
import { Context } from "./context.ts";
import { failureOf, refusalOf } from "./failure.ts";
import { inLaterTurn, turnIsOver } from "./turns.ts";

/** Frames are joined up to this many characters, so that one write carries many. Just under Node's own mark. */
const joinUpTo = 15_000;
/** Milliseconds that a handler may go on after its stream before the log tells of it. */
const lingering = 5_000;

/**
 * One answer: runs the handler and sends its events, as fast as the client takes them.
 *
 * A promise for each event is the one cost that an async generator makes necessary, so there is none besides:
 * events are pulled by callbacks, joined into one text, and written when the handler waits or much has gathered.
 */
export class AnswerStream implements Source {
  /** The client takes no more, for now. */
  isBlocked = false;
  readonly #answer: Answer;
  #sink!: Sink;
  #iterator: AsyncIterator<ConversationEvent> | undefined;
  #controller: AbortController | undefined;

  /** Frames that are not written yet. */
  #buffer = "";
  /** How many events those who watch know of. */
  #toldEvents = 0;
  #flushIsDue = false;
  #headersAreOut = false;
  /** The handler has been asked for an event. */
  #waiting = false;
  #ended: Ending | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Ends the answer, where `maxStreamDuration` limits it. */
  #deadline: NodeJS.Timeout | undefined;
  /** Milliseconds, on the clock of `performance.now()`. */
  #lastEventAt = 0;
  #lastWriteAt = 0;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** Begins the answer. Headers go out in this turn of the event loop, with all that is ready by then. */
  start(sink: Sink): void {
    this.#sink = sink;
    this.#lastWriteAt = performance.now();
    this.#flushAtEndOfTurn();
    this.#limitDuration();
    try {
      const verdict = this.#answer.validate(this.#answer.request);
      // The rules are judged in this turn. Only a validator of the user's may make us wait.
      if (verdict) Promise.resolve(verdict).then(this.#run, this.#refuse);
      else this.#run();
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** The client takes data again. */
  drained(): void {
    if (this.#ended || !this.isBlocked) return;
    this.isBlocked = false;
    this.#flush();
    this.#pull();
  }

  /** Ends the answer before its handler does. */
  endEarly(why: EarlyEnd): void {
    const error = "Server shutting down";
    if (why === "shutdown") this.#endFailed({ ending: why, error, details: error });
    else this.#end(why, "");
  }

  #refuse = (error: unknown): void => {
    if (!isInstance(error, ValidationException)) return this.#fail(error);
    this.#endFailed({ ...refusalOf(error, this.#answer.limits), ending: "invalid", thrown: error });
  };

  #run = (): void => {
    if (this.#ended) return;
    const { handler, request, exchange, logger } = this.#answer;
    const context = new Context(exchange.requestId, logger, () => this.#signal());
    try {
      this.#iterator = handler(request, context)[Symbol.asyncIterator]();
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
    if (this.#ended || this.#waiting || this.isBlocked) return;
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
        return this.#end("done", this.#answer.codec.end());
      }
      this.#buffer += this.#answer.codec.event(result.value);
      // Each event that is kept is one that the garbage collector has to move.
      if (result.value.progress !== "IN_PROGRESS") this.#answer.exchange.lastEvent = result.value;
    } catch (error) {
      return this.#fail(error);
    }
    const { exchange } = this.#answer;
    exchange.events++;
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
    const { exchange, limits, logger } = this.#answer;
    const failure = failureOf(error, limits);
    exchange.thrown = error;
    logger.error({
      requestId: exchange.requestId,
      message: failure.error,
      error: describeError(error),
    });
    this.#endFailed({ ...failure, ending: "error", thrown: error });
  }

  #limitDuration(): void {
    const { maxStreamDuration } = this.#answer.limits;
    if (maxStreamDuration === 0) return;
    const details = `The answer took longer than ${maxStreamDuration} s`;
    this.#deadline = setTimeout(
      () => this.#endFailed({ ending: "timeout", error: "Stream too long", details }),
      maxStreamDuration * 1000,
    );
  }

  #flushSoon(): void {
    const { exchange, limits } = this.#answer;
    // The first event never waits.
    if (limits.flushInterval === 0 || exchange.events === 1) return this.#flushAtEndOfTurn();
    this.#lastEventAt = performance.now();
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    setTimeout(this.#flush, limits.flushInterval);
  }

  #flushAtEndOfTurn(): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    // Runs once every promise is settled that can be: when the handler waits for something outside.
    process.nextTick(this.#flush);
  }

  #flush = (): void => {
    this.#flushIsDue = false;
    if (this.#ended || this.isBlocked) return;
    this.#lastEventAt = performance.now();
    this.#timer ??= this.#startTimer();
    // Where it may still become a refusal, nothing goes out before the first frame.
    if (this.#buffer === "" && (this.#headersAreOut || this.#answer.codec.refusal)) return;
    this.#headersAreOut = true;
    this.#lastWriteAt = this.#lastEventAt;
    this.#write(this.#takeEvents(this.#lastEventAt));
  };

  /** The frames that are not written yet, which are about to be. */
  #takeEvents(now: number): string {
    const { exchange, onEvents } = this.#answer;
    const text = this.#buffer;
    this.#buffer = "";
    if (exchange.events > this.#toldEvents) {
      this.#toldEvents = exchange.events;
      exchange.firstEventAt ??= now;
      onEvents(now);
      exchange.lastEventAt = now;
    }
    return text;
  }

  #write(text: string): void {
    this.#count(text);
    this.isBlocked = !this.#sink.write(text);
  }

  #count(text: string): void {
    const { exchange } = this.#answer;
    exchange.bytes = Number(exchange.bytes) + Buffer.byteLength(text);
  }

  /** One timer for both limits. It is set anew only when it fires, so that an event costs no timer. */
  #startTimer(): NodeJS.Timeout {
    const { requestTimeout, heartbeatInterval } = this.#answer.limits;
    const timeoutAt = this.#lastEventAt + requestTimeout * 1000;
    const heartbeatAt = heartbeatInterval === 0 ? timeoutAt : this.#lastWriteAt + heartbeatInterval * 1000;
    return setTimeout(this.#onTimer, Math.ceil(Math.min(timeoutAt, heartbeatAt) - performance.now()));
  }

  #onTimer = (): void => {
    this.#timer = undefined;
    // Then the client makes us wait, not the handler, and the limit on writing holds.
    if (this.isBlocked) return;
    const { requestTimeout, heartbeatInterval } = this.#answer.limits;
    const now = performance.now();
    if (now >= this.#lastEventAt + requestTimeout * 1000) {
      const details = `No event from the handler for ${requestTimeout} s`;
      return this.#endFailed({ ending: "timeout", error: "Request timeout", details });
    }
    if (heartbeatInterval > 0 && now >= this.#lastWriteAt + heartbeatInterval * 1000) this.#keepAlive(now);
    this.#timer = this.#startTimer();
  };

  #keepAlive(now: number): void {
    const frame = this.#answer.codec.keepAlive();
    this.#lastWriteAt = now;
    if (frame === "") return;
    this.#headersAreOut = true;
    this.#write(frame);
  }

  #endFailed(failure: Failure): void {
    const { codec, exchange } = this.#answer;
    const isUnsent = !this.#headersAreOut && this.#buffer === "";
    const refusal = isUnsent ? codec.refusal?.(failure) : undefined;
    // Who watches is told of it before it goes out.
    if (refusal) exchange.status = refusal.status;
    this.#end(failure.ending, refusal ?? codec.failure(failure));
  }

  /** The one way out, taken once: tells who waits for it, stops the handler, ends the response. */
  #end(ending: Ending, last: string | PlainReply): void {
    if (this.#ended) return;
    this.#ended = ending;
    clearTimeout(this.#timer);
    clearTimeout(this.#deadline);
    // A client that is gone, or takes nothing, gets nothing more.
    const hasClient = ending !== "aborted" && ending !== "stalled";
    const isFrame = typeof last === "string";
    const text = hasClient ? this.#takeEvents(performance.now()) + (isFrame ? last : last.body) : "";
    this.#count(text);
    this.#answer.onEnd(ending);
    this.#abortIfEnded();
    if (this.#iterator) void this.#release(this.#iterator);
    if (!hasClient) return;
    if (isFrame) this.#sink.end(text);
    else this.#sink.refuse(last);
  }

  /** Lets the handler's `finally` blocks run. It may still be waiting for something, and nobody waits for it. */
  async #release(iterator: AsyncIterator<ConversationEvent>): Promise<void> {
    const { exchange, logger } = this.#answer;
    const { requestId } = exchange;
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
