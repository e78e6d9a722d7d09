import type { ServerResponse } from "node:http";
import type { Exchange } from "./exchange.ts";
import type { PlainReply } from "./reply.ts";
import type { StreamReply } from "./route.ts";

/** Writes the head of a stream. */
export function writeHead(
  response: ServerResponse,
  { status, headers }: Pick<StreamReply, "status" | "headers">,
  { requestId }: Exchange,
): void {
  const all = headers.concat("X-Request-Id", requestId);
  // HTTP/2 takes no such list in all releases of Node.
  if (response.req.httpVersionMajor === 1) return void response.writeHead(status, all);
  for (let at = 0; at < all.length; at += 2) response.setHeader(all[at] as string, all[at + 1] as string);
  response.writeHead(status);
}

/** The headers of a plain answer. */
export function headersOf(
  { status, headers, body }: PlainReply,
  { requestId }: Exchange,
): Record<string, string> {
  const common = { ...headers, "X-Request-Id": requestId, "X-Content-Type-Options": "nosniff" };
  if (status === 204 || status === 304) return common;
  return { ...common, "Content-Length": String(Buffer.byteLength(body)) };
}
