import { request as requestByHttp } from "node:http";
import { connect } from "node:http2";
import { request as requestByHttps } from "node:https";
import type { Duplex, Readable, Writable } from "node:stream";
import { createGunzip } from "node:zlib";
import { onTestFinished } from "vitest";

const METHOD = { method: "POST", headers: { "content-type": "application/json", "accept-encoding": "gzip" } };

/** A request on its way, whose body the test writes, and the answer's text as it comes. */
export class Client {
  readonly #body: Writable;
  #text = "";
  #ended: "whole" | "cut" | undefined;
  #status: number | undefined;
  #encoding: string | undefined;
  #wake = () => {};

  constructor(url: URL, http2: boolean) {
    this.#body = http2 ? this.#byHttp2(url) : this.#byHttp1(url);
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

  /** Waits until the answer's text ends in this. Gives whether it did in time, in milliseconds. */
  hears = (text: string, within: number) => this.#until(() => this.#text.endsWith(text), within);

  async status(within: number): Promise<number | undefined> {
    await this.#until(() => this.#status !== undefined, within);
    return this.#status;
  }

  async ended(within: number): Promise<"whole" | "cut" | undefined> {
    await this.#until(() => this.#ended !== undefined, within);
    return this.#ended;
  }

  async #until(isSo: () => boolean, within: number): Promise<boolean> {
    const end = Date.now() + within;
    while (!isSo()) {
      const left = end - Date.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return true;
  }

  #end(how: "whole" | "cut") {
    this.#ended ??= how;
    this.#wake();
  }

  #read(answer: Readable, status: number | undefined, encoding: string | undefined) {
    this.#status = status;
    this.#encoding = encoding;
    this.#wake();
    answer.once("error", () => this.#end("cut"));
    answer.once("aborted", () => this.#end("cut"));
    const texts = encoding === "gzip" ? answer.pipe(createGunzip()) : answer;
    texts.setEncoding("utf8");
    texts.on("data", (text: string) => {
      this.#text += text;
      this.#wake();
    });
    texts.once("error", () => this.#end("cut"));
    texts.once("end", () => this.#end("whole"));
  }

  #byHttp1(url: URL): Writable {
    const make = url.protocol === "https:" ? requestByHttps : requestByHttp;
    const request = make(url, { ...METHOD, agent: false, rejectUnauthorized: false } as object);
    onTestFinished(() => void request.destroy());
    request.once("response", (answer) =>
      this.#read(answer, answer.statusCode, answer.headers["content-encoding"]),
    );
    return request;
  }

  #byHttp2(url: URL): Duplex {
    const session = connect(url, { rejectUnauthorized: false });
    session.on("error", () => this.#end("cut"));
    onTestFinished(() => session.destroy());
    const stream = session.request({ ":method": METHOD.method, ":path": url.pathname, ...METHOD.headers });
    stream.once("response", (headers) =>
      this.#read(stream, headers[":status"], headers["content-encoding"] as string | undefined),
    );
    return stream;
  }
}
