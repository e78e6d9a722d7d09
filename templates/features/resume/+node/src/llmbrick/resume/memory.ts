import { type Slots, slotsInMemory } from "../http/slots.ts";
import type { Ending } from "../stream/answer.ts";
import { AnswerLog, type Chunk } from "./log.ts";
import type { ResumeSettings } from "./settings.ts";
import type { Created, Found, Named, NewAnswer, Producing, Store, Writer } from "./store.ts";

/** What an answer takes beside its text, about. */
const ownBytes = 1_000;

interface Kept {
  owner: string;
  writer: MemoryWriter;
  name: string | undefined;
  expiry?: NodeJS.Timeout;
}

/** Keeps answers in this process: it needs nothing, and they end with it. */
export class MemoryStore implements Store {
  readonly slots: Slots;
  readonly #settings: ResumeSettings;
  /** By their ids, the oldest first. */
  readonly #answers = new Map<string, Kept>();
  /** The ids of each owner's, the oldest first. */
  readonly #owners = new Map<string, Set<string>>();
  readonly #names = new Map<string, Named>();
  /** Bytes of the answers that are over. */
  #bytes = 0;

  constructor(settings: ResumeSettings, places: number) {
    this.#settings = settings;
    this.slots = slotsInMemory(places);
  }

  lacking(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    for (const id of [...this.#answers.keys()]) this.#drop(id);
  }

  async named(name: string): Promise<Named | undefined> {
    return this.#names.get(name);
  }

  async create({ id, owner, name }: NewAnswer): Promise<Created> {
    const named = name && this.#names.get(name.name);
    if (named) return { named };
    const own = this.#owners.get(owner) ?? new Set();
    if (own.size >= this.#settings.maxAnswers) {
      const oldest = this.#oldestOver(own);
      if (oldest === undefined) return "tooMany";
      this.#drop(oldest);
    }
    this.#owners.set(owner, own.add(id));
    const writer = new MemoryWriter(new AnswerLog(this.#settings), () => this.#isOver(id));
    this.#answers.set(id, { owner, writer, name: name?.name });
    if (name) this.#names.set(name.name, { id, asks: name.asks });
    return { writer };
  }

  async find(owner: string, id: string): Promise<Found | undefined> {
    const writer = this.#of(owner, id);
    if (!writer) return undefined;
    const { log } = writer;
    return { first: log.first, last: log.last, isOver: log.isOver, isMadeHere: true, open: () => log };
  }

  async cancel(owner: string, id: string): Promise<boolean> {
    const writer = this.#of(owner, id);
    writer?.producer.cancel();
    return writer !== undefined;
  }

  #of(owner: string, id: string): MemoryWriter | undefined {
    const kept = this.#answers.get(id);
    return kept?.owner === owner ? kept.writer : undefined;
  }

  #oldestOver(ids: Iterable<string>): string | undefined {
    for (const id of ids) if (this.#answers.get(id)?.writer.log.isOver) return id;
    return undefined;
  }

  #isOver(id: string): void {
    const kept = this.#answers.get(id);
    if (!kept) return;
    kept.expiry = setTimeout(() => this.#drop(id), this.#settings.keep * 1000).unref();
    this.#bytes += kept.writer.log.bytes + ownBytes;
    for (const [other, { writer }] of this.#answers) {
      if (this.#bytes <= this.#settings.maxMemory) break;
      if (writer.log.isOver) this.#drop(other);
    }
  }

  #drop(id: string): void {
    const kept = this.#answers.get(id);
    if (!kept) return;
    clearTimeout(kept.expiry);
    if (kept.expiry) this.#bytes -= kept.writer.log.bytes + ownBytes;
    this.#answers.delete(id);
    const own = this.#owners.get(kept.owner);
    own?.delete(id);
    if (own?.size === 0) this.#owners.delete(kept.owner);
    if (kept.name !== undefined) this.#names.delete(kept.name);
  }
}

/** Before there is one: nobody has to be told anything. */
export const nobody: Producing = { drained() {}, cancel() {}, watched() {} };

class MemoryWriter implements Writer {
  readonly log: AnswerLog;
  producer: Producing = nobody;
  readonly #onOver: () => void;

  constructor(log: AnswerLog, onOver: () => void) {
    this.log = log;
    this.#onOver = onOver;
  }

  append(chunk: Chunk): boolean {
    this.log.append(chunk);
    return true;
  }

  end(ending: Ending): void {
    this.log.end(ending);
    // What made it is not kept with it.
    this.producer = nobody;
    this.log.onPresence = () => {};
    this.#onOver();
  }
}
