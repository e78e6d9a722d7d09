import type { IncomingMessage, ServerResponse } from "node:http";
import { problem, type StreamReply } from "./reply.ts";
import type { Runtime } from "./runtime.ts";

/** Answers one request through Node's own response. Never throws. */
export async function serve(
  runtime: Runtime,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const exchange = runtime.begin(request);
  const reply = await runtime.answer(request, exchange).catch((error) => {
    runtime.logger.error({ requestId: exchange.requestId, message: "The server failed to answer", error });
    return problem(500, "Internal Server Error");
  });
  if (!reply) return runtime.finish(exchange, "aborted");

  exchange.status = reply.status;
  const headers = {
    ...reply.headers,
    ...runtime.access.corsHeaders(request.headers),
    "X-Request-Id": exchange.requestId,
    "X-Content-Type-Options": "nosniff",
  };
  if ("stream" in reply) {
    response.writeHead(reply.status, headers);
    return sendStream(reply, response, runtime);
  }
  exchange.bytes = Buffer.byteLength(reply.body);
  const hasBody = reply.status !== 204 && reply.status !== 304;
  response.writeHead(reply.status, hasBody ? { ...headers, "Content-Length": exchange.bytes } : headers);
  response.end(reply.body);
  runtime.finish(exchange, reply.status < 400 ? "done" : "rejected");
}

/** Joins a stream and a response: frames one way, what becomes of the client the other. */
function sendStream({ stream }: StreamReply, response: ServerResponse, { config }: Runtime): void {
  /** Cuts a client that takes no byte for too long. Node's own timer knows when the system took some. */
  const watch = (milliseconds: number) => response.socket?.setTimeout(milliseconds);

  response.on("drain", () => {
    watch(0);
    stream.drained();
  });
  response.on("timeout", () => {
    stream.endEarly("stalled");
    response.destroy();
  });
  response.on("close", () => stream.endEarly("aborted"));

  stream.start({
    write(text) {
      if (text === "") response.flushHeaders();
      const takesMore = text === "" || response.write(text);
      if (!takesMore) watch(config.writeTimeout * 1000);
      return takesMore;
    },
    end(text) {
      response.end(text);
      watch(config.writeTimeout * 1000);
    },
    destroy() {
      response.destroy();
    },
  });
  // It may have left while its body was checked.
  if (response.destroyed) stream.endEarly("aborted");
}
