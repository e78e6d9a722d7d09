import { describe, expect, test } from "vitest";
import { request } from "../support/client.ts";
import { ask } from "../support/http.ts";
import { start } from "../support/llmbrick-server.ts";
import { head, post, RawClient } from "../support/raw-client.ts";
import jsonErrors from "./upstream-json-errors.json" with { type: "json" };

const unreadable = { status: 400, text: '{"detail":"There was an error parsing the body"}' };
const notJson = (position: number) => ({
  status: 422,
  text: JSON.stringify({
    detail: [{ type: "json_invalid", loc: ["body", position], msg: "JSON decode error" }],
  }),
});

describe("JSON", () => {
  test("errors have the position that upstream gives", async () => {
    const { url } = await start();
    const answers: Record<string, number | string> = {};
    for (const body of Object.keys(jsonErrors)) {
      const { text } = await ask(url, { body });
      answers[body] = /"json_invalid","loc":\["body",(\d+)\]/.exec(text)?.[1] ?? text;
    }
    expect(answers).toEqual(
      Object.fromEntries(Object.entries(jsonErrors).map(([body, position]) => [body, String(position)])),
    );
  });

  test.each(["NaN", "[Infinity]", '{"a":-Infinity}'])("has no %s", async (body) => {
    const { url } = await start();
    expect(await ask(url, { body })).toMatchObject(notJson(body.search(/-?[NI]/)));
  });

  test("may be nested 64 deep, and no deeper", async () => {
    const { url } = await start();
    const nested = (depth: number, open: string, close: string) =>
      `{"toolChoice":${open.repeat(depth - 1)}1${close.repeat(depth - 1)},${JSON.stringify(request).slice(1)}`;
    expect(await ask(url, { body: nested(64, "[", "]") })).toMatchObject({ status: 200 });
    expect(await ask(url, { body: nested(64, '{"a":', "}") })).toMatchObject({ status: 200 });
    expect(await ask(url, { body: nested(65, "[", "]") })).toMatchObject(unreadable);
    expect(await ask(url, { body: nested(65, '{"a":', "}") })).toMatchObject(unreadable);
    expect(await ask(url, { body: nested(100_000, "[", "]") })).toMatchObject(unreadable);
  });

  test.each(["[", '\\"[', "\\\\", '\\\\\\"{'])("brackets in strings are not nested: %s", async (text) => {
    const { url } = await start();
    const body = `{"toolChoice":"${text.repeat(200)}",${JSON.stringify(request).slice(1)}`;
    expect(await ask(url, { body })).toMatchObject({ status: 200 });
  });

  test.each([
    ["plain", "x", 4_000_000],
    ["beyond the first plane", "😀", 2_000_000],
  ])("a large broken body is refused like a small one: %s", async (_name, text, count) => {
    const { url } = await start({ config: { maxBodyBytes: 20_000_000 } });
    const body = `{"model":"${text.repeat(count)}" broken`;
    expect(await ask(url, { body })).toMatchObject(notJson([...body].length - "broken".length));
  });

  test("is UTF-8, with a byte order mark or without", async () => {
    const { url } = await start();
    expect(await ask(url, { body: `\ufeff${JSON.stringify(request)}` })).toMatchObject({ status: 200 });
    expect(await ask(url, { body: Buffer.from(JSON.stringify(request), "utf16le") })).toMatchObject(
      notJson(1),
    );
  });

  test.each([
    ["a byte that is never used", [0xff]],
    ["a lone continuation byte", [0x80]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["a cut sequence", [0xf0, 0x9f, 0x98]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["more than Unicode has", [0xf4, 0x90, 0x80, 0x80]],
  ])("with %s is unreadable", async (_name, bytes) => {
    const { url } = await start();
    const [before, after] = JSON.stringify(request).split("你") as [string, string];
    const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
    expect(await ask(url, { body })).toMatchObject(unreadable);
  });
});

describe("a body", () => {
  const body = JSON.stringify(request);
  const size = Buffer.byteLength(body);
  const tooLarge = '{"detail":{"error":"Request body too large"}}';
  const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  const chunked = { "Content-Length": undefined, "Transfer-Encoding": "chunked" };

  test("may have maxBodyBytes, and no byte more", async () => {
    const { url } = await start({ config: { maxBodyBytes: size } });
    expect(await ask(url, { body })).toMatchObject({ status: 200 });
    expect(await ask(url, { body: `${body} ` })).toMatchObject({ status: 413, text: tooLarge });
  });

  test("may be as large as the limits on messages allow", async () => {
    const { url } = await start({ config: { maxMessagesCount: 2, maxMessageLength: 10_000 } });
    const messages = [request.messages[0], { role: "user", content: "😀".repeat(10_000) }];
    expect(await ask(url, { body: { ...request, messages } })).toMatchObject({ status: 200 });
    expect(await ask(url, { body: " ".repeat(2 * 10_000 * 4 + 65_537) })).toMatchObject({ status: 413 });
  });

  test("that announces too much is refused before it comes", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    client.send(post("", { "Content-Length": "999999999999" }));
    expect(await client.until(tooLarge)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("that goes on too long is refused while it comes", async () => {
    const { port } = await start({ config: { maxBodyBytes: 1000 } });
    const client = await RawClient.connect(port);
    client.send(post("", chunked) + chunk("x".repeat(1000)));
    client.send(chunk("x"));
    expect(await client.until(tooLarge)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("of a foreign type is refused at its first byte", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    client.send(post("", { ...chunked, "Content-Type": "text/plain" }) + chunk("x"));
    expect(await client.until('{"detail":{"error":"Content-Type must be application/json"}}')).toMatch(
      /^HTTP\/1\.1 415 /,
    );
  });

  test("may come byte by byte", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    const bytes = Buffer.from(post(body));
    client.socket.setNoDelay(true);
    for (const byte of bytes) client.socket.write(Uint8Array.of(byte));
    expect(await client.until("Hello")).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("may come in chunks", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    client.send(post("", chunked) + chunk(body.slice(0, 40)));
    client.send(`${chunk(body.slice(40))}0\r\n\r\n`);
    expect(await client.until("Hello")).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("that is refused leaves the connection of use", async () => {
    const { port } = await start({ config: { maxBodyBytes: 1000 } });
    const client = await RawClient.connect(port);
    client.send(post(" ".repeat(2000)) + head("GET /healthz"));
    expect(await client.until('{"status":"ok"}')).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("whose client leaves before its end is forgotten", async () => {
    const { port, server, logged } = await start();
    const client = await RawClient.connect(port);
    client.send(post(body).slice(0, -1));
    client.socket.end();
    expect(await logged({ outcome: "aborted" })).toMatchObject({ status: 0, model: null, events: 0 });
    expect(server.openStreams).toBe(0);
  });
});
