import type { Exchange } from "../http/exchange.ts";
import type { Runtime } from "../http/runtime.ts";
import type { Ending, Sink } from "../stream/answer.ts";
import type { Asked } from "../stream/asked.ts";
import { AnswerStream } from "../stream/stream.ts";
import type { Handler } from "../types.ts";
import { cancelledFrame, NumberedCodec } from "./frames.ts";
import type { Producing, Writer } from "./store.ts";

/** What is known of an answer, for as long as its handler runs. */
export interface Producible {
  id: string;
  /** The request that has begun it. */
  exchange: Exchange;
  asked: Asked;
  handler: Handler;
  /** Seconds for which it goes on while nobody reads it. */
  window: number;
}

/** Runs a handler into a log. Clients may come and go: when none has come back for long enough, it is cancelled. */
export class Producer implements Sink, Producing {
  readonly #runtime: Runtime;
  readonly #writer: Writer;
  readonly #answer: Producible;
  readonly #codec: NumberedCodec;
  readonly #stream: AnswerStream;
  /** What the answer comes to, whoever reads it. */
  readonly #counts: Exchange;
  /** The id of the last frame that was written. */
  #last = 0;
  /** Bytes of all frames that were written. */
  #bytes = 0;
  #readers = 0;
  #leaving: NodeJS.Timeout | undefined;
  #ending: Ending | undefined;

  constructor(runtime: Runtime, writer: Writer, answer: Producible) {
    const { config, logger, customValidator } = runtime;
    const { asked, handler, exchange } = answer;
    this.#runtime = runtime;
    this.#writer = writer;
    this.#answer = answer;
    this.#codec = new NumberedCodec(asked.codec);
    this.#counts = { ...exchange, status: 200 };
    this.#stream = new AnswerStream({
      request: asked.request,
      exchange: this.#counts,
      validate: (given) => (customValidator ? customValidator(given, config) : asked.rules()),
      handler: runtime.answerBy(handler, this.#counts, asked.request),
      codec: this.#codec,
      limits: config,
      logger,
      onEvents: (now) => runtime.events(this.#counts, now),
      onEnd: (ending) => this.#onEnd(ending),
    });
  }

  start(): void {
    this.#writer.producer = this;
    this.#writer.log.onPresence = (readers) => this.#arePresent(readers);
    this.#runtime.streams.add(this.#stream);
    this.#stream.start(this);
  }

  write(text: string): boolean {
    return text === "" || this.#append(text);
  }

  end(text: string): void {
    if (text !== "") this.#append(text);
    this.#writer.end(this.#ending ?? "done");
  }

  /** A numbered codec refuses nothing: what fails is told by a frame. */
  refuse(): void {}

  drained(): void {
    this.#stream.drained();
  }

  cancel(): void {
    this.#stream.endEarly("aborted");
  }

  watched(): void {
    if (this.#readers === 0) this.#arePresent(0);
  }

  #append(text: string): boolean {
    const first = this.#last + 1;
    this.#last = this.#codec.last;
    // The stream has counted them.
    const bytes = Number(this.#counts.bytes) - this.#bytes;
    this.#bytes += bytes;
    return this.#writer.append({ first, last: this.#last, text, bytes });
  }

  #arePresent(readers: number): void {
    this.#readers = readers;
    clearTimeout(this.#leaving);
    if (readers > 0 || this.#ending) return;
    this.#leaving = setTimeout(() => this.cancel(), this.#answer.window * 1000);
  }

  #onEnd(ending: Ending): void {
    const { streams, slots, logger, config } = this.#runtime;
    this.#ending = ending;
    clearTimeout(this.#leaving);
    streams.delete(this.#stream);
    slots.release();
    // The stream takes these for ends that no client sees. Here, others may read along.
    if (ending === "aborted" || ending === "stalled") this.#endCancelled();
    const { requestId, events, bytes } = this.#counts;
    if (config.enableRequestLogging) {
      const answerId = this.#answer.id;
      logger.info({ requestId, message: "An answer is over", answerId, outcome: ending, events, bytes });
    }
    this.#runtime.answered(this.#counts, ending);
  }

  #endCancelled(): void {
    // What the handler had ready was not written: its ids are free.
    this.#codec.last = this.#last + 1;
    const frame = `id: ${this.#codec.last}\n${cancelledFrame}`;
    this.#counts.bytes = this.#bytes + Buffer.byteLength(frame);
    this.end(frame);
  }
}
