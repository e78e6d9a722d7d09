import type { AnswerStream } from "../stream/stream.ts";

/** The answers under way. */
export class OpenStreams extends Set<AnswerStream> {
  #waiting: (() => void)[] = [];

  override delete(stream: AnswerStream): boolean {
    const wasThere = super.delete(stream);
    if (this.size === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    return wasThere;
  }

  /** Resolves once there are none. */
  async areOver(): Promise<void> {
    if (this.size > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
