import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle, startChild } from "../support/child-server.ts";
import { request } from "../support/client.ts";
import { dataOf } from "../support/event-stream.ts";
import { ask } from "../support/http.ts";
import { head, post, RawClient } from "../support/raw-client.ts";

/** Milliseconds that the clients come for. */
const duration = 10_000;

let program: Awaited<ReturnType<typeof bundle>>;
beforeAll(async () => {
  program = await bundle("./soak-program.ts");
});
afterAll(() => program.remove());

interface State {
  /** Streams that the server counts as open. */
  open: number;
  /** Handlers that run. */
  live: number;
  /** Bytes that are in use, garbage aside. */
  memory: number;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const body = (sessionId: string) => ({ ...request, sessionId });
const wire = (sessionId: string) => post(JSON.stringify(body(sessionId)));
const pick = <Item>(items: Item[]) => items[Math.floor(Math.random() * items.length)] as Item;

/** Reads a whole answer, and checks that every event is there, in order. A full server may say so. */
async function behave(url: string, count: number, length: number, wait: number): Promise<number> {
  const { status, text } = await ask(url, { body: body(`${count}/${length}/${wait}`) });
  if (status === 503) return 0;
  expect(status).toBe(200);
  const ids = (dataOf(text) as { id: string }[]).map(({ id }) => id);
  expect(ids).toEqual([...Array.from({ length: count }, (_, index) => String(index + 1)), "end"]);
  return 1;
}

const malformed = [
  "\u0000\u0001\u0002\r\n\r\n",
  "GET / HTTP/9.9\r\n\r\n",
  `${head("POST /chat/completions", { "Content-Length": "x" })}`,
  post("{", {}),
  post('{"model":'.repeat(1000)),
  post("[".repeat(90_000)),
  post(" ".repeat(200_000)),
  post(JSON.stringify({ ...request, ["__proto__"]: 1, messages: [[[]]] })),
  post(undefined, { Host: "evil.example" }),
  post(undefined, { Accept: "a,".repeat(2000) }),
  post(undefined, { "Transfer-Encoding": "chunked" }),
  wire("1000/1000/0") + wire("1000/1000/0") + wire("nonsense"),
];

const readyz = (target: string, headers: Record<string, string> = {}) => head(`GET ${target}`, headers);

/** Paths in disguise, whole URLs, encodings, two Hosts, offers of other protocols: what no handler may see. */
const odd = [
  ...["%0A", "//", "/.", ";a=b", "%00"].map((end) => post().replace("/completions", `/completions${end}`)),
  post().replace("POST /", "POST http://evil.example/"),
  post(undefined, { "Content-Encoding": "gzip" }),
  post(undefined, { Host: "localhost\r\nHost: localhost" }),
  post(undefined, { Expect: "tea", Accept: "*/*" }),
  readyz("http://localhost/readyz"),
  readyz("/readyz", { Connection: "Upgrade", Upgrade: "h2c" }),
  readyz("/readyz", { Connection: "Upgrade", Upgrade: "websocket" }),
  readyz("/chat/completions/"),
];

/** Bodies with far more faults than an answer may list. */
const faulty = [
  { messages: Array(20_000).fill(1) },
  { messages: Array(5_000).fill({}) },
  Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, 1])),
  { ["x".repeat(90_000)]: 1 },
  { temperature: `${"1".repeat(90_000)}x` },
];

/** Kinds of clients. Each visits once; `url` and `port` are the server's. */
const clients: Record<string, (url: string, port: number) => Promise<unknown>> = {
  quick: (url) => behave(url, 200, 20, 0),
  ordinary: (url) => behave(url, 30, 100, 2),
  large: (url) => behave(url, 500, 5000, 0),

  async slow(_url, port) {
    const client = await RawClient.connect(port, () => {});
    let pauseAt = 0;
    client.socket.on("data", () => {
      if (client.socket.bytesRead < pauseAt) return;
      pauseAt += 1_000_000;
      client.socket.pause();
      setTimeout(() => client.socket.resume(), 20);
    });
    client.send(wire("1500/5000/0"));
    const text = await Promise.race([client.until('"id":"end"'), client.until("HTTP/1.1 503 ")]);
    client.socket.destroy();
    if (text.startsWith("HTTP/1.1 503 ")) return 0;
    const ids = Array.from(text.matchAll(/"id":"(\d+)"/g), ([, id]) => Number(id));
    expect(ids).toEqual(Array.from({ length: 1500 }, (_, index) => index + 1));
    return 1;
  },

  async vanishing(_url, port) {
    const client = await RawClient.connect(port, () => {});
    const text = wire(pick(["100000/1000/0", "1000/10/1", "1/1/5000"]));
    client.send(text.slice(0, pick([20, text.length - 1, text.length, text.length, text.length])));
    await pause(Math.random() * 50);
    if (Math.random() < 0.5) client.socket.resetAndDestroy();
    else client.socket.destroy();
  },

  async stalling(_url, port) {
    const client = await RawClient.connect(port, () => {});
    client.socket.pause();
    client.send(wire("1000000/1000/0"));
    await pause(1500);
    client.socket.destroy();
  },

  async malformed(_url, port) {
    const client = await RawClient.connect(port, () => {});
    client.send(pick(malformed));
    await pause(Math.random() * 100);
    client.socket.destroy();
  },

  async odd(_url, port) {
    const client = await RawClient.connect(port, () => {});
    client.send(Array.from({ length: 10 }, () => pick(odd)).join(""));
    await client.until("HTTP/1.1 ");
    await pause(Math.random() * 50);
    client.socket.destroy();
    expect(client.text).not.toContain("event: message");
  },

  async faulty(url) {
    const { status, text } = await ask(url, { body: { ...body("faulty"), ...pick(faulty) } });
    expect([422, 503]).toContain(status);
    expect(text.length).toBeLessThan(10_000);
  },

  async flooding(_url, port) {
    const client = await RawClient.connect(port, () => {});
    client.send(wire("3/10/0").repeat(100));
    await pause(Math.random() * 200);
    client.socket.destroy();
  },
};

test("clients of all kinds at once leave nothing behind", { timeout: duration + 30_000 }, async () => {
  const child = startChild(program.file, {});
  const [, url = "", portText] = await child.prints(/Listening on (http:\/\/[\d.]+:(\d+)\/)/);
  const port = Number(portText);
  const endpoint = `${url}chat/completions`;
  const state = async () => JSON.parse((await ask(url, { method: "GET", path: "/state" })).text) as State;
  const isIdle = async () => {
    const { open, live } = await state();
    return open === 0 && live === 0;
  };

  const visits = new Map<string, number>();
  let served = 0;
  /** Some clients of each kind come again and again. */
  async function soak(until: number): Promise<void> {
    const crowd = Object.entries(clients).flatMap(([kind, visit]) => Array(3).fill([kind, visit])) as [
      string,
      (typeof clients)[string],
    ][];
    const comings = crowd.map(async ([kind, visit]) => {
      while (performance.now() < until) {
        if ((await visit(endpoint, port)) === 1) served++;
        visits.set(kind, (visits.get(kind) ?? 0) + 1);
      }
    });
    await Promise.all(comings);
    await expect.poll(isIdle, { timeout: 10_000, interval: 50 }).toBe(true);
  }

  // The first part warms it up: code is compiled, and pools are filled.
  await soak(performance.now() + duration / 3);
  const before = await state();
  await soak(performance.now() + (2 * duration) / 3);
  const after = await state();

  expect(after).toMatchObject({ open: 0, live: 0 });
  expect(after.memory - before.memory).toBeLessThan(2_000_000);
  for (const kind of Object.keys(clients)) expect(visits.get(kind), kind).toBeGreaterThan(2);
  expect(served).toBeGreaterThan(20);
  expect(child.stderr).toBe("");

  // In the middle of streams, some of which nobody reads.
  const last = await Promise.all(
    ["1000000/10/5", "1000000/1000/0", "1000000/1000/0"].map(async (session, index) => {
      const client = await RawClient.connect(port);
      await client.send(wire(session)).until("event: message");
      if (index === 2) client.socket.pause();
      return client;
    }),
  );
  child.kill("SIGTERM");
  expect(await child.exited).toEqual({ code: 0, signal: null });
  for (const client of last.slice(0, 2)) expect(await client.closed()).toContain("Server shutting down");
});
