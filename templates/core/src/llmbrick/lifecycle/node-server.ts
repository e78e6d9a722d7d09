import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import { ConfigError, type ResolvedConfig } from "../config/config.ts";
import { words } from "../config/words.ts";
import { Endpoint, type SSEServerOptions } from "../http/endpoint.ts";
import { takeRequests } from "../http/incoming.ts";
import type { Runtime } from "../http/runtime.ts";
import type { Handler } from "../types.ts";
import { addressesOf, explain, isOpenToAll } from "./address.ts";
import { closeOnSignals, outliveErrors, outliveOutput } from "./process.ts";

/** Of every connection. Times are in milliseconds; with the interval, clients that send slowly are cut within 15 s. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 14_000,
  /** Of TLS; plain HTTP has none. */
  handshakeTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  /** Longer than the 60 s of the usual load balancers, so that it is they who close idle connections. */
  keepAliveTimeout: 75_000,
  /** Bytes. A browser sends all the cookies that other servers on this machine have set. */
  maxHeaderSize: 65_536,
  /** Without one, a request is refused like any other that is not right, and logged. */
  requireHostHeader: false,
  /** Of two Hosts or two keys Node would take the first: joined, they are neither. */
  joinDuplicateHeaders: true,
};

/** Seconds from the end of listening on in which the requests of the last connections still arrive. */
const ARRIVING = 0.5;
/** For a server to which connections come faster than it takes them. */
const MOST_TURNS = 100;

/** What every adapter shares: starting, stopping, and the process around the server. */
export abstract class NodeServer {
  /** The routes of the server, which a framework's application takes as it takes anybody's. */
  protected readonly endpoint: Endpoint;
  /** For adapters, whose framework may want to know its server. */
  protected readonly server: Server;
  readonly #sockets = new Set<Socket>();
  /** Those on which no request has come yet. */
  readonly #unused = new Set<Socket>();
  /** Connections so far. */
  #taken = 0;
  #mounted: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: SSEServerOptions = {}) {
    this.endpoint = new Endpoint(options);
    this.server = this.config.sslKeyfile === "" ? createServer(limits) : createTlsServer(limits);
    // Node would leave out all beyond the 2000th, and with them what our checks look at. Their bytes are limited.
    this.server.maxHeadersCount = 0;
    this.server.on("listening", () => {
      const address = this.server.address();
      if (typeof address === "object" && address) this.runtime.address = address.address;
    });
    this.server.on("connection", (socket) => {
      this.#taken++;
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    // Over TLS a connection is a socket of its own, once the handshake is done.
    for (const event of ["connection", "secureConnection"]) {
      this.server.on(event, (socket: Socket) => {
        this.#unused.add(socket);
        socket.on("close", () => this.#unused.delete(socket));
      });
    }
    this.server.on("request", ({ socket }) => this.#unused.delete(socket));
  }

  get config(): ResolvedConfig {
    return this.endpoint.config;
  }

  protected get runtime(): Runtime {
    return this.endpoint.runtime;
  }

  /** Sets the handler. It holds for all requests from now on. */
  handler(handler: Handler): void {
    this.runtime.handler = handler;
  }

  /** For adapters: puts our routes behind the user's, and gives the function that takes all requests. */
  protected abstract mount(): RequestListener | Promise<RequestListener>;

  /**
   * Starts to listen. Resolves to the server's address, such as "http://127.0.0.1:9000/".
   * Rejects with a `ConfigError`, or with Node's error where the port or the host can't be had.
   */
  async listen(): Promise<string> {
    const { faults } = this.endpoint.resolution;
    if (faults.length > 0) throw new ConfigError(faults);
    const { host, port } = this.config;
    const { server } = this;
    if (server instanceof TlsServer) this.#secure(server);
    // Once, though listening may be tried again.
    this.#mounted ??= this.#mount();
    await this.#mounted;
    server.listen({ host, port });
    await once(server, "listening");
    return addressesOf(this.server, this.config)[0] as string;
  }

  async #mount(): Promise<void> {
    takeRequests(this.server, this.runtime, await this.mount());
  }

  #secure(server: TlsServer): void {
    const { sslKeyfile, sslCertfile } = this.config;
    try {
      server.setSecureContext({ key: readFileSync(sslKeyfile), cert: readFileSync(sslCertfile) });
    } catch (error) {
      throw new ConfigError([words.badTls(sslKeyfile, sslCertfile, (error as Error).message)]);
    }
  }

  /**
   * Runs the server as this process's work: listens, prints the address, shuts down on a signal, and outlives
   * errors that nothing catches.
   * Where it can't start it says why on standard error, and the process exits with 1.
   */
  async run(): Promise<void> {
    const { logger } = this.runtime;
    process.on("exit", logger.flush);
    outliveOutput();
    try {
      await this.listen();
    } catch (error) {
      console.error(explain(error, this.config, this.endpoint.resolution.sourceOf));
      process.exit(1);
    }
    // First: whoever reads that the server listens may end it at once.
    outliveErrors(logger);
    // A watcher waits for this process before it starts the next one.
    closeOnSignals(() => this.close(isWatched() ? 0 : undefined), logger);
    const [address, ...others] = addressesOf(this.server, this.config) as [string, ...string[]];
    console.log([words.listening(address), ...others.map(words.alsoListening)].join("\n"));
    if (isOpenToAll(this.server, this.config)) console.warn(words.openToAll);
  }

  /** Stops accepting, lets open streams finish within the seconds of `shutdownGrace`, then ends them. */
  close(grace = this.config.shutdownGrace): Promise<void> {
    this.#closed ??= this.#shutDown(grace);
    return this.#closed;
  }

  /** Takes the connections that wait to be taken, until a turn of the event loop brings none: closing would cut them. */
  async #takeWaiting(): Promise<void> {
    for (let before = -1, turn = 0; before !== this.#taken && turn < MOST_TURNS; turn++) {
      before = this.#taken;
      for (let phase = 0; phase < 2; phase++) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #shutDown(grace: number): Promise<void> {
    const { server, runtime } = this;
    runtime.draining = true;
    await this.#takeWaiting();
    const closed = new Promise((resolve) => server.close(resolve));
    const arriving = Math.min(ARRIVING, grace);
    const closing = setTimeout(() => void this.endpoint.close(grace - arriving), arriving * 1000);
    // A connection is idle, and can be closed, from the moment that its stream has ended.
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      // Browsers and `fetch` open connections in advance: to Node, one without a request yet is not idle. One with
      // a part of a request has read bytes, but Bun does not count them.
      // By then, what has come on a connection that was taken just now is read.
      setImmediate(() => {
        for (const socket of this.#unused) if (socket.bytesRead === 0) socket.destroy();
      });
    }, 50);
    // A second after the last streams have been ended.
    const cutting = setTimeout(
      () => {
        for (const socket of this.#sockets) socket.destroy();
      },
      (grace + 1) * 1000,
    );
    await closed;
    clearTimeout(closing);
    clearInterval(sweep);
    clearTimeout(cutting);
    await this.endpoint.close(0);
    // Requests that were cut just now are still to be told of: Node lets them know some turns later.
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.#sockets.size > 0);
  }
}

/** Whether this process is started again on each change: by the script `dev`, or by `node --watch` itself. */
const isWatched = () => process.argv.includes("--dev") || process.env.WATCH_REPORT_DEPENDENCIES !== undefined;
