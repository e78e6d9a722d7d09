import assert from "node:assert/strict";
import type { Clause } from "../../clause.ts";
import { named } from "../../environments.ts";
import type { Step } from "../../handler.ts";
import { ask, completionFor, faultOf, toChat } from "../../openai/ask.ts";
import { expectIsA } from "../../openai/objects.ts";
import type { Server } from "../../server.ts";
import { event } from "../../stream.ts";

const get = (server: Server, path: string, headers = {}) =>
  server.ask({ method: "GET", path: server.below(path), headers });

/** Milliseconds in which a handler has to know that its client has gone. The log's own line takes some of them. */
const MOST_MS = 100;

export const openAiRouteClauses: Clause[] = [
  {
    section: "O.4",
    promise: "OpenAI: GET /v1/models lists the models that are allowed",
    env: named,
    async check(server) {
      const { status, text } = await get(server, "/api/v1/models");
      assert.equal(status, 200);
      const listed = JSON.parse(text);
      expectIsA("models", listed);
      assert.deepEqual(
        listed.data.map(({ id }: { id: string }) => id),
        ["gpt-4o", "org/model:7b"],
      );
    },
  },
  {
    section: "O.4",
    promise: "OpenAI: GET /v1/models/{id} describes one, though its name has slashes; any other is a 404",
    env: named,
    async check(server) {
      for (const name of ["gpt-4o", "org/model:7b", "org%2Fmodel%3A7b"]) {
        const { status, text } = await get(server, `/api/v1/models/${name}`);
        assert.equal(status, 200, text);
        expectIsA("model", JSON.parse(text));
        assert.equal(JSON.parse(text).id, decodeURIComponent(name));
      }
      for (const name of ["gpt-4", "org/model", "org", "%ff", "%", "%zz"]) {
        const fault = faultOf(await get(server, `/api/v1/models/${name}`), 404);
        assert.deepEqual([fault.code, fault.param], ["model_not_found", "model"]);
        assert.ok(fault.message.includes("org/model:7b"), fault.message);
      }
    },
  },
  {
    section: "O.4",
    promise: "OpenAI: the route with a slash at its end: 307 to it, query and all",
    async check(server) {
      const path = server.openAi("/v1/chat/completions");
      const { status, headers } = await server.ask({ path: `${path}/?a=%20b` });
      const { pathname, search } = new URL(headers.location ?? "", new URL(`${path}/`, server.url));
      assert.deepEqual([status, pathname, search], [307, path, "?a=%20b"]);
    },
  },
  {
    section: "O.4",
    promise: "OpenAI: the models are behind the keys, too",
    env: named,
    async check(server) {
      for (const path of ["/api/v1/models", "/api/v1/models/gpt-4o"]) {
        const answer = await get(server, path, { Authorization: undefined });
        assert.equal(faultOf(answer, 401).code, "invalid_api_key");
      }
    },
  },
  {
    section: "O.4",
    promise: "OpenAI: a page of a named origin may send what SDKs do, and read when to try again",
    env: named,
    async check(server) {
      const path = server.below("/api/v1/chat/completions");
      const asked = "authorization,content-type,x-stainless-lang,x-stainless-retry-count";
      const preflight = await server.ask({
        method: "OPTIONS",
        path,
        headers: {
          Origin: "https://app.example",
          Authorization: undefined,
          "Access-Control-Request-Method": "POST",
          "Access-Control-Request-Headers": asked,
        },
      });
      assert.equal(preflight.status, 204, preflight.text);
      assert.equal(preflight.headers["access-control-allow-origin"], "https://app.example");
      const allowed = preflight.headers["access-control-allow-headers"]?.toLowerCase().split(/,\s*/) ?? [];
      for (const name of asked.split(","))
        assert.ok(allowed.includes(name), `Access-Control-Allow-Headers lacks ${name}`);

      const answer = await ask(server, {}, { path, headers: { Origin: "https://app.example" } });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.headers["access-control-allow-origin"], "https://app.example");
      const exposed = answer.headers["access-control-expose-headers"]?.toLowerCase().split(/,\s*/) ?? [];
      for (const name of ["retry-after", "x-should-retry", "x-request-id"]) assert.ok(exposed.includes(name));
    },
  },
  {
    section: "O.4",
    promise: "OpenAI: the log has the route, the model, the session and the events",
    needs: "script",
    async check(server) {
      const path = server.openAi("/v1/chat/completions");
      const script: Step[] = [{ yield: event({ text: "a" }) }, { yield: event({ text: "b" }) }];
      for (const stream of [true, false]) {
        const requestId = `openai-${stream}`;
        await ask(server, { stream, script }, { headers: { "X-Request-Id": requestId } });
        const line = await server.process.logged({ requestId, outcome: "done" });
        assert.deepEqual([line.path, line.status, line.model, line.events], [path, 200, server.model, 2]);
        assert.match(String(line.sessionId), /^[0-9a-f-]{36}$/);
      }
    },
  },
  {
    section: "O.4",
    promise: `OpenAI: a client that leaves stops the handler within ${MOST_MS} ms, streamed or not, begun or not`,
    needs: "script",
    async check(server) {
      const begun: Step = { yield: event({ text: "Hel" }) };
      for (const [stream, ...first] of [[true], [true, begun], [false], [false, begun]] as [
        boolean,
        ...Step[],
      ][]) {
        const requestId = `left-${stream}-${first.length}`;
        const connection = await server.connect();
        // One of the handler's own log lines tells that it is at work.
        const script: Step[] = [...first, { note: "at work" }, { hang: true }];
        connection.send(
          server.wire(toChat(server, { stream, script }, { headers: { "X-Request-Id": requestId } })),
        );
        await server.process.logged({ requestId, message: "at work" });
        const leftAt = performance.now();
        connection.close();
        const line = await server.process.logged({ requestId, message: "signal" });
        const ms = performance.now() - leftAt;
        assert.equal(line.cause, "aborted");
        assert.ok(ms < MOST_MS, `${ms} ms`);
        await server.process.logged({ requestId, outcome: "aborted" });
      }
    },
  },
  {
    section: "O.4",
    promise: "OpenAI: the native endpoint answers as it does without these routes",
    async check(server) {
      assert.match((await server.ask()).text, /^(?:id: 1\n)?event: message\n|^$/);
      await completionFor(server);
    },
  },
];
