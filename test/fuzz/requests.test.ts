import { connect } from "node:net";
import { text as readText } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, expect } from "vitest";
import { request as chatRequest } from "../support/client.ts";
import { ask } from "../support/http.ts";
import { type RunningServer, start } from "../support/llmbrick-server.ts";
import { fuzz } from "./fuzz.ts";

/** A request as it is on the wire, and whether the endpoint may let it in. */
interface Wire {
  target: string;
  headers: readonly string[];
  body: string;
}

/** Calls of the handler: without a right key there must be none. */
let calls = 0;
let server: RunningServer;
const cleanUps: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  server = await start(
    {
      env: { LLMBRICK_API_KEYS: "right", LLMBRICK_PREFIX: "/api" },
      async *handler() {
        calls++;
        yield { id: "1", type: "done", progress: "DONE" };
      },
    },
    (cleanUp) => cleanUps.push(cleanUp),
  );
});
afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

const endpoint = "/api/chat/completions";
const path = fc.oneof(
  fc.constantFrom(endpoint, `${endpoint}/`, "/healthz", "/openapi.json", "/", "*", "//", "/api"),
  fc
    .tuple(
      fc.constantFrom("", "/", "/.", "/x/..", "/%2e", "\\", "%2f", "//evil.example"),
      fc.constantFrom(endpoint, endpoint.toUpperCase(), "/api%2fchat/completions", "/api/%63hat/completions"),
      fc.constantFrom("", "%0A", "%00", "%20", "/.", "//", ";a=b", "%E2%80%A8", "%zz", "%ff", "?a=/b", "#c"),
    )
    .map((parts) => parts.join("")),
);
const target = fc
  .tuple(fc.constantFrom("", "", "http://localhost", "HTTP://evil.example:80", "http://a@localhost"), path)
  .map((parts) => parts.join(""));

const header = fc.oneof(
  fc.constantFrom(
    "Host: localhost",
    "Host: localhost",
    "Host: evil.example",
    "Host:",
    "Authorization: Bearer right",
    "Authorization: Bearer right",
    "Authorization: Bearer wrong",
    "Authorization: right",
    "Origin: http://evil.example",
    "Accept: text/event-stream",
    "Content-Type: application/json",
    "Content-Type: text/plain",
    "Content-Encoding: gzip",
    "Content-Encoding: identity",
    // Without "Connection: Upgrade": after a real offer Node itself loses what came in the same packet.
    "Upgrade: h2c",
    "Upgrade: websocket",
    "Expect: 100-continue",
    "Expect: tea",
    "X-Request-Id: \u00ff",
    "Access-Control-Request-Method: POST",
  ),
  fc.string({ maxLength: 20 }).map((text) => `X-Odd: ${text.replace(/[^ -~]/g, "")}`),
);

const body = fc.oneof(
  fc.constant(JSON.stringify(chatRequest)),
  fc.constant(JSON.stringify(chatRequest)),
  fc.json(),
  fc.integer({ max: 3_000, min: 0 }).map((count) => JSON.stringify({ messages: Array(count).fill(1) })),
  fc.integer({ max: 20_000, min: 0 }).map((count) => `{"${"x".repeat(count)}":1}`),
  fc.integer({ max: 5_000, min: 0 }).map((count) => `{"temperature":"${"1".repeat(count)}x"}`),
  fc.integer({ max: 200, min: 0 }).map((count) => "[".repeat(count)),
  fc.string(),
);

const right = [
  "Host: localhost",
  "Authorization: Bearer right",
  "Accept: text/event-stream",
  "Content-Type: application/json",
];
const headers = fc.oneof(
  fc.constant(right),
  fc.array(header, { maxLength: 8 }),
  fc.array(header, { maxLength: 2 }).map((more) => [...right, ...more]),
);
const wire: fc.Arbitrary<Wire> = fc.record({
  target: fc.oneof(fc.constant(endpoint), target),
  headers,
  body,
});

const toText = ({ target, headers, body }: Wire) => {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return `${[`POST ${target} HTTP/1.1`, ...headers, length].join("\r\n")}\r\n\r\n${body}`;
};

/** Requests one behind the other, of which the last closes the connection. */
fuzz(
  "requests in all forms find no way round the checks, get short answers, and leave the server well",
  fc.array(wire, { minLength: 1, maxLength: 4 }),
  async (wires) => {
    calls = 0;
    const socket = connect(server.port, "127.0.0.1").setEncoding("utf8");
    socket.on("error", () => {});
    socket.write(wires.map(toText).join(""));
    socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let isOver = true;
    socket.setTimeout(10_000, () => {
      isOver = false;
      socket.destroy();
    });
    const text = await readText(socket).catch(() => "");
    expect(isOver, text).toBe(true);
    const statuses = Array.from(text.matchAll(/HTTP\/1\.1 (?!100)(\d+) /g), ([, status]) => Number(status));

    expect(statuses.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(12_000 * (wires.length + 1));
    expect(statuses.filter((status) => status >= 500 && status !== 501 && status !== 503)).toEqual([]);
    const withKey = wires.filter(({ headers }) => headers.includes("Authorization: Bearer right"));
    expect(calls).toBeLessThanOrEqual(withKey.length);
    expect(text).not.toContain("right");
    const { origin } = new URL(server.url);
    expect((await ask(origin, { method: "GET", path: "/healthz" })).status).toBe(200);
    expect(server.server.openStreams).toBe(0);
    return statuses[0] as number;
  },
  { reached: [200, 400, 401, 403, 404, 422] },
);
