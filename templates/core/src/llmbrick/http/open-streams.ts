import type { Source } from "../stream/answer.ts";

/** The answers under way. */
export class OpenStreams extends Set<Source> {
  #waiting: (() => void)[] = [];

  override delete(stream: Source): boolean {
    const wasThere = super.delete(stream);
    if (this.size === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    return wasThere;
  }

  /** Resolves once there are none. */
  async areOver(): Promise<void> {
    if (this.size > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
