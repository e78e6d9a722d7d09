import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** What lies between a replica and its Redis: it can be cut, slow, or hold back what goes to Redis. */
export class RedisProxy {
  readonly #server = createServer((socket) => this.#join(socket));
  readonly #pairs = new Set<[Socket, Socket]>();
  readonly #upstream: number;
  #isAway = false;
  #isHeld = false;
  #held: (() => void)[] = [];
  #toBreak: string | undefined;
  /** Milliseconds that each piece takes, each way. */
  delay = 0;

  private constructor(upstream: number) {
    this.#upstream = upstream;
  }

  static async before(upstream: number): Promise<RedisProxy> {
    const proxy = new RedisProxy(upstream);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    onTestFinished(() => {
      proxy.cut();
      proxy.#server.close();
    });
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks all connections. New ones may be made. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  /** From now on, Redis can't be reached. */
  goAway(): void {
    this.#isAway = true;
    this.cut();
  }

  comeBack(): void {
    this.#isAway = false;
  }

  /** Holds back all that goes to Redis, as of a process that is stopped in the middle of its work. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Sends what was held back. */
  release(): void {
    this.#isHeld = false;
    for (const send of this.#held.splice(0)) send();
  }

  /** Breaks the connection on which a command with this text goes to Redis, once Redis has answered: nobody hears it. */
  breakAfter(text: string): void {
    this.#toBreak = text;
  }

  #join(client: Socket): void {
    if (this.#isAway) return void client.destroy();
    const redis = connect(this.#upstream, "127.0.0.1");
    const pair: [Socket, Socket] = [client, redis];
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
    this.#pass(client, redis, true);
    this.#pass(redis, client, false);
  }

  #pass(from: Socket, to: Socket, mayHold: boolean): void {
    from.on("data", (bytes) => {
      if (mayHold && this.#toBreak !== undefined && bytes.includes(this.#toBreak)) {
        this.#toBreak = undefined;
        to.removeAllListeners("data").once("data", () => to.destroy());
      }
      const send = () => void (to.destroyed || to.write(bytes));
      if (mayHold && this.#isHeld) this.#held.push(send);
      else if (this.delay > 0) setTimeout(send, this.delay);
      else send();
    });
  }
}
