import type { IncomingMessage } from "node:http";
import type { Exchange } from "./exchange.ts";
import type { Reply } from "./reply.ts";

/** One route of the server. Each adapter registers it with its framework. */
export interface Route {
  /** A route for GET answers HEAD too. The body of a POST is the route's to read: no parser of the user's gets it. */
  method: "GET" | "POST";
  /** As it stands in a request's target. */
  path: string;
  /** Gives the reply; `undefined` where the client left before there was one. */
  handle(request: IncomingMessage, exchange: Exchange): Reply | undefined | Promise<Reply | undefined>;
}

/**
 * The routes that a framework can be told of. One whose path holds what frameworks read as a pattern, each in its own
 * way, is left to the handler of all that is no route.
 */
export function namedRoutes(routes: Iterable<Route>): Route[] {
  return Array.from(routes).filter(({ path }) => /^[\w./-]+$/.test(path));
}
