import { describe, expect, test } from "vitest";
import type { ConversationRequest } from "../../templates/core/src/llmbrick/types.ts";
import { event, request } from "../support/client.ts";
import { dataOf } from "../support/event-stream.ts";
import { ask } from "../support/http.ts";
import { start } from "../support/llmbrick-server.ts";

/** The protocol's message for each type of fault. */
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

type Fault = [type: string, ...loc: (string | number)[]];

/** Sends a body, and expects the server to list these faults and say nothing else. */
async function expectFaults(body: string, ...faults: Fault[]) {
  const { url } = await start();
  const { status, text } = await ask(url, { body });
  const detail = faults.map(([type, ...loc]) => ({ type, loc: ["body", ...loc], msg: messages[type] }));
  expect({ status, answer: JSON.parse(text) }).toEqual({ status: 422, answer: { detail } });
}

/** Sends a body, and gives the request that the handler receives. */
async function received(body: string): Promise<ConversationRequest> {
  const { url } = await start({
    async *handler(got) {
      // JSON has no NaN and no Infinity.
      yield event({ metadata: { got: { ...got, temperature: String(got.temperature) } } });
    },
  });
  const [answer] = dataOf((await ask(url, { body })).text);
  return (answer as { metadata: { got: ConversationRequest } }).metadata.got;
}

const base = JSON.stringify(request).slice(0, -1);
/** A valid request's JSON with one more field. */
const withField = (name: string, json: string) => `${base},"${name}":${json}}`;
const withMessages = (json: string) => `{"model":"gpt-4o","sessionId":"s","messages":${json}}`;

describe("a request's fields", () => {
  const absent = {
    ...request,
    stream: true,
    clientId: null,
    temperature: "null",
    maxTokens: null,
    tools: null,
    toolChoice: null,
    sourceLanguage: null,
  };

  test("are null where not given, and stream is true", async () => {
    expect(await received(JSON.stringify(request))).toEqual(absent);
  });

  test("may be null, but for stream", async () => {
    const given = { clientId: null, sourceLanguage: null, temperature: null, maxTokens: null };
    expect(await received(JSON.stringify({ ...request, ...given, tools: null, toolChoice: null }))).toEqual(
      absent,
    );
  });

  test("are the same in snake_case", async () => {
    const body = {
      ...request,
      sessionId: undefined,
      session_id: "s",
      client_id: "c",
      max_tokens: 5,
      tool_choice: { any: [1] },
      source_language: "zh-TW",
      tools: [{ any: 1 }, 2],
    };
    expect(await received(JSON.stringify(body))).toEqual({
      ...absent,
      sessionId: "s",
      clientId: "c",
      maxTokens: 5,
      toolChoice: { any: [1] },
      sourceLanguage: "zh-TW",
      tools: [{ any: 1 }, 2],
    });
  });

  test.each<[string, string, unknown]>([
    ...["true", "1", "1.0", '"1"', '"true"', '"TRUE"', '"Yes"', '"on"', '"T"', '"y"'].map(
      (json): [string, string, unknown] => ["stream", json, true],
    ),
    ...["false", "0", "-0.0", '"0"', '"false"', '"NO"', '"off"', '"F"', '"n"'].map(
      (json): [string, string, unknown] => ["stream", json, false],
    ),
    ["temperature", "0.7", "0.7"],
    ["temperature", "-1e3", "-1000"],
    ["temperature", "99", "99"],
    ["temperature", "true", "1"],
    ["temperature", '" 0.5 "', "0.5"],
    ["temperature", '"1_000.5"', "1000.5"],
    ["temperature", '".5e-1"', "0.05"],
    ["temperature", '"+1."', "1"],
    ["temperature", '"nan"', "NaN"],
    ["temperature", '"-Infinity"', "-Infinity"],
    ["maxTokens", "10", 10],
    ["maxTokens", "-10", -10],
    ["maxTokens", "10.0", 10],
    ["maxTokens", "1e3", 1000],
    ["maxTokens", "true", 1],
    ["maxTokens", '" 10 "', 10],
    ["maxTokens", '"1_000"', 1000],
    ["maxTokens", '"10.00"', 10],
    ["maxTokens", '"+007"', 7],
    ["toolChoice", '"auto"', "auto"],
    ["toolChoice", "0", 0],
    ["toolChoice", "[null]", [null]],
  ])("%s may be %s", async (name, json, value) => {
    expect(await received(withField(name, json))).toMatchObject({ [name]: value });
  });

  test.each<[string, string, string]>([
    ["stream", "null", "bool_type"],
    ["stream", "0.5", "bool_type"],
    ["stream", "1e20", "bool_type"],
    ["stream", "[]", "bool_type"],
    ["stream", "{}", "bool_type"],
    ["stream", "2", "bool_parsing"],
    ["stream", "-1", "bool_parsing"],
    ["stream", '""', "bool_parsing"],
    ["stream", '" true"', "bool_parsing"],
    ["stream", '"maybe"', "bool_parsing"],
    ["temperature", "[]", "float_type"],
    ["temperature", "{}", "float_type"],
    ["temperature", '""', "float_parsing"],
    ["temperature", '"warm"', "float_parsing"],
    ["temperature", '"1,5"', "float_parsing"],
    ["temperature", '"0x10"', "float_parsing"],
    ["temperature", '"1__0"', "float_parsing"],
    ["temperature", '"_1"', "float_parsing"],
    ["temperature", '"1_"', "float_parsing"],
    ["temperature", '"１"', "float_parsing"],
    ["temperature", '"- 1"', "float_parsing"],
    ["maxTokens", "1.5", "int_from_float"],
    ["maxTokens", "[]", "int_type"],
    ["maxTokens", "{}", "int_type"],
    ["maxTokens", '""', "int_parsing"],
    ["maxTokens", '"ten"', "int_parsing"],
    ["maxTokens", '"1.5"', "int_parsing"],
    ["maxTokens", '"1e3"', "int_parsing"],
    ["maxTokens", '"1."', "int_parsing"],
    ["maxTokens", '"1__0"', "int_parsing"],
    ["maxTokens", '"inf"', "int_parsing"],
    ["max_tokens", "1.5", "int_from_float"],
    ["clientId", "1", "string_type"],
    ["client_id", "true", "string_type"],
    ["sourceLanguage", "[]", "string_type"],
    ["source_language", "{}", "string_type"],
    ["tools", '"none"', "list_type"],
    ["tools", "{}", "list_type"],
    ["tools", "false", "list_type"],
  ])("%s may not be %s: %s", (name, json, type) => expectFaults(withField(name, json), [type, name]));

  test.each(["model", "messages", "sessionId"])("%s is required", (name) =>
    expectFaults(JSON.stringify({ ...request, [name]: undefined }), ["missing", name]),
  );

  test.each([["model"], ["sessionId"], ["session_id"]])("%s is a string", async (name) => {
    const others = { ...request, [name === "session_id" ? "sessionId" : name]: undefined };
    for (const value of [null, 1, true, [], {}]) {
      await expectFaults(JSON.stringify({ ...others, [name]: value }), ["string_type", name]);
    }
  });

  test.each([
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "",
    "0",
    "user",
    "Model",
    "session-id",
    "maxtokens",
    "鍵",
    "a\\nb",
  ])("%j is unknown", async (name) => {
    await expectFaults(withField(name, "{}"), ["extra_forbidden", JSON.parse(`"${name}"`)]);
  });

  test("the snake_case name beside the camelCase one is unknown", () =>
    expectFaults(withField("session_id", "1"), ["extra_forbidden", "session_id"]));

  test("a prototype in the body changes nothing", async () => {
    await expectFaults(
      `{"__proto__":${JSON.stringify(request)}}`,
      ["missing", "model"],
      ["missing", "messages"],
      ["missing", "sessionId"],
      ["extra_forbidden", "__proto__"],
    );
    const { toolChoice } = await received(withField("toolChoice", '{"__proto__":{"polluted":true}}'));
    expect(Object.keys(toolChoice as object)).toEqual(["__proto__"]);
    expect("polluted" in {}).toBe(false);
  });

  test("every fault is listed: fields in the schema's order, then unknown keys as sent", () =>
    expectFaults(
      '{"b":1,"source_language":1,"tools":1,"max_tokens":"x","temperature":"x","session_id":1,"client_id":1,' +
        '"stream":"x","messages":[{"z":1,"content":1,"a":1}],"model":1,"a":1}',
      ["string_type", "model"],
      ["missing", "messages", 0, "role"],
      ["string_type", "messages", 0, "content"],
      ["extra_forbidden", "messages", 0, "z"],
      ["extra_forbidden", "messages", 0, "a"],
      ["bool_parsing", "stream"],
      ["string_type", "client_id"],
      ["string_type", "session_id"],
      ["float_parsing", "temperature"],
      ["int_parsing", "max_tokens"],
      ["list_type", "tools"],
      ["string_type", "source_language"],
      ["extra_forbidden", "b"],
      ["extra_forbidden", "a"],
    ));
});

describe("a request's messages", () => {
  test.each<[string, ...Fault[]]>([
    ['{"0":{}}', ["list_type", "messages"]],
    ['"hi"', ["list_type", "messages"]],
    ["null", ["list_type", "messages"]],
    ["[null]", ["model_attributes_type", "messages", 0]],
    ['["hi"]', ["model_attributes_type", "messages", 0]],
    ["[[]]", ["model_attributes_type", "messages", 0]],
    ["[{}]", ["missing", "messages", 0, "role"], ["missing", "messages", 0, "content"]],
    [
      '[{"role":1,"content":null}]',
      ["string_type", "messages", 0, "role"],
      ["string_type", "messages", 0, "content"],
    ],
    ['[{"role":"user","content":[{"type":"text"}]}]', ["string_type", "messages", 0, "content"]],
    ['[{"role":"user","content":"x","name":"n"}]', ["extra_forbidden", "messages", 0, "name"]],
    ['[{"role":"user","content":"x","__proto__":null}]', ["extra_forbidden", "messages", 0, "__proto__"]],
    [
      '[{"role":"user","content":"x"},null,{"role":1,"content":"x"}]',
      ["model_attributes_type", "messages", 1],
      ["string_type", "messages", 2, "role"],
    ],
  ])("%s is faulty", (json, ...faults) => expectFaults(withMessages(json), ...faults));

  test("may hold any text", async () => {
    const content = '\u0000\u2028"\\😀 漢字';
    const messages = [{ role: "user", content }];
    expect((await received(JSON.stringify({ ...request, messages }))).messages).toEqual(messages);
  });
});
