import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { onTestFinished } from "vitest";
import { request as chatRequest } from "./client.ts";

/** Registers what is to be done at the end of a test. */
export type AtEnd = (cleanUp: () => void | Promise<void>) => void;

/** A client that sees each byte of its connection, and may be as rude as it likes. */
export class RawClient {
  readonly socket: Socket;
  /** All that has come so far. */
  text = "";
  /** The end of it: to search all for each chunk would take a large answer too long. */
  #recent = "";
  readonly #waiting = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    const decoder = new StringDecoder("utf8");
    socket.on("data", (chunk) => {
      const text = decoder.write(chunk);
      this.text += text;
      this.#recent = this.#recent.slice(-100) + text;
      this.#wake();
    });
    socket.on("close", () => this.#wake());
    // To be cut is what many of its tests are about.
    socket.on("error", () => {});
  }

  /** Connects to a port of this machine, at 127.0.0.1 unless `host` says otherwise. Destroyed at the end of the test, for which a concurrent one gives its own hook. */
  static async connect(port: number, atEnd: AtEnd = onTestFinished, host = "127.0.0.1"): Promise<RawClient> {
    const socket = connect(port, host);
    atEnd(() => void socket.destroy());
    await once(socket, "connect");
    return new RawClient(socket);
  }

  send(text: string): this {
    this.socket.write(text);
    return this;
  }

  /** Forgets what has come so far. */
  forget(): this {
    this.text = "";
    this.#recent = "";
    return this;
  }

  /** Resolves to all text so far, as soon as it holds a part of up to 100 characters. Rejects where the connection closes without it. */
  async until(part: string): Promise<string> {
    if (this.text.includes(part)) return this.text;
    await this.#when(() => this.#recent.includes(part));
    if (this.#recent.includes(part)) return this.text;
    throw new Error(`Closed without ${JSON.stringify(part)}, after: ${this.text.slice(-500)}`);
  }

  /** Resolves to all text, once the connection is closed. */
  async closed(): Promise<string> {
    await this.#when(() => false);
    return this.text;
  }

  #wake() {
    for (const check of this.#waiting) check();
  }

  #when(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!isTrue() && !this.socket.closed) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}

export type Headers = Record<string, string | undefined>;

/** The head of a request as it is on the wire. `undefined` leaves a header out. */
export function head(requestLine: string, headers: Headers = {}): string {
  const lines = Object.entries({ Host: "localhost", ...headers })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`);
  return `${[`${requestLine} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`;
}

/** A whole request to the endpoint as it is on the wire; by default one that a server answers with a stream. */
export function post(body: string = JSON.stringify(chatRequest), headers: Headers = {}): string {
  const usual = {
    Accept: "text/event-stream",
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(body)),
  };
  return head("POST /chat/completions", { ...usual, ...headers }) + body;
}
