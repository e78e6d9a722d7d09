import type { EarlyEnd } from "../errors.ts";
import type { PlainReply } from "../http/reply.ts";
import { errorFrame, messageFrame } from "./event.ts";

/** What a client is told of a stream that failed. */
export interface Failure {
  error: string;
  details: string;
  /** How the stream ends with it. */
  ending: EarlyEnd;
  /** What was thrown, if anything was. */
  thrown?: unknown;
}

/** Puts an answer into the frames of a protocol. One that counts, or names its answer, is made anew for each. */
export interface Codec {
  /**
   * The frame of an event that the handler has yielded, which may be anything; "" where nothing goes out for it.
   * @throws {InvalidEvent} where the protocol has no frame for it
   */
  event(event: unknown): string;
  /** The last frame of a stream that failed. */
  failure(failure: Failure): string;
  /**
   * The answer in place of a stream that failed before anything of it was sent. With this, the head of an answer waits
   * for its first frame; without, it goes out at once.
   */
  refusal?(failure: Failure): PlainReply;
  /** What a stream that did not fail ends with. */
  end(): string;
  /** What keeps a connection alive in silence; "" for nothing. */
  keepAlive(): string;
}

/** LLMBrick's own frames: they need to know nothing of the answer that they belong to. */
export const llmbrickCodec: Codec = {
  event: messageFrame,
  failure: ({ error, details }) => errorFrame(error, details),
  end: () => "",
  keepAlive: () => ": keep-alive\n\n",
};
