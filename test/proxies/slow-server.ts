import { EventEmitter, on, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A server that leaves each answer to the test. It says nothing that would help a proxy which is set up wrongly. */
export async function slowServer() {
  const requests = new EventEmitter();
  const arrived = on(requests, "request");
  const server = createServer((...exchange) => requests.emit("request", ...exchange));
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    async nextExchange(): Promise<Exchange> {
      const { value } = await arrived.next();
      const [request, response]: [IncomingMessage, ServerResponse] = value;
      return { request, response };
    },
  };
}
