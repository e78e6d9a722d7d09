import type { RequestListener, Server } from "node:http";
import { NodeServer } from "./node-server.ts";
import { serve } from "./send.ts";

/** The adapter for plain Node: there is no framework, so `app` is the HTTP server itself. */
export class SSEServer extends NodeServer {
  readonly app: Server = this.server;

  protected override mount(): RequestListener {
    return (request, response) => void serve(this.runtime, request, response);
  }
}
