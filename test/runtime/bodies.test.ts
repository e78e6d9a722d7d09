import { describe, expect, test } from "vitest";
import { ask } from "../support/http.ts";
import { start } from "../support/llmbrick-server.ts";
import { post, RawClient } from "../support/raw-client.ts";

const mebibyte = 1024 * 1024;
const refused = '{"detail":{"error":"Too many request bodies under way"}}';

describe("bodies under way", () => {
  test("may be of 64 MiB together; those of a few bytes are let in all the same", {
    timeout: 30_000,
  }, async () => {
    const { url, port } = await start({ config: { maxBodyBytes: 10 * mebibyte } });
    const unfinished = post(" ".repeat(10 * mebibyte)).slice(0, -1);
    const clients = await Promise.all(Array.from({ length: 8 }, () => RawClient.connect(port)));
    for (const client of clients) client.send(unfinished);
    const answer = await Promise.race(clients.map((client) => client.until(refused)));
    expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*Retry-After: 1\r\n/);
    expect(await ask(url)).toMatchObject({ status: 200 });

    // What was refused, and what went away, is under way no more.
    for (const client of clients) client.socket.destroy();
    await expect.poll(async () => (await ask(url, { body: " ".repeat(9 * mebibyte) })).status).toBe(422);
  });

  test("may always be four of the largest", { timeout: 30_000 }, async () => {
    const { port } = await start({ config: { maxBodyBytes: 20 * mebibyte } });
    const body = `"${"x".repeat(20 * mebibyte - 2)}"`;
    const clients = await Promise.all(Array.from({ length: 4 }, () => RawClient.connect(port)));
    for (const client of clients) client.send(post(body).slice(0, -1));
    for (const client of clients) client.send('"');
    for (const client of clients) expect(await client.until("}]}")).toMatch(/^HTTP\/1\.1 422 /);
  });
});

describe("Content-Encoding", () => {
  test.each([
    ["identity", 200],
    ["Identity", 200],
    ["identity, identity", 200],
    ["", 200],
    ["gzip", 415],
    ["GZIP", 415],
    ["br", 415],
    ["identity, gzip", 415],
    ["utf-8", 415],
  ])("%j: %i", async (encoding, status) => {
    const { url } = await start();
    const answer = await ask(url, { headers: { "Content-Encoding": encoding } });
    expect(answer.status).toBe(status);
    if (status === 200) return;
    expect(answer.text).toBe('{"detail":{"error":"Content-Encoding is not supported"}}');
    expect(answer.headers["accept-encoding"]).toBe("identity");
  });

  test("is refused before the body is read, and after a foreign type", async () => {
    const { url, port } = await start();
    const client = await RawClient.connect(port);
    client.send(post("", { "Content-Encoding": "gzip", "Content-Length": "999999999" }));
    expect(await client.until("}}")).toMatch(/^HTTP\/1\.1 415 [\s\S]*Content-Encoding is not supported/);
    const both = await ask(url, { headers: { "Content-Encoding": "gzip", "Content-Type": "text/plain" } });
    expect(both.text).toContain("Content-Type must be application/json");
  });
});
