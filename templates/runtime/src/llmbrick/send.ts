import { once } from "node:events";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describeError } from "./describe.ts";
import type { Exchange } from "./exchange.ts";
import { type PlainReply, problem, type Reply } from "./reply.ts";
import type { Runtime } from "./runtime.ts";
import type { AnswerStream, Sink } from "./stream.ts";

/** Whether a request is for the framework to route. One that is not is answered here, alike in all frameworks. */
export function admit(runtime: Runtime, request: IncomingMessage, response: ServerResponse): boolean {
  const exchange = runtime.exchangeOf(request);
  if (request.headers.origin) {
    for (const [name, value] of Object.entries(runtime.access.corsHeaders(request.headers))) {
      response.setHeader(name, value);
    }
  }
  const refused = runtime.refuse(request, exchange);
  if (refused) sendPlain(refused, exchange, response, runtime);
  else if (isPath(exchange.path)) return true;
  else void serve(runtime, request, response);
  return false;
}

/** Frameworks fail, each in its own way, at what is no path or can't be decoded. */
function isPath(text: string): boolean {
  if (!text.startsWith("/") || text.includes("\\")) return false;
  if (!text.includes("%")) return true;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Answers one request through Node's own response. Never throws. */
export async function serve(
  runtime: Runtime,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // What the user's own code has answered is left alone.
  if (response.headersSent) return;
  // Behind other answers on its connection: it is taken in its turn, and holds no place until then.
  if (!response.socket) await once(response, "socket");
  const exchange = runtime.exchangeOf(request);
  let reply: Reply | undefined;
  try {
    reply = await runtime.answer(request, exchange);
  } catch (error) {
    runtime.logger.error({
      requestId: exchange.requestId,
      message: "The server failed to answer",
      error: describeError(error),
    });
    reply = problem(500, "Internal Server Error");
  }
  if (!reply) return runtime.finish(exchange, "aborted");
  if (!("stream" in reply)) return sendPlain(reply, exchange, response, runtime);
  exchange.status = reply.status;
  response.writeHead(reply.status, reply.headers.concat("X-Request-Id", exchange.requestId));
  new ResponseSink(response, reply.stream, runtime.config.writeTimeout * 1000).start();
}

function sendPlain(reply: PlainReply, exchange: Exchange, response: ServerResponse, runtime: Runtime): void {
  exchange.status = reply.status;
  exchange.bytes = Buffer.byteLength(reply.body);
  const headers: OutgoingHttpHeaders = {
    ...reply.headers,
    "X-Request-Id": exchange.requestId,
    "X-Content-Type-Options": "nosniff",
  };
  if (reply.status !== 204 && reply.status !== 304) headers["Content-Length"] = exchange.bytes;
  response.writeHead(reply.status, headers);
  response.end(reply.body);
  runtime.finish(exchange, reply.status < 400 ? "done" : "rejected");
}

const lastChunk = "0\r\n\r\n";

/** Joins a stream and a response: frames one way, what becomes of the client the other. */
class ResponseSink implements Sink {
  readonly #response: ServerResponse;
  readonly #stream: AnswerStream;
  readonly #writeTimeout: number;
  readonly #isChunked: boolean;

  /**
   * `response`: with its head written, and not sent.
   * `writeTimeout`: milliseconds for which the client may take no byte of what waits for it.
   */
  constructor(response: ServerResponse, stream: AnswerStream, writeTimeout: number) {
    this.#response = response;
    this.#stream = stream;
    this.#writeTimeout = writeTimeout;
    // Chunks are framed here, as one text: Node makes four writes of each.
    this.#isChunked = response.chunkedEncoding && response.socket instanceof Socket;
    if (this.#isChunked) response.chunkedEncoding = false;
  }

  start(): void {
    this.#response.on("close", () => this.#stream.endEarly("aborted"));
    this.#stream.start(this);
    // The client may have left while its body was checked.
    if (this.#response.destroyed) this.#stream.endEarly("aborted");
  }

  write(text: string): boolean {
    if (text === "") this.#response.flushHeaders();
    if (text === "" || this.#response.write(this.#chunk(text))) return true;
    this.#waitForDrain();
    return false;
  }

  end(text: string): void {
    this.#response.end(this.#chunk(text) + (this.#isChunked ? lastChunk : ""));
    // What the system has taken already needs no limit.
    if (this.#response.socket?.writableLength) this.#limit(this.#writeTimeout);
  }

  /** A chunk (RFC 9112, section 7.1), unless the client speaks HTTP/1.0, which has none. */
  #chunk(text: string): string {
    if (!this.#isChunked || text === "") return text;
    return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  }

  #waitForDrain(): void {
    const response = this.#response;
    if (response.listenerCount("timeout") === 0)
      response.on("timeout", () => {
        this.#stream.endEarly("stalled");
        response.destroy();
      });
    this.#limit(this.#writeTimeout);
    response.once("drain", () => {
      this.#limit(0);
      this.#stream.drained();
    });
  }

  /** Sets Node's own timer, which knows when the system took some bytes of a write. 0 is no limit. */
  #limit(milliseconds: number): void {
    const { socket } = this.#response;
    // Test tools have something else in its place, such as Fastify's inject.
    if (socket instanceof Socket) socket.setTimeout(milliseconds);
  }
}
