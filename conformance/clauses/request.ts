import assert from "node:assert/strict";
import type { Clause } from "../clause.ts";
import type { Server } from "../server.ts";
import { data, framesOf } from "../stream.ts";

/** Fields of a request, and what the schema says of them: nothing, or `type` and `loc` of each fault in turn. */
type Row = [fields: object, ...faults: [type: string, ...loc: (string | number)[]][]];

const messages: Record<string, string> = {
  missing: "Field required",
  extra_forbidden: "Extra inputs are not permitted",
  string_type: "Input should be a valid string",
  list_type: "Input should be a valid list",
  model_attributes_type: "Input should be a valid dictionary or object to extract fields from",
  bool_parsing: "Input should be a valid boolean, unable to interpret input",
  bool_type: "Input should be a valid boolean",
  float_parsing: "Input should be a valid number, unable to parse string as a number",
  float_type: "Input should be a valid number",
  int_parsing: "Input should be a valid integer, unable to parse string as an integer",
  int_type: "Input should be a valid integer",
  int_from_float: "Input should be a valid integer, got a number with a fractional part",
};

const hello = { role: "user", content: "Hello" };

const good: Record<string, object> = {
  "optional fields": {
    clientId: null,
    temperature: 0.5,
    maxTokens: 5,
    tools: [1, {}],
    toolChoice: { a: [] },
  },
  nulls: { temperature: null, maxTokens: null, tools: null, toolChoice: null, sourceLanguage: null },
  "snake_case names": {
    session_id: "s",
    client_id: null,
    max_tokens: 1,
    tool_choice: 1,
    source_language: "en",
  },
  "numbers as text": { temperature: "0.5", maxTokens: "7" },
  "a whole float": { maxTokens: 7.0 },
  "no stream": { stream: false },
  ...Object.fromEntries(
    [0, 1, "true", "FALSE", "yes", "No", "on", "OFF", "t", "f", "Y", "n", "1", "0"].map((stream) => [
      `stream as ${JSON.stringify(stream)}`,
      { stream },
    ]),
  ),
};

const bad: Record<string, Row> = {
  "not text": [
    { model: 1, sessionId: null, clientId: 1, sourceLanguage: {} },
    ["string_type", "model"],
    ["string_type", "clientId"],
    ["string_type", "sessionId"],
    ["string_type", "sourceLanguage"],
  ],
  "not lists": [{ messages: "x", tools: {} }, ["list_type", "messages"], ["list_type", "tools"]],
  "stream: text": [{ stream: "maybe" }, ["bool_parsing", "stream"]],
  "stream: a number": [{ stream: 2 }, ["bool_parsing", "stream"]],
  "stream: null": [{ stream: null }, ["bool_type", "stream"]],
  "numbers: text": [
    { temperature: "warm", maxTokens: "many" },
    ["float_parsing", "temperature"],
    ["int_parsing", "maxTokens"],
  ],
  "numbers: other types": [
    { temperature: [], maxTokens: {} },
    ["float_type", "temperature"],
    ["int_type", "maxTokens"],
  ],
  "a fraction": [{ maxTokens: 1.5 }, ["int_from_float", "maxTokens"]],
  "unknown fields": [{ extra: 1, Model: 2 }, ["extra_forbidden", "extra"], ["extra_forbidden", "Model"]],
  "messages of all kinds": [
    { messages: [hello, 1, {}, { ...hello, name: "x" }, { role: 1, content: null }] },
    ["model_attributes_type", "messages", 1],
    ["missing", "messages", 2, "role"],
    ["missing", "messages", 2, "content"],
    ["extra_forbidden", "messages", 3, "name"],
    ["string_type", "messages", 4, "role"],
    ["string_type", "messages", 4, "content"],
  ],
};

async function faultsOf(server: Server, body: unknown): Promise<unknown> {
  const { status, text } = await server.ask({ body });
  assert.equal(status, 422, text);
  return JSON.parse(text);
}

const detail = (...faults: [type: string, ...loc: (string | number)[]][]) => ({
  detail: faults.map(([type, ...loc]) => ({ type, loc: ["body", ...loc], msg: messages[type] })),
});

export const requestClauses: Clause[] = [
  {
    section: "2",
    promise: "optional fields, snake_case names and lax forms are accepted",
    async check(server) {
      for (const [name, { ...fields }] of Object.entries(good)) {
        const body: Record<string, unknown> = server.body(fields) as Record<string, unknown>;
        if ("session_id" in body) delete body.sessionId;
        const { status, text } = await server.glance({ body });
        assert.equal(status, 200, `${name}: ${text}`);
      }
    },
  },
  {
    section: "2",
    promise: "a request reaches the handler in camelCase, with null for what was not given",
    needs: "script",
    async check(server) {
      const script = [{ echo: true as const }];
      const fields = { temperature: "0.5", max_tokens: "7", stream: "off", tool_choice: "auto" };
      const body = server.body(fields, script) as { clientId: string };
      const frames = framesOf(await server.ask({ body }));
      const request = {
        model: server.model,
        messages: [hello],
        stream: false,
        clientId: body.clientId,
        sessionId: "session-1",
        temperature: 0.5,
        maxTokens: 7,
        tools: null,
        toolChoice: "auto",
        sourceLanguage: null,
      };
      const metadata = { searchResults: null, attachments: null, request };
      assert.deepEqual(frames, [{ event: "message", data: data({ metadata }) }]);
    },
  },
  {
    section: "3.9",
    promise: "every fault of the schema is listed, in field order, without the caller's data",
    async check(server) {
      for (const [name, [fields, ...faults]] of Object.entries(bad)) {
        assert.deepEqual(await faultsOf(server, server.body(fields)), detail(...faults), name);
      }
      const required = detail(["missing", "model"], ["missing", "messages"], ["missing", "sessionId"]);
      assert.deepEqual(await faultsOf(server, {}), required);
      for (const body of [[], 1, '"text"', "null"]) {
        assert.deepEqual(await faultsOf(server, body), detail(["model_attributes_type"]));
      }
    },
  },
  {
    section: "3.9",
    promise: "a fault names a field as it was sent",
    async check(server) {
      const { sessionId: _, ...body } = server.body({ session_id: 1, max_tokens: "x" }) as Record<
        string,
        unknown
      >;
      assert.deepEqual(
        await faultsOf(server, body),
        detail(["string_type", "session_id"], ["int_parsing", "max_tokens"]),
      );
    },
  },
  {
    section: "2",
    promise: "__proto__ is an unknown field, at the top and in a message",
    async check(server) {
      const text = JSON.stringify(server.body());
      const atTop = text.replace("{", '{"__proto__":{"admin":true},');
      assert.deepEqual(await faultsOf(server, atTop), detail(["extra_forbidden", "__proto__"]));
      const inside = text.replace('{"role"', '{"__proto__":{},"role"');
      assert.deepEqual(
        await faultsOf(server, inside),
        detail(["extra_forbidden", "messages", 0, "__proto__"]),
      );
    },
  },
];
