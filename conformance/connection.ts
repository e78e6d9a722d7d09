import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { Closed } from "./failures.ts";
import { mostCharacters } from "./limits.ts";

/** A connection as bytes: it may be as rude as it likes. */
export class Connection {
  readonly socket: Socket;
  /** All that has come so far. */
  text = "";

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("utf8").on("data", (part: string) => {
      this.text += part;
      if (this.text.length > mostCharacters) socket.destroy();
    });
    // To be cut is what some checks are about.
    socket.on("error", () => {});
  }

  static async open(
    { protocol, hostname, port }: URL,
    ca?: string,
    signal?: AbortSignal,
  ): Promise<Connection> {
    const isTls = protocol === "https:";
    const to = { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || (isTls ? 443 : 80)) };
    const socket = isTls ? connectTls({ ...to, ca }) : connect(to);
    try {
      await once(socket, isTls ? "secureConnect" : "connect", { signal });
    } catch (error) {
      socket.destroy();
      throw error;
    }
    return new Connection(socket);
  }

  send(text: string): this {
    this.socket.write(text);
    return this;
  }

  /** Resolves to all text so far, as soon as it has this part; rejects where the connection ends without it. */
  async until(part: string): Promise<string> {
    while (!this.text.includes(part)) {
      if (this.socket.closed) throw new Closed(part, this.text);
      await this.#change();
    }
    return this.text;
  }

  /** Resolves to all text, once the other side has closed the connection. */
  async closed(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, "close");
    return this.text;
  }

  close(): void {
    this.socket.destroy();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.socket.off("data", done).off("close", done);
        resolve();
      };
      this.socket.on("data", done).on("close", done);
    });
  }
}
