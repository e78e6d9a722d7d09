import type { RequestListener } from "node:http";
import express, { type Express } from "express";
import { NodeServer } from "./node-server.ts";
import { serve } from "./send.ts";

/**
 * The adapter for Express. Routes and middleware that you add to `app` come before the server's own:
 * your middleware runs for every request, and a route of yours wins.
 */
export class SSEServer extends NodeServer {
  readonly app: Express = express().disable("x-powered-by");

  protected override mount(): RequestListener {
    return this.app.use((request, response) => serve(this.runtime, request, response));
  }
}
