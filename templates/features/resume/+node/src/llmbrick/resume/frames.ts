import type { Codec, Failure } from "../stream/codec.ts";
import { errorFrame } from "../stream/event.ts";

/** Gives each frame of another codec an id, so that a client can say which one it has seen last: 1, 2, 3, … */
export class NumberedCodec implements Codec {
  readonly #codec: Codec;
  /** The id of the last frame; 0 before the first. */
  last = 0;

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  event(event: unknown): string {
    // An event that is refused has no id.
    const frame = this.#codec.event(event);
    return `id: ${++this.last}\n${frame}`;
  }

  failure(failure: Failure): string {
    return `id: ${++this.last}\n${this.#codec.failure(failure)}`;
  }

  end(): string {
    return this.#codec.end();
  }

  /** What keeps a connection alive is each connection's own affair, and no part of an answer. */
  keepAlive(): string {
    return "";
  }
}

/** The last frame of an answer that a client has cancelled. */
export const cancelledFrame = errorFrame("Answer cancelled", "A client has cancelled the answer");
/** … whose server has died, or was cut off from Redis. */
export const deadFrame = errorFrame("Answer broken off", "The server that made the answer is gone");
/** … of which Redis knows nothing any more. */
export const lostFrame = errorFrame("Answer lost", "The answer is no longer kept");

/** The last frame for a client that says to have seen more than there was. */
export const unknownFrame = (id: number) =>
  errorFrame("Event unknown", `The answer has ended before event ${id}`);

/** The last frame for a client that has missed events. It has no id: none of the answer's frames is it. */
export const gapFrame = (first: number, last: number) =>
  errorFrame("Events lost", `Events ${first} to ${last} are no longer kept`);
