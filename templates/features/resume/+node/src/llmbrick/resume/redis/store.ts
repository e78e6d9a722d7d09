import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { ResolvedConfig } from "../../config/config.ts";
import type { Slots } from "../../http/slots.ts";
import { messageOf } from "../../log/describe.ts";
import type { Logger } from "../../log/log.ts";
import { deadFrame } from "../frames.ts";
import { AnswerLog } from "../log.ts";
import { MemoryStore } from "../memory.ts";
import type { ResumeSettings } from "../settings.ts";
import { type Created, type Found, type Named, type NewAnswer, type Store, StoreAway } from "../store.ts";
import { words } from "../words.ts";
import { Connection, isHopeless, type RedisReply, wasRefused } from "./connection.ts";
import { addEntry, Follower, logKey, tell, type Word } from "./follower.ts";
import { Lease } from "./lease.ts";
import { Mirrors } from "./mirrors.ts";
import { scripts } from "./scripts.ts";
import { type Fate, RedisWriter } from "./writer.ts";

/** Milliseconds of a lease, unless heartbeats come faster: a dead replica's answers end within two of them. */
const longestLease = 6_000;

/** Keeps answers in Redis: any replica gives them, and they outlive the one that makes them. */
export class RedisStore implements Store {
  readonly #settings: ResumeSettings;
  readonly #logger: Logger;
  readonly #connection: Connection;
  readonly #lease: Lease;
  readonly #follower: Follower;
  readonly #mirrors: Mirrors;
  /** Answers that are made here. */
  readonly #local = new Map<string, { owner: string; writer: RedisWriter }>();
  /** For answers that are begun while Redis is away, and may be. */
  readonly #memory: MemoryStore;
  /** Milliseconds for which an answer is kept after its last event. */
  readonly #keep: number;

  constructor(settings: ResumeSettings, config: ResolvedConfig, logger: Logger, endHandlers: () => void) {
    this.#settings = settings;
    this.#logger = logger;
    const { redisUrl, redisDown, keep, window } = settings;
    const { heartbeatInterval, maxConcurrentConnections, requestTimeout } = config;
    this.#keep = Math.ceil((keep + requestTimeout) * 1000);
    const duration = Math.ceil(Math.min(longestLease, heartbeatInterval * 1000 || longestLease));
    this.#connection = new Connection(redisUrl, duration / 2);
    this.#memory = new MemoryStore(settings, maxConcurrentConnections);
    const tellOf = (isThere: boolean, reason = "") => {
      if (isThere) logger.info({ message: words.back });
      else {
        // Of a connection that there is not, it knows more.
        const fault = this.#connection.fault || reason;
        const isCluster = /\bcluster|^CLUSTER|^MOVED/i.test(fault);
        logger.error({
          message: redisDown === "refuse" ? words.refusing : words.goingAlone,
          reason: isCluster ? `${words.isCluster}: ${fault}` : fault,
        });
      }
    };
    this.#lease = new Lease({
      connection: this.#connection,
      duration,
      limit: maxConcurrentConnections,
      down: redisDown,
      onLost: endHandlers,
      onChange: tellOf,
    });
    const reading = new Connection(redisUrl, duration / 2);
    const onWord = (word: Word, id: string) => this.#onWord(word, id);
    const onFault = (error: unknown) => {
      // While Redis is away, the lease tells of it.
      if (!this.#lease.isHeld) return;
      const reason = error instanceof StoreAway ? reading.fault || messageOf(error.cause) : messageOf(error);
      logger.error({ message: words.notFollowing, reason });
      this.#mirrors.cut();
    };
    this.#follower = new Follower(reading, this.#connection, this.#lease.home, onWord, onFault);
    this.#mirrors = new Mirrors({
      follower: this.#follower,
      pause: Math.min(duration / 2, (window * 1000) / 3 || duration / 2),
      watch: (home, id) => tell(this.#connection, home, "watched", id),
      look: async (id) => (await this.#look(id)) !== undefined,
      isThere: () => this.#lease.isHeld,
    });
  }

  get slots(): Slots {
    return this.#lease;
  }

  lacking(): object | undefined {
    return this.#lease.isHeld || this.#lease.isAlone ? undefined : { redis: "away" };
  }

  isAway(): boolean {
    return !this.#lease.isHeld;
  }

  async close(): Promise<void> {
    // What is being written arrives first, or can't.
    await Promise.all([...this.#local.values()].map(({ writer }) => over(writer.log)));
    this.#mirrors.close();
    this.#follower.close();
    await this.#lease.close();
    await this.#memory.close();
    this.#connection.close();
  }

  async named(name: string): Promise<Named | undefined> {
    const alone = await this.#memory.named(name);
    if (alone || this.#lease.isAlone) return alone;
    const [id, asks] = textsOf(await this.#connection.send(["HMGET", `llmbrick:name:${name}`, "id", "asks"]));
    // It may have expired: then a new one may be begun.
    return id && asks && (await this.#look(id)) ? { id, asks } : undefined;
  }

  async create(answer: NewAnswer): Promise<Created> {
    if (this.#lease.isAlone) return this.#memory.create(answer);
    const { id, owner, name } = answer;
    const token = randomUUID();
    const { maxAnswers } = this.#settings;
    const named = [name?.name ?? "", name?.asks ?? ""];
    const args = [id, owner, this.#lease.replica, token, this.#keep, maxAnswers, ...named];
    const begun = this.#connection.run(scripts.create, ...args).catch((error) => {
      if (!wasRefused(error)) void this.#forget(id, owner, token);
      else this.#logger.error({ message: words.notBegun, reason: messageOf(error.cause) });
      throw error;
    });
    const [first, second] = textsOf(await begun);
    if (first === "many") return "tooMany";
    if (first !== undefined) return { named: { id: first, asks: second ?? "" } };
    const writer = this.#writer(id, owner, token);
    this.#local.set(id, { owner, writer });
    return { writer };
  }

  async find(owner: string, id: string): Promise<Found | undefined> {
    const local = this.#local.get(id);
    if (local) return local.owner === owner ? foundIn(local.writer.log) : undefined;
    const alone = await this.#memory.find(owner, id);
    if (alone || this.#lease.isAlone) return alone;
    const looked = await this.#look(id, owner);
    if (!looked) return undefined;
    const { first, last, ending, home } = looked;
    const log = () => this.#mirrors.open(id, home, new AnswerLog(this.#settings));
    return { first, last, isOver: ending !== "", isMadeHere: false, open: log };
  }

  async cancel(owner: string, id: string): Promise<boolean> {
    const local = this.#local.get(id);
    if (local) {
      if (local.owner === owner) local.writer.producer.cancel();
      return local.owner === owner;
    }
    const isAlone = await this.#memory.cancel(owner, id);
    if (isAlone || this.#lease.isAlone) return isAlone;
    const looked = await this.#look(id, owner);
    if (looked?.ending === "") await tell(this.#connection, looked.home, "cancel", id);
    return looked !== undefined;
  }

  /** Redis may have begun an answer though nothing was heard of it: nobody would ever write it. */
  async #forget(id: string, owner: string, token: string): Promise<void> {
    const { replica } = this.#lease;
    // Once the lease is over, others end it.
    while (this.#lease.isHeld && this.#lease.replica === replica) {
      try {
        return void (await this.#connection.run(scripts.forget, id, owner, token, deadFrame, this.#keep));
      } catch {
        await pause(200);
      }
    }
  }

  #onWord(word: Word, id: string): void {
    const producer = this.#local.get(id)?.writer.producer;
    if (word === "cancel") producer?.cancel();
    if (word === "watched") producer?.watched();
  }

  #writer(id: string, owner: string, token: string): RedisWriter {
    const { maxBytes, maxEvents, redisDown, keep } = this.#settings;
    const { replica } = this.#lease;
    const log = new AnswerLog(this.#settings);
    const isOurs = () => this.#lease.isHeld && this.#lease.replica === replica;
    return new RedisWriter({
      log,
      store: async (chunk, ending) => {
        const { first, last, text } = chunk ?? { first: 0, last: 0, text: "" };
        const args = [id, token, first, last, text, ending ?? "", maxBytes, maxEvents, this.#keep];
        try {
          return String(await this.#connection.run(scripts.append, ...args)) as Fate;
        } catch (error) {
          if (!isHopeless(error)) throw error;
          this.#logger.error({
            message: words.spoilt,
            answerId: id,
            reason: messageOf((error as StoreAway).cause),
          });
          // Who reads it on another replica would wait for what never comes.
          await this.#connection.run(scripts.remove, id, owner);
          return "gone";
        }
      },
      mayRetry: isOurs,
      goesOnAlone: redisDown === "local",
      readRest: () => this.#readRest(id, log),
      onOver: (isAlone) => {
        // What Redis has is found there.
        if (isAlone) setTimeout(() => this.#local.delete(id), keep * 1000).unref();
        else this.#local.delete(id);
      },
    });
  }

  /** Reads what others have added to an answer of ours. */
  async #readRest(id: string, log: AnswerLog): Promise<void> {
    await this.#look(id);
    const reply = await this.#connection.send(["XRANGE", logKey(id), `(${log.last}-0`, "+"]);
    for (const [entryId, fields] of reply as [string, string[]][]) addEntry(log, entryId, fields);
  }

  /** What Redis knows of an answer, which is ended where its replica has died. */
  async #look(id: string, owner = "") {
    const reply = await this.#connection.run(scripts.look, id, owner, deadFrame, this.#keep);
    const [replica, first, last, ending] = textsOf(reply);
    if (replica === undefined) return undefined;
    const home = replica.slice(0, replica.lastIndexOf("."));
    return { home, first: Number(first), last: Number(last), ending: ending ?? "" };
  }
}

const foundIn = (log: AnswerLog): Found => ({
  first: log.first,
  last: log.last,
  isOver: log.isOver,
  isMadeHere: true,
  open: () => log,
});

/** The texts of a reply that is a list. */
const textsOf = (reply: RedisReply) => (reply ?? []) as (string | undefined)[];

/** Resolves once an answer is over. */
function over(log: AnswerLog): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!log.isOver) return;
      leave();
      resolve();
    };
    const leave = log.join(check);
    check();
  });
}
