import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import compression from "compression";
import cors from "cors";
import session, { type Session } from "express-session";
import helmet from "helmet";
import morgan from "morgan";
import { llmbrick } from "../../../templates/node/src/llmbrick/server.ts";
import { friend, limit, mine, mountedAt, type StartBusy } from "./application.ts";

type Request = IncomingMessage & { session?: Session & { user?: string } };

/** A part of a connect-like chain, as the packages of Express are to a server of plain Node. */
type Step = (request: never, response: never, next: (error?: unknown) => void) => unknown;

/** Runs a request through one step. Never resolves where that has answered. */
const run = (step: Step, request: Request, response: ServerResponse) =>
  new Promise<void>((resolve, reject) => {
    step(request as never, response as never, (error) => (error ? reject(error) : resolve()));
  });

export const start: StartBusy = async (options) => {
  const lines: string[] = [];
  let sessions = 0;
  let asked = 0;
  const steps: Step[] = [
    morgan(":method :url :status", { stream: { write: (line) => void lines.push(line.trim()) } }),
    helmet(),
    cors({ origin: friend, credentials: true }),
    (_request, response: ServerResponse, next) => {
      response.setHeader("RateLimit-Remaining", limit - ++asked);
      if (asked <= limit) next();
      else response.writeHead(429).end("slow down");
    },
    compression({ threshold: 0 }) as Step,
    session({
      secret: "s",
      genid: () => `id-${++sessions}`,
      resave: false,
      saveUninitialized: false,
      rolling: true,
    }) as Step,
  ];
  const chat = options && llmbrick({ prefix: mountedAt, ...options });

  const answer = async (request: Request, response: ServerResponse) => {
    const send = (status: number, value: unknown) =>
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
    try {
      for (const step of steps) await run(step, request, response);
      const route = `${request.method} ${request.url?.replace("/api/v1", "")}`;
      if (route === "POST /login") {
        Object.assign(request.session as object, await json(request));
        return send(200, "welcome");
      }
      if (!request.session?.user) return send(401, "log in first");
      if (route === "GET /mine" || route === "GET /ai/mine") return send(200, mine);
      if (route.startsWith("GET /things/")) return send(200, route.slice(12));
      if (route === "POST /echo") return send(200, await json(request));
      if (route === "GET /boom") throw new Error("boom");
      if (chat?.handle(request, response)) return;
      send(404, { own: request.url });
    } catch (error) {
      send(500, { own: (error as Error).message });
    }
  };

  const server = createServer(answer);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    server,
    lines,
    async close() {
      await chat?.close();
      server.close();
    },
  };
};
