import { Agent, type OutgoingHttpHeaders, request as send } from "node:http";
import { connect } from "node:http2";
import type { Readable, Writable } from "node:stream";
import { createGunzip } from "node:zlib";

const HEADERS = {
  "content-type": "application/json",
  accept: "text/event-stream",
  "accept-encoding": "gzip",
};

/** A request on its way, whose body is written bit by bit, and its answer frame by frame as it comes. */
export class Client {
  readonly #body: Writable;
  readonly #frames: string[] = [];
  #rest = "";
  #ended: "whole" | "cut" | undefined;
  #status: number | undefined;
  #encoding: string | undefined;
  #close = () => {};
  #wake = () => {};

  /** @param headers beside those of every request */
  constructor(url: URL, http2: boolean, headers: OutgoingHttpHeaders = {}) {
    const all = { ...HEADERS, ...headers };
    this.#body = http2 ? this.#byHttp2(url, all) : this.#byHttp1(url, all);
    this.#body.on("error", () => this.#end("cut"));
  }

  get encoding() {
    return this.#encoding;
  }

  write(text: string): void {
    this.#body.write(text);
  }

  end(text: string): void {
    this.#body.end(text);
  }

  close(): void {
    this.#close();
  }

  /** The next frame or comment, with its empty line; undefined where none comes within so many milliseconds. */
  async next(within: number): Promise<string | undefined> {
    await this.#until(() => this.#frames.length > 0 || this.#ended !== undefined, within);
    return this.#frames.shift();
  }

  /** The status of the answer, or undefined where there is none within so many milliseconds. */
  async status(within: number): Promise<number | undefined> {
    await this.#until(() => this.#status !== undefined || this.#ended !== undefined, within);
    return this.#status;
  }

  /** How the answer has ended, or undefined where it has not within so many milliseconds. */
  async ended(within: number): Promise<"whole" | "cut" | undefined> {
    await this.#until(() => this.#ended !== undefined, within);
    return this.#ended;
  }

  async #until(isSo: () => boolean, within: number): Promise<void> {
    const end = Date.now() + within;
    for (let left = within; !isSo() && left > 0; left = end - Date.now()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  #end(how: "whole" | "cut") {
    this.#ended ??= how;
    this.#wake();
  }

  #read(answer: Readable, status: number | undefined, encoding: unknown) {
    this.#status = status;
    this.#encoding = encoding as string | undefined;
    this.#wake();
    answer.once("error", () => this.#end("cut"));
    answer.once("aborted", () => this.#end("cut"));
    const texts = encoding === "gzip" ? answer.pipe(createGunzip()) : answer;
    texts.setEncoding("utf8");
    texts.on("data", (text: string) => {
      const frames = (this.#rest + text).split(/(?<=\n\n)/);
      this.#rest = frames.at(-1)?.endsWith("\n\n") ? "" : (frames.pop() ?? "");
      this.#frames.push(...frames);
      this.#wake();
    });
    texts.once("error", () => this.#end("cut"));
    texts.once("end", () => this.#end("whole"));
  }

  #byHttp1(url: URL, headers: OutgoingHttpHeaders): Writable {
    // An agent of its own takes no proxy from this machine's variables.
    const request = send(url, { method: "POST", headers, agent: new Agent() });
    this.#close = () => void request.destroy();
    request.once("response", (answer) =>
      this.#read(answer, answer.statusCode, answer.headers["content-encoding"]),
    );
    return request;
  }

  #byHttp2(url: URL, headers: OutgoingHttpHeaders): Writable {
    const session = connect(url);
    session.on("error", () => this.#end("cut"));
    this.#close = () => session.destroy();
    const stream = session.request({ ":method": "POST", ":path": url.pathname, ...headers });
    stream.once("response", (answer) => this.#read(stream, answer[":status"], answer["content-encoding"]));
    return stream;
  }
}
