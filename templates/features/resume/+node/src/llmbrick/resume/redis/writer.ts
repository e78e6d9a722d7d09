import { setTimeout as pause } from "node:timers/promises";
import type { Ending } from "../../stream/answer.ts";
import { lostFrame } from "../frames.ts";
import { type AnswerLog, type Chunk, chunkOf } from "../log.ts";
import { nobody } from "../memory.ts";
import type { Producing, Writer } from "../store.ts";

/** UTF-16 units that may wait for Redis before the handler does. */
const most = 64_000;

/** What has become of frames: they are in Redis; the answer is no longer ours; nobody knows it; Redis is away for good. */
export type Fate = "ok" | "fenced" | "gone" | "away";

export interface WriterOptions {
  log: AnswerLog;
  /** Asks Redis once. Rejects while it is away. */
  store: (chunk: Chunk | undefined, ending: Ending | undefined) => Promise<Fate>;
  /** Whether to try again what Redis could not be asked. */
  mayRetry: () => boolean;
  /** Whether the answer goes on here alone where Redis stays away. */
  goesOnAlone: boolean;
  /** Reads the rest of an answer that others have ended into its log. */
  readRest: () => Promise<void>;
  onOver: (isAlone: boolean) => void;
}

/** Writes an answer into Redis, and into its log here what has arrived there. What comes meanwhile goes out together. */
export class RedisWriter implements Writer {
  readonly log: AnswerLog;
  producer: Producing = nobody;
  readonly #options: WriterOptions;
  #waiting: Chunk | undefined;
  #ending: Ending | undefined;
  #isBusy = false;
  #isFull = false;
  #isAlone = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.log = options.log;
  }

  append(chunk: Chunk): boolean {
    const { first = chunk.first, text = "", bytes = 0 } = this.#waiting ?? {};
    this.#waiting = { first, last: chunk.last, text: text + chunk.text, bytes: bytes + chunk.bytes };
    void this.#flush();
    this.#isFull = (this.#waiting?.text.length ?? 0) > most;
    return !this.#isFull;
  }

  end(ending: Ending): void {
    this.#ending = ending;
    void this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (!this.log.isOver && (this.#waiting || this.#ending)) {
      const [chunk, ending] = [this.#waiting, this.#ending];
      this.#waiting = undefined;
      const fate = this.#isAlone ? "ok" : await this.#store(chunk, ending);
      if (fate !== "ok") await this.#lose(fate);
      if (chunk) this.log.append(chunk);
      if (ending) this.log.end(ending);
      if (this.#isFull) this.#drain();
    }
    this.#isBusy = false;
    if (this.log.isOver) this.#options.onOver(this.#isAlone);
  }

  #drain(): void {
    this.#isFull = false;
    this.producer.drained();
  }

  async #store(chunk: Chunk | undefined, ending: Ending | undefined): Promise<Fate> {
    for (;;) {
      try {
        return await this.#options.store(chunk, ending);
      } catch {
        if (!this.#options.mayRetry()) break;
        // The same again does no harm: Redis knows what it has.
        await pause(20 + Math.random() * 80);
      }
    }
    this.#isAlone = this.#options.goesOnAlone;
    return this.#isAlone ? "ok" : "away";
  }

  /** The answer ends here, as all others see it end. */
  async #lose(fate: Fate): Promise<void> {
    const { log } = this;
    if (fate === "fenced") await this.#options.readRest().catch(() => {});
    if (fate === "gone") {
      const id = log.last + 1;
      log.append(chunkOf(id, id, `id: ${id}\n${lostFrame}`));
      log.end("error");
    }
    log.cut();
    this.producer.cancel();
  }
}
