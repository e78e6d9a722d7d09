import assert from "node:assert/strict";
import type { Clause } from "../clause.ts";
import { guarded } from "../environments.ts";
import { answers, expectAnswer, notFound } from "../expect.ts";

const health = { "/healthz": { status: "ok" }, "/readyz": { status: "ready" } };

export const routeClauses: Clause[] = [
  {
    section: "6",
    promise: "GET /healthz and /readyz, without a key",
    env: guarded,
    async check(server) {
      for (const [path, body] of Object.entries(health)) {
        const headers = { Authorization: undefined };
        expectAnswer(await server.ask({ method: "GET", path: server.below(path), headers }), {
          status: 200,
          body,
        });
      }
    },
  },
  {
    section: "6",
    promise: "the health checks answer HEAD, and 405 to what is no GET",
    async check(server) {
      for (const path of Object.keys(health)) {
        const head = await server.ask({ method: "HEAD", path: server.below(path) });
        assert.deepEqual([head.status, head.text], [200, ""]);
        const expected = {
          status: 405,
          body: { detail: "Method Not Allowed" },
          headers: { allow: "GET, HEAD" },
        };
        expectAnswer(await server.ask({ method: "POST", path: server.below(path) }), expected);
      }
    },
  },
  {
    section: "6",
    promise: "GET /openapi.json describes the endpoint in OpenAPI 3.1",
    async check(server) {
      const { status, text } = await server.ask({ method: "GET", path: server.below("/openapi.json") });
      assert.equal(status, 200);
      const { openapi, paths, servers } = JSON.parse(text);
      assert.match(openapi, /^3\.1\./);
      const base = servers?.[0].url ?? "";
      const path = server.endpoint.slice(base.length);
      assert.ok(paths[path]?.post, `no POST of ${path}`);
      const { responses } = paths[path].post;
      assert.ok(responses[200].content["text/event-stream"]);
      for (const code of [400, 403, 404, 405, 406, 408, 413, 415, 422, 503])
        assert.ok(responses[code], `${code}`);
    },
  },
  {
    section: "6",
    promise: "GET / is the test page, with a strict Content-Security-Policy",
    needs: "defaults",
    async check(server) {
      const { status, headers, text } = await server.ask({ method: "GET", path: server.below("/") });
      assert.equal(status, 200);
      assert.equal(headers["content-type"], "text/html; charset=utf-8");
      assert.match(String(headers["content-security-policy"]), /default-src 'none'.*script-src 'self'/);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.match(text, /^<!doctype html>/i);
    },
  },
  {
    section: "6",
    promise: "a file of the test page that the client has is not sent again",
    needs: "defaults",
    async check(server) {
      const path = server.below("/");
      const { headers, text } = await server.ask({ method: "GET", path });
      const tag = String(headers.etag);
      for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
        const again = await server.ask({ method: "GET", path, headers: { "If-None-Match": known } });
        assert.deepEqual([again.status, again.text], [304, ""]);
      }
      const other = await server.ask({ method: "GET", path, headers: { "If-None-Match": '"other"' } });
      assert.equal(other.text, text);
    },
  },
  {
    section: "6",
    promise: "in production there is no test page",
    env: guarded,
    check: answers({ method: "GET", path: "/" }, notFound),
  },
];
