import type { IncomingMessage, ServerResponse } from "node:http";
import {
  ConfigError,
  type Resolution,
  type ResolvedConfig,
  resolveConfig,
  type SSEServerConfig,
} from "../config/config.ts";
import { words } from "../config/words.ts";
import { createLogger, type Logger } from "../log/log.ts";
import type { CustomValidator } from "../request/rules.ts";
import { routesOf } from "../routes/routes.ts";
import type { Handler } from "../types.ts";
import { joinDuplicates, pathOf, takeWholeUrl } from "./exchange.ts";
import type { Observer } from "./observer.ts";
import { inTurn } from "./pipeline.ts";
import type { Route } from "./route.ts";
import { Runtime } from "./runtime.ts";
import { admit, type BeforeHead, serve } from "./send.ts";
import type { Slots } from "./slots.ts";

export interface SSEServerOptions {
  config?: SSEServerConfig;
  /** May be set later: `server.handler(fn)`. */
  handler?: Handler;
  customValidator?: CustomValidator;
  /** Routes beside the server's own. Of two for one path, yours holds. */
  routes?: Route[];
  /** See what becomes of each request, beside its line in the log. */
  observers?: Observer[];
  /** The places for open streams: `maxConcurrentConnections` of them, in this process's memory. */
  slots?: Slots;
  /** Variables that beat the configuration: `process.env`. */
  env?: NodeJS.ProcessEnv;
  /** Takes the log's lines, or is the log: standard output. */
  log?: ((lines: string) => void) | Logger;
}

/** What `llmbrick()` takes: options, or an endpoint that is there. */
export type ModuleOptions = SSEServerOptions & {
  /** The path below which the routes lie, where nothing takes it off the requests that come here: "/ai", "/:tenant/ai". */
  prefix?: string;
  endpoint?: Endpoint;
};

/** A framework's own kind of module, whose streams end before it goes. */
export interface Closable {
  /** Takes no further chats, lets open streams finish within these seconds, by default `shutdownGrace`, then ends them. */
  close(grace?: number): Promise<void>;
}

/** The routes of the server, for whatever listens: they are answered here, and all that is promised of them holds. */
export class Endpoint implements Closable {
  readonly resolution: Resolution;
  readonly runtime: Runtime;
  /** Its parts. */
  readonly #prefix: string[];
  #closed: Promise<void> | undefined;

  constructor({ prefix = "", ...options }: ModuleOptions = {}) {
    this.resolution = resolveConfig(options.config ?? {}, options.env ?? process.env);
    const { log = (lines) => process.stdout.write(lines) } = options;
    const logger = typeof log === "function" ? createLogger(log) : log;
    this.runtime = new Runtime(this.resolution.config, logger);
    this.runtime.handler = options.handler;
    this.runtime.customValidator = options.customValidator;
    this.runtime.observers.push(...(options.observers ?? []));
    if (options.slots) this.runtime.slots = options.slots;
    const start = { env: options.env ?? process.env, faults: this.resolution.faults };
    this.runtime.add([...routesOf(this.runtime, start), ...(options.routes ?? [])]);
    for (const variable of this.resolution.unknownVariables) {
      logger.warn({ message: words.unknownVariable(variable) });
    }
    this.#prefix = prefix.split("/").filter((part) => part !== "");
  }

  get config(): ResolvedConfig {
    return this.resolution.config;
  }

  /**
   * Answers a request to one of the routes. False: it is for none of them, and nothing has been done.
   * `path`: the request's, below the place where the routes are mounted. `beforeHead`: called unless the client leaves.
   */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    path = this.#pathOf(request),
    beforeHead?: BeforeHead,
  ): boolean {
    const { runtime } = this;
    if (!runtime.knows(path)) return false;
    // In a server of ours, it was let in before the framework saw it.
    if (runtime.hasBegun(request)) {
      runtime.exchangeOf(request).routePath = path;
      void serve(runtime, request, response, beforeHead);
    } else if (!response.headersSent) this.#take(request, response, path, beforeHead);
    return true;
  }

  /** Of an answer that waits behind another one, Node never tells that its client has left. */
  readonly #take = inTurn((request, response, path: string, beforeHead?: BeforeHead) => {
    const { runtime } = this;
    // Code of the application's has answered meanwhile, such as one that limits the time.
    if (response.headersSent) return;
    joinDuplicates(request);
    takeWholeUrl(request);
    runtime.exchangeOf(request).routePath = path;
    runtime.watchStall(response);
    if (admit(runtime, request, response, beforeHead)) void serve(runtime, request, response, beforeHead);
  });

  /** The path of a request below the prefix; "" where it is elsewhere. */
  #pathOf({ url = "" }: IncomingMessage): string {
    const [, ...parts] = pathOf(url).split("/");
    const isBelow = this.#prefix.every(
      (part, at) => part === parts[at] || (part.startsWith(":") && parts[at]),
    );
    return isBelow ? `/${parts.slice(this.#prefix.length).join("/")}` : "";
  }

  close(grace = this.config.shutdownGrace): Promise<void> {
    this.#closed ??= this.#drain(grace);
    return this.#closed;
  }

  async #drain(grace: number): Promise<void> {
    const { runtime } = this;
    runtime.draining = runtime.isClosed = true;
    const ending = setTimeout(() => {
      for (const stream of runtime.streams) stream.endEarly("shutdown");
    }, grace * 1000);
    await runtime.streams.areOver();
    clearTimeout(ending);
    await Promise.all(runtime.parts.map((part) => part.close()));
    // The application may end the process now.
    runtime.logger.flush();
  }
}

/**
 * The endpoint of a module that joins an application.
 * @throws ConfigError with every fault of the configuration
 */
export function endpointOf({ endpoint, ...options }: ModuleOptions): Endpoint {
  if (endpoint) return endpoint;
  const made = new Endpoint(options);
  if (made.resolution.faults.length > 0) throw new ConfigError(made.resolution.faults);
  return made;
}
