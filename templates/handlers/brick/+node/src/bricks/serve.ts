import { createServer, type Http2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { type Brick, routesOf } from "./brick.ts";
import { MAX_MESSAGE_BYTES } from "./services.ts";

export interface BrickServer {
  /** Where it listens, as `host:port`. */
  readonly address: string;
  /** Ends it: calls under way see their signal fire. */
  close(): Promise<void>;
}

/**
 * Serves bricks over gRPC, without TLS. `port`: 0 takes any free one.
 * @throws Two bricks are of one kind, or the port is taken.
 */
export async function serveBricks(
  bricks: readonly Brick[],
  { host = "127.0.0.1", port = 50_051 } = {},
): Promise<BrickServer> {
  const ends = new AbortController();
  const server = createServer(
    connectNodeAdapter({
      routes: routesOf(bricks),
      connect: false,
      grpcWeb: false,
      readMaxBytes: MAX_MESSAGE_BYTES,
      shutdownSignal: ends.signal,
    }),
  );
  const sessions = openSessions(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const { address, family, port: taken } = server.address() as AddressInfo;
  return {
    address: `${family === "IPv6" ? `[${address}]` : address}:${taken}`,
    async close() {
      ends.abort(new Error("The bricks are shutting down"));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.close();
      await closed;
    },
  };
}

/** A server does not close while clients keep their connections. */
function openSessions(server: Http2Server) {
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  return sessions;
}
