import type { ConversationEvent, ConversationRequest } from "./types.ts";

/** What a request must hold, and what it may. */
export type ChatRequest = Pick<ConversationRequest, "model" | "messages" | "sessionId"> &
  Partial<ConversationRequest>;

export interface ChatOptions extends FramesOptions {
  request: ChatRequest;
  /** Whether an answer without a last event, of progress "DONE" or "ERROR", is an error; true unless given. */
  requireDone?: boolean;
}

/** How a request is sent. */
export interface FramesOptions {
  /** The address of the endpoint. In a browser it may be relative. */
  url: string | URL;
  /** Goes out as JSON. */
  request: object;
  /** Goes out as `Authorization: Bearer …`. */
  apiKey?: string;
  headers?: Record<string, string>;
  /** Ends the request; `chat` then throws `signal.reason`. */
  signal?: AbortSignal;
  /** Another `fetch`, such as a test's. */
  fetch?: typeof globalThis.fetch;
  /** Sees each frame as it came, before its event. */
  onFrame?: (frame: Frame) => void;
  /** Sees each comment, such as the server's "keep-alive". */
  onComment?: (text: string) => void;
  /** See `FrameParser`. */
  maxFrameLength?: number;
}

/**
 * Sends one request and gives the events of its answer, each as it comes.
 *
 * An answer is whole when an event's progress is "DONE" or "ERROR". One that ends before that has been cut: a proxy
 * may end the stream of a server that died as if all were well. Leaving the loop early ends the request. It is sent
 * once, whatever happens: an answer may have cost the server money already. Where `fetch` gives no stream of the
 * body, as in React Native, all events come when the answer has ended.
 *
 * @throws {HttpError} The server refused the request.
 * @throws {StreamError} The server sent an error frame.
 * @throws {ProtocolError} The answer is not one that this client can read, or it was cut.
 */
export async function* chat(options: ChatOptions): AsyncGenerator<ConversationEvent, void, void> {
  try {
    yield* receive(options);
  } catch (error) {
    // Some browsers throw an error of their own for what was aborted.
    options.signal?.throwIfAborted();
    throw error;
  }
}

async function* receive(options: ChatOptions): AsyncGenerator<ConversationEvent, void, void> {
  const { requireDone = true } = options;
  let isDone = false;
  for await (const { event: name, data } of frames(options)) {
    if (name === "error") throw toStreamError(data);
    // Other names are for other readers, as with a browser's EventSource.
    if (name !== "message") continue;
    const event = toEvent(data);
    isDone ||= event.progress === "DONE" || event.progress === "ERROR";
    yield event;
  }
  if (requireDone && !isDone) throw new ProtocolError("The answer was cut: it ended before its last event");
}

/**
 * Sends one request and gives the frames of its answer, whatever they say.
 *
 * @throws {HttpError} The server refused the request.
 * @throws {ProtocolError} The answer is no event stream, or it was cut inside a frame.
 */
export async function* frames(options: FramesOptions): AsyncGenerator<Frame, void, void> {
  const { signal, onFrame, fetch = globalThis.fetch } = options;
  const headers = new Headers(options.headers);
  headers.set("Accept", "text/event-stream");
  headers.set("Content-Type", "application/json");
  if (options.apiKey) headers.set("Authorization", `Bearer ${options.apiKey}`);

  const body = JSON.stringify(options.request);
  // A redirect would be a second request, so it is an error.
  const init: RequestInit = { method: "POST", headers, body, redirect: "error", signal: signal ?? null };
  const response = await fetch(options.url, init);
  if (!response.ok) throw new HttpError(response.status, parseJson(await response.text()));

  const parser = new FrameParser(options);
  for await (const text of textOf(response)) {
    for (const frame of parser.push(text)) {
      onFrame?.(frame);
      yield frame;
      signal?.throwIfAborted();
    }
  }
  signal?.throwIfAborted();
  if (parser.isMidFrame) throw new ProtocolError("The answer was cut: it ended inside a frame");
}

/** The server refused the request before any stream began. */
export class HttpError extends Error {
  override name = "HttpError";
  readonly status: number;
  /** The whole body: parsed where it is JSON, else its text. */
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(`The server answered ${status}: ${JSON.stringify(body).slice(0, 300)}`);
    this.status = status;
    this.body = body;
  }
}

/** The server ended the stream with an error frame. */
export class StreamError extends Error {
  override name = "StreamError";
  /** What went wrong, such as "Handler exception". */
  readonly error: string;
  readonly details: string;

  constructor(error: string, details: string) {
    super(`${error}: ${details}`);
    this.error = error;
    this.details = details;
  }
}

/** The answer is no event stream, was cut, or holds a frame without a JSON object or longer than the limit. */
export class ProtocolError extends Error {
  override name = "ProtocolError";
}

/** One frame of an event stream: its name ("message" unless given) and its data, lines joined by "\n". */
export interface Frame {
  event: string;
  data: string;
}

/**
 * Reads an event stream piece by piece, as the HTML standard has it (section 9.2.6, "Interpreting an event
 * stream"), but for `id` and `retry`: they serve to reconnect, which a POST must not do by itself.
 * A frame that its blank line has not ended yet is kept for the next piece.
 */
export class FrameParser {
  readonly #onComment: ((text: string) => void) | undefined;
  readonly #maxFrameLength: number;
  #line = "";
  #event = "";
  #data: string | undefined;
  #endedInCR = false;

  /** `maxFrameLength`: UTF-16 code units of one frame that are held at most; 16 Mi unless given. */
  constructor(options: Pick<ChatOptions, "onComment" | "maxFrameLength"> = {}) {
    this.#onComment = options.onComment;
    this.#maxFrameLength = options.maxFrameLength ?? 16 * 1024 * 1024;
  }

  /** Whether a frame, or a comment, has begun and not ended. At the end of the stream it means that it was cut. */
  get isMidFrame(): boolean {
    return this.#line !== "" || this.#event !== "" || this.#data !== undefined;
  }

  /**
   * Gives the frames that the stream's next piece of text completes. Take them all before the next push.
   * @throws {ProtocolError} A frame is longer than `maxFrameLength`.
   */
  *push(text: string): Generator<Frame, void, void> {
    if (text === "") return;
    // The second half of a CRLF that was split between two pieces.
    const lines = (this.#endedInCR && text[0] === "\n" ? text.slice(1) : text).split(/\r\n|\n|\r/);
    this.#endedInCR = text.endsWith("\r");

    lines[0] = this.#line + lines[0];
    this.#line = lines.pop() as string;
    for (const line of lines) {
      this.#checkLength(line);
      if (line !== "") this.#readLine(line);
      else {
        if (this.#data !== undefined) yield { event: this.#event || "message", data: this.#data };
        this.#event = "";
        this.#data = undefined;
      }
    }
    this.#checkLength(this.#line);
  }

  #readLine(line: string): void {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (colon === 0) this.#onComment?.(value);
    else if (field === "event") this.#event = value;
    else if (field === "data") this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
  }

  #checkLength(line: string): void {
    if (this.#event.length + (this.#data?.length ?? 0) + line.length <= this.#maxFrameLength) return;
    throw new ProtocolError(`A frame of the answer is longer than ${this.#maxFrameLength} characters`);
  }
}

/** Decodes the body. However the loop over it ends, the request ends with it. */
async function* textOf(response: Response): AsyncGenerator<string, void, void> {
  const type = response.headers.get("Content-Type") ?? "none";
  const reader = response.body?.getReader();
  try {
    if (!/^text\/event-stream *(;|$)/i.test(type)) {
      throw new ProtocolError(`Expected an answer of Content-Type text/event-stream, got ${type}`);
    }
    if (!reader) return yield await response.text();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      // At the end, with what a character that was cut left over.
      yield decoder.decode(value, { stream: !done });
      if (done) break;
    }
  } finally {
    // Not awaited: it may wait for the network, and its failure says nothing new.
    reader?.cancel().catch(() => {});
  }
}

/** A frame's event in camelCase: a server in Python spells two nested keys its own way. */
function toEvent(data: string): ConversationEvent {
  const { context, metadata, ...event } = parseObject(data);
  return {
    ...event,
    context: renameKey(context, "conversation_id", "conversationId"),
    metadata: renameKey(metadata, "search_results", "searchResults"),
  } as ConversationEvent;
}

function renameKey(value: unknown, from: string, to: string): unknown {
  if (!isObject(value) || !Object.hasOwn(value, from) || Object.hasOwn(value, to)) return value;
  const { [from]: renamed, ...rest } = value;
  return { [to]: renamed, ...rest };
}

function toStreamError(data: string): StreamError {
  const { error, details = error } = parseObject(data);
  return new StreamError(String(error), String(details));
}

function parseObject(data: string): Record<string, unknown> {
  const value = parseJson(data);
  if (isObject(value)) return value;
  throw new ProtocolError(`Expected a frame with a JSON object, got ${data.slice(0, 100)}`);
}

/** The text itself where it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
