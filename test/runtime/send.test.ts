import { expect, test } from "vitest";
import { beginExchange } from "../../templates/core/src/llmbrick/http/exchange.ts";
import { headersOf } from "../../templates/core/src/llmbrick/http/head.ts";
import { json } from "../../templates/core/src/llmbrick/http/reply.ts";
import { ask } from "../support/http.ts";
import { start } from "../support/llmbrick-server.ts";

const exchange = beginExchange({ headers: { "x-request-id": "mine" } });
const common = { "X-Request-Id": "mine", "X-Content-Type-Options": "nosniff" };

test("a plain answer says how long it is, in bytes, and one without a body does not", () => {
  expect(headersOf(json(200, "é"), exchange)).toEqual({
    ...common,
    "Content-Type": "application/json",
    "Content-Length": "4",
  });
  for (const status of [204, 304])
    expect(headersOf({ status, headers: {}, body: "" }, exchange)).toEqual(common);
});

test("a route that throws is a 500 in no words of its own, and its error is in the log", async () => {
  const handle = () => {
    throw new Error("secret");
  };
  const { url, logged } = await start({ routes: [{ method: "GET", path: "/boom", handle }] });
  const { status, text } = await ask(url, { method: "GET", path: "/boom" });
  expect([status, text]).toEqual([500, '{"detail":"Internal Server Error"}']);
  expect(await logged({ message: "The server failed to answer" })).toMatchObject({
    error: expect.stringContaining("secret"),
  });
  expect(await logged({ path: "/boom" })).toMatchObject({ status: 500, outcome: "rejected" });
});

test("what no framework could decode or take for a path is answered before any sees it", async () => {
  const { url, server } = await start();
  let seen = 0;
  server.use(() => {
    seen++;
    return false;
  });
  for (const path of ["/%zz", "/a%ff"]) {
    expect(await ask(url, { method: "GET", path })).toMatchObject({ status: 404 });
  }
  expect(seen).toBe(0);
  await ask(url, { method: "GET", path: "/healthz" });
  expect(seen).toBe(1);
});
