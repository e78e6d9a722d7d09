import { setTimeout as pause } from "node:timers/promises";
import type { Ending } from "../../stream/answer.ts";
import { type AnswerLog, chunkOf } from "../log.ts";
import { StoreAway } from "../store.ts";
import type { Connection } from "./connection.ts";

/** Milliseconds that a read waits for something new. */
const patience = 5_000;
/** Milliseconds for which word to a replica is kept. */
const kept = "60000";

export const logKey = (id: string) => `llmbrick:answer:${id}:log`;
const inboxKey = (home: string) => `llmbrick:inbox:${home}`;

/** What replicas tell each other of an answer. */
export type Word = "cancel" | "watched" | "wake";

/** Leaves word for a replica. */
export const tell = (connection: Connection, home: string, word: Word, id: string) =>
  Promise.all([
    connection.send(["XADD", inboxKey(home), "MAXLEN", "~", "1000", "*", word, id]),
    connection.send(["PEXPIRE", inboxKey(home), kept]),
  ]);

/** Adds an entry of an answer's stream in Redis to its log. */
export function addEntry(log: AnswerLog, entryId: string, [field, value, , text = ""]: string[]): void {
  if (field === "e") log.end(value as Ending);
  else log.append(chunkOf(Number(value), Number.parseInt(entryId, 10), text));
}

interface Stream {
  /** The last entry that was read. */
  at: string;
  onEntry: (id: string, fields: string[]) => void;
}

/** Reads what is new in any number of streams, by one connection that waits for it: nothing is polled. */
export class Follower {
  readonly #connection: Connection;
  readonly #wake: () => Promise<unknown>;
  readonly #onFault: (error: unknown) => void;
  readonly #streams = new Map<string, Stream>();
  /** Since when no read has gone well, in milliseconds on the clock of `performance.now()`. */
  #failsSince: number | undefined;
  #isClosed = false;

  /**
   * `connection`: this one's alone. `others`: by which it wakes itself. `onFault`: told where entries are lost, or
   * none could be read for too long.
   */
  constructor(
    connection: Connection,
    others: Connection,
    home: string,
    onWord: (word: Word, id: string) => void,
    onFault: (error: unknown) => void,
  ) {
    this.#onFault = onFault;
    this.#connection = connection;
    this.#wake = () => tell(others, home, "wake", "");
    this.#streams.set(inboxKey(home), {
      at: "0-0",
      onEntry: (_, [word, id = ""]) => onWord(word as Word, id),
    });
    void this.#read();
  }

  /** Reads an answer's stream into a log, from its beginning, until it is over. */
  follow(id: string, log: AnswerLog): void {
    const onEntry = (entryId: string, fields: string[]) => {
      addEntry(log, entryId, fields);
      if (log.isOver) this.leave(id);
    };
    this.#streams.set(logKey(id), { at: "0-0", onEntry });
    // Without the word, the read that goes on now would know nothing of this stream.
    void this.#wake().catch(() => {});
  }

  leave(id: string): void {
    this.#streams.delete(logKey(id));
  }

  close(): void {
    this.#isClosed = true;
    this.#connection.close();
  }

  async #read(): Promise<void> {
    while (!this.#isClosed) {
      // Another stream of this name may be followed before the reply is there: it is read from its own beginning.
      const streams = new Map(this.#streams);
      const positions = [...streams.values()].map(({ at }) => at);
      const command = ["XREAD", "COUNT", "200", "BLOCK", String(patience), "STREAMS"];
      try {
        const reply = await this.#connection.send(
          [...command, ...streams.keys(), ...positions],
          patience * 2,
        );
        for (const [name, entries] of (reply ?? []) as [string, [string, string[]][]][])
          this.#take(name, streams.get(name), entries);
        this.#failsSince = undefined;
      } catch (error) {
        this.#fail(error);
        await pause(50 + Math.random() * 150);
      }
    }
  }

  /** A connection may break, and is there again at once: that alone is nothing to tell. */
  #fail(error: unknown): void {
    if (this.#isClosed) return;
    const now = performance.now();
    this.#failsSince ??= now;
    if (error instanceof StoreAway && now - this.#failsSince < patience) return;
    this.#failsSince = now;
    this.#onFault(error);
  }

  #take(name: string, stream: Stream | undefined, entries: [string, string[]][]): void {
    for (const [id, fields] of entries) {
      if (!stream || this.#streams.get(name) !== stream) return;
      stream.at = id;
      stream.onEntry(id, fields);
    }
  }
}
