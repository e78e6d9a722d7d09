import Fastify from "fastify";
import { llmbrick } from "../../../templates/fastify/src/llmbrick/server.ts";
import { mountedAt, notFound, type Start } from "./application.ts";

export const start: Start = async (options) => {
  const app = Fastify({ forceCloseConnections: true });
  app.addHook("onRequest", async (_request, reply) => void reply.header("X-Mine", "1"));
  app.setErrorHandler(async (_error, _request, reply) => reply.code(500).send('"own error"'));
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).send(notFound));
  app.get("/mine", async () => "mine");
  app.get("/ai/mine", async () => "mine");
  app.post("/echo", async (request) => request.body);
  app.get("/boom", async () => {
    throw new Error("boom");
  });
  app.register(llmbrick, { prefix: mountedAt, ...options });
  await app.listen({ port: 0, host: "127.0.0.1" });
  return { server: app.server, close: () => app.close() };
};
