import { describe, expect, test, vi } from "vitest";
import { ValidationException } from "../../templates/core/src/llmbrick/errors.ts";
import { type CustomValidator, defaultRules } from "../../templates/core/src/llmbrick/request/rules.ts";
import type { Handler } from "../../templates/core/src/llmbrick/types.ts";
import { request } from "../support/client.ts";
import { readEventStream } from "../support/event-stream.ts";
import { ask } from "../support/http.ts";
import { hello, start } from "../support/llmbrick-server.ts";

const message = (role: string, content = "x") => ({ role, content });
const failed = (details: string, error = "Business validation failed") => [
  { event: "error", data: JSON.stringify({ error, details }) },
];

describe("business rules", () => {
  const config = { maxMessagesCount: 3, maxMessageLength: 5 };

  // Each request breaks its rule and, where it can, all those that come later.
  test.each<[string, unknown[]]>([
    ["Messages cannot be empty", []],
    [
      "Too many messages: 4 > 3",
      [message("tool", "123456"), message("system"), message("system"), message("tool")],
    ],
    [
      "Message 1 too long: 6 > 5",
      [message("system"), message("system", "123456"), message("tool", "1234567")],
    ],
    ["Message 0 too long: 6 > 5", [message("user", "😀😀😀😀😀😀")]],
    ["Message 0 too long: 6 > 5", [message("user", "\ud83d\ud83d\ud83d😀😀😀")]],
    ["Only one system message allowed", [message("system"), message("system"), message("tool")]],
    ["Last message must be from user", [message("tool"), message("assistant")]],
    ["Invalid role 'tool' in message 1", [message("user"), message("tool"), message("user")]],
    ["Invalid role '' in message 0", [message(""), message("user")]],
    ["Unsupported model: nope", [message("system"), message("assistant"), message("user", "12345")]],
    ["Unsupported model: nope", [message("user", "😀😀😀😀😀")]],
  ])("%s", async (rule, messages) => {
    const handler = vi.fn(hello);
    const { url, server, logged } = await start({ config, handler });
    const { status, headers, text } = await ask(url, { body: { ...request, model: "nope", messages } });
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    expect(readEventStream(text)).toEqual(failed(`[1400] ${rule}`));
    expect(handler).not.toHaveBeenCalled();
    expect(server.openStreams).toBe(0);
    expect(await logged({ outcome: "invalid" })).toMatchObject({ status: 200, model: "nope", events: 0 });
  });

  test("stand at their limits", async () => {
    const { url } = await start({ config });
    const messages = [message("system", "12345"), message("assistant", "😀😀😀😀😀"), message("user", "")];
    expect((await ask(url, { body: { ...request, messages } })).text).toContain("Hello");
  });

  test("keep their details to themselves where told so", async () => {
    const { url } = await start({ config: { enableValidationDetails: false } });
    const { text } = await ask(url, { body: { ...request, model: "nope" } });
    expect(readEventStream(text)).toEqual(failed("Business validation failed"));
  });

  test("can't be made to forge a frame", async () => {
    const { url } = await start();
    const model = "x\n\nevent: message\r\rdata: {}\n\n\u2028";
    const { text } = await ask(url, { body: { ...request, model } });
    expect(text).not.toContain("\u2028");
    const [only, ...others] = readEventStream(text);
    expect(others).toEqual([]);
    expect(JSON.parse(only?.data as string).details).toBe(`[1400] Unsupported model: ${model}`);
  });
});

describe("customValidator", () => {
  async function answer(customValidator: CustomValidator, body: unknown = request, handler: Handler = hello) {
    const { url, log } = await start({ customValidator, handler });
    const { text } = await ask(url, { body });
    return { frames: readEventStream(text), log };
  }

  test("is given the request and the configuration, in place of the business rules", async () => {
    const validator = vi.fn();
    const { frames } = await answer(validator, { ...request, model: "nope" });
    expect(frames).toHaveLength(2);
    expect(validator).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ ...request, model: "nope" }),
      expect.objectContaining({ maxMessagesCount: 100 }),
    );
  });

  test("may add to the rules", async () => {
    const validator: CustomValidator = (given, config) => {
      defaultRules(given, config);
      if (given.messages.length > 1) throw new ValidationException("One at a time");
    };
    const { frames } = await answer(validator, { ...request, model: "nope" });
    expect(frames).toEqual(failed("[1400] Unsupported model: nope"));
    const [message] = request.messages;
    const two = await answer(validator, { ...request, messages: [message, message] });
    expect(two.frames).toEqual(failed("[1400] One at a time"));
    expect((await answer(validator)).frames).toHaveLength(2);
  });

  test.each<[string, CustomValidator]>([
    [
      "a validator",
      () => {
        throw new ValidationException("Not today");
      },
    ],
    ["an async validator", () => Promise.reject(new ValidationException("Not today"))],
  ])("refuses a request: %s", async (_name, validator) => {
    const handler = vi.fn(hello);
    expect((await answer(validator, request, handler)).frames).toEqual(failed("[1400] Not today"));
    expect(handler).not.toHaveBeenCalled();
  });

  test("that fails is a failure of the handler's, and logged", async () => {
    const { frames, log } = await answer(() => Promise.reject(new TypeError("Oh no")));
    expect(frames).toEqual(failed("Oh no", "Handler exception"));
    expect(log).toContainEqual(
      expect.objectContaining({ level: "error", error: expect.stringContaining("TypeError: Oh no") }),
    );
  });

  test("may give back anything", async () => {
    const { frames } = await answer((() => true) as unknown as CustomValidator);
    expect(frames).toHaveLength(2);
  });

  test("that never ends meets the request timeout", async () => {
    const { url } = await start({
      customValidator: () => new Promise(() => {}),
      config: { requestTimeout: 0.05 },
    });
    const { text } = await ask(url);
    expect(readEventStream(text)).toEqual(failed("No event from the handler for 0.05 s", "Request timeout"));
  });
});
