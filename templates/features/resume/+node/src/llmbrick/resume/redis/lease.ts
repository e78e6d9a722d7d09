import { randomUUID } from "node:crypto";
import type { Slots } from "../../http/slots.ts";
import { messageOf } from "../../log/describe.ts";
import type { RedisDown } from "../settings.ts";
import { StoreAway } from "../store.ts";
import { words } from "../words.ts";
import { type Connection, tooLate } from "./connection.ts";
import { scripts } from "./scripts.ts";

export interface LeaseOptions {
  connection: Pick<Connection, "run">;
  /** Milliseconds that a lease lasts. It is renewed three times as often. */
  duration: number;
  /** Places of all replicas together. */
  limit: number;
  down: RedisDown;
  /** The lease is over: others have its places, and may end its answers. */
  onLost: () => void;
  /** Whether Redis can be had, whenever that changes; if not, the reason. */
  onChange: (isThere: boolean, reason?: string) => void;
}

/**
 * This replica's right to places, and to write its answers: for a short time, by Redis's own clock, and again and
 * again. Who dies, or is cut off, loses it by not renewing it.
 */
export class Lease implements Slots {
  readonly #options: LeaseOptions;
  /** Where the other replicas leave word for this one. */
  readonly home = randomUUID();
  #count = 0;
  /** Places that are taken, or are being asked for. */
  #places = 0;
  #version = 0;
  #isNew = true;
  /** `undefined` until Redis was found, or was looked for long enough. */
  #isHeld: boolean | undefined;
  #isClosed = false;
  #wasFull = false;
  /** Why it could not be renewed the last time. */
  #fault = tooLate;
  #timer: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#expiry = setTimeout(() => this.#expire(), options.duration);
    void this.#renew();
  }

  /** This replica's name. Each lease has another one: what was written under an old one is no longer ours. */
  get replica(): string {
    return `${this.home}.${this.#count}`;
  }

  get isHeld(): boolean {
    return this.#isHeld === true;
  }

  /** Whether Redis is away, and this replica goes on without it. */
  get isAlone(): boolean {
    return this.#isHeld === false && this.#options.down === "local";
  }

  async areTaken(): Promise<boolean> {
    if (!this.#isHeld) return this.isAlone && this.#places >= this.#options.limit;
    // Most of the time there are some: `take` finds out.
    return this.#wasFull && (await this.#sayAll()) >= this.#options.limit;
  }

  /** @throws {StoreAway} Redis is away, and must not be. */
  async take(): Promise<boolean> {
    const { connection, limit } = this.#options;
    if (!this.#isHeld) {
      if (!this.isAlone) throw new StoreAway("Redis is away");
      if (this.#places >= limit) return false;
      this.#places++;
      return true;
    }
    const { replica } = this;
    this.#places++;
    try {
      const ask = () => connection.run(scripts.take, replica, ++this.#version, this.#places, limit);
      let reply = await ask();
      // A renewal has overtaken it: Redis had to be sent the script first.
      while (reply === -2 && replica === this.replica) reply = await ask();
      const isTaken = reply === 1 && replica === this.replica;
      this.#wasFull = reply === 0;
      if (!isTaken) this.#places--;
      return isTaken;
    } catch (error) {
      this.#places--;
      throw error;
    }
  }

  release(): void {
    this.#places--;
    // Lost on its way, it is said again with the next renewal.
    if (this.#isHeld) void this.#sayAll().catch(() => {});
  }

  /** Gives all back. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isHeld = false;
    clearTimeout(this.#timer);
    clearTimeout(this.#expiry);
    await this.#options.connection.run(scripts.leave, this.replica).catch(() => {});
  }

  /** Says how many places this replica has. Gives how many all have; -1 where the lease is over. */
  async #sayAll(): Promise<number> {
    const { connection, duration } = this.#options;
    const isNew = this.#isNew ? 1 : 0;
    const args = [this.replica, ++this.#version, duration, this.#places, isNew];
    return Number(await connection.run(scripts.renew, ...args));
  }

  async #renew(): Promise<void> {
    const { duration } = this.#options;
    const { replica } = this;
    const askedAt = performance.now();
    const total = await this.#sayAll().catch((error) => {
      this.#fault = messageOf(error.cause);
      return undefined;
    });
    if (this.#isClosed) return;
    if (total === -1) this.#lose(words.leaseLost);
    else if (total !== undefined && replica === this.replica)
      this.#hold(askedAt + duration - performance.now());
    const pause = this.#isHeld ? duration / 3 : 50 + Math.random() * 100;
    this.#timer = setTimeout(() => void this.#renew(), pause);
  }

  /** `rest`: milliseconds for which the lease is sure to last. */
  #hold(rest: number): void {
    clearTimeout(this.#expiry);
    this.#expiry = setTimeout(() => this.#expire(), rest);
    this.#isNew = false;
    this.#change(true);
  }

  /** Redis was away for too long. */
  #expire(): void {
    if (this.#options.down === "refuse") return this.#lose(this.#fault);
    this.#change(false, this.#fault);
    this.#begin();
  }

  #lose(reason: string): void {
    clearTimeout(this.#expiry);
    this.#change(false, reason);
    this.#options.onLost();
    this.#begin();
  }

  /** From now on, this is another replica. The places that it still has are its own. */
  #begin(): void {
    this.#count++;
    this.#isNew = true;
    this.#version = 0;
  }

  #change(isThere: boolean, reason?: string): void {
    if (this.#isHeld === isThere) return;
    this.#isHeld = isThere;
    this.#options.onChange(isThere, reason);
  }
}
