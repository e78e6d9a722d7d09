import type { IncomingMessage, ServerResponse } from "node:http";
import type { ResolvedConfig } from "../config/config.ts";
import type { Logger } from "../log/log.ts";
import { type Access, createAccess } from "../request/access.ts";
import { BodyReader } from "../request/body.ts";
import type { CustomValidator } from "../request/rules.ts";
import { openApi } from "../routes/openapi.ts";
import { loadPage } from "../routes/page.ts";
import { AnswerStream, type Outcome, type StreamHost } from "../stream/stream.ts";
import type { Handler } from "../types.ts";
import { beginExchange, type Exchange, hideBody, namesOneHost } from "./exchange.ts";
import { json, type PlainReply, problem, type Reply, refusal } from "./reply.ts";

interface Route {
  method: "GET" | "POST";
  reply: (request: IncomingMessage, exchange: Exchange) => Reply | undefined | Promise<Reply | undefined>;
}

const streamHeaders = [
  ["Content-Type", "text/event-stream; charset=utf-8"],
  ["Cache-Control", "no-cache, no-transform"],
  ["X-Accel-Buffering", "no"],
].flat();

const record = Symbol("the record of a request");
type Recorded = IncomingMessage & { [record]?: Exchange };

/** The protocol, without a framework: takes requests, gives replies as values. */
export class Runtime implements StreamHost {
  readonly config: ResolvedConfig;
  readonly logger: Logger;
  readonly access: Access;
  /** The answers under way. */
  readonly streams = new Set<AnswerStream>();
  handler: Handler | undefined;
  customValidator: CustomValidator | undefined;
  /** The server is shutting down. */
  draining = false;
  readonly #bodies: BodyReader;
  readonly #endpoint: string;
  readonly #routes: Map<string, Route>;

  constructor(config: ResolvedConfig, logger: Logger) {
    this.config = config;
    this.logger = logger;
    this.access = createAccess(config);
    this.#bodies = new BodyReader(config.maxBodyBytes);
    this.#endpoint = config.prefix + config.chatCompletionsPath;
    this.#routes = this.#createRoutes();
  }

  /** The record of a request: begun when it comes in, and the same one wherever it is asked for again. */
  exchangeOf(request: Recorded): Exchange {
    if (request[record]) return request[record];
    const exchange = beginExchange(request);
    request[record] = exchange;
    if (exchange.path === this.#endpoint) hideBody(request);
    return exchange;
  }

  /** The reply to a request that may reach no route, be it ours or the user's. */
  refuse(request: IncomingMessage, { method, path }: Exchange): PlainReply | undefined {
    if (!namesOneHost(request)) return problem(400, "Bad Request");
    const { headers } = request;
    const route = this.#routes.get(path);
    return (
      this.access.refuseOrigin(headers) ?? this.access.preflight(method, headers, route && allowed(route))
    );
  }

  /** The reply to a request; `undefined` where the client left before there was one. */
  answer(request: IncomingMessage, exchange: Exchange): Reply | undefined | Promise<Reply | undefined> {
    const { method, path } = exchange;
    const route = this.#routes.get(path);
    if (!route) return path === `${this.#endpoint}/` ? this.#redirect(request) : problem(404, "Not Found");
    const isAllowed = method === route.method || (method === "HEAD" && route.method === "GET");
    if (!isAllowed) return problem(405, "Method Not Allowed", { Allow: allowed(route) });
    return route.reply(request, exchange);
  }

  /** Writes the log line of a request that has ended, once. */
  finish(exchange: Exchange, outcome: Outcome | "rejected"): void {
    if (!this.config.enableRequestLogging || exchange.isLogged) return;
    exchange.isLogged = true;
    const { requestId, method, path, status, model, sessionId, events, bytes, startedAt, firstEventAt } =
      exchange;
    this.logger.info({
      requestId,
      method,
      path,
      status,
      model: model?.slice(0, 200) ?? null,
      sessionId: sessionId?.slice(0, 200) ?? null,
      events,
      bytes,
      msToFirstEvent: firstEventAt === undefined ? null : round(firstEventAt - startedAt),
      durationMs: round(performance.now() - startedAt),
      outcome,
    });
  }

  /** Writes the log line of a request that a route of the user's has answered, or left without an answer. */
  finishOwn(exchange: Exchange, response: ServerResponse): void {
    if (exchange.isOurs) return;
    const length = response.getHeader("content-length");
    if (response.headersSent) exchange.status = response.statusCode;
    exchange.bytes = length === undefined ? null : Number(length);
    this.finishPlain(exchange, response);
  }

  /** Writes the log line of an answer that is no stream, once it has gone out or was cut. */
  finishPlain(exchange: Exchange, response: ServerResponse): void {
    const { status, isStuck, isOurs } = exchange;
    const { socket } = response.req;
    const isCut = !response.writableFinished || (socket.destroyed && !socket.writableFinished);
    if (isStuck) this.finish(exchange, "stalled");
    else if (status === 0 || (response.headersSent && isCut)) this.finish(exchange, "aborted");
    else if (status < 400) this.finish(exchange, "done");
    else this.finish(exchange, status < 500 || isOurs ? "rejected" : "error");
  }

  /** From the endpoint with a slash at its end to the endpoint. Relative, so that it holds behind a proxy's path. */
  #redirect({ url = "" }: IncomingMessage): PlainReply {
    const name = this.#endpoint.slice(this.#endpoint.lastIndexOf("/") + 1);
    const query = /\?.*/s.exec(url)?.[0] ?? "";
    return { status: 307, headers: { Location: `../${name}${query}` }, body: "" };
  }

  #createRoutes(): Map<string, Route> {
    const { config } = this;
    const get = (reply: () => Reply): Route => ({ method: "GET", reply });
    const routes = new Map<string, Route>([
      ["/healthz", get(() => json(200, { status: "ok" }))],
      [
        "/readyz",
        get(() => (this.draining ? json(503, { status: "draining" }) : json(200, { status: "ready" }))),
      ],
      ["/openapi.json", get(() => json(200, openApi(config)))],
    ]);
    if (config.enableTestPage) {
      for (const [path, reply] of loadPage()) {
        routes.set(path, {
          method: "GET",
          reply: ({ headers }) => unlessKnown(reply, headers["if-none-match"]),
        });
      }
      routes.set(
        "/page/settings.json",
        get(() => json(200, this.#pageSettings())),
      );
    }
    routes.set(this.#endpoint, {
      method: "POST",
      reply: (request, exchange) => this.#chat(request, exchange),
    });
    return routes;
  }

  /** The order of these checks is the protocol's. */
  async #chat(request: IncomingMessage, exchange: Exchange): Promise<Reply | undefined> {
    const { headers } = request;
    const refused = this.access.refuseKey(headers) ?? this.#refuseIfFull();
    if (refused) return refused;

    // A validator of the user's own may let more pass than the business rules do.
    const maxMessages = this.customValidator ? Number.POSITIVE_INFINITY : this.config.maxMessagesCount;
    const body = await this.#bodies.read(request, exchange, maxMessages);
    if ("gone" in body) return undefined;
    if ("refused" in body) return body.refused;
    exchange.model = body.request.model;
    exchange.sessionId = body.request.sessionId;

    if (!acceptsStream(headers.accept)) {
      return refusal(406, "Accept header must include 'text/event-stream' for SSE");
    }
    if (!this.handler) return refusal(404, "Handler not set");
    // Other streams may have begun while the body came in.
    return (
      this.#refuseIfFull() ?? {
        status: 200,
        headers: streamHeaders,
        stream: new AnswerStream(this, body.request, exchange),
      }
    );
  }

  #refuseIfFull(): PlainReply | undefined {
    if (this.draining) return refusal(503, "Server shutting down", { "Retry-After": "1" });
    if (this.streams.size < this.config.maxConcurrentConnections) return undefined;
    return refusal(503, "Too many concurrent connections", { "Retry-After": "1" });
  }

  /** What the test page needs to know. The endpoint is relative, so that the page works behind a proxy's path. */
  #pageSettings() {
    const { config } = this;
    return {
      endpoint: this.#endpoint.slice(1),
      allowedModels: config.allowedModels,
      maxMessageLength: config.maxMessageLength,
      maxMessagesCount: config.maxMessagesCount,
      requestTimeout: config.requestTimeout,
      maxConcurrentConnections: config.maxConcurrentConnections,
      heartbeatInterval: config.heartbeatInterval,
      maxBodyBytes: config.maxBodyBytes,
      debugMode: config.debugMode,
      apiKeyRequired: config.apiKeys.length > 0,
      handlerSet: this.handler !== undefined,
    };
  }
}

/** The methods of a route, as headers list them. */
const allowed = ({ method }: Route) => (method === "GET" ? "GET, HEAD" : method);

/** Whether an Accept header names `text/event-stream`, and not with a weight of 0. */
function acceptsStream(accept = ""): boolean {
  return accept.split(",").some((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return (
      type === "text/event-stream" && !parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter))
    );
  });
}

function unlessKnown(reply: PlainReply, knownTag: string | undefined): PlainReply {
  return knownTag === reply.headers.ETag ? { ...reply, status: 304, body: "" } : reply;
}

const round = (milliseconds: number) => Math.round(milliseconds * 10) / 10;
