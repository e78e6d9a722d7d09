import { EventEmitter, on, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A server that leaves each answer to its user. */
export interface BareServer {
  readonly port: number;
  nextExchange(): Promise<Exchange>;
  close(): void;
}

/** Starts one. It says nothing that would help a proxy which is set up wrongly. */
export async function startBareServer(): Promise<BareServer> {
  const requests = new EventEmitter();
  const closing = new AbortController();
  const arrived = on(requests, "request", { signal: closing.signal });
  const server = createServer((...exchange) => requests.emit("request", ...exchange));
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async nextExchange() {
      const { value } = await arrived.next();
      const [request, response]: [IncomingMessage, ServerResponse] = value;
      return { request, response };
    },
    close() {
      closing.abort();
      server.closeAllConnections();
      server.close();
    },
  };
}
