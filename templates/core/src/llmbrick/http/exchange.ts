import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { ConversationEvent } from "../types.ts";

/** What is known of one request and its answer. */
export interface Exchange {
  requestId: string;
  method: string;
  /** As the client sent it, without the query, which may hold secrets. */
  path: string;
  /** The same below the place where the routes are mounted in an application. */
  routePath: string;
  /** Of the request, their names in lower case. */
  headers: IncomingHttpHeaders;
  contentType: string;
  /** Bytes of the body, as the client declared them; 0 where it did not. */
  contentLength: number;
  status: number;
  model: string | null;
  /** For the log and traces: the request itself has the real one. */
  sessionId: string | null;
  events: number;
  /** Bytes of the answer's body; null where a route of the user's does not declare them. */
  bytes: number | null;
  /** Milliseconds, on the clock of `performance.now()`. */
  startedAt: number;
  firstEventAt: number | undefined;
  /** When the last events went out; before those that an observer is told of. */
  lastEventAt: number | undefined;
  /** The event that says that the answer is over, and may say what it took. */
  lastEvent: ConversationEvent | undefined;
  /** What the handler, or a validator of the user's, has thrown. */
  thrown: unknown;
  /** It was cut: for as long as the write timeout, the client took nothing of it. */
  isStuck: boolean;
  /** Answered by this server, and not by a route of the user's. */
  isOurs: boolean;
  /** It only reads an answer that outlives it: what becomes of that is told once, whoever reads it. */
  isReader: boolean;
  /** It has ended, and who watches knows. */
  isOver: boolean;
}

/** What a framework adds: the whole target, where it takes a part off, and an id of its own. */
export type RequestHead = Pick<IncomingMessage, "method" | "url" | "headers"> & {
  originalUrl?: string;
  id?: unknown;
};

const wholeUrl = /^https?:\/\/([^/?#]+)(.*)/is;

/** The path of a request's target, which may be a whole URL. */
export const pathOf = (target: string) => (wholeUrl.exec(target)?.[2] ?? target).split("?", 1)[0] as string;

/**
 * The path of a target below the place where routes are mounted. That may be a pattern, such as "/:tenant/ai": it is
 * as long as it has parts.
 */
export function pathBelow(mountedAt: string, target = ""): string {
  const parts = pathOf(target).split("/");
  return `/${parts.slice(mountedAt.split("/").length).join("/")}`;
}

/** Where the routes are mounted, as a request sees it: "" for the root. */
export const mountOf = ({ path, routePath }: Exchange) =>
  path.endsWith(routePath) ? path.slice(0, path.length - routePath.length) : "";

const isRequestId = (id: unknown): id is string => typeof id === "string" && /^[\w.:-]{1,128}$/.test(id);

/** Begins the record of a request. */
export function beginExchange({
  method = "",
  url = "",
  originalUrl = url,
  headers,
  id,
}: RequestHead): Exchange {
  return {
    requestId: [headers["x-request-id"], id].find(isRequestId) ?? randomUUID(),
    method,
    path: pathOf(originalUrl),
    routePath: pathOf(url),
    headers,
    contentType: headers["content-type"] ?? "",
    contentLength: Number(headers["content-length"] ?? 0),
    status: 0,
    model: null,
    sessionId: null,
    events: 0,
    bytes: 0,
    startedAt: performance.now(),
    firstEventAt: undefined,
    lastEventAt: undefined,
    lastEvent: undefined,
    thrown: undefined,
    isStuck: false,
    isOurs: false,
    isReader: false,
    isOver: false,
  };
}

/** The host that a request names. HTTP/2 has another header for it (RFC 9113, section 8.3.1). */
export const hostOf = (headers: IncomingHttpHeaders) =>
  (headers[":authority"] as string | undefined) ?? headers.host;

/** Whether a request names its host as RFC 9112 wants it (section 3.2): once. HTTP/1.0 need not. */
export function namesOneHost({ headers, httpVersion }: IncomingMessage): boolean {
  const host = hostOf(headers);
  if (host === undefined) return httpVersion === "1.0";
  const [, port = ""] = /:(\d+)$/.exec(host) ?? [];
  // Of two, a proxy may have looked at the other one. They come joined by a comma.
  return Number(port) <= 65_535 && !/[\s,/?#\\]/.test(host);
}

/**
 * Joins what came twice, as the option `joinDuplicateHeaders` of Node's server does: else of two Hosts or two keys the
 * first would count, and a proxy may have looked at the other one.
 */
export function joinDuplicates({ headers, rawHeaders }: IncomingMessage): void {
  for (const name of ["host", "authorization", "content-type"]) {
    const values = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
    if (values.length > 1) headers[name] = values.join(", ");
  }
}

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
