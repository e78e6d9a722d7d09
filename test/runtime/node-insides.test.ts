import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import {
  hasItsTurn,
  hideBody,
  onItsTurn,
  takeChunking,
} from "../../templates/core/src/llmbrick/http/node-insides.ts";
import { RawClient } from "../support/raw-client.ts";

/** Connects to a bare HTTP server. */
async function connect(listener: RequestListener): Promise<RawClient> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return RawClient.connect((server.address() as AddressInfo).port);
}

const get = (version = "1.1") => `GET / HTTP/${version}\r\nHost: localhost\r\n\r\n`;

test("a response whose chunks we frame says that it is chunked, and Node adds nothing to them", async () => {
  const client = await connect((_request, response) => {
    response.writeHead(200, ["Content-Type", "text/event-stream"]);
    expect(takeChunking(response)).toBe(true);
    response.write("3\r\nabc\r\n");
    response.end("0\r\n\r\n");
  });
  const answer = await client.send(get()).until("0\r\n\r\n");
  expect(answer).toMatch(/^Transfer-Encoding: chunked\r$/m);
  expect(answer).toMatch(/\r\n\r\n3\r\nabc\r\n0\r\n\r\n$/);
});

test("a connection goes on after such a response", async () => {
  const client = await connect((_request, response) => {
    response.writeHead(200, []);
    response.end(takeChunking(response) ? "1\r\na\r\n0\r\n\r\n" : "");
  });
  await client.send(get()).until("0\r\n\r\n");
  expect(await client.forget().send(get()).until("0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test("a response to HTTP/1.0 has no chunks to take over", async () => {
  const taken: boolean[] = [];
  const client = await connect((_request, response) => {
    response.writeHead(200, []);
    taken.push(takeChunking(response));
    response.end("abc");
  });
  await client.send(get("1.0")).until("abc");
  expect(taken).toEqual([false]);
});

test("a body whose headers are hidden is still read whole", async () => {
  const seen: unknown[] = [];
  const client = await connect(async (request: IncomingMessage, response: ServerResponse) => {
    hideBody(request);
    const { headers } = request;
    seen.push(headers["content-type"], headers["content-length"], headers["transfer-encoding"]);
    response.end(await text(request));
  });
  const head =
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n";
  await client.send(`${head}"content"`).until('"content"');
  expect(seen).toEqual([undefined, undefined, undefined]);
});

test("a response that waits for another on its connection is told of its turn", async () => {
  const events: string[] = [];
  const waiting: ServerResponse[] = [];
  const client = await connect((_request, response) => {
    if (hasItsTurn(response)) {
      events.push("first");
      waiting.push(response);
      return;
    }
    events.push("second waits");
    onItsTurn(response, () => {
      events.push("second has its turn");
      response.end("second");
    });
    waiting[0]?.end("first");
  });
  await client.send(get() + get()).until("second");
  expect(events).toEqual(["first", "second waits", "second has its turn"]);
});
