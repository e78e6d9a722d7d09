import type { EarlyEnd } from "../errors.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Outcome } from "../http/observer.ts";
import type { Runtime } from "../http/runtime.ts";
import type { Sink, Source } from "../stream/answer.ts";
import { llmbrickCodec } from "../stream/codec.ts";
import { gapFrame, unknownFrame } from "./frames.ts";
import type { AnswerLog, Chunk } from "./log.ts";

/** Sends an answer from its log to one client, as fast as that takes it. */
export class LogReader implements Source {
  readonly isCopy = true;
  isBlocked = false;
  readonly #runtime: Runtime;
  readonly #log: AnswerLog;
  readonly #exchange: Exchange;
  readonly #isMadeHere: boolean;
  readonly #leave: () => void;
  #sink: Sink | undefined;
  /** The id of the last frame that was sent. */
  #at: number;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds, on the clock of `performance.now()`. */
  #lastWriteAt = 0;

  /** `after`: the id of the last frame that the client has. `isMadeHere`: the answer's handler runs in this process. */
  constructor(runtime: Runtime, log: AnswerLog, after: number, exchange: Exchange, isMadeHere: boolean) {
    this.#runtime = runtime;
    this.#log = log;
    this.#at = after;
    this.#exchange = exchange;
    this.#isMadeHere = isMadeHere;
    exchange.isReader = true;
    this.#leave = log.join(this.#onAdded);
    runtime.streams.add(this);
  }

  start(sink: Sink): void {
    this.#sink = sink;
    // The head goes out at once.
    this.#write("", 0, performance.now());
    this.#keepAlive();
    this.#send();
  }

  drained(): void {
    this.isBlocked = false;
    this.#send();
  }

  endEarly(why: EarlyEnd): void {
    // The handler's own end is on its way, and comes through the log.
    if (why === "shutdown" && this.#isMadeHere && !this.#log.isOver) return;
    this.#finish(why, why === "shutdown" ? "" : undefined);
  }

  /** Most of the time, a reader has all that was there, and waits for what comes. */
  #onAdded = (added?: Chunk): void => {
    if (!added || !this.#sink || this.isBlocked || this.#isOver || added.first !== this.#at + 1) {
      return this.#send();
    }
    const now = performance.now();
    this.#count(added.last - this.#at, now);
    this.#at = added.last;
    this.#write(added.text, added.bytes, now);
  };

  #send(): void {
    const log = this.#log;
    while (this.#sink && !this.isBlocked && !this.#isOver) {
      const piece = log.after(this.#at);
      if (!piece) return this.#finish("error", gapFrame(this.#at + 1, log.first - 1));
      const isLast = log.isOver && piece.last >= log.last;
      if (piece.text === "" && !isLast) return;
      const now = performance.now();
      this.#count(piece.last - this.#at, now);
      this.#at = piece.last;
      if (isLast && log.ending && this.#at > log.last) return this.#finish("error", unknownFrame(this.#at));
      if (isLast) return this.#finish(log.ending ?? "shutdown", piece.text);
      this.#write(piece.text, Buffer.byteLength(piece.text), now);
    }
  }

  #count(events: number, now: number): void {
    if (events === 0) return;
    this.#exchange.events += events;
    this.#exchange.firstEventAt ??= now;
  }

  #write(text: string, bytes: number, now: number): void {
    this.#lastWriteAt = now;
    this.#exchange.bytes = Number(this.#exchange.bytes) + bytes;
    this.isBlocked = this.#sink?.write(text) === false;
  }

  /** Sends a comment in silence. One timer, set anew only when it fires. */
  #keepAlive(): void {
    const interval = this.#runtime.config.heartbeatInterval * 1000;
    if (interval === 0 || this.#isOver) return;
    const now = performance.now();
    const rest = this.#lastWriteAt + interval - now;
    const comment = llmbrickCodec.keepAlive();
    if (rest <= 0 && !this.isBlocked) this.#write(comment, comment.length, now);
    this.#timer = setTimeout(() => this.#keepAlive(), Math.ceil(rest > 0 ? rest : interval));
  }

  /** `text`: what the answer ends with; `undefined` for a client that gets nothing more. */
  #finish(outcome: Outcome, text: string | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#leave();
    this.#exchange.bytes = Number(this.#exchange.bytes) + Buffer.byteLength(text ?? "");
    this.#runtime.streams.delete(this);
    this.#runtime.finish(this.#exchange, outcome);
    if (text !== undefined) this.#sink?.end(text);
  }
}
