import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import type { Frame, Whole } from "./format.ts";
import { Queue } from "./queue.ts";

/** The end of an answer. */
export const END = Symbol("the end");

/** A client that has asked the server: its frames come one by one. */
export class Client {
  readonly #frames = new Queue<Frame | typeof END>();
  readonly #seen: Frame[] = [];
  readonly #request: ClientRequest;

  /** @param url of the endpoint */
  constructor(url: string, body: object) {
    const headers = { "Content-Type": "application/json", Accept: "text/event-stream" };
    this.#request = httpRequest(url, { method: "POST", headers, agent: false });
    this.#request.on("response", (response) => this.#read(response));
    // A connection that breaks is an answer that ends.
    this.#request.on("error", () => this.#frames.push(END));
    this.#request.end(JSON.stringify(body));
  }

  #read(response: IncomingMessage): void {
    const isStream = response.statusCode === 200;
    /** What has no end yet, in pieces: put together once it has, so that a long frame takes no longer. */
    let rest: string[] = [];
    response.setEncoding("utf8");
    response.on("data", (text: string) => {
      const isEnded = `${rest.at(-1)?.at(-1) ?? ""}${text}`.includes("\n\n");
      rest.push(text);
      if (!isStream || !isEnded) return;
      const parts = rest.join("").split("\n\n");
      rest = parts.splice(-1);
      for (const part of parts) this.#take(part);
    });
    response.on("error", () => {});
    response.on("close", () => {
      if (!isStream) this.#frames.push({ event: `HTTP ${response.statusCode}`, body: rest.join("") });
      this.#frames.push(END);
    });
  }

  /** A frame is its name and its data, after a number where answers are kept; what begins with a colon is a comment. */
  #take(text: string): void {
    const [, event, data] = /^(?:id: .*\n)?event: (.*)\ndata: (.*)$/.exec(text) ?? [];
    if (event !== undefined && data !== undefined)
      this.#frames.push({ event, ...inCamelCase(JSON.parse(data)) });
  }

  /** The next frame, or END. */
  async next(): Promise<Frame | typeof END> {
    const frame = await this.#frames.next();
    if (frame !== END) this.#seen.push(frame);
    return frame;
  }

  /** How many frames have been looked at. */
  get count(): number {
    return this.#seen.length;
  }

  /** What has come, in one. */
  whole(): Whole {
    const events = this.#seen.filter(({ event }) => event === "message");
    const texts = events.filter(
      ({ type, text }) => type === "text" && typeof text === "string" && text !== "",
    );
    const failed = this.#seen.find(({ event }) => event !== "message");
    return {
      text: texts.map(({ text }) => text).join(""),
      types: events.map(({ type }) => String(type)),
      pieces: texts.length,
      ownIds: new Set(events.map(({ id }) => id)).size === events.length,
      dones: events.filter(({ progress }) => progress === "DONE").length,
      last: events.at(-1) ?? null,
      error: failed ? { error: failed.error ?? failed.event, details: failed.details ?? failed.body } : null,
      all: JSON.stringify(this.#seen),
    };
  }

  leave(): void {
    this.#request.destroy();
  }
}

/** A server in Python has one nested name in its own spelling. */
function inCamelCase({ metadata, ...fields }: Record<string, unknown>): Record<string, unknown> {
  if (typeof metadata !== "object" || metadata === null || !("search_results" in metadata))
    return { ...fields, metadata };
  const { search_results, ...others } = metadata;
  return { ...fields, metadata: { searchResults: search_results, ...others } };
}
