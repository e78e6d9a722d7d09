import type { AnswerLog } from "../log.ts";
import type { Follower } from "./follower.ts";

export interface MirrorsOptions {
  follower: Pick<Follower, "follow" | "leave">;
  /** Milliseconds between two looks at the answers that are read here. */
  pause: number;
  /** Tells the replica that makes an answer that it is read. */
  watch: (home: string, id: string) => Promise<unknown>;
  /** Looks whether an answer is there, and ends it where its replica has died. Rejects while Redis is away. */
  look: (id: string) => Promise<boolean>;
  /** Whether Redis can be had. */
  isThere: () => boolean;
}

interface Mirror {
  home: string;
  log: AnswerLog;
}

/** Answers that other replicas make, for as long as somebody reads them here. */
export class Mirrors {
  readonly #options: MirrorsOptions;
  readonly #mirrors = new Map<string, Mirror>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MirrorsOptions) {
    this.#options = options;
  }

  /** The log of an answer: `fresh`, unless it is read here already. */
  open(id: string, home: string, fresh: AnswerLog): AnswerLog {
    const there = this.#mirrors.get(id);
    if (there) return there.log;
    fresh.onPresence = (readers) => {
      if (readers === 0) this.#drop(id);
    };
    const mirror = { home, log: fresh };
    this.#mirrors.set(id, mirror);
    this.#options.follower.follow(id, fresh);
    void this.#watch(id, mirror);
    this.#timer ??= setInterval(() => this.#lookAtAll(), this.#options.pause);
    return fresh;
  }

  close(): void {
    clearInterval(this.#timer);
    this.cut();
  }

  /** Sends all readers away: they come back, and find what they have missed. */
  cut(): void {
    for (const { log } of this.#mirrors.values()) log.cut();
  }

  #drop(id: string): void {
    this.#mirrors.delete(id);
    this.#options.follower.leave(id);
    if (this.#mirrors.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #lookAtAll(): void {
    for (const [id, mirror] of this.#mirrors) void this.#look(id, mirror);
  }

  async #look(id: string, mirror: Mirror): Promise<void> {
    if (mirror.log.isOver) return;
    try {
      // It has expired, or Redis has lost it.
      if (!(await this.#options.look(id))) mirror.log.cut();
    } catch {
      if (!this.#options.isThere()) mirror.log.cut();
    }
    await this.#watch(id, mirror);
  }

  async #watch(id: string, { home, log }: Mirror): Promise<void> {
    if (log.isOver) return;
    // Missed once, it is said again.
    await this.#options.watch(home, id).catch(() => {});
  }
}
