import { spawnSync } from "node:child_process";
import type { Client } from "./client.ts";
import { openMany } from "./connections.ts";
import type { PeerProcess } from "./peer-process.ts";
import { requestFor } from "./request.ts";

/** Connections that are opened before their requests are sent: a server cuts those that have none for long. */
const batch = 1000;

/** Streams that got one event and wait for the next, which comes when the server is told to release them. */
export class IdleStreams {
  readonly #server: PeerProcess;
  readonly #clients: Client[] = [];
  readonly #answers: Promise<void>[] = [];

  constructor(server: PeerProcess) {
    this.#server = server;
  }

  /** Opens streams until there are this many. Resolves when all have got their first event. */
  async openUpTo(count: number): Promise<void> {
    while (this.#clients.length < count) await this.#open(Math.min(batch, count - this.#clients.length));
  }

  async #open(count: number): Promise<void> {
    const request = requestFor("idle", this.#server.port);
    const clients = await openMany(count, this.#server.port);
    this.#clients.push(...clients);
    await Promise.all(
      clients.map(
        (client) =>
          new Promise<void>((resolve, reject) => {
            const answer = client.send(request, { onEvent: resolve }).then(({ status, events }) => {
              if (status !== 200 || events !== 2)
                throw new Error(`An idle answer of ${events} events with status ${status}; expected 2, 200`);
            });
            answer.catch(reject);
            this.#answers.push(answer);
          }),
      ),
    );
  }

  /** Lets all answers end, and closes the connections. Rejects if any answer was not whole. */
  async release(): Promise<void> {
    await this.#server.release();
    await Promise.all(this.#answers);
    this.close();
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}

/** How many sockets one process may have open. */
export function mostSockets(): number {
  const limit = spawnSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }).stdout.trim();
  return limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit);
}
