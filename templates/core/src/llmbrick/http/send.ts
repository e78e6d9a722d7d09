import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describeError } from "../log/describe.ts";
import type { AnswerStream, Sink } from "../stream/stream.ts";
import type { Exchange } from "./exchange.ts";
import { type PlainReply, problem, type Reply } from "./reply.ts";
import type { Runtime } from "./runtime.ts";

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
  else if (!isPath(exchange.path)) void serve(runtime, request, response);
  else {
    response.on("close", () => runtime.finishOwn(exchange, response));
    return true;
  }
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
  const exchange = runtime.exchangeOf(request);
  exchange.isOurs = true;
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
  // One that was cut has its status already.
  if (!reply) return runtime.finish(exchange, exchange.status === 0 ? "aborted" : "rejected");
  if (!("stream" in reply)) return sendPlain(reply, exchange, response, runtime);
  exchange.status = reply.status;
  response.writeHead(reply.status, reply.headers.concat("X-Request-Id", exchange.requestId));
  new ResponseSink(response, reply.stream).start();
}

/** The headers of a plain answer. */
export function headersOf(
  { status, headers, body }: PlainReply,
  { requestId }: Exchange,
): Record<string, string> {
  const common = { ...headers, "X-Request-Id": requestId, "X-Content-Type-Options": "nosniff" };
  if (status === 204 || status === 304) return common;
  return { ...common, "Content-Length": String(Buffer.byteLength(body)) };
}

export function sendPlain(
  reply: PlainReply,
  exchange: Exchange,
  response: ServerResponse,
  runtime: Runtime,
): void {
  exchange.isOurs = true;
  exchange.status = reply.status;
  exchange.bytes = Buffer.byteLength(reply.body);
  response.writeHead(reply.status, headersOf(reply, exchange));
  // The client may have left meanwhile.
  if (response.destroyed) return runtime.finishPlain(exchange, response);
  response.on("close", () => runtime.finishPlain(exchange, response));
  response.end(reply.body);
}

const lastChunk = "0\r\n\r\n";

/** Joins a stream and a response: frames one way, what becomes of the client the other. */
class ResponseSink implements Sink {
  readonly #response: ServerResponse;
  readonly #stream: AnswerStream;
  readonly #isChunked: boolean;
  #hasWaited = false;

  /** `response`: with its head written, and not sent. */
  constructor(response: ServerResponse, stream: AnswerStream) {
    this.#response = response;
    this.#stream = stream;
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
  }

  /** A chunk (RFC 9112, section 7.1), unless the client speaks HTTP/1.0, which has none. */
  #chunk(text: string): string {
    if (!this.#isChunked || text === "") return text;
    return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  }

  #waitForDrain(): void {
    const response = this.#response;
    response.once("drain", () => this.#stream.drained());
    if (this.#hasWaited) return;
    this.#hasWaited = true;
    // First of all that hear of it: the connection is cut then, and "close" would come too late to tell why.
    response.prependListener("timeout", () => {
      if (response.writableLength > 0) this.#stream.endEarly("stalled");
    });
  }
}
