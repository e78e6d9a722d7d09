import { once } from "node:events";
import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from "node:http";
import { request as httpsRequest } from "node:https";
import { Connection } from "./connection.ts";
import { TooLong } from "./failures.ts";
import type { Step } from "./handler.ts";
import { mostCharacters, patience } from "./limits.ts";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** How a request differs from one that the server answers with a stream. */
export interface Changes {
  method?: string;
  /** The endpoint's, where not given. */
  path?: string;
  /** `undefined` leaves a header out. */
  headers?: OutgoingHttpHeaders;
  /** Text or bytes go out as they are, anything else as JSON. */
  body?: unknown;
  /** For the scripted handler. */
  script?: Step[];
}

export type LogLine = Record<string, unknown>;

/** What a process of ours shows beside its HTTP. */
export interface Process {
  /** The first log line, past or to come, with these fields. */
  logged(fields: LogLine): Promise<LogLine>;
  /** All that it has written so far. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  /** Resolves to the exit code. */
  exited: Promise<number | null>;
}

/** Where a server is, and what a client has to know of it. */
export interface Place {
  url: URL;
  /** The path below which an application has the routes, "" at its root; none for a server of its own. */
  mountedAt?: string;
  /** Path of the endpoint. */
  endpoint: string;
  /** The path below which it has the routes for clients of OpenAI's API; without it, it is `mountedAt`. */
  openAiAt?: string | undefined;
  /** A model that it allows. */
  model: string;
  /** What each request needs here: an API key. */
  headers?: OutgoingHttpHeaders;
  /** Who vouches for its certificate, in PEM, where no one does that this machine knows. */
  ca?: string;
}

/** A server under test, as a client sees it. */
export class Server {
  readonly url: URL;
  readonly endpoint: string;
  readonly model: string;
  readonly #place: Place;
  readonly #process: Process | undefined;
  readonly #connections = new Set<Connection>();
  readonly #closing = new AbortController();

  constructor(place: Place, process?: Process) {
    this.url = place.url;
    this.endpoint = place.endpoint;
    this.model = place.model;
    this.#place = place;
    this.#process = process;
  }

  /** The same server, with connections of its own. */
  session(): Server {
    return new Server(this.#place, this.#process);
  }

  /** What its requests say of who sends them: `Bearer` and a key. */
  get authorization(): string {
    return String(this.#place.headers?.Authorization);
  }

  /** A path of the server's own, where it is mounted. */
  below(path: string): string {
    return (this.#place.mountedAt ?? "") + path;
  }

  /** The path of a route for clients of OpenAI's API. */
  openAi(path: string): string {
    return this.#place.openAiAt === undefined ? this.below(path) : this.#place.openAiAt + path;
  }

  /** Whether all paths are this server's, and none an application's. */
  get isAlone(): boolean {
    return this.#place.mountedAt === undefined;
  }

  get process(): Process {
    if (!this.#process) throw new Error("Only a server that was started here shows its process");
    return this.#process;
  }

  /** The body of a request that is answered with a stream, but for these fields. */
  body(fields: object = {}, script?: Step[]): object {
    return {
      model: this.model,
      messages: [{ role: "user", content: "Hello" }],
      sessionId: "session-1",
      ...(script && { clientId: JSON.stringify(script) }),
      ...fields,
    };
  }

  /** Sends one request, on a connection of its own, and reads the whole answer. */
  async ask(changes: Changes = {}): Promise<Answer> {
    const response = await this.request(changes);
    return { ...headOf(response), text: await readText(response) };
  }

  /** Sends one request for the head of its answer: a stream is left before its end, where that takes a while. */
  async glance(changes: Changes = {}): Promise<Answer> {
    const response = await this.request(changes);
    if (!response.headers["content-type"]?.startsWith("text/event-stream"))
      return { ...headOf(response), text: await readText(response) };
    const timer = setTimeout(() => response.destroy(), patience);
    await once(response.resume(), "close");
    clearTimeout(timer);
    return { ...headOf(response), text: "" };
  }

  /** Sends one request, on a connection of its own. Resolves as soon as the head of its answer is there. */
  async request({
    method = "POST",
    path = this.endpoint,
    headers,
    body,
    script,
  }: Changes = {}): Promise<IncomingMessage> {
    const content = body ?? (method === "POST" ? this.body({}, script) : "");
    const bytes = typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content);
    const open = this.url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = open(this.url, {
      method,
      path,
      agent: false,
      ca: this.#place.ca,
      signal: this.#closing.signal,
      headers: present({ ...this.#usualHeaders(bytes), ...headers }),
    });
    // One that comes after the answer's head is the answer's.
    request.on("error", () => {});
    request.end(bytes);
    const [response] = await once(request, "response");
    return response;
  }

  /** A connection of which a check sees every byte. Closed after the check. */
  async connect(): Promise<Connection> {
    const connection = await Connection.open(this.url, this.#place.ca, this.#closing.signal);
    this.#connections.add(connection);
    return connection;
  }

  /** A whole request as it is on the wire. */
  wire({ method = "POST", path = this.endpoint, headers, body, script }: Changes = {}): string {
    const content = body ?? (method === "POST" ? this.body({}, script) : "");
    const text = typeof content === "string" ? content : JSON.stringify(content);
    const all = present({ Host: this.url.host, ...this.#usualHeaders(text), ...headers });
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    return `${[`${method} ${path} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n${text}`;
  }

  /** Ends all that is under way. */
  close(): void {
    this.#closing.abort();
    for (const connection of this.#connections) connection.close();
  }

  #usualHeaders(bytes: string | Buffer): OutgoingHttpHeaders {
    return {
      Accept: "text/event-stream",
      ...(bytes.length > 0 && { "Content-Type": "application/json" }),
      "Content-Length": Buffer.byteLength(bytes),
      ...this.#place.headers,
    };
  }
}

const headOf = ({ statusCode = 0, headers }: IncomingMessage) => ({ status: statusCode, headers });

async function readText(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of response.setEncoding("utf8")) {
    text += part;
    if (text.length > mostCharacters) throw new TooLong(mostCharacters);
  }
  return text;
}

function present(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}
