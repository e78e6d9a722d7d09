// What the server does for routes of the user's own, whatever the framework.

import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { describeError, read } from "../log/describe.ts";
import { beginExchange } from "./exchange.ts";
import { headersOf } from "./head.ts";
import { type PlainReply, problem } from "./reply.ts";
import type { Runtime } from "./runtime.ts";
import { sendPlain } from "./send.ts";

/** The 401 for a request without a right API key, with all of its headers; `undefined` where none is needed. */
export function refuseKey(runtime: Runtime, request: IncomingMessage): PlainReply | undefined {
  const refused = runtime.access.refuseKey(request.headers);
  if (!refused) return undefined;
  // Of an application's own requests, no observer sees the beginning: none would see the end.
  const exchange = runtime.hasBegun(request) ? runtime.exchangeOf(request) : beginExchange(request);
  return { ...refused, headers: headersOf(refused, exchange) };
}

/** Logs what a route has thrown. */
export function logFailed(runtime: Runtime, request: IncomingMessage, error: unknown): void {
  const { requestId } = runtime.exchangeOf(request);
  runtime.logger.error({ requestId, message: "A route failed", error: describeError(error) });
}

/** Ends a request whose route has thrown. What is made for the client, as by `http-errors`, has its status. */
export function fail(
  runtime: Runtime,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const status = read(error, "expose") === true ? Number(read(error, "status")) : 500;
  const text = STATUS_CODES[status];
  if (!text || status >= 500) logFailed(runtime, request, error);
  if (response.headersSent) return void response.destroy();
  const reply = text ? problem(status, text) : problem(500, "Internal Server Error");
  sendPlain(reply, runtime.exchangeOf(request), response, runtime);
}
