import type { Server } from "node:http";
import type { ModuleOptions } from "../../../templates/core/src/llmbrick/http/endpoint.ts";

/** Where each of these applications has our routes. */
export const mountedAt = "/ai";

/** An application of somebody's that has grown our routes, listening on a free port. */
export interface Application {
  server: Server;
  /** Ends our streams, then the application. */
  close(): Promise<void>;
}

/**
 * Starts one: with GET /mine and, beside our routes, GET /ai/mine, POST /echo with a body parser of its own, GET /boom,
 * which its own error handler answers with 500 and "own error", and a 404 of its own.
 */
export type Start = (options: ModuleOptions) => Promise<Application>;

/** What it says of a path that it does not know. */
export const notFound = { detail: "Not Found" };
