import assert from "node:assert/strict";
import type { Clause } from "../../clause.ts";
import { named, small } from "../../environments.ts";
import type { Step } from "../../handler.ts";
import { ask, chunksFor, type Fields, faultOf, textOf, toChat } from "../../openai/ask.ts";
import type { Answer, Server } from "../../server.ts";
import { event } from "../../stream.ts";

const say: Step = { yield: event({ text: "Hel" }) };
const hang: Step = { hang: true };

/** How a model fails: status, code, whether to try again. */
const kinds: Record<string, [status: number, code: string, retryable: boolean]> = {
  rate_limit: [429, "rate_limit_exceeded", true],
  overloaded: [503, "overloaded", true],
  bad_request: [400, "bad_request", false],
  context_length: [400, "context_length_exceeded", false],
  content_filter: [400, "content_filter", false],
  auth: [500, "auth", false],
  truncated: [502, "truncated", true],
  timeout: [504, "timeout", true],
  unavailable: [502, "unavailable", true],
};

const failing = (kind: string, retryAfter: number | null = null): Step => ({
  fail: `${kind}: of a test`,
  details: { kind, retryable: kinds[kind]?.[2], retryAfter },
});

/** What a client that takes an answer in either way is refused with. */
async function refusalsOf(server: Server, fields: Fields): Promise<Answer[]> {
  return Promise.all([false, true].map((stream) => ask(server, { ...fields, stream })));
}

export const openAiErrorClauses: Clause[] = [
  {
    section: "O.3",
    promise: "OpenAI: a model that is not there: 404 model_not_found, with those that are",
    async check(server) {
      for (const refusal of await refusalsOf(server, { model: "no-such-model" })) {
        const { code, param, message } = faultOf(refusal, 404);
        assert.deepEqual([code, param], ["model_not_found", "model"]);
        assert.ok(message.includes("no-such-model") && message.includes(server.model), message);
      }
      const { message } = faultOf(await ask(server, { model: "x".repeat(5000) }), 404);
      assert.ok(message.length < 1000);
    },
  },
  {
    section: "O.3",
    promise: "OpenAI: no key, or a wrong one: 401 invalid_api_key",
    env: named,
    async check(server) {
      for (const Authorization of [undefined, "Bearer wrong", "key-1"]) {
        const answer = await ask(
          server,
          {},
          { path: server.below("/api/v1/chat/completions"), headers: { Authorization } },
        );
        assert.equal(faultOf(answer, 401).code, "invalid_api_key");
        assert.equal(answer.headers["www-authenticate"], "Bearer");
      }
    },
  },
  {
    section: "O.3",
    promise: "OpenAI: what the endpoint's checks refuse has the endpoint's status, in OpenAI's form",
    env: small,
    async check(server) {
      const path = server.openAi("/v1/chat/completions");
      const rows: [object, number][] = [
        [{ headers: { Host: "evil.example" } }, 403],
        [{ headers: { Origin: "http://evil.example" } }, 403],
        [{ headers: { "Content-Type": "text/plain" } }, 415],
        [{ body: `{"x":${" ".repeat(3000)}` }, 413],
        [{ body: "[".repeat(65) + "]".repeat(65) }, 400],
        [{ method: "GET", body: "" }, 405],
      ];
      for (const [changes, status] of rows) {
        const fault = faultOf(await server.ask({ path, ...changes }), status);
        assert.equal(fault.type, "invalid_request_error");
      }
    },
  },
  {
    section: "O.3",
    promise: "OpenAI: more answers at once than there may be: 503, with when to come again",
    env: small,
    needs: "script",
    async check(server) {
      for (let count = 0; count < 2; count++) {
        const connection = await server.connect();
        await connection
          .send(server.wire(toChat(server, { stream: true, script: [say, hang] })))
          .until("chat.completion.chunk");
      }
      const answer = await ask(server);
      assert.equal(faultOf(answer, 503).type, "server_error");
      assert.equal(answer.headers["retry-after"], "1");
      assert.equal(answer.headers["x-should-retry"], "true");
    },
  },
  {
    section: "O.3",
    promise: "OpenAI: a model that fails before its first event: a status that tells how, streamed or not",
    needs: "script",
    async check(server) {
      for (const [kind, [status, code, retryable]] of Object.entries(kinds)) {
        for (const answer of await refusalsOf(server, { script: [failing(kind)] })) {
          const fault = faultOf(answer, status);
          assert.deepEqual([fault.code, fault.message], [code, `${kind}: of a test`]);
          const isTold = status === 429 || status >= 500;
          assert.equal(answer.headers["x-should-retry"], isTold ? String(retryable) : undefined, kind);
        }
      }
    },
  },
  {
    section: "O.3",
    promise: "OpenAI: Retry-After is the provider's, where it says so",
    needs: "script",
    async check(server) {
      const after = async (step: Step) => (await ask(server, { script: [step] })).headers["retry-after"];
      assert.equal(await after(failing("rate_limit", 20)), "20");
      assert.equal(await after(failing("overloaded", 7)), "7");
      assert.equal(await after(failing("rate_limit")), "1");
    },
  },
  {
    section: "O.3",
    promise: "OpenAI: any other failure before the first event is a 500 that is not to be tried again",
    needs: "script",
    async check(server) {
      const failures: Step[] = [{ throw: "out of order" }, { yield: { id: "" } }];
      for (const step of failures) {
        for (const answer of await refusalsOf(server, { script: [step] })) {
          assert.equal(faultOf(answer, 500).type, "server_error");
          assert.equal(answer.headers["x-should-retry"], "false");
        }
      }
    },
  },
  {
    section: "O.3",
    promise:
      "OpenAI: outside debug mode, why a handler failed stays unsaid, but for what is written for clients",
    env: named,
    needs: "script",
    async check(server) {
      const path = server.below("/api/v1/chat/completions");
      const told = async (step: Step) => (await ask(server, { script: [step] }, { path })).text;
      assert.doesNotMatch(await told({ throw: "secret" }), /secret/);
      assert.match(await told(failing("overloaded")), /overloaded: of a test/);
    },
  },
  {
    section: "O.3",
    promise: "OpenAI: no event in time is a 504 before the first, and no stream goes on without an end",
    env: { ...small, LLMBRICK_HEARTBEAT_INTERVAL: "0" },
    needs: "script",
    async check(server) {
      for (const answer of await refusalsOf(server, { script: [hang] })) {
        assert.equal(faultOf(answer, 504).code, "timeout");
      }
      const chunks = await chunksFor(server, { script: [say, hang] });
      assert.equal(chunks.at(-1)?.error?.code, "timeout");
    },
  },
  {
    section: "O.3",
    promise: "OpenAI: a failure after the first event: a frame with the error and a last choice, then [DONE]",
    needs: "script",
    async check(server) {
      for (const step of [failing("truncated"), { throw: "out of order" }] as Step[]) {
        const chunks = await chunksFor(server, { script: [say, step] });
        const last = chunks.at(-1);
        assert.equal(textOf(chunks, "content"), "Hel");
        assert.equal(last?.error?.type, "server_error");
        // By no name that a whole answer has.
        assert.deepEqual(
          chunks.map(({ choices }) => choices[0]?.finish_reason),
          [null, "length"],
        );
      }
    },
  },
  {
    section: "O.3",
    promise: "OpenAI: an answer that is no stream fails as a whole, with a status",
    needs: "script",
    async check(server) {
      assert.equal(
        faultOf(await ask(server, { script: [say, failing("overloaded")] }), 503).code,
        "overloaded",
      );
      faultOf(await ask(server, { script: [say, { throw: "out of order" }] }), 500);
    },
  },
  {
    section: "O.3",
    promise: "OpenAI: an event of the handler's that tells of an error is one",
    needs: "script",
    async check(server) {
      const wrong: Step = { yield: event({ type: "error", progress: "ERROR", text: "not allowed" }) };
      for (const answer of await refusalsOf(server, { script: [wrong] })) {
        assert.equal(faultOf(answer, 500).message, "not allowed");
      }
      assert.equal((await chunksFor(server, { script: [say, wrong] })).at(-1)?.error?.message, "not allowed");
    },
  },
];
