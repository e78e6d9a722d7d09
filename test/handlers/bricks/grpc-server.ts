import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";

/** A server that answers each call by bytes of its own, which no library of gRPC would send. */
export async function startGrpcServer(
  answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  port = 0,
) {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer()
    .on("session", (session) => sessions.add(session))
    // A client that refuses what it gets resets its stream.
    .on("stream", (stream, headers) => answer(stream.on("error", () => {}).resume(), headers))
    .listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.close();
      for (const session of sessions) session.destroy();
      await once(server, "close");
    },
  };
}

/** A message of gRPC: no compression, its length, its bytes. */
export function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** An LLMResponse with nothing but a text, shorter than 128 bytes. */
export const textReply = (text: string): Buffer =>
  frame(Buffer.concat([Buffer.of(0x0a, Buffer.byteLength(text)), Buffer.from(text)]));

/** Begins an answer; `status` is what its trailers say, if it comes to that. */
export function begin(stream: ServerHttp2Stream, status = "0"): ServerHttp2Stream {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  return stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": status }));
}
