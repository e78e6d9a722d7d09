import type { Ending } from "../stream/answer.ts";
import type { ConversationRequest, Handler } from "../types.ts";
import type { Exchange } from "./exchange.ts";

/** How a request ended. "rejected": it was refused by its status. */
export type Outcome = Ending | "rejected";

/** Sees what becomes of every request, be it answered by this server or by a route of the user's. */
export interface Observer {
  /** It has come in. */
  begin?(exchange: Exchange): void;
  /** Its answer begins, the rules are not judged yet. May give a handler to run in the place of this one. */
  answer?(exchange: Exchange, request: ConversationRequest, handler: Handler): Handler | undefined;
  /** Events of its stream are about to go out, `now` on the clock of `performance.now()`: `exchange.events` by then. */
  events?(exchange: Exchange, now: number): void;
  /** It is over. Told once, whatever the end. */
  end?(exchange: Exchange, outcome: Outcome): void;
  /** An answer is over of which all requests for it only read (`exchange.isReader`). `exchange`: as of the first of them. */
  answered?(exchange: Exchange, outcome: Outcome): void;
}
