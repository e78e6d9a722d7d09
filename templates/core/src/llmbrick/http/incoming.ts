import { type RequestListener, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { takeWholeUrl } from "./exchange.ts";
import { hideBody } from "./node-insides.ts";
import { inTurn } from "./pipeline.ts";
import { type PlainReply, problem } from "./reply.ts";
import type { Runtime } from "./runtime.ts";
import { admit } from "./send.ts";

/** What Node finds wrong with a request before it is one, by the code of its error. All else is 400. */
const statuses: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
/** The client has left in the middle of a request. */
const endOfBody = "HPE_INVALID_EOF_STATE";
/** Milliseconds for which a client that is cut may go on sending: closed at once, it would not see the answer. */
const lingering = 1_000;

/** Takes a server's requests: those to be answered go to `listener`, whatever framework that is. */
export function takeRequests(server: Server, runtime: Runtime, listener: RequestListener): void {
  const answers = new WeakMap<Duplex, ServerResponse>();

  const take = inTurn((request, response) => {
    answers.set(request.socket, response);
    // Every answer, be it ours or the user's.
    runtime.watchStall(response);
    takeWholeUrl(request);
    // No body parser of the user's gets what is ours.
    if (runtime.knows(runtime.exchangeOf(request).path)) hideBody(request);
    if (admit(runtime, request, response)) listener(request, response);
  });

  /** For what never becomes a request: answers as far as that is possible, tells the log, and hangs up. */
  const refuse = (socket: Duplex, status: number, code = "") => {
    if (!socket.writable) return void socket.destroy();
    const answer = answers.get(socket);
    const reply = problem(status, STATUS_CODES[status] as string);
    if (!answer || answer.req.complete) {
      const exchange = runtime.begin({ headers: {} });
      exchange.status = status;
      runtime.finish(exchange, "rejected");
      hangUp(socket, toText(reply, exchange.requestId));
    } else if (answer.writableEnded) {
      // The request whose rest this is has its answer: another one would be taken for that to the next request.
      hangUp(socket);
    } else if (answer.headersSent || code === endOfBody) {
      socket.destroy();
    } else {
      const exchange = runtime.exchangeOf(answer.req);
      exchange.status = status;
      hangUp(socket, toText(reply, exchange.requestId));
    }
  };

  /** The same, once all whole requests that came before are answered. */
  const refuseInTurn = (socket: Duplex, status: number, code?: string) => {
    const answer = answers.get(socket);
    if (!answer?.req.complete || answer.writableFinished) return refuse(socket, status, code);
    answer.once("finish", () => setImmediate(refuseInTurn, socket, status, code));
  };

  const refused = new WeakSet<Duplex>();
  server.on("request", take);
  // An unknown "Expect" means nothing here (RFC 9110, section 10.1.1).
  server.on("checkExpectation", take);
  server.on("connect", (_request, socket) => refuseInTurn(socket, 501));
  server.on("clientError", ({ code = "" }: NodeJS.ErrnoException, socket) => {
    // The first one says all.
    if (refused.has(socket)) return;
    refused.add(socket);
    refuseInTurn(socket, statuses[code] ?? 400, code);
  });
}

function hangUp(socket: Duplex, lastWords = ""): void {
  socket.end(lastWords);
  setTimeout(() => socket.destroy(), lingering).unref();
}

function toText({ status, headers, body }: PlainReply, requestId: string): string {
  const all = {
    ...headers,
    "Content-Length": Buffer.byteLength(body),
    "X-Request-Id": requestId,
    "X-Content-Type-Options": "nosniff",
    Connection: "close",
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`;
}
