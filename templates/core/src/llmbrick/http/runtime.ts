import type { IncomingMessage, ServerResponse } from "node:http";
import type { ResolvedConfig } from "../config/config.ts";
import { describeError } from "../log/describe.ts";
import type { Logger } from "../log/log.ts";
import { requestLog } from "../log/request-log.ts";
import { type Access, createAccess } from "../request/access.ts";
import { BodyReader } from "../request/body.ts";
import type { CustomValidator } from "../request/rules.ts";
import type { ConversationRequest, Handler } from "../types.ts";
import { beginExchange, type Exchange, namesOneHost, type RequestHead } from "./exchange.ts";
import { addressOf } from "./node-insides.ts";
import type { Observer, Outcome } from "./observer.ts";
import { OpenStreams } from "./open-streams.ts";
import type { Part, Replying } from "./parts.ts";
import { type PlainReply, problem } from "./reply.ts";
import type { Reply, Route } from "./route.ts";
import { type Slots, slotsInMemory } from "./slots.ts";
import { watchStalls } from "./stalls.ts";

/** What all requests share, without a framework: takes requests, gives replies as values. */
export class Runtime {
  readonly config: ResolvedConfig;
  readonly logger: Logger;
  readonly access: Access;
  readonly bodies: BodyReader;
  /** By their paths. */
  readonly routes = new Map<string, Route>();
  /** Those of them that are for all paths below. */
  #wide: Route[] = [];
  readonly observers: Observer[];
  slots: Slots;
  /** The answers under way. */
  readonly streams = new OpenStreams();
  /** What features bring that has a life of its own, such as a connection. */
  readonly parts: Part[] = [];
  /** How the endpoint answers, where that is not by a stream that ends with its connection. */
  replying: Replying | undefined;
  handler: Handler | undefined;
  customValidator: CustomValidator | undefined;
  /** The server is shutting down. */
  draining = false;
  /** It begins no answer any more. */
  isClosed = false;
  /** Where the server listens, as the system spells it, where it is ours. */
  address: string | undefined;
  /** Cuts an answer of which the client takes nothing for as long as the write timeout. */
  readonly watchStall: (response: ServerResponse) => void;
  /** Under which a request keeps its record. */
  readonly #record = Symbol("the record of a request");

  constructor(config: ResolvedConfig, logger: Logger) {
    this.config = config;
    this.logger = logger;
    this.access = createAccess(config);
    this.bodies = new BodyReader(config.maxBodyBytes);
    this.slots = slotsInMemory(config.maxConcurrentConnections);
    this.watchStall = watchStalls(config.writeTimeout * 1000, (response) => {
      this.exchangeOf(response.req).isStuck = true;
      response.destroy();
    });
    this.observers = config.enableRequestLogging ? [requestLog(logger)] : [];
  }

  /** Adds routes. Of two for one path, the later one holds. */
  add(routes: Iterable<Route>): void {
    for (const route of routes) this.routes.set(route.path, route);
    this.#wide = [...this.routes.values()].filter(({ path }) => path.endsWith("/*"));
  }

  /** The record of a request: begun when it comes in, and the same one wherever it is asked for again. */
  exchangeOf(request: IncomingMessage): Exchange {
    const recorded = request as unknown as Record<symbol, Exchange>;
    recorded[this.#record] ??= this.begin(request);
    return recorded[this.#record] as Exchange;
  }

  hasBegun(request: IncomingMessage): boolean {
    return this.#record in request;
  }

  /** The route that a path is for. */
  routeAt(path: string): Route | undefined {
    const found = this.routes.get(path);
    if (found || this.#leadsToPost(path)) return found;
    return this.#wide.find((route) => path.startsWith(route.path.slice(0, -1)));
  }

  /** Whether the answer to a path is ours to give: it is a route's, or one with a slash too many. */
  knows(path: string): boolean {
    return this.routeAt(path) !== undefined || this.#leadsToPost(path);
  }

  /** Begins the record of a request. */
  begin(head: RequestHead): Exchange {
    const exchange = beginExchange(head);
    this.#tell((observer) => observer.begin?.(exchange));
    return exchange;
  }

  /** The reply to a request that may reach no route, be it ours or the user's. */
  refuse(request: IncomingMessage, { method, routePath }: Exchange): PlainReply | undefined {
    if (!namesOneHost(request)) return problem(400, "Bad Request");
    const { headers } = request;
    const route = this.routeAt(routePath);
    return (
      this.access.refuseOrigin(headers, this.address ?? addressOf(request)) ??
      this.access.preflight(method, headers, route && allowed(route), !route || route.cors !== undefined)
    );
  }

  /** The reply to a request; `undefined` where the client left before there was one. */
  answer(request: IncomingMessage, exchange: Exchange): Reply | undefined | Promise<Reply | undefined> {
    const { method, path, routePath } = exchange;
    const route = this.routeAt(routePath);
    if (!route) return this.#redirect(request, routePath) ?? problem(404, "Not Found");
    // The links of a page at "/ai" would lead to its neighbours: it is at "/ai/".
    if (routePath === "/" && !path.endsWith("/")) return to(`${lastOf(path)}/`, request);
    if (method === "DELETE" && route.remove) return route.remove(request, exchange);
    const isAllowed = method === route.method || (method === "HEAD" && route.method === "GET");
    if (!isAllowed) return problem(405, "Method Not Allowed", { Allow: allowed(route) });
    return route.handle(request, exchange);
  }

  /** Tells of an answer that begins. Gives the handler that it is to have. */
  answerBy(handler: Handler, exchange: Exchange, request: ConversationRequest): Handler {
    let chosen = handler;
    this.#tell((observer) => {
      chosen = observer.answer?.(exchange, request, chosen) ?? chosen;
    });
    return chosen;
  }

  /** Tells of events of a request's stream that are about to go out. */
  events(exchange: Exchange, now: number): void {
    this.#tell((observer) => observer.events?.(exchange, now));
  }

  /** Tells of the end of a request, once. */
  finish(exchange: Exchange, outcome: Outcome): void {
    if (exchange.isOver) return;
    exchange.isOver = true;
    this.#tell((observer) => observer.end?.(exchange, outcome));
  }

  /** Tells of the end of an answer that its requests only read. */
  answered(exchange: Exchange, outcome: Outcome): void {
    this.#tell((observer) => observer.answered?.(exchange, outcome));
  }

  /** An observer that fails does no harm to the request that it looks at. */
  #tell(what: (observer: Observer) => void): void {
    for (const observer of this.observers) {
      try {
        what(observer);
      } catch (error) {
        this.logger.error({ message: "An observer of requests failed", error: describeError(error) });
      }
    }
  }

  /** From a POST route with a slash at its end to the route. Relative, so that it holds behind a proxy's path. */
  #redirect(request: IncomingMessage, path: string): PlainReply | undefined {
    return this.#leadsToPost(path) ? to(`../${lastOf(path.slice(0, -1))}`, request) : undefined;
  }

  /** Whether a path is that of a POST route with a slash too many. */
  #leadsToPost(path: string): boolean {
    return path.endsWith("/") && this.routes.get(path.slice(0, -1))?.method === "POST";
  }
}

const lastOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** Leads to another path, with the query of the request. */
function to(location: string, { url = "" }: IncomingMessage): PlainReply {
  const query = /\?.*/s.exec(url)?.[0] ?? "";
  return { status: 307, headers: { Location: location + query }, body: "" };
}

/** The methods of a route, as headers list them. */
const allowed = ({ method, remove }: Route) =>
  (method === "GET" ? "GET, HEAD" : method) + (remove ? ", DELETE" : "");
