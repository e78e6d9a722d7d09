import type { RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { event } from "../support/client.ts";
import { start, TestServer } from "../support/llmbrick-server.ts";
import { head, post, RawClient } from "../support/raw-client.ts";

/** Beyond what the system holds for a connection. */
const large = Buffer.alloc(30_000_000, "x");

class LargeServer extends TestServer {
  protected override mount(): RequestListener {
    const serve = super.mount();
    return (request, response) =>
      request.url === "/large" ? void response.end(large) : serve(request, response);
  }
}

test("a plain answer that is not read is cut, also one of the user's own routes", async () => {
  const { port, server, logged } = await start({ config: { writeTimeout: 0.3 } }, undefined, LargeServer);
  const client = await RawClient.connect(port);
  client.socket.pause();
  client.send(head("GET /large"));
  await expect.poll(() => server.sockets.size).toBe(1);
  await expect.poll(() => server.sockets.size, { timeout: 5_000 }).toBe(0);
  expect(await logged({ path: "/large" })).toMatchObject({ status: 200, outcome: "stalled" });
});

test("a client that sends all the while, and reads nothing, is cut as well", async () => {
  const { port, server, logged } = await start({
    config: { writeTimeout: 0.3 },
    async *handler() {
      for (;;) yield event({ text: "x".repeat(1000) });
    },
  });
  const client = await RawClient.connect(port);
  client.socket.pause();
  client.send(post());
  // Next, a request that takes its time. Each byte of it is a sign of life, but none of reading.
  const sending = setInterval(() => client.send("x"), 50);
  onTestFinished(() => clearInterval(sending));
  expect(await logged({ path: "/chat/completions" })).toMatchObject({ status: 200, outcome: "stalled" });
  expect(server.openStreams).toBe(0);
});

test("the log tells of a plain answer that nobody has read", async () => {
  const { port, logged } = await start({ config: { writeTimeout: 0.5 } });
  const client = await RawClient.connect(port);
  client.socket.pause();
  // More than any system holds for a connection.
  client.send(head("GET /openapi.json").repeat(3_000));
  expect(await logged({ outcome: "stalled" })).toMatchObject({ path: "/openapi.json", status: 200 });
});

test("the log tells of a plain answer that its client left", async () => {
  const { port, logged } = await start({}, undefined, LargeServer);
  const client = await RawClient.connect(port);
  await client.send(head("GET /large")).until("\r\n\r\n");
  client.socket.destroy();
  expect(await logged({ path: "/large" })).toMatchObject({ status: 200, outcome: "aborted" });
});

test("one that is read slowly is not", { timeout: 20_000 }, async () => {
  const { port } = await start({ config: { writeTimeout: 0.5 } }, undefined, LargeServer);
  const client = await RawClient.connect(port);
  const slow = setInterval(() => {
    client.socket.pause();
    setTimeout(() => client.socket.resume(), 100);
  }, 200);
  const text = await client.send(head("GET /large", { Connection: "close" })).closed();
  clearInterval(slow);
  expect(text.length).toBeGreaterThan(large.length);
});

test("a stream that is silent for longer than the write timeout goes on", async () => {
  const { port } = await start({
    config: { writeTimeout: 0.1 },
    async *handler() {
      yield event();
      await new Promise((resolve) => setTimeout(resolve, 500));
      yield event({ progress: "DONE" });
    },
  });
  const client = await RawClient.connect(port);
  expect(await client.send(post()).until("\r\n0\r\n\r\n")).toContain('"progress":"DONE"');
});

test("a connection that waits for its next request is not cut either", async () => {
  const { port } = await start({ config: { writeTimeout: 0.1 } });
  const client = await RawClient.connect(port);
  await client.send(head("GET /healthz")).until('{"status":"ok"}');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await client.forget().send(head("GET /healthz")).until('"ok"')).toMatch(/^HTTP\/1\.1 200 /);
});
