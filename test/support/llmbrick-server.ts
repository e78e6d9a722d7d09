import type { Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { SSEServerOptions } from "../../templates/core/src/llmbrick/http/endpoint.ts";
import type { Handler } from "../../templates/core/src/llmbrick/types.ts";
import { SSEServer } from "../../templates/node/src/llmbrick/server.ts";
import { event } from "./client.ts";
import type { AtEnd } from "./raw-client.ts";

/** A generated server with its insides in view. */
export class TestServer extends SSEServer {
  /** The connections that are open now. */
  readonly sockets = new Set<Socket>();

  constructor(options: SSEServerOptions) {
    super(options);
    this.app.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
  }

  /** The answers that the server counts as open. */
  get openStreams(): number {
    return this.runtime.streams.size;
  }

  /** Whether it begins no answer any more. */
  get isClosed(): boolean {
    return this.runtime.isClosed;
  }
}

export interface RunningServer {
  server: TestServer;
  /** Of the endpoint. */
  url: string;
  port: number;
  /** The lines logged so far, parsed. */
  log: LogLine[];
  /** Resolves to the first line, logged already or yet to come, that has these fields. */
  logged(fields: Record<string, unknown>): Promise<LogLine>;
}

export type LogLine = Record<string, unknown>;

/** Says hello in two events. */
export const hello: Handler = async function* () {
  yield event({ id: "1", text: "Hello" });
  yield event({ id: "2", type: "done", progress: "DONE" });
};

/** Sends nothing, and ends when its signal fires. */
export const silent: Handler = async function* (_request, { signal }) {
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
};

export interface StartOptions extends Omit<SSEServerOptions, "handler" | "log"> {
  /** `hello` where not given; null for none. */
  handler?: Handler | null;
}

/**
 * Starts a server on a free port, without the test page. It is closed at the end of the test, streams and all;
 * a concurrent test gives its own hook. `Kind`: a server with more than this one has.
 */
export async function start(
  { config, handler = hello, ...options }: StartOptions = {},
  atEnd: AtEnd = onTestFinished,
  Kind = TestServer,
): Promise<RunningServer> {
  const log: LogLine[] = [];
  const waiting = new Set<() => void>();
  const server = new Kind({
    env: {},
    ...options,
    ...(handler && { handler }),
    config: { port: 0, enableTestPage: false, shutdownGrace: 0, ...config },
    log(lines) {
      for (const line of lines.trimEnd().split("\n")) log.push(JSON.parse(line));
      for (const check of waiting) check();
    },
  });
  const address = new URL(await server.listen());
  atEnd(async () => {
    const closed = server.close();
    server.app.closeAllConnections();
    await closed;
  });

  return {
    server,
    url: new URL(`${server.config.prefix}${server.config.chatCompletionsPath}`, address).href,
    port: Number(address.port),
    log,
    logged: (fields) =>
      new Promise((resolve) => {
        const check = () => {
          const line = log.find((candidate) =>
            Object.entries(fields).every(([key, value]) => candidate[key] === value),
          );
          if (!line) return;
          waiting.delete(check);
          resolve(line);
        };
        waiting.add(check);
        check();
      }),
  };
}
