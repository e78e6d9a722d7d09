import type { ServerResponse } from "node:http";
import type { Sink } from "../stream/answer.ts";
import type { Exchange } from "./exchange.ts";
import { headersOf, writeHead } from "./head.ts";
import { isGone, takeChunking } from "./node-insides.ts";
import type { PlainReply } from "./reply.ts";
import type { StreamReply } from "./route.ts";

const lastChunk = "0\r\n\r\n";

/** Joins a stream and a response: frames one way, what becomes of the client the other. */
export class ResponseSink implements Sink {
  readonly #response: ServerResponse;
  readonly #reply: StreamReply;
  readonly #exchange: Exchange;
  /** Whether we frame the chunks; known once the head is written. */
  #isChunked: boolean | undefined;

  constructor(response: ServerResponse, reply: StreamReply, exchange: Exchange) {
    this.#response = response;
    this.#reply = reply;
    this.#exchange = exchange;
  }

  start(): void {
    const { stream } = this.#reply;
    this.#response.on("close", () => stream.endEarly(this.#exchange.isStuck ? "stalled" : "aborted"));
    this.#response.on("drain", () => stream.drained());
    stream.start(this);
    // The client may have left while its body was checked.
    if (isGone(this.#response)) stream.endEarly("aborted");
  }

  write(text: string): boolean {
    if (!this.#begin()) return false;
    if (text === "") this.#response.flushHeaders();
    return text === "" || this.#response.write(this.#chunk(text));
  }

  end(text: string): void {
    if (this.#begin()) this.#response.end(this.#chunk(text) + (this.#isChunked ? lastChunk : ""));
  }

  refuse(reply: PlainReply): void {
    if (this.#isAnswered()) return;
    this.#response.writeHead(reply.status, headersOf(reply, this.#exchange)).end(reply.body);
  }

  /** Writes the head, before whatever is first. False: code of the user's has answered meanwhile. */
  #begin(): boolean {
    if (this.#isChunked !== undefined) return true;
    if (this.#isAnswered()) return false;
    writeHead(this.#response, this.#reply, this.#exchange);
    this.#isChunked = takeChunking(this.#response);
    return true;
  }

  /** Whether code of the user's has answered meanwhile, such as one that limits the time. */
  #isAnswered(): boolean {
    if (this.#response.headersSent) this.#reply.stream.endEarly("aborted");
    return this.#response.headersSent;
  }

  /** A chunk (RFC 9112, section 7.1), unless the client speaks HTTP/1.0, which has none. */
  #chunk(text: string): string {
    if (!this.#isChunked || text === "") return text;
    return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  }
}
