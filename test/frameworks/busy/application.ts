import type { Server } from "node:http";
import type { ModuleOptions } from "../../../templates/core/src/llmbrick/http/endpoint.ts";

/** Where each of these applications has our routes. */
export const mountedAt = "/api/v1/ai";

/** A site that may ask these applications from a browser. */
export const friend = "https://friend.example";

/** What the rate limiter of each lets one client ask for, in an hour. */
export const limit = 60;

/** An application with all that a service has before and after its routes, listening on a free port. */
export interface BusyApplication {
  server: Server;
  /** What its own request log says. */
  lines: string[];
  /** Ends our streams, where it has our routes, then the application. */
  close(): Promise<void>;
}

/**
 * Starts one; with our routes where options are given, and else as it was before. Ahead of all routes it has a request
 * log, security headers, CORS for `friend`, a rate limit, compression, a cookie that is set anew on each answer, a login and
 * a JSON parser that takes 1 MB. Below "/api/v1", in a router in a router, are POST /login, and for who has logged in GET /mine, GET /things/:id, POST /echo,
 * GET /boom and GET /ai/mine. Errors and 404s are its own.
 */
export type StartBusy = (options?: ModuleOptions) => Promise<BusyApplication>;

/** Long enough for a compressor to be at work. */
export const mine = { mine: "m".repeat(2_000) };
