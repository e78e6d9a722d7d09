import { expect, onTestFinished } from "vitest";
import type { ChatRequest } from "../../../templates/core/src/llmbrick/client.ts";
import { added } from "../../../templates/core/src/llmbrick/routes/added.ts";
import type { Handler } from "../../../templates/core/src/llmbrick/types.ts";
import { resumeRoutes } from "../../../templates/features/resume/+node/src/llmbrick/resume/routes.ts";
import { event } from "../../support/client.ts";
import { type Answer, ask, type Changes } from "../../support/http.ts";
import { type RunningServer, type StartOptions, start } from "../../support/llmbrick-server.ts";
import { seriesIn } from "../metrics/server.ts";

/** Gives the servers of a test the routes of the feature, as its layer does. */
export function withResume(): void {
  if (added.length === 0) onTestFinished(() => void added.splice(0));
  if (!added.includes(resumeRoutes)) added.push(resumeRoutes);
}

/** Starts a server that keeps its answers. */
export async function startKeeping(options: StartOptions = {}): Promise<KeepingServer> {
  withResume();
  return new KeepingServer(await start(options));
}

/** The figures that a server has for Prometheus. */
export async function figuresOf(server: KeepingServer): Promise<Map<string, number>> {
  return seriesIn((await server.ask({ method: "GET", path: "/metrics", body: "" })).text);
}

/** Waits until a server has found its Redis. */
export async function ready(server: KeepingServer): Promise<KeepingServer> {
  const status = async () => (await server.ask({ method: "GET", path: "/readyz", body: "" })).status;
  await expect.poll(status, { timeout: 10_000 }).toBe(200);
  return server;
}

/** What a request says of its session. */
export const session = { "X-Session-Id": "session-1" };

export class KeepingServer {
  readonly running: RunningServer;

  constructor(running: RunningServer) {
    this.running = running;
  }

  get url(): string {
    return this.running.url;
  }

  ask(changes: Changes = {}): Promise<Answer> {
    return ask(this.url, changes);
  }

  /** The rest of an answer. */
  rest(id: string, after = 0, headers: Record<string, string> = {}): Promise<Answer> {
    const seen = after > 0 ? { "Last-Event-ID": String(after) } : {};
    return this.#at(id, "GET", { ...seen, ...headers });
  }

  cancel(id: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#at(id, "DELETE", headers);
  }

  #at(id: string, method: string, headers: Record<string, string>): Promise<Answer> {
    const path = `${new URL(this.url).pathname}/${id}`;
    return ask(this.url, { method, path, body: "", headers: { ...session, ...headers } });
  }

  /** Begins an answer, and reads it piece by piece. */
  open(
    headers: Record<string, string> = {},
    method = "POST",
    id = "",
    body: object = requestBody,
  ): Promise<OpenAnswer> {
    return OpenAnswer.begin(id === "" ? this.url : `${this.url}/${id}`, method, headers, body);
  }
}

/** An answer that is being read. */
export class OpenAnswer {
  text = "";
  readonly status: number;
  readonly id: string;
  readonly #aborter: AbortController;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();

  private constructor(response: Response, aborter: AbortController) {
    this.status = response.status;
    this.id = response.headers.get("X-Answer-Id") ?? "";
    this.#aborter = aborter;
    this.#reader = (response.body as ReadableStream<Uint8Array>).getReader();
  }

  static async begin(
    url: string,
    method: string,
    headers: Record<string, string>,
    body: object = requestBody,
  ): Promise<OpenAnswer> {
    const aborter = new AbortController();
    const response = await fetch(url, {
      method,
      headers: { Accept: "text/event-stream", "Content-Type": "application/json", ...session, ...headers },
      body: method === "POST" ? JSON.stringify(body) : null,
      signal: aborter.signal,
    });
    return new OpenAnswer(response, aborter);
  }

  /** Reads until so many frames, comments not counted, have come, or the answer is over. */
  async frames(count = Number.POSITIVE_INFINITY): Promise<string[]> {
    while (this.#frames().length < count) if (!(await this.piece())) break;
    return this.#frames();
  }

  /** Reads what comes next. False at the end. */
  async piece(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    if (value) this.text += this.#decoder.decode(value, { stream: true });
    return !done;
  }

  #frames(): string[] {
    return framesIn(this.text);
  }

  leave(): void {
    this.#aborter.abort();
  }
}

/** The whole frames of a text, without its comments. */
export const framesIn = (text: string): string[] =>
  text
    .split("\n\n")
    .slice(0, -1)
    .filter((frame) => !frame.startsWith(":"));

export const requestBody: ChatRequest = {
  model: "gpt-4o",
  messages: [{ role: "user", content: "Hi" }],
  sessionId: "session-1",
};

/** A handler that yields an event whenever it is told to. Each test has its own. */
export function told() {
  const steps: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  const state = { begun: 0, aborted: undefined as unknown, onAbort: () => {} };
  const handler: Handler = async function* (_request, { signal }) {
    state.begun++;
    signal.addEventListener("abort", () => {
      state.aborted = signal.reason;
      state.onAbort();
      for (const go of waiting.splice(0)) go();
    });
    for (let index = 1; !signal.aborted; index++) {
      if (steps.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      if (signal.aborted) return;
      const isLast = steps.shift() === finish;
      yield event({ id: String(index), text: `事件 ${index}`, progress: isLast ? "DONE" : "IN_PROGRESS" });
      if (isLast) return;
    }
  };
  const push = (step: () => void) => {
    steps.push(step);
    waiting.shift()?.();
  };
  return {
    handler,
    state,
    step: (count = 1) => {
      for (let index = 0; index < count; index++) push(next);
    },
    finish: () => push(finish),
    /** Resolves when the handler's signal has fired. */
    aborted: () =>
      new Promise<unknown>((resolve) => {
        state.onAbort = () => resolve(state.aborted);
        if (state.aborted) resolve(state.aborted);
      }),
  };
}

const next = () => {};
const finish = () => {};
