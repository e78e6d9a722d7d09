import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isIPv6 } from "node:net";
import { isLoopback, type ResolvedConfig } from "../config/config.ts";
import { hostOf } from "../http/exchange.ts";
import { type PlainReply, refusal } from "../http/reply.ts";

/** Decides who may talk to the server: by Host, by Origin, by API key. */
export interface Access {
  /**
   * The refusal for a foreign Host or Origin, if that is what the request has. `address`: where the server listens,
   * as the system spells it, which decides about Hosts; the configuration's where it is not known.
   */
  refuseOrigin(headers: IncomingHttpHeaders, address?: string): PlainReply | undefined;
  /** The refusal for a missing or wrong API key. */
  refuseKey(headers: IncomingHttpHeaders): PlainReply | undefined;
  /** The CORS headers that a request's Origin has a right to. `exposed`: what else of the answer it may read. */
  corsHeaders(headers: IncomingHttpHeaders, exposed?: string): Record<string, string>;
  /**
   * The answer to a browser's question whether it may send a request; `undefined` where it is no such question.
   * `allowed`: the methods of the path, if it is one of ours. `takesAnyHeader`: whether all may be sent there.
   */
  preflight(
    method: string,
    headers: IncomingHttpHeaders,
    allowed: string | undefined,
    takesAnyHeader: boolean,
  ): PlainReply | undefined;
}

export function createAccess(config: ResolvedConfig): Access {
  const hostsAt = new Map<string, Set<string> | undefined>();
  const origins = new Set(config.corsOrigins);
  const corsHeaders: Access["corsHeaders"] = ({ origin }, exposed): Record<string, string> => {
    if (origin === undefined || !origins.has(origin)) return {};
    return {
      "Access-Control-Allow-Origin": origin,
      "Access-Control-Expose-Headers": ["X-Request-Id, Retry-After", ...(exposed ? [exposed] : [])].join(
        ", ",
      ),
      Vary: "Origin",
    };
  };

  return {
    corsHeaders,

    refuseOrigin(headers, address = config.host) {
      const host = hostOf(headers) ?? "";
      const { origin } = headers;
      if (!hostsAt.has(address)) hostsAt.set(address, allowedHosts(config, address));
      const hosts = hostsAt.get(address);
      if (hosts && !hosts.has(hostName(host))) return refusal(403, "Host not allowed");
      if (origin === undefined || origins.has(origin) || isOwn(origin, host)) return undefined;
      return refusal(403, "Origin not allowed");
    },

    refuseKey: keyCheck(config.apiKeys, "Invalid or missing API key"),

    preflight(method, headers, allowed, takesAnyHeader) {
      if (method !== "OPTIONS" || headers["access-control-request-method"] === undefined) return undefined;
      const cors = corsHeaders(headers);
      if (cors.Vary === undefined) return undefined;
      return {
        status: 204,
        headers: {
          ...cors,
          "Access-Control-Allow-Methods": allowed ?? "GET, HEAD, POST, PUT, PATCH, DELETE",
          // What a route of the user's takes is not known here: it may be asked.
          "Access-Control-Allow-Headers": takesAnyHeader
            ? (headers["access-control-request-headers"] ?? "Authorization")
            : "Accept, Authorization, Content-Type, X-Request-Id",
          "Access-Control-Max-Age": "600",
        },
        body: "",
      };
    },
  };
}

/** Gives the refusal, in these words, for a request that bears none of the keys; `undefined` where there are none. */
export function keyCheck(keys: string[], error: string): Access["refuseKey"] {
  const digests = keys.map(digest);
  const fault = refusal(401, error, { "WWW-Authenticate": "Bearer" });
  return (headers) => {
    if (digests.length === 0) return undefined;
    const given = digest(keyIn(headers));
    // Every key is compared, and in constant time, so that the time taken tells nothing.
    const matches = digests.filter((key) => timingSafeEqual(key, given));
    return matches.length > 0 ? undefined : fault;
  };
}

/** The API key that a request bears; "" where it bears none. */
export const keyIn = ({ authorization = "" }: IncomingHttpHeaders): string =>
  /^bearer (.*)/is.exec(authorization)?.[1]?.trim() ?? "";

/** Names to answer to, or `undefined` for any. On loopback a foreign name means DNS rebinding. */
function allowedHosts({ host, allowedHosts }: ResolvedConfig, address: string): Set<string> | undefined {
  const names = allowedHosts.map((name) => name.toLowerCase());
  // All of 127.0.0.0/8 is loopback: the server answers at the address that it prints.
  if (isLoopback(address)) {
    return new Set(["localhost", "127.0.0.1", "[::1]", ...spellings(host), ...spellings(address), ...names]);
  }
  return names.length > 0 ? new Set(names) : undefined;
}

/** How a Host header may name an address: as it is written, and as browsers write it. */
function spellings(host: string): string[] {
  const written = isIPv6(host) ? `[${host}]` : host;
  const url = `http://${written}`;
  return [written.toLowerCase(), ...(URL.canParse(url) ? [new URL(url).hostname] : [])];
}

/** A Host header without its port. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

/** Whether an Origin is the server's own. Texts are compared: to parse a long URL can take long. */
function isOwn(origin: string, host: string): boolean {
  const [, originHost] = /^https?:\/\/(.+)/is.exec(origin) ?? [];
  return originHost?.toLowerCase() === host.toLowerCase();
}

/** Equal in length for any key, as a comparison in constant time needs. */
function digest(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
