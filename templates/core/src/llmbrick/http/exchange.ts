import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What is known of one request and its answer. */
export interface Exchange {
  requestId: string;
  method: string;
  /** Without the query, which may hold secrets. */
  path: string;
  contentType: string;
  /** Bytes of the body, as the client declared them; 0 where it did not. */
  contentLength: number;
  status: number;
  model: string | null;
  sessionId: string | null;
  events: number;
  /** Bytes of the answer's body; null where a route of the user's does not declare them. */
  bytes: number | null;
  /** Milliseconds, on the clock of `performance.now()`. */
  startedAt: number;
  firstEventAt: number | undefined;
  /** It was cut: for as long as the write timeout, the client took nothing of it. */
  isStuck: boolean;
  /** Answered by this server, and not by a route of the user's. */
  isOurs: boolean;
  /** It has ended, and who watches knows. */
  isOver: boolean;
}

export type RequestHead = Pick<IncomingMessage, "method" | "url" | "headers">;

/** Begins the record of a request. */
export function beginExchange({ method = "", url = "", headers }: RequestHead): Exchange {
  const given = headers["x-request-id"];
  const isUsable = typeof given === "string" && /^[\w.:-]{1,128}$/.test(given);
  return {
    requestId: isUsable ? given : randomUUID(),
    method,
    path: url.split("?", 1)[0] as string,
    contentType: headers["content-type"] ?? "",
    contentLength: Number(headers["content-length"] ?? 0),
    status: 0,
    model: null,
    sessionId: null,
    events: 0,
    bytes: 0,
    startedAt: performance.now(),
    firstEventAt: undefined,
    isStuck: false,
    isOurs: false,
    isOver: false,
  };
}

/** Whether a request names its host as RFC 9112 wants it (section 3.2): once. HTTP/1.0 need not. */
export function namesOneHost({ headers: { host }, httpVersion }: IncomingMessage): boolean {
  if (host === undefined) return httpVersion === "1.0";
  const [, port = ""] = /:(\d+)$/.exec(host) ?? [];
  // Of two, a proxy may have looked at the other one. They come joined by a comma.
  return Number(port) <= 65_535 && !/[\s,/?#\\]/.test(host);
}

const wholeUrl = /^https?:\/\/([^/?#]+)(.*)/is;

/**
 * Makes of a whole URL as request target the path that it stands for. Its host is the one that counts, whatever the
 * Host header says (RFC 9112, section 3.2.2).
 */
export function takeWholeUrl(request: IncomingMessage): void {
  const { url = "", headers, rawHeaders } = request;
  if (url.startsWith("/") || !namesOneHost(request)) return;
  const [, host, rest = ""] = wholeUrl.exec(url) ?? [];
  if (host === undefined) return;
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
  headers.host = host;
  // Some frameworks read these.
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === "host") rawHeaders[at + 1] = host;
  }
}
