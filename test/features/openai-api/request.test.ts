import { describe, expect, test } from "vitest";
import { ValidationException } from "../../../templates/core/src/llmbrick/errors.ts";
import type { ConversationRequest } from "../../../templates/core/src/llmbrick/types.ts";
import { Fault } from "../../../templates/features/openai-api/+node/src/llmbrick/openai/faults.ts";
import { readOpenAiRequest } from "../../../templates/features/openai-api/+node/src/llmbrick/openai/request.ts";
import { event } from "../../support/client.ts";
import { body, startOpenAi } from "./server.ts";

const read = (fields: object = {}) => readOpenAiRequest(body(fields)).request;
const messagesOf = (...messages: object[]) => read({ messages }).messages;

describe("a request in the server's own words", () => {
  test("has a session of its own, and null for what was not sent or is null", () => {
    const nothing = {
      temperature: null,
      max_tokens: null,
      tools: null,
      tool_choice: null,
      user: null,
      n: null,
    };
    const { sessionId, ...request } = read(nothing);
    expect(request).toEqual({
      model: "gpt-4o",
      messages: [{ role: "user", content: "Hi" }],
      stream: false,
      clientId: null,
      temperature: null,
      maxTokens: null,
      tools: null,
      toolChoice: null,
      sourceLanguage: null,
    });
    expect(sessionId).toMatch(/^[\da-f-]{36}$/);
    expect(read().sessionId).not.toBe(sessionId);
  });

  test("has what was sent, by the newer name of two, and nothing that is unknown here", () => {
    const tools = [{ type: "function", function: { name: "add" } }];
    const sent = {
      temperature: 0.5,
      max_tokens: 5,
      max_completion_tokens: 7,
      tools,
      user: "me",
      stream: true,
    };
    expect(read({ ...sent, tool_choice: "auto", seed: 1, service_tier: "auto", store: true })).toMatchObject({
      temperature: 0.5,
      maxTokens: 7,
      tools,
      toolChoice: "auto",
      clientId: "me",
      stream: true,
    });
    expect(read({ max_tokens: 5 }).maxTokens).toBe(5);
  });

  test("has the parts of a text joined, and developers for the system", () => {
    const parts = [
      { type: "text", text: "a" },
      { type: "text", text: "b" },
    ];
    expect(
      messagesOf({ role: "developer", content: parts }, { role: "user", name: "me", content: "c" }),
    ).toEqual([
      { role: "system", content: "ab" },
      { role: "user", content: "c" },
    ]);
  });

  test("tells of tools as handlers know it, all results of one message in one", () => {
    const call = (id: string, text: string) => ({
      id,
      type: "function",
      function: { name: "add", arguments: text },
    });
    const { messages, tools } = read({
      messages: [
        { role: "user", content: "?" },
        { role: "assistant", content: null, tool_calls: [call("1", '{"a":1}'), call("2", "")] },
        { role: "tool", tool_call_id: "1", content: "one" },
        { role: "tool", tool_call_id: "2", content: [{ type: "text", text: "two" }] },
        { role: "assistant", content: "so", tool_calls: [call("3", "{}")] },
        { role: "tool", tool_call_id: "3", content: "three" },
        { role: "user", content: "and?" },
      ],
    });
    expect(
      messages.map(({ role, content }) => [role, content.startsWith("{") ? JSON.parse(content) : content]),
    ).toEqual([
      ["user", "?"],
      [
        "assistant",
        {
          tool_calls: [
            { id: "1", name: "add", arguments: { a: 1 } },
            { id: "2", name: "add", arguments: {} },
          ],
        },
      ],
      [
        "user",
        {
          tool_results: [
            { id: "1", content: "one" },
            { id: "2", content: "two" },
          ],
        },
      ],
      ["assistant", { tool_calls: [{ id: "3", name: "add", arguments: {} }], text: "so" }],
      ["user", { tool_results: [{ id: "3", content: "three" }] }],
      ["user", "and?"],
    ]);
    expect(tools).toEqual([]);
  });
});

describe("a request that is refused", () => {
  const assistant = (call: unknown) => ({ messages: [{ role: "assistant", tool_calls: [call] }] });
  test.each<[string, object, string]>([
    ["without a model", { model: undefined }, "model"],
    ["without messages", { messages: undefined }, "messages"],
    ["for two answers", { n: 2 }, "n"],
    ["with a stream that is neither", { stream: "yes" }, "stream"],
    ["with a temperature in words", { temperature: "hot" }, "temperature"],
    ["with half a token", { max_tokens: 1.5 }, "max_tokens"],
    ["with tools that are no list", { tools: {} }, "tools"],
    ["with options that are none", { stream_options: true }, "stream_options"],
    ["with a message that is none", { messages: ["Hi"] }, "messages[0]"],
    ["with a role that is none", { messages: [{ role: "toString", content: "" }] }, "messages[0].role"],
    ["without content", { messages: [{ role: "user", content: null }] }, "messages[0].content"],
    ["with a result of no call", { messages: [{ role: "tool", content: "" }] }, "messages[0].tool_call_id"],
    ["with a call of nothing", assistant({}), "messages[0].tool_calls[0]"],
    [
      "with arguments that are none",
      assistant({ id: "1", function: { name: "add", arguments: "{" } }),
      "messages[0].tool_calls[0].function.arguments",
    ],
  ])("%s", (_name, fields, param) => {
    let fault: unknown;
    try {
      read(fields);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ status: 400, param, message: expect.stringContaining(param) });
  });

  test("with a picture says which part it is, and why", async () => {
    const picture = { type: "image_url", image_url: { url: "data:," } };
    const messages = [{ role: "user", content: [{ type: "text", text: "?" }, picture] }];
    const { status, error } = await (await startOpenAi()).refusal({ body: body({ messages }) });
    expect(status).toBe(400);
    expect(error).toEqual({
      message: 'messages[0].content[1] is of type "image_url": this server takes text alone',
      type: "invalid_request_error",
      param: "messages[0].content[1]",
      code: null,
    });
  });
});

describe("the business rules", () => {
  const messages = (...texts: string[]) => texts.map((content) => ({ role: "user", content }));

  test.each<[string, object, string, string]>([
    ["no message", { messages: [] }, "Messages cannot be empty", "messages"],
    ["too many", { messages: messages("a", "b", "c") }, "Too many messages: 3 > 2", "messages"],
    [
      "a long one",
      { messages: messages("a", "🌏🌏🌏🌏") },
      "Message 1 too long: 4 > 3",
      "messages[1].content",
    ],
  ])("%s", async (_name, fields, message, param) => {
    const config = { maxMessagesCount: 2, maxMessageLength: 3 };
    const server = await startOpenAi({ config });
    const told = { message, type: "invalid_request_error", param, code: null };
    expect(await server.refusal({ body: body(fields) })).toMatchObject({ status: 400, error: told });
    expect(await server.running.logged({ status: 400 })).toMatchObject({ outcome: "invalid", events: 0 });
  });

  test("are not told where the settings say so", async () => {
    const { error } = await (await startOpenAi({ config: { enableValidationDetails: false } })).refusal({
      body: body({ messages: [] }),
    });
    expect(error).toMatchObject({ message: "Business validation failed", param: null });
  });

  test("let pass what the endpoint's own would not: several system messages, and a last one of the assistant's", async () => {
    const roles = ["system", "system", "user", "assistant"];
    const { status } = await (await startOpenAi()).complete({
      messages: roles.map((role) => ({ role, content: "a" })),
    });
    expect(status).toBe(200);
  });

  test("are the user's own where there are any", async () => {
    const seen: ConversationRequest[] = [];
    const server = await startOpenAi({
      customValidator(request) {
        seen.push(request);
        if (request.model === "no") throw new ValidationException("Not that one");
      },
      async *handler() {
        yield event({ text: "a" });
      },
    });
    expect((await server.complete({ model: "any" })).status).toBe(200);
    expect(await server.refusal({ body: body({ model: "no" }) })).toMatchObject({
      status: 400,
      error: { message: "Not that one" },
    });
    expect(seen.map(({ model }) => model)).toEqual(["any", "no"]);
  });
});
