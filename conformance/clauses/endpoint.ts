import assert from "node:assert/strict";
import type { Clause } from "../clause.ts";
import { guarded, handlerless } from "../environments.ts";
import { answers, expectAnswer, notFound, refused } from "../expect.ts";
import { framesOf } from "../stream.ts";

const methods = ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"];

const strangers: Record<string, (endpoint: string) => string> = {
  "a name that nobody uses": () => "/no/such/path",
  "the endpoint in capitals": (endpoint) => endpoint.toUpperCase(),
  "two slashes": () => "//",
  "a broken escape": () => "/%zz",
  "an escape that is no UTF-8": () => "/%ff",
  "a backslash": () => "/a\\b",
  "dots that lead nowhere": (endpoint) => `/x/..${endpoint}`,
};

export const endpointClauses: Clause[] = [
  {
    section: "1",
    promise: "a POST to the endpoint is answered with a stream",
    check: async (server) => void framesOf(await server.ask()),
  },
  {
    section: "1",
    promise: "another method on the endpoint: 405, Allow: POST",
    async check(server) {
      // An application may know fewer.
      for (const method of server.isAlone ? [...methods, "PROPFIND"] : methods) {
        expectAnswer(await server.ask({ method }), {
          status: 405,
          body: { detail: "Method Not Allowed" },
          headers: { allow: "POST" },
        });
      }
      assert.equal((await server.ask({ method: "HEAD" })).status, 405);
    },
  },
  {
    section: "1",
    promise: "an unknown path: 404, whatever it looks like and whatever comes with it",
    mayBeApplications: true,
    async check(server) {
      // Odd ones are an application's to answer.
      for (const path of server.isAlone ? Object.values(strangers) : []) {
        expectAnswer(await server.ask({ method: "GET", path: path(server.endpoint) }), notFound);
      }
      expectAnswer(await server.ask({ path: server.below("/no/such/path") }), notFound);
      expectAnswer(await server.ask({ path: "/no/such/path" }), notFound);
      expectAnswer(await server.ask({ method: "DELETE", path: "/no/such/path" }), notFound);
    },
  },
  {
    section: "1",
    promise: "the endpoint with a slash at its end: 307 to it, query and all",
    async check(server) {
      const slashed = `${server.endpoint}/`;
      for (const method of ["POST", "GET"]) {
        const { status, headers } = await server.ask({ method, path: `${slashed}?a=%20b` });
        const { pathname, search, host } = new URL(headers.location ?? "", new URL(slashed, server.url));
        assert.deepEqual(
          [status, pathname, search, host],
          [307, server.endpoint, "?a=%20b", server.url.host],
        );
        assert.equal((await server.glance({ path: pathname + search })).status, 200);
      }
    },
  },
  {
    section: "1",
    promise: "a query changes nothing",
    check: async (server) => {
      const { status } = await server.glance({ path: `${server.endpoint}?a=%zz&b` });
      assert.equal(status, 200);
    },
  },
  {
    section: "1",
    promise: "prefix and path get a leading slash, and the prefix loses a trailing one",
    env: guarded,
    async check(server) {
      assert.equal(server.endpoint, server.below("/api/chat"));
      expectAnswer(await server.ask({ path: server.below("/chat/completions") }), notFound);
      assert.equal((await server.ask()).status, 200);
    },
  },
  {
    section: "1",
    promise: 'the prefix "/" is none; 3.11: without a handler, 404',
    env: handlerless,
    check: answers({ path: "/chat/completions" }, refused(404, "Handler not set")),
  },
];
