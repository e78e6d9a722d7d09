import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** What a request is about: a new answer, what is left of one that has begun, or its end. */
type Wanted = "answer" | "rest" | "end";

/** A request to the model, which its listener answers as it likes. */
export class Asked {
  /** What was asked: the body's fields, what is `wanted`, the key that came with it, and after which piece to begin. */
  readonly what: Record<string, unknown>;
  /** The other side has let go of the connection before all was said. */
  readonly dropped: Promise<void>;
  readonly #response: ServerResponse;
  /** The address of the answer. */
  readonly #address: string;
  #count: number;

  constructor(
    request: IncomingMessage,
    body: object,
    response: ServerResponse,
    { wanted, address }: { wanted: Wanted | undefined; address: string },
  ) {
    const { authorization = "", "last-event-id": after = null } = request.headers;
    this.what = { ...body, wanted, key: authorization.replace(/^Bearer /, "") || null, after };
    this.#address = address;
    this.#count = Number(after ?? 0);
    this.#response = response;
    this.dropped = once(response, "close").then(() => {});
  }

  /** Sends one piece of text, as OpenAI's API does; its `id:` counts from 1. */
  say(text: string): void {
    this.#frame({ delta: { content: text }, finish_reason: null }, `id: ${++this.#count}\n`);
  }

  /** Sends what may be no frame at all. */
  send(bytes: Uint8Array | string): void {
    const headers = { "Content-Type": "text/event-stream", "Content-Location": this.#address };
    if (!this.#response.headersSent) this.#response.writeHead(200, headers);
    this.#response.write(bytes);
  }

  finish(): void {
    this.#frame({ delta: {}, finish_reason: "stop" });
    this.send("data: [DONE]\n\n");
    this.hangUp();
  }

  hangUp(): void {
    this.#response.end();
  }

  cut(): void {
    // With its headers alone, where nothing was said: a connection that fails at once is another fault.
    this.send(": \n\n");
    this.#response.socket?.end();
    this.#response.destroy();
  }

  /** Nothing follows. */
  nothing(): void {
    this.#response.writeHead(204).end();
  }

  refuse(status: number, message: string, retryAfter?: string): void {
    const headers = { "Content-Type": "application/json", ...(retryAfter && { "Retry-After": retryAfter }) };
    this.#response.writeHead(status, headers).end(JSON.stringify({ error: { message } }));
  }

  get isOver(): boolean {
    return this.#response.destroyed;
  }

  #frame(choice: object, id = ""): void {
    this.send(`${id}data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`);
  }
}

const later: Record<string, Wanted> = { GET: "rest", DELETE: "end" };

/** The toy model: an HTTP server that speaks OpenAI's API as far as the lessons need it. */
export class ToyModel {
  readonly #server: Server;
  /** What a client enters as OPENAI_BASE_URL. */
  readonly url: string;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  }

  /** @param onAsked answers each request */
  static async open(onAsked: (asked: Asked) => void): Promise<ToyModel> {
    /** Of the answers that it has begun. */
    const addresses = new Set<string>();
    const server = createServer(async (request, response) => {
      const body = await json(request).catch(() => ({}));
      const { method = "", url = "" } = request;
      const wanted = method === "POST" ? "answer" : addresses.has(url) ? later[method] : undefined;
      const address = method === "POST" ? `${url}/${randomUUID()}` : url;
      if (method === "POST") addresses.add(address);
      onAsked(new Asked(request, body as object, response, { wanted, address }));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ToyModel(server);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
