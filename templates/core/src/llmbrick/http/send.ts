import type { IncomingMessage, ServerResponse } from "node:http";
import { describeError } from "../log/describe.ts";
import type { Exchange } from "./exchange.ts";
import { headersOf } from "./head.ts";
import { isGone } from "./node-insides.ts";
import { type PlainReply, problem } from "./reply.ts";
import { ResponseSink } from "./response-sink.ts";
import type { Reply, Route } from "./route.ts";
import type { Runtime } from "./runtime.ts";

/** Awaited when the status of an answer is known, and its head is not written: middleware around it may set headers. */
export type BeforeHead = () => void | Promise<void>;

/** Whether a request is for the framework to route. One that is not is answered here, alike in all frameworks. */
export function admit(
  runtime: Runtime,
  request: IncomingMessage,
  response: ServerResponse,
  beforeHead?: BeforeHead,
): boolean {
  const exchange = runtime.exchangeOf(request);
  if (request.headers.origin) {
    const exposed = runtime.routeAt(exchange.routePath)?.cors?.exposes;
    for (const [name, value] of Object.entries(runtime.access.corsHeaders(request.headers, exposed))) {
      // What an answer varies by is a list.
      if (name === "Vary") response.appendHeader(name, value);
      else response.setHeader(name, value);
    }
  }
  const refused = runtime.refuse(request, exchange);
  if (refused || !isPath(exchange.path)) {
    void serve(runtime, request, response, beforeHead, refused);
    return false;
  }
  response.on("close", () => finishOwn(runtime, exchange, response));
  return true;
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

/** Answers one request through Node's own response: with `refused`, where it may reach no route. Never throws. */
export async function serve(
  runtime: Runtime,
  request: IncomingMessage,
  response: ServerResponse,
  beforeHead?: BeforeHead,
  refused?: PlainReply,
): Promise<void> {
  // What the user's own code has answered is left alone.
  if (response.headersSent) return;
  const exchange = runtime.exchangeOf(request);
  const reply = inWordsOf(
    runtime.routeAt(exchange.routePath),
    refused ?? (await replyTo(runtime, request, exchange)),
  );
  if (reply && beforeHead) {
    response.statusCode = reply.status;
    await beforeHead();
  }
  const isCut = exchange.status !== 0;
  if (isCut) runtime.finish(exchange, "rejected");
  // Or code of the user's has answered meanwhile, such as one that limits the time. A place that was taken is free again.
  if (isCut || response.headersSent) {
    if (reply && "stream" in reply) reply.stream.endEarly("aborted");
    return;
  }
  exchange.isOurs = true;
  if (!reply) return runtime.finish(exchange, "aborted");
  if (!("stream" in reply)) return sendPlain(reply, exchange, response, runtime);
  exchange.status = reply.status;
  new ResponseSink(response, reply, exchange).start();
}

async function replyTo(
  runtime: Runtime,
  request: IncomingMessage,
  exchange: Exchange,
): Promise<Reply | undefined> {
  try {
    return await runtime.answer(request, exchange);
  } catch (error) {
    runtime.logger.error({
      requestId: exchange.requestId,
      message: "The server failed to answer",
      error: describeError(error),
    });
    return problem(500, "Internal Server Error");
  }
}

/** A refusal as a route's protocol has it. */
function inWordsOf(route: Route | undefined, reply: Reply | undefined): Reply | undefined {
  const isRefusal = reply && !("stream" in reply) && reply.status >= 400;
  return isRefusal && route?.refusal ? route.refusal(reply) : reply;
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
  // What middleware has begun to read of a body would hold up its connection.
  if (response.req.readableDidRead) response.req.unpipe().resume();
  // The client may have left meanwhile.
  if (isGone(response)) return finishPlain(runtime, exchange, response);
  response.on("close", () => finishPlain(runtime, exchange, response));
  response.end(reply.body);
}

/** Tells of the end of a request that a route of the user's has answered, or left without an answer. */
function finishOwn(runtime: Runtime, exchange: Exchange, response: ServerResponse): void {
  if (exchange.isOurs) return;
  if (response.headersSent) {
    const length = response.getHeader("content-length");
    exchange.status = response.statusCode;
    exchange.bytes = length === undefined ? null : Number(length);
  }
  finishPlain(runtime, exchange, response);
}

/** Tells of the end of an answer that is no stream, once it has gone out or was cut. */
function finishPlain(runtime: Runtime, exchange: Exchange, response: ServerResponse): void {
  const { status, isStuck, isOurs } = exchange;
  const { socket } = response.req;
  const isCut = !response.writableFinished || (socket.destroyed && !socket.writableFinished);
  if (isStuck) runtime.finish(exchange, "stalled");
  else if (status === 0 || (response.headersSent && isCut)) runtime.finish(exchange, "aborted");
  else if (status < 400) runtime.finish(exchange, "done");
  else runtime.finish(exchange, status < 500 || isOurs ? "rejected" : "error");
}
