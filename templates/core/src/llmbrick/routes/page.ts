import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { extname, join } from "node:path";
import { publicFolder } from "../folders.ts";
import { json } from "../http/reply.ts";
import type { Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";
import { endpointPath } from "./chat.ts";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The page shows text from a model: nothing in it may run, and nothing is fetched from elsewhere. */
const headers = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-cache",
};

/** The test page: its files, read into memory, and what it needs to know of the server. */
export function pageRoutes(runtime: Runtime): Route[] {
  const settings: Route = {
    method: "GET",
    path: "/page/settings.json",
    handle: () => json(200, settingsOf(runtime)),
  };
  return [...fileRoutes(), settings];
}

/** `public/index.html` is "/". */
function fileRoutes(): Route[] {
  const names = readdirSync(publicFolder, { recursive: true, encoding: "utf8" });
  return names.flatMap((entry) => {
    const name = entry.replaceAll("\\", "/");
    const type = types[extname(name)];
    if (type === undefined) return [];
    const body = readFileSync(join(publicFolder, name));
    const etag = `"${createHash("sha256").update(body).digest("base64url")}"`;
    const reply = { status: 200, headers: { "Content-Type": type, ETag: etag, ...headers }, body };
    // One of several, or a weak one, such as a proxy that compresses makes of it (RFC 9110, section 13.1.2).
    const isKnown = (request: IncomingMessage) => request.headers["if-none-match"]?.includes(etag);
    const known = { ...reply, status: 304, body: "" };
    const path = name === "index.html" ? "/" : `/${name}`;
    return [{ method: "GET" as const, path, handle: (request) => (isKnown(request) ? known : reply) }];
  });
}

/** The endpoint is relative, so that the page works behind a proxy's path. */
function settingsOf({ config, handler }: Runtime) {
  return {
    endpoint: endpointPath(config).slice(1),
    allowedModels: config.allowedModels,
    maxMessageLength: config.maxMessageLength,
    maxMessagesCount: config.maxMessagesCount,
    requestTimeout: config.requestTimeout,
    maxConcurrentConnections: config.maxConcurrentConnections,
    heartbeatInterval: config.heartbeatInterval,
    maxBodyBytes: config.maxBodyBytes,
    debugMode: config.debugMode,
    apiKeyRequired: config.apiKeys.length > 0,
    handlerSet: handler !== undefined,
  };
}
