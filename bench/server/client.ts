import { connect, type Socket } from "node:net";
import { type Answer, AnswerReader } from "./answer-reader.ts";

/** Who is told of an answer while it comes. */
export interface Watch {
  /** Called once, when the first event is there. */
  onEvent?: () => void;
  onBytes?: ((bytes: Buffer) => void) | undefined;
}

/** One kept-alive connection. Plain sockets, so that the load costs far less than the servers. */
export class Client {
  readonly #socket: Socket;
  readonly #reader = new AnswerReader();
  #settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  #watch: Watch = {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes) => this.#read(bytes));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("The server closed the connection within an answer")));
  }

  /** Connects to a port of this machine. */
  static open(port: number): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.off("error", reject);
        resolve(new Client(socket));
      });
      socket.once("error", reject);
    });
  }

  /** Sends a request; its answer, when it is over. */
  send(request: Buffer, watch: Watch = {}): Promise<Answer> {
    this.#watch = watch;
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error("The server has closed the connection"));
      this.#settle = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    try {
      const answer = this.#reader.read(bytes);
      this.#watch.onBytes?.(bytes);
      if (this.#watch.onEvent && this.#reader.events > 0) {
        this.#watch.onEvent();
        this.#watch = {};
      }
      if (!answer) return;
      const settle = this.#settle;
      this.#settle = undefined;
      settle?.resolve(answer);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #fail(error: Error): void {
    this.#settle?.reject(error);
    this.#settle = undefined;
    this.#socket.destroy();
  }
}
