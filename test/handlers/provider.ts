import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { latch } from "../support/latch.ts";

/** One answer of the provider. */
export interface Reply {
  /** Without it, not even the headers are sent. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pieces: readonly (string | Uint8Array)[];
  /** What comes after the pieces: an orderly end, a broken connection, nothing at all, or the last piece again. */
  readonly outcome: "ends" | "breaks" | "stalls" | "goes on";
}

export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** What is played to one request, and how often it is sent. */
interface Play {
  readonly replies: readonly Reply[];
  readonly requests: Asked[];
  readonly onAsked: () => void;
  readonly onLeft: () => void;
}

/** A provider on this machine. Requests that come at the same time are told apart by their models, `test-model-7`. */
export class Provider {
  url = "";
  readonly #plays = new Map<string, Play>();
  readonly #server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const path = request.url ?? "";
    const [model = ""] = /test-model(?:-\d+)?/.exec(`${path} ${text}`) ?? [];
    const play = this.#plays.get(model);
    if (!play) throw new Error(`No play for ${path} ${text}`);
    play.requests.push({ path, headers: request.headers, body: JSON.parse(text || "null") });
    response.once("close", play.onLeft);
    const { replies, requests } = play;
    const reply = replies[Math.min(requests.length, replies.length) - 1];
    if (reply) await write(response, reply);
    play.onAsked();
  });

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** What requests for this model get: the first reply first, the last one from then on. */
  play(model: string, replies: readonly Reply[]) {
    const requests: Asked[] = [];
    const asked = latch();
    const left = latch();
    this.#plays.set(model, { replies, requests, onAsked: asked.set, onLeft: left.set });
    return { requests, asked: asked.happened, left: left.happened };
  }
}

async function write(response: ServerResponse, { status, headers, pieces, outcome }: Reply): Promise<void> {
  if (status !== undefined) response.writeHead(status, headers).flushHeaders();
  for (const piece of pieces) {
    response.write(piece);
    await turn(); // each is a chunk of its own on the wire
  }
  if (outcome === "ends") response.end();
  if (outcome === "breaks") {
    await sleep(20); // once what was written is out
    response.destroy();
  }
  if (outcome === "goes on") void repeat(response, pieces.at(-1) ?? "");
}

async function repeat(response: ServerResponse, piece: string | Uint8Array): Promise<void> {
  while (!response.destroyed) {
    response.write(piece);
    await sleep(5);
  }
}
