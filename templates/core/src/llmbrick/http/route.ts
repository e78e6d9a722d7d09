import type { IncomingMessage } from "node:http";
import type { Source } from "../stream/answer.ts";
import type { Exchange } from "./exchange.ts";
import type { PlainReply } from "./reply.ts";

/** A reply as a value: what an adapter sends, in its framework's way. */
export type Reply = PlainReply | StreamReply;

export interface StreamReply {
  status: 200;
  /** Names and values in turn: Node takes such a list as it is, and every answer has the same. */
  headers: string[];
  stream: Source;
}

/** One route of the server. Each adapter registers it with its framework. */
export interface Route {
  /** A route for GET answers HEAD too. The body of a POST is the route's to read: no parser of the user's gets it. */
  method: "GET" | "POST";
  /** As it stands in a request's target. One that ends in "/*" is for all paths below, as far as they have no route. */
  path: string;
  /** Gives the reply; `undefined` where the client left before there was one. */
  handle(request: IncomingMessage, exchange: Exchange): Reply | undefined | Promise<Reply | undefined>;
  /** The same for DELETE, where the route takes that, too. */
  remove?(request: IncomingMessage, exchange: Exchange): Reply | Promise<Reply>;
  /** Refuses what a parser before it could not read, in its own words: it reads its body by `BodyReader`. */
  judgesBody?: true;
  /** Puts what refuses a request to this route into the words of its protocol, where that is not LLMBrick's. */
  refusal?(reply: PlainReply): PlainReply;
  /** Its clients send headers of their own: a page of a named origin may, too, and may read these of the answer. */
  cors?: { exposes: string };
}

/**
 * The routes that a framework can be told of. One whose path holds what frameworks read as a pattern, each in its own
 * way, is left to the handler of all that is no route.
 */
export function namedRoutes(routes: Iterable<Route>): Route[] {
  return Array.from(routes).filter(({ path }) => /^[\w./-]+(\/\*)?$/.test(path));
}
