import { errorFrame, messageFrame } from "./event.ts";

/** What a client is told of a stream that failed. */
export interface Failure {
  error: string;
  details: string;
}

/** Puts an answer into the frames of a protocol. One that counts, or names its answer, is made anew for each. */
export interface Codec {
  /**
   * The frame of an event that the handler has yielded, which may be anything.
   * @throws {InvalidEvent} where the protocol has no frame for it
   */
  event(event: unknown): string;
  /** The last frame of a stream that failed. */
  failure(failure: Failure): string;
  /** What a stream that did not fail ends with. */
  readonly end: string;
  /** What keeps a connection alive in silence. */
  readonly keepAlive: string;
}

/** LLMBrick's own frames: they need to know nothing of the answer that they belong to. */
export const llmbrickCodec: Codec = {
  event: messageFrame,
  failure: ({ error, details }) => errorFrame(error, details),
  end: "",
  keepAlive: ": keep-alive\n\n",
};
