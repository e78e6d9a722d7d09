import assert from "node:assert/strict";
import type { Clause } from "../clause.ts";
import { guarded } from "../environments.ts";
import { expectAnswer, refused, statuses } from "../expect.ts";

const fields = [
  "time",
  "level",
  "requestId",
  "method",
  "path",
  "status",
  "model",
  "sessionId",
  "events",
  "bytes",
  "msToFirstEvent",
  "durationMs",
  "outcome",
];

export const safetyClauses: Clause[] = [
  {
    section: "5",
    promise: "an unknown LLMBRICK_ variable is named in a warning",
    env: guarded,
    needs: "log",
    async check(server) {
      const { message } = await server.process.logged({ level: "warn" });
      assert.match(String(message), /LLMBRICK_NO_SUCH_SETTING/);
    },
  },
  {
    section: "7",
    promise: "bound to loopback, only loopback's names and allowedHosts are answered",
    env: guarded,
    check: statuses({
      localhost: [{ headers: { Host: "localhost" } }, 200],
      "LOCALHOST:1": [{ headers: { Host: "LOCALHOST:1" } }, 200],
      "127.0.0.1:65535": [{ headers: { Host: "127.0.0.1:65535" } }, 200],
      "[::1]:80": [{ headers: { Host: "[::1]:80" } }, 200],
      "chat.example": [{ headers: { Host: "chat.example" } }, 200],
      "chat.example.evil": [{ headers: { Host: "chat.example.evil" } }, 403],
      "localhost.evil.example": [{ headers: { Host: "localhost.evil.example" } }, 403],
      "127.0.0.2": [{ headers: { Host: "127.0.0.2" } }, 403],
    }),
  },
  {
    section: "7",
    promise: "a foreign Host or Origin reaches no route at all",
    needs: "defaults",
    async check(server) {
      const ours = ["/", "/healthz"].map((path) => server.below(path));
      for (const path of [...ours, ...(server.isAlone ? ["/models", "/no/such/path", "/%zz"] : [])]) {
        const host = await server.ask({ method: "GET", path, headers: { Host: "evil.example" } });
        expectAnswer(host, refused(403, "Host not allowed"));
        const origin = await server.ask({ method: "GET", path, headers: { Origin: "null" } });
        expectAnswer(origin, refused(403, "Origin not allowed"));
      }
    },
  },
  {
    section: "7",
    promise: "a page of the server's own origin may call it",
    check: async (server) => {
      const { status, headers } = await server.glance({ headers: { Origin: server.url.origin } });
      assert.equal(status, 200);
      assert.equal(headers["access-control-allow-origin"], undefined);
    },
  },
  {
    section: "7",
    promise: "CORS headers and preflight answers, for corsOrigins alone",
    env: guarded,
    async check(server) {
      const Origin = "https://app.example";
      const ask = { Origin, "Access-Control-Request-Method": "POST", Authorization: undefined };
      const preflight = await server.ask({ method: "OPTIONS", headers: ask });
      assert.deepEqual([preflight.status, preflight.text], [204, ""]);
      assert.equal(preflight.headers["access-control-allow-origin"], Origin);
      assert.match(preflight.headers["access-control-allow-methods"] ?? "", /POST/);
      assert.match(preflight.headers["access-control-allow-headers"] ?? "", /Content-Type/i);

      const anyPath = server.isAlone ? ["/no/such/path"] : [];
      for (const path of [server.endpoint, server.below("/healthz"), ...anyPath]) {
        const { headers } = await server.ask({ path, headers: { Origin } });
        assert.equal(headers["access-control-allow-origin"], Origin, path);
        assert.match(headers.vary ?? "", /\bOrigin\b/, path);
      }
      const foreign = await server.ask({
        method: "OPTIONS",
        headers: { ...ask, Origin: "https://evil.example" },
      });
      assert.equal(foreign.status, 403);
      assert.equal(foreign.headers["access-control-allow-origin"], undefined);
    },
  },
  {
    section: "7",
    promise: "an idle connection may live longer than a load balancer's 60 s",
    isOfListener: true,
    async check(server) {
      const connection = await server.connect();
      const text = await connection
        .send(server.wire({ method: "GET", path: server.below("/healthz") }))
        .until("\r\n\r\n");
      const [, seconds] = /^keep-alive: timeout=(\d+)/im.exec(text) ?? [];
      assert.ok(Number(seconds) > 60, text);
    },
  },
  {
    section: "7",
    promise: "slow headers and slow bodies are cut with 408 within 15 s",
    isOfListener: true,
    needs: "defaults",
    isSlow: true,
    async check(server) {
      const start = performance.now();
      const slowHead = (await server.connect()).send("POST / HTTP/1.1\r\nHost: localhost\r\n");
      const slowBody = (await server.connect()).send(server.wire().slice(0, -1));
      for (const text of await Promise.all([slowHead.closed(), slowBody.closed()])) {
        assert.match(text, /^HTTP\/1\.1 408 /);
      }
      assert.ok(performance.now() - start < 16_000);
    },
  },
  {
    section: "7",
    promise: "one JSON log line a request, without contents, keys or queries; control characters are escaped",
    env: guarded,
    needs: "log",
    async check(server) {
      const secret = "my-secret-content";
      const body = server.body({
        messages: [{ role: "user", content: secret }],
        sessionId: "s\u0007\u009b\u2028",
      });
      await server.ask({
        body,
        path: `${server.endpoint}?q=${secret}`,
        headers: { "X-Request-Id": "logged" },
      });
      const line = await server.process.logged({ requestId: "logged", method: "POST" });
      assert.deepEqual(Object.keys(line).slice(0, 2), ["time", "level"]);
      assert.deepEqual(new Set(Object.keys(line)), new Set(fields));
      const { method, path, status, model, outcome } = line;
      assert.deepEqual(
        [method, path, status, model, outcome],
        ["POST", server.endpoint, 200, server.model, "done"],
      );
      const output = server.process.output();
      assert.ok(!output.includes(secret) && !output.includes("key-1"), output);
      assert.doesNotMatch(output, /[\u0007\u009b\u2028]/);

      await server.ask({ headers: { Accept: "*/*", "X-Request-Id": "refused" } });
      assert.equal((await server.process.logged({ requestId: "refused" })).outcome, "rejected");
    },
  },
];
