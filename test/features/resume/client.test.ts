import { once } from "node:events";
import { expect, test } from "vitest";
import { chat } from "../../../templates/core/src/llmbrick/client.ts";
import {
  Reconnecting,
  type ReconnectOptions,
} from "../../../templates/features/resume/+node/src/llmbrick/resume/client.ts";
import { event } from "../../support/client.ts";
import { requestBody, startKeeping, told } from "./server.ts";

const quick: ReconnectOptions = { longestPause: 5 };

test("every cut is mended: no event is missing, and none comes twice", async () => {
  const { handler, step, finish, state } = told();
  const server = await startKeeping({ handler });
  const attempts: number[] = [];
  const client = new Reconnecting({ ...quick, onReconnect: ({ after }) => attempts.push(after) });
  const texts: unknown[] = [];
  step();
  for await (const { id, text } of chat({ url: server.url, request: requestBody, fetch: client.fetch })) {
    texts.push(text);
    client.cut();
    if (id === "9") finish();
    else if (Number(id) < 9) step();
  }
  expect(texts).toEqual(Array.from({ length: 10 }, (_, index) => `事件 ${index + 1}`));
  expect([...new Set(attempts)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(state.begun).toBe(1);
});

test("a request that got no answer is sent again by the same key, and joins what it has begun", async () => {
  const { handler, finish, state } = told();
  const server = await startKeeping({ handler });
  let calls = 0;
  const client = new Reconnecting({
    ...quick,
    async fetch(...request) {
      const response = await fetch(...request);
      if (++calls > 1) return response;
      void response.body?.cancel();
      throw new TypeError("The network is gone");
    },
  });
  finish();
  const events = [];
  for await (const { text } of chat({ url: server.url, request: requestBody, fetch: client.fetch }))
    events.push(text);
  expect([events, state.begun, calls]).toEqual([["事件 1"], 1, 2]);
});

test("leaving the loop, or the signal, ends it: it does not come back", async () => {
  const { handler, step, aborted } = told();
  const server = await startKeeping({ handler, env: { RESUME_WINDOW: "0.05" } });
  const attempts: number[] = [];
  const client = new Reconnecting({ ...quick, onReconnect: ({ number }) => attempts.push(number) });
  step();
  for await (const _ of chat({ url: server.url, request: requestBody, fetch: client.fetch })) break;
  expect(await aborted()).toMatchObject({ cause: "aborted" });
  expect(attempts).toEqual([]);
});

test("what can't be taken up is an error, and so is a server that stays away", async () => {
  const server = await startKeeping({
    async *handler(_request, { signal }) {
      yield event();
      await once(signal, "abort");
    },
  });
  const read = async (statuses: number[], attempts = 3) => {
    const client = new Reconnecting({
      ...quick,
      attempts,
      fetch: async (...request) =>
        request[1]?.method === "POST"
          ? fetch(...request)
          : new Response("", { status: statuses.shift() ?? 503 }),
    });
    const options = { url: server.url, request: requestBody, fetch: client.fetch };
    for await (const _ of chat(options)) client.cut();
  };
  await expect(read([410])).rejects.toThrow("the server answers 410");
  await expect(read([503, 502, 404])).rejects.toThrow("the server answers 404");
  await expect(read([])).rejects.toThrow("the server answers 503");
});

test.each([
  ["ends", () => new Response("")],
  [
    "breaks",
    () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("broken")) })),
  ],
])("an answer that %s before an event at each attempt is given up", async (_how, again) => {
  const server = await startKeeping({
    async *handler(_request, { signal }) {
      yield event();
      await once(signal, "abort");
    },
  });
  let count = 0;
  const client = new Reconnecting({
    ...quick,
    attempts: 3,
    fetch: async (...request) => {
      if (request[1]?.method === "POST") return fetch(...request);
      count++;
      return again();
    },
  });
  const read = async () => {
    for await (const _ of chat({ url: server.url, request: requestBody, fetch: client.fetch })) client.cut();
  };
  await expect(read()).rejects.toThrow();
  expect(count).toBe(3);
});

test("an answer of a route that keeps none is as it is", async () => {
  const plain = new Response("event: message\ndata: {}\n\n", { status: 200 });
  const client = new Reconnecting({ fetch: async () => plain });
  expect(await client.fetch("http://127.0.0.1/")).toBe(plain);
});

test("silence counts as a lost connection", async () => {
  const { handler, step, finish } = told();
  const server = await startKeeping({ handler, config: { heartbeatInterval: 0 } });
  const client = new Reconnecting({ ...quick, silence: 50, onReconnect: () => finish() });
  step();
  const texts = [];
  for await (const { text } of chat({ url: server.url, request: requestBody, fetch: client.fetch }))
    texts.push(text);
  expect(texts).toEqual(["事件 1", "事件 2"]);
});
