import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { chat, HttpError } from "../../templates/core/src/llmbrick/client.ts";
import type { ConversationEvent } from "../../templates/core/src/llmbrick/types.ts";
import { event, eventStream, frame, request } from "../support/client.ts";

describe("chat, over a real socket", () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
    if (server) await once(server, "close");
    server = undefined;
  });

  async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/chat`;
  }

  test("sends the request once, as JSON, with its headers", async () => {
    const last = event({ progress: "DONE" });
    const got: unknown[] = [];
    const url = await serve(async (incoming, response) => {
      const { accept, authorization, "content-type": type, "x-own": own } = incoming.headers;
      got.push({
        method: incoming.method,
        accept,
        authorization,
        type,
        own,
        body: JSON.parse(await textOf(incoming)),
      });
      response.writeHead(200, eventStream).end(frame(last));
    });
    const headers = { "X-Own": "yes", accept: "*/*", AUTHORIZATION: "Basic x" };
    const events: ConversationEvent[] = [];
    for await (const each of chat({ url, request, headers, apiKey: "key-1" })) events.push(each);
    expect(events).toEqual([last]);
    expect(got).toEqual([
      {
        method: "POST",
        accept: "text/event-stream",
        authorization: "Bearer key-1",
        type: "application/json",
        own: "yes",
        body: request,
      },
    ]);
  });

  test("gives each event when it comes, not when the answer is over", async () => {
    let finish = () => {};
    const url = await serve((_incoming, response) => {
      response.writeHead(200, eventStream).write(frame(event()));
      finish = () => response.end(frame(event({ id: "2", progress: "DONE" })));
    });
    const reading = chat({ url, request });
    expect((await reading.next()).value).toEqual(event());
    finish();
    expect((await reading.next()).value).toEqual(event({ id: "2", progress: "DONE" }));
    expect((await reading.next()).done).toBe(true);
  });

  test.each([
    ["application/json", '{"detail":[{"type":"missing","loc":["body","model"],"msg":"Field required"}]}'],
    ["text/html", "<h1>Bad Gateway</h1>"],
    ["application/json", "{"],
    ["text/plain", ""],
  ])("throws the status and the whole body of a refusal in %s: %s", async (type, body) => {
    let requests = 0;
    const url = await serve((_incoming, response) => {
      requests++;
      response.writeHead(503, { "Content-Type": type }).end(body);
    });
    const error = await chat({ url, request })
      .next()
      .catch((thrown: unknown) => thrown);
    const parsed = body.endsWith("}") ? JSON.parse(body) : body;
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ status: 503, body: parsed });
    expect((error as Error).message).toBe(`The server answered 503: ${JSON.stringify(parsed)}`);
    expect(requests).toBe(1);
  });

  test.each([301, 302, 303, 307, 308])(
    "does not follow a redirect (%i) with a second request",
    async (status) => {
      let requests = 0;
      const url = await serve((_incoming, response) => {
        requests++;
        response.writeHead(status, { Location: "/elsewhere" }).end();
      });
      await expect(chat({ url, request }).next()).rejects.toThrow(TypeError);
      expect(requests).toBe(1);
    },
  );

  test("does not send the request again when the connection breaks, before the answer or in it", async () => {
    let requests = 0;
    const url = await serve((incoming, response) => {
      requests++;
      if (requests === 1) incoming.socket.destroy();
      else response.writeHead(200, eventStream).write(frame(event()), () => incoming.socket.destroy());
    });
    await expect(chat({ url, request }).next()).rejects.toThrow(TypeError);
    const reading = chat({ url, request });
    expect((await reading.next()).value).toEqual(event());
    await expect(reading.next()).rejects.toThrow(TypeError);
    expect(requests).toBe(2);
  });

  const stop = new Error("the reader has had enough");
  test("throws the signal's reason before it sends anything, when that has fired", async () => {
    let requests = 0;
    const url = await serve(() => requests++);
    await expect(chat({ url, request, signal: AbortSignal.abort(stop) }).next()).rejects.toBe(stop);
    expect(requests).toBe(0);
  });

  test("throws the signal's reason while it waits for the headers, and ends the request", async () => {
    const controller = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    const url = await serve((_incoming, response) => {
      closed = once(response, "close");
      controller.abort(stop);
    });
    await expect(chat({ url, request, signal: controller.signal }).next()).rejects.toBe(stop);
    await closed;
  });

  test("throws the signal's reason while it waits for an event, and ends the request", async () => {
    const controller = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    const url = await serve((_incoming, response) => {
      closed = once(response, "close");
      response.writeHead(200, eventStream).write(frame(event()));
    });
    const reading = chat({ url, request, signal: controller.signal });
    await reading.next();
    setImmediate(() => controller.abort(stop));
    await expect(reading.next()).rejects.toBe(stop);
    await closed;
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });

  test("gives no event after the signal fired, though more are there", async () => {
    const controller = new AbortController();
    const url = await serve((_incoming, response) => {
      response.writeHead(200, eventStream).end(frame(event()) + frame(event({ id: "2" })));
    });
    const reading = chat({ url, request, signal: controller.signal });
    expect((await reading.next()).value).toEqual(event());
    controller.abort(stop);
    await expect(reading.next()).rejects.toBe(stop);
  });

  test("closes the connection when the loop is left", async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const url = await serve((_incoming, response) => {
      closed = once(response, "close");
      response.writeHead(200, eventStream).write(frame(event()));
    });
    for await (const each of chat({ url, request })) {
      expect(each).toEqual(event());
      break;
    }
    await closed;
  });
});

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += chunk;
  return text;
}
