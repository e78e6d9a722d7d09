import { createClient, ErrorReply } from "redis";
import { StoreAway } from "../store.ts";
import type { Script } from "./scripts.ts";

/** Milliseconds between two attempts to connect: up to this, and random, so that replicas don't come all at once. */
const longestPause = 500;

/** What is told of a command to which no reply came in time. */
export const tooLate = "Redis takes too long";

export type RedisReply = string | number | null | RedisReply[];

/** Whether Redis itself has refused a command, so that it is known not to have run. */
export const wasRefused = (error: unknown): boolean => refusalIn(error) !== undefined;

/** Whether it would be refused again: what is there is not what we have written. A Redis that is full, say, takes it later. */
export const isHopeless = (error: unknown): boolean => /^(?:WRONGTYPE|ERR) /.test(refusalIn(error) ?? "");

/** What Redis itself has said against a command. */
const refusalIn = (error: unknown): string | undefined =>
  error instanceof StoreAway && error.cause instanceof ErrorReply ? error.cause.message : undefined;

/** One connection to Redis. While it is away, all that is asked of it fails at once. */
export class Connection {
  readonly #client;
  /** Why Redis could not be asked last, in its own words or the system's. */
  fault = "";
  /** Milliseconds that an answer of Redis may take. */
  readonly #patience: number;

  constructor(url: string, patience: number) {
    this.#patience = patience;
    this.#client = createClient({
      url,
      RESP: 2,
      disableOfflineQueue: true,
      socket: {
        connectTimeout: patience,
        reconnectStrategy: (attempts) => Math.random() * Math.min(longestPause, 50 * 2 ** attempts),
      },
    });
    this.#client.on("error", (error: NodeJS.ErrnoException) => {
      this.fault = error.message || String(error.code);
    });
    void this.#client.connect().catch(() => {});
  }

  /**
   * Runs a command. `patience`: milliseconds that its reply may take.
   * @throws {StoreAway} Redis is away, takes too long, or takes nothing now: it is full, or only to be read.
   */
  async send(args: string[], patience = this.#patience): Promise<RedisReply> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      // After a moment in which this process was held up, a reply may be there: it is read first.
      const giveUp = () => setImmediate(() => reject(new StoreAway(tooLate)));
      timer = setTimeout(giveUp, patience);
    });
    try {
      const reply = await Promise.race([this.#client.sendCommand<RedisReply>(args), late]);
      this.fault = "";
      return reply;
    } catch (error) {
      if (error instanceof ErrorReply && error.message.startsWith("NOSCRIPT")) throw error;
      if (error instanceof ErrorReply) this.fault = error.message;
      throw new StoreAway("Redis is away", { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Runs a script. @throws {StoreAway} as `send` does */
  async run({ sha, text }: Script, ...args: (string | number)[]): Promise<RedisReply> {
    const rest = ["0", ...args.map(String)];
    try {
      return await this.send(["EVALSHA", sha, ...rest]);
    } catch (error) {
      if (error instanceof StoreAway) throw error;
      return this.send(["EVAL", text, ...rest]);
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
