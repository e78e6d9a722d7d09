import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { ModuleOptions } from "../../templates/core/src/llmbrick/http/endpoint.ts";
import { event } from "../support/client.ts";
import { ask, type Changes } from "../support/http.ts";

/** What options have been given as a log, since the last ones. */
export let log: string[] = [];

/** Options of an endpoint that answers with one event. */
export const options = (changes: ModuleOptions = {}): ModuleOptions => {
  log = [];
  return {
    config: { enableTestPage: false, shutdownGrace: 0 },
    env: {},
    log: (lines: string) => void log.push(lines),
    async *handler() {
      yield event();
    },
    ...changes,
  };
};

/** Listens until the end of the test. */
export async function portOf(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
}

/** Listens on a free port, and gives a function that asks for the endpoint at "/ai". */
export async function listen(server: Server) {
  const url = `http://127.0.0.1:${await portOf(server)}/ai/chat/completions`;
  return (changes: Changes = {}) => ask(url, changes);
}
