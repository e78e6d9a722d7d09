import { once } from "node:events";
import { createServer } from "node:http";
import compression from "compression";
import cors from "cors";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import session from "express-session";
import helmet from "helmet";
import morgan from "morgan";
import { llmbrick } from "../../../templates/express/src/llmbrick/server.ts";
import { friend, limit, mine, type StartBusy } from "./application.ts";

declare module "express-session" {
  interface SessionData {
    user: string;
  }
}

const needsLogin: RequestHandler = (request, response, next) => {
  if (request.session.user) next();
  else response.status(401).json("log in first");
};

const onError: ErrorRequestHandler = (error, request, response, _next) => {
  const { message, status = 500 } = error as Error & { status?: number };
  response.status(status).json({ own: message, user: request.session?.user, body: request.body });
};

export const start: StartBusy = async (options) => {
  const lines: string[] = [];
  let sessions = 0;
  const app = express();
  app.use(morgan(":method :url :status", { stream: { write: (line) => void lines.push(line.trim()) } }));
  app.use(helmet(), cors({ origin: friend, credentials: true }));
  app.use(rateLimit({ windowMs: 3_600_000, limit, standardHeaders: "draft-6" }));
  app.use(compression({ threshold: 0 }));
  app.use(
    session({
      secret: "s",
      genid: () => `id-${++sessions}`,
      resave: false,
      saveUninitialized: false,
      rolling: true,
    }),
  );
  app.use(express.json({ limit: "1mb" }));

  const v1 = express.Router();
  v1.post("/login", (request, response) => {
    request.session.user = request.body.user;
    response.json("welcome");
  });
  v1.use(needsLogin);
  v1.get("/ai/mine", (_request, response) => void response.json(mine));
  const chat = options && llmbrick(options);
  if (chat) v1.use("/ai", chat);
  v1.get("/mine", (_request, response) => void response.json(mine));
  v1.get("/things/:id", (request, response) => void response.json(request.params));
  v1.post("/echo", (request, response) => void response.json(request.body));
  v1.get("/boom", () => {
    throw new Error("boom");
  });
  app.use("/api", express.Router().use("/v1", v1));
  app.use((request, response) => void response.status(404).json({ own: request.originalUrl }));
  app.use(onError);

  const server = createServer(app);
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
