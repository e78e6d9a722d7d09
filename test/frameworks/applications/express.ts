import { once } from "node:events";
import { createServer } from "node:http";
import compression from "compression";
import express, { type ErrorRequestHandler } from "express";
import { llmbrick } from "../../../templates/express/src/llmbrick/server.ts";
import { mountedAt, notFound, type Start } from "./application.ts";

const onError: ErrorRequestHandler = (_error, _request, response, _next) =>
  void response.status(500).json("own error");

export const start: Start = async (options) => {
  const app = express().disable("x-powered-by");
  app.use(compression({ threshold: 0 }));
  app.get("/ai/mine", (_request, response) => void response.json("mine"));
  const chat = llmbrick(options);
  app.use(mountedAt, chat);
  app.use(express.json());
  app.get("/mine", (_request, response) => void response.json("mine"));
  app.post("/echo", (request, response) => void response.json(request.body));
  app.get("/boom", () => {
    throw new Error("boom");
  });
  app.use((_request, response) => void response.status(404).json(notFound));
  app.use(onError);

  const server = createServer(app);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    server,
    async close() {
      await chat.close();
      server.close();
    },
  };
};
