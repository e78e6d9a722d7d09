import { once } from "node:events";
import {
  createServer,
  type Server as HttpServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket, Server as TcpServer } from "node:net";
import { onTestFinished } from "vitest";
import { main } from "../../src/main.ts";
import { outcomeIn } from "./outcome-document.ts";
import { type TestIoOptions, testIo } from "./test-io.ts";

export const key = "sk-of-a-test";

export async function check(words: readonly string[], parts: TestIoOptions = {}) {
  const io = testIo(parts);
  const exitCode = await main(["check", ...words], io);
  return { exitCode, out: io.out(), err: io.err() };
}

export async function documentOf(words: readonly string[], parts?: TestIoOptions) {
  const { exitCode, out, err } = await check([...words, "--json"], parts);
  return { exitCode, err, document: outcomeIn(out) };
}

/** Serves until the end of the test, and gives the address. */
export async function serve(server: HttpServer | TcpServer): Promise<string> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => {})));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const described = JSON.stringify({
  paths: {
    "/chat": {
      post: {
        requestBody: { content: { "application/json": { example: { model: "m" } } } },
        responses: { 200: { content: { "text/event-stream": {} } } },
      },
    },
  },
});

/** A server that describes its endpoint as it should, and answers there as it likes. */
export const serveChat = (chat: RequestListener) =>
  serve(
    createServer((request, response) => {
      if (request.url === "/openapi.json") response.end(described);
      else chat(request, response);
    }),
  );

/** Hands a request on to a server on this machine, and its answer back. */
export function pass(
  from: IncomingMessage,
  to: ServerResponse,
  port: number,
  path: string | undefined,
): void {
  const request = httpRequest({ host: "127.0.0.1", port, path, method: from.method, headers: from.headers });
  request.on("response", (answer) => answer.pipe(to.writeHead(answer.statusCode ?? 502, answer.headers)));
  request.on("error", () => to.destroy());
  to.on("close", () => request.destroy());
  from.pipe(request);
}

export const frame = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
