import type { ResolvedConfig } from "../config/config.ts";
import type { EarlyEnd } from "../errors.ts";
import type { Exchange } from "../http/exchange.ts";
import type { PlainReply } from "../http/reply.ts";
import type { Logger } from "../log/log.ts";
import type { ConversationRequest, Handler } from "../types.ts";
import type { Codec } from "./codec.ts";

/** Where frames go: the part of a response that a stream needs. */
export interface Sink {
  /** Sends the headers and this text. False: the client takes no more; `drained()` says when it does again. */
  write(text: string): boolean;
  /** Sends this text and ends the response. */
  end(text: string): void;
  /** Sends this in place of a stream of which nothing was sent, the headers neither. */
  refuse(reply: PlainReply): void;
}

/** What fills a sink: the part of a stream that a response needs. */
export interface Source {
  /** The sink takes no more, for now. */
  readonly isBlocked: boolean;
  /** It gives an answer that is under way by itself. */
  readonly isCopy?: true;
  /** Begins to write. */
  start(sink: Sink): void;
  /** The sink takes data again. */
  drained(): void;
  /** Ends before all is written. */
  endEarly(why: EarlyEnd): void;
}

/** How a stream ended. */
export type Ending = EarlyEnd | "done";

/** What an answer is made of. */
export interface Answer {
  request: ConversationRequest;
  /** What is known of the request: the stream counts its events and bytes here. */
  exchange: Pick<
    Exchange,
    "requestId" | "status" | "events" | "bytes" | "firstEventAt" | "lastEventAt" | "lastEvent" | "thrown"
  >;
  /** Judges the request before the handler runs. Throws, or rejects, to refuse it. */
  validate: (request: ConversationRequest) => void | Promise<void>;
  handler: Handler;
  codec: Codec;
  limits: Limits;
  logger: Logger;
  /** Told whenever events are about to go out. */
  onEvents: (now: number) => void;
  /** Told once, as soon as it is known how the stream ends: its place is free. */
  onEnd: (ending: Ending) => void;
}

/** The settings that a stream goes by. */
export type Limits = Pick<
  ResolvedConfig,
  | "requestTimeout"
  | "maxStreamDuration"
  | "heartbeatInterval"
  | "flushInterval"
  | "debugMode"
  | "enableValidationDetails"
>;
