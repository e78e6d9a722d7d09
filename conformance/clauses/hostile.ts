import assert from "node:assert/strict";
import type { Clause } from "../clause.ts";
import { guarded } from "../environments.ts";
import type { Server } from "../server.ts";

/** The statuses of all answers on one connection, which the server or the last request closes. */
export async function statusesOf(server: Server, wire: string): Promise<number[]> {
  const text = await (await server.connect()).send(wire).closed();
  return Array.from(text.matchAll(/HTTP\/1\.1 (\d+) /g), ([, status]) => Number(status));
}

const inChunks = {
  "Content-Type": "application/json",
  "Content-Length": undefined,
  "Transfer-Encoding": "chunked",
};

/** Ways to write the path of the endpoint that a router may take for it. */
const disguises: ((endpoint: string) => string)[] = [
  (endpoint) => `${endpoint}%0A`,
  (endpoint) => `${endpoint}%20`,
  (endpoint) => `${endpoint}/`,
  (endpoint) => `${endpoint}/.`,
  (endpoint) => `${endpoint};a=b`,
  (endpoint) => `/${endpoint}`,
  (endpoint) => `/.${endpoint}`,
  (endpoint) => `/x/..${endpoint}`,
  (endpoint) => `/%2e${endpoint}`,
  (endpoint) => endpoint.toUpperCase(),
  (endpoint) => endpoint.replace(/.$/, (last) => `%${last.charCodeAt(0).toString(16)}`),
  (endpoint) => `/%2f${endpoint.slice(1)}`,
];

/** What a client sends that means harm, or knows no better. */
export const hostileClauses: Clause[] = [
  {
    section: "7",
    promise: "no way to write the endpoint's path leads round the key",
    env: guarded,
    isOfKeys: true,
    async check(server) {
      const paths = disguises.map((disguise) => disguise(server.endpoint));
      const whole = [server.endpoint, ...paths].map((path) => `http://${server.url.host}${path}`);
      for (const path of [server.endpoint, ...paths, ...whole]) {
        const { status } = await server.ask({ path, headers: { Authorization: undefined } });
        assert.ok([307, 401, 404].includes(status), `${status} for ${path}`);
      }
    },
  },
  {
    section: "7",
    promise: "a whole URL as request target is served as its path, and its host is the one that counts",
    isOfListener: true,
    env: guarded,
    async check(server) {
      const seen = async (target: string, Host: string) =>
        (await server.ask({ method: "GET", path: target, headers: { Host } })).status;
      assert.equal(await seen("http://localhost/healthz", "evil.example"), 200);
      assert.equal(await seen("HTTP://chat.example:80/healthz?a=/b", "localhost"), 200);
      assert.equal(await seen("http://evil.example/healthz", "localhost"), 403);
      assert.equal(await seen("http://localhost", "localhost"), 404);
      assert.equal((await server.ask({ path: `http://localhost${server.endpoint}` })).status, 200);
    },
  },
  {
    section: "7",
    promise: "two Host headers, or one that names no host: 400, whatever the path; two keys are none",
    env: guarded,
    async check(server) {
      const twice = (name: string, value: string) => ({ [name]: `${value}\r\n${name}: ${value}` });
      const seen = (path: string, headers: object, method = "GET") =>
        statusesOf(server, server.wire({ method, path, headers: { ...headers, Connection: "close" } }));
      const paths = [server.endpoint, server.below("/healthz")];
      if (server.isAlone) paths.push("/no/such/path", "http://localhost/healthz");
      for (const path of paths) assert.deepEqual(await seen(path, twice("Host", "localhost")), [400], path);
      for (const Host of [
        "localhost, localhost",
        "localhost/x",
        "local host",
        "localhost#",
        "localhost:65536",
      ])
        for (const path of paths) assert.deepEqual(await seen(path, { Host }), [400], `${path} at ${Host}`);
      assert.deepEqual(await seen(server.endpoint, twice("Authorization", "Bearer key-1"), "POST"), [401]);
    },
  },
  {
    section: "7",
    promise: "what follows a body in chunks is no header",
    async check(server) {
      const body = JSON.stringify(server.body());
      const chunked = (trailers: string) => {
        const size = Buffer.byteLength(body).toString(16);
        const head = server.wire({ headers: { ...inChunks, Connection: "close" }, body: "" });
        return `${head}${size}\r\n${body}\r\n0\r\n${trailers}\r\n`;
      };
      const text = await (await server.connect())
        .send(chunked("Host: evil\r\nOrigin: http://evil\r\nX-Request-Id: trailer\r\n"))
        .closed();
      assert.match(text, /^HTTP\/1\.1 200 /);
      assert.doesNotMatch(text, /trailer/);
    },
  },
  {
    section: "7",
    promise: "what can't be read: 400, after the answers to the requests before it",
    isOfListener: true,
    async check(server) {
      const good = server.wire({ method: "GET", path: server.below("/healthz") });
      assert.deepEqual(await statusesOf(server, `${good}BAD\r\n\r\n`), [200, 400]);
      const chunked = server.wire({ headers: inChunks, body: "" });
      for (const chunk of ["zz\r\n", "0x10\r\n", "-1\r\n"])
        assert.deepEqual(await statusesOf(server, chunked + chunk), [400], chunk);
      const unknown = { ...inChunks, "Transfer-Encoding": "xchunked" };
      assert.deepEqual(await statusesOf(server, server.wire({ headers: unknown })), [400]);
    },
  },
  {
    section: "7",
    promise: "what can't be read has the headers of every answer, and its line of the log",
    isOfListener: true,
    needs: "log",
    async check(server) {
      const text = await (await server.connect()).send("BAD\r\n\r\n").closed();
      assert.match(text, /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*\r\n\r\n\{"detail":"Bad Request"\}$/);
      assert.match(text, /^X-Content-Type-Options: nosniff\r$/im);
      assert.match(text, /^Content-Type: application\/json\r$/im);
      const [, requestId] = /^X-Request-Id: (\S+)\r$/im.exec(text) ?? [];
      const { level, method, path, status, outcome } = await server.process.logged({ requestId });
      assert.deepEqual([level, method, path, status, outcome], ["info", "", "", 400, "rejected"]);
    },
  },
  {
    section: "4",
    promise: "a client of HTTP/1.0 gets no chunks: its stream ends with the connection",
    needs: "script",
    async check(server) {
      const script = [{ yield: { id: "1", type: "text", progress: "DONE" } }];
      const wire = server.wire({ headers: { Connection: "keep-alive" }, script });
      const text = await (await server.connect()).send(wire.replace("HTTP/1.1", "HTTP/1.0")).closed();
      assert.doesNotMatch(text, /^Transfer-Encoding:/im);
      assert.match(text, /\r\n\r\nevent: message\ndata: .*\n\n$/s);
    },
  },
  {
    section: "4",
    promise: "of two request ids neither is taken",
    needs: "defaults",
    async check(server) {
      const headers = { "X-Request-Id": "first\r\nX-Request-Id: second", Connection: "close" };
      const wire = server.wire({ method: "GET", path: server.below("/healthz"), headers });
      const text = await (await server.connect()).send(wire).closed();
      assert.match(text, /^X-Request-Id: [\da-f-]{36}\r$/im);
    },
  },
  {
    section: "7",
    promise: "a path is in the log as it was sent",
    isOfListener: true,
    needs: "log",
    async check(server) {
      await server.ask({ method: "GET", path: "/a%20b%0a?c", headers: { "X-Request-Id": "odd-path" } });
      assert.equal((await server.process.logged({ requestId: "odd-path" })).path, "/a%20b%0a");
    },
  },
  {
    section: "7",
    promise: "a request has one answer: what is wrong with the rest of its body is told to nobody",
    isOfListener: true,
    async check(server) {
      const head = server.wire({ path: "/healthz", headers: inChunks, body: "" });
      const connection = await server.connect();
      // A POST to it is refused before the body is there.
      await connection.send(head).until('"}');
      const text = await connection.send("zz\r\n").closed();
      assert.equal(text.match(/HTTP\/1\.1 /g)?.length, 1, text);
    },
  },
  {
    section: "7",
    promise: "a header counts, however many there are before it",
    isOfListener: true,
    needs: "defaults",
    async check(server) {
      const crowd = Array.from({ length: 3_000 }, (_, index) => `a${index}: b\r\n`).join("");
      const seen = async (last: string) => {
        const wire = server.wire({
          method: "GET",
          path: server.below("/healthz"),
          headers: { Connection: "close" },
        });
        return statusesOf(server, wire.replace("\r\n\r\n", `\r\n${crowd}${last}\r\n\r\n`));
      };
      assert.deepEqual(await seen("a: b"), [200]);
      assert.deepEqual(await seen("Host: localhost"), [400]);
      assert.deepEqual(await seen("Origin: http://evil.example"), [403]);
    },
  },
  {
    section: "7",
    promise: "a request whose body can't be read is in the log by its status",
    isOfListener: true,
    needs: "log",
    async check(server) {
      const wire = server.wire({ headers: { ...inChunks, "X-Request-Id": "bad-chunk" }, body: "" });
      assert.deepEqual(await statusesOf(server, `${wire}zz\r\n`), [400]);
      const { status } = await server.process.logged({ requestId: "bad-chunk", outcome: "rejected" });
      assert.equal(status, 400);
    },
  },
  {
    section: "1",
    promise: "a method that few know is refused like any other, whatever the type of its body",
    async check(server) {
      for (const type of [undefined, "application/json", "no type"]) {
        const headers = { "Content-Type": type, Connection: "close" };
        const seen = (path: string) =>
          statusesOf(server, server.wire({ method: "QUERY", path, headers, body: "{}" }));
        assert.deepEqual(await seen(server.endpoint), [405], type);
        assert.deepEqual(await seen(server.below("/healthz")), [405], type);
        if (server.isAlone) assert.deepEqual(await seen("/no/such/path"), [404], type);
      }
    },
  },
  {
    section: "1",
    promise: "what is no path, or ends in a line end, is unknown",
    isOfListener: true,
    async check(server) {
      for (const path of [
        "/healthz%0A",
        "/healthz%0a?a",
        "/healthz#x",
        "ftp://localhost/healthz",
        "http:///healthz",
        "*",
      ]) {
        const wire = server.wire({ method: "GET", path, headers: { Connection: "close" } });
        assert.deepEqual(await statusesOf(server, wire), [404], path);
      }
    },
  },
  {
    section: "7",
    promise: "an offer of HTTP/2 or of a web socket is answered as if it were not there, body and all",
    needs: "defaults",
    async check(server) {
      const h2c = { Connection: "Upgrade, HTTP2-Settings", Upgrade: "h2c", "HTTP2-Settings": "AAMAAABk" };
      const headers = { ...h2c, Accept: "*/*" };
      const text = await (await server.connect()).send(server.wire({ headers })).until("}");
      // Not 422: the body was read.
      assert.match(text, /^HTTP\/1\.1 406 /);

      const socket = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13" };
      const offer = { ...socket, "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==" };
      const connection = await server.connect();
      connection.send(server.wire({ method: "GET", path: server.below("/healthz"), headers: offer }));
      assert.match(await connection.until('{"status":"ok"}'), /^HTTP\/1\.1 200 /);
    },
  },
  {
    section: "7",
    promise: "requests that do not wait for answers are answered in their order, streams among them",
    needs: "defaults",
    async check(server) {
      const get = server.wire({ method: "GET", path: server.below("/healthz") });
      const missing = server.wire({ method: "GET", path: "/no/such/path" });
      const last = server.wire({
        method: "GET",
        path: server.below("/readyz"),
        headers: { Connection: "close" },
      });
      const statuses = await statusesOf(server, (server.wire() + get + missing).repeat(10) + last);
      assert.deepEqual(statuses, [...Array(10).fill([200, 200, 404]).flat(), 200]);
    },
  },
  {
    section: "7",
    promise: "behind a stream that is not over, few of them are taken, and the rest stays in the network",
    isOfListener: true,
    needs: "script",
    async check(server) {
      const connection = await server.connect();
      const script = [{ yield: { id: "1", type: "text", progress: "IN_PROGRESS" } }, { wait: 3_000 }];
      await connection.send(server.wire({ script })).until("\n\n");
      const get = server.wire({ method: "GET", path: server.below("/healthz") });
      // More than two systems hold for a connection between them.
      const count = Math.ceil(20_000_000 / get.length);
      connection.send(get.repeat(count));
      await connection.until("\r\n0\r\n\r\n");
      assert.ok(connection.socket.writableLength > 0, "All of it was taken while the stream went on");
      await connection.until('{"status":"ok"}');
    },
  },
];
