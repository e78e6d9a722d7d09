import type { Part } from "../http/parts.ts";
import type { Slots } from "../http/slots.ts";
import type { Ending } from "../stream/answer.ts";
import type { AnswerLog, Chunk } from "./log.ts";

/** Where answers are kept: in this process, or in Redis for several replicas. */
export interface Store extends Part {
  /** The places for answers that are under way. */
  readonly slots: Slots;
  /** The answer that its owner has begun by this Idempotency-Key. */
  named(name: string): Promise<Named | undefined>;
  /** Begins an answer, unless there is one of its name, or its owner has too many under way. */
  create(answer: NewAnswer): Promise<Created>;
  /** An answer of this owner's. */
  find(owner: string, id: string): Promise<Found | undefined>;
  /** Stops an answer's handler, wherever it runs. False: this owner has no such answer. */
  cancel(owner: string, id: string): Promise<boolean>;
}

/** It can't be reached, or takes nothing. */
export class StoreAway extends Error {
  override name = "StoreAway";
}

export interface NewAnswer {
  id: string;
  owner: string;
  /** What a repeated request is known by: its name, and what it asks. */
  name?: { name: string; asks: string } | undefined;
}

export interface Named {
  id: string;
  asks: string;
}

export type Created = { writer: Writer } | { named: Named } | "tooMany";

export interface Found {
  /** Ids of the first frame that is kept, and of the last. */
  first: number;
  last: number;
  isOver: boolean;
  /** The answer's handler runs in this process. */
  isMadeHere: boolean;
  /** Begins to follow it: its log, which a reader joins at once. */
  open(): AnswerLog;
}

/** Where the handler's frames go. What has reached the log is sure, and goes on to clients from there. */
export interface Writer {
  readonly log: AnswerLog;
  /** Takes frames. False: no more for now, until `producer.drained()`. */
  append(chunk: Chunk): boolean;
  /** Sets the mark of the end behind them. */
  end(ending: Ending): void;
  /** Who writes. It is told what becomes of the answer elsewhere. */
  producer: Producing;
}

export interface Producing {
  drained(): void;
  /** The answer is to end at once. */
  cancel(): void;
  /** Somebody reads it on another replica. */
  watched(): void;
}
