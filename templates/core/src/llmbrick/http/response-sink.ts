import type { ServerResponse } from "node:http";
import type { Sink } from "../stream/answer.ts";
import type { AnswerStream } from "../stream/stream.ts";
import type { Exchange } from "./exchange.ts";
import { isGone, takeChunking } from "./node-insides.ts";

const lastChunk = "0\r\n\r\n";

/** Joins a stream and a response: frames one way, what becomes of the client the other. */
export class ResponseSink implements Sink {
  readonly #response: ServerResponse;
  readonly #stream: AnswerStream;
  readonly #isChunked: boolean;
  readonly #exchange: Pick<Exchange, "isStuck">;

  /** `response`: with its head written, and not sent. */
  constructor(response: ServerResponse, stream: AnswerStream, exchange: Pick<Exchange, "isStuck">) {
    this.#response = response;
    this.#stream = stream;
    this.#exchange = exchange;
    this.#isChunked = takeChunking(response);
  }

  start(): void {
    this.#response.on("close", () => this.#stream.endEarly(this.#exchange.isStuck ? "stalled" : "aborted"));
    this.#response.on("drain", () => this.#stream.drained());
    this.#stream.start(this);
    // The client may have left while its body was checked.
    if (isGone(this.#response)) this.#stream.endEarly("aborted");
  }

  write(text: string): boolean {
    if (text === "") this.#response.flushHeaders();
    return text === "" || this.#response.write(this.#chunk(text));
  }

  end(text: string): void {
    this.#response.end(this.#chunk(text) + (this.#isChunked ? lastChunk : ""));
  }

  /** A chunk (RFC 9112, section 7.1), unless the client speaks HTTP/1.0, which has none. */
  #chunk(text: string): string {
    if (!this.#isChunked || text === "") return text;
    return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  }
}
