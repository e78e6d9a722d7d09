import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { json } from "node:stream/consumers";
import { llmbrick } from "../../../templates/node/src/llmbrick/server.ts";
import { mountedAt, notFound, type Start } from "./application.ts";

const own: RequestListener = async (request, response) => {
  const send = (status: number, value: unknown) =>
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
  switch (`${request.method} ${request.url}`) {
    case "GET /mine":
    case "GET /ai/mine":
      return send(200, "mine");
    case "POST /echo":
      return send(200, await json(request));
    case "GET /boom":
      return send(500, "own error");
    default:
      return send(404, notFound);
  }
};

export const start: Start = async (options) => {
  const chat = llmbrick({ prefix: mountedAt, ...options });
  const server = createServer((request, response) => {
    if (!chat.handle(request, response)) own(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    server,
    async close() {
      await chat.close();
      server.close();
    },
  };
};
