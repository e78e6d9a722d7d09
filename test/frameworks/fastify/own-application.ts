import basicAuth from "@fastify/basic-auth";
import compress from "@fastify/compress";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { onTestFinished } from "vitest";

/** An application of Fastify's, closed at the end of the test. */
export function application(options: FastifyServerOptions = {}): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, ...options });
  onTestFinished(() => app.close());
  return app;
}

/** The plugins that many applications have. */
export async function withPlugins(app: FastifyInstance): Promise<void> {
  await app.register(helmet);
  await app.register(cors, { origin: ["https://app.example"] });
  await app.register(rateLimit, { max: 100 });
  await app.register(compress, { threshold: 0 });
}

/** Routes, parsers, and errors of the application's own, some of them a plugin's. */
export async function withOwnRoutes(app: FastifyInstance): Promise<void> {
  app.addContentTypeParser("text/csv", { parseAs: "string" }, async (_request: unknown, text: string) =>
    text.split(","),
  );
  app.setErrorHandler((error: Error, _request, reply) => reply.code(500).send({ own: error.message }));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ own: "nothing" }));
  app.get("/mine", async () => ({ mine: "x".repeat(2000) }));
  app.get("/ai/mine", async () => ({ mine: true }));
  app.post("/echo", async ({ body }) => body);
  app.post("/short", { bodyLimit: 20 }, async ({ body }) => body);
  app.get("/boom", async () => {
    throw new Error("boom");
  });
  await app.register(
    async (admin) => {
      await admin.register(basicAuth, {
        authenticate: true,
        validate: async (user, password) => {
          if (user !== "me" || password !== "secret") throw new Error("Not you");
        },
      });
      admin.addHook("onRequest", admin.basicAuth);
      admin.setErrorHandler((error: Error, _request, reply) =>
        reply.code(401).send({ admin: error.message }),
      );
      admin.setNotFoundHandler((_request, reply) => reply.code(404).send({ admin: "nothing" }));
      admin.get("/", async () => "admin");
    },
    { prefix: "/admin" },
  );
}
