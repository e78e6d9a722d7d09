import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { request as chatRequest } from "./client.ts";
import type { Headers } from "./raw-client.ts";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** What to change in a request; `undefined` leaves a header out. */
export interface Changes {
  method?: string;
  path?: string;
  headers?: Headers;
  /** Text or bytes as they are; any other value as JSON. */
  body?: unknown;
}

/** Sends one request, by default one that a server answers with a stream, and reads the whole answer. */
export async function ask(
  url: string,
  { method = "POST", path, headers, body }: Changes = {},
): Promise<Answer> {
  const content = body === undefined ? (method === "POST" ? chatRequest : "") : body;
  const bytes = typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content);
  const sent = Object.entries({
    Accept: "text/event-stream",
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(bytes)),
    ...headers,
  }).filter(([, value]) => value !== undefined);

  const target = path === undefined ? url : new URL(path, url);
  const request = httpRequest(target, { method, headers: Object.fromEntries(sent), agent: false });
  request.end(bytes);
  const [response] = await once(request, "response");
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}
