import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { text as readText } from "node:stream/consumers";
import { Connection } from "./connection.ts";
import type { Step } from "./handler.ts";

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
  /** The path below which an application has the routes; none for a server of its own. */
  mountedAt?: string;
  /** Path of the endpoint. */
  endpoint: string;
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

  /** A path of the server's own, where it is mounted. */
  below(path: string): string {
    return (this.#place.mountedAt ?? "") + path;
  }

  /** Whether all paths are this server's, and none an application's. */
  get isAlone(): boolean {
    return !this.#place.mountedAt;
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
  async ask({ method = "POST", path = this.endpoint, headers, body, script }: Changes = {}): Promise<Answer> {
    const content = body ?? (method === "POST" ? this.body({}, script) : "");
    const bytes = typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content);
    const open = this.url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = open(this.url, {
      method,
      path,
      agent: false,
      ca: this.#place.ca,
      headers: present({ ...this.#usualHeaders(bytes), ...headers }),
    });
    request.end(bytes);
    const [response] = await once(request, "response");
    return { status: response.statusCode, headers: response.headers, text: await readText(response) };
  }

  /** A connection of which a check sees every byte. Closed after the check. */
  async connect(): Promise<Connection> {
    const connection = await Connection.open(this.url, this.#place.ca);
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

  closeConnections(): void {
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

function present(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}
