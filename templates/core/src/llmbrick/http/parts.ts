import type { IncomingMessage } from "node:http";
import type { Asked } from "../stream/asked.ts";
import type { Handler } from "../types.ts";
import type { Exchange } from "./exchange.ts";
import type { Reply } from "./route.ts";

/** Answers what the endpoint has accepted. */
export interface Replying {
  reply(asked: Asked, handler: Handler, request: IncomingMessage, exchange: Exchange): Reply | Promise<Reply>;
  /** Whether a request may be answered though no place is free. */
  needsNoPlace?(request: IncomingMessage): boolean;
  /** What the log and traces call a session, where its own id is as good as a key. */
  nameOfSession?(sessionId: string): string;
  /** Headers of its answers that a page of a named origin may read. */
  exposes?: string;
}

/** What the server can't do without, and ends with. */
export interface Part {
  /** `undefined` where it is ready. Else the server is not, and `/readyz` says what is given here, too. */
  lacking(): object | undefined | Promise<object | undefined>;
  /** Whether what it hangs on, such as a database, is away now: the server may go on without it. */
  isAway?(): boolean;
  /** Called when no stream is open any more. */
  close(): Promise<void>;
}

/** What features may go by as the server is made. */
export interface Start {
  env: NodeJS.ProcessEnv;
  /** What is wrong with the configuration: with one fault, the server does not start. */
  faults: string[];
}
