import OpenAI, {
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from "openai";
import { expect, test } from "vitest";
import { describeServed } from "./served.ts";

const model = "gpt-4o";
const say = (content: string) => ({ model, messages: [{ role: "user" as const, content }] });
const add = {
  type: "function" as const,
  function: {
    name: "add",
    parameters: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } } },
  },
};

describeServed("openai for Node", (served) => {
  const clientWith = (more: object = {}) => new OpenAI({ ...served, maxRetries: 0, ...more });

  test("an answer as one object, with its usage", async () => {
    const answer = await clientWith().chat.completions.create(say("What is SSE?"));
    expect(answer.choices[0]?.message.content).toContain("What is SSE?");
    expect(answer.choices[0]?.finish_reason).toBe("stop");
    expect(answer.usage?.prompt_tokens).toBe(3);
    expect(answer.usage?.total_tokens).toBe(3 + Number(answer.usage?.completion_tokens));
  });

  test("a stream of chunks says the same", async () => {
    const whole = await clientWith().chat.completions.create(say("What is SSE?"));
    const stream = await clientWith().chat.completions.create({
      ...say("What is SSE?"),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage;
    }
    expect([text, usage]).toEqual([whole.choices[0]?.message.content, whole.usage]);
  });

  test("the helper for streams gathers the answer", async () => {
    const deltas: string[] = [];
    const stream = clientWith()
      .chat.completions.stream({ ...say("Hello"), stream_options: { include_usage: true } })
      .on("content", (delta) => deltas.push(delta));
    const { choices, usage } = await stream.finalChatCompletion();
    expect(deltas.length).toBeGreaterThan(5);
    expect(deltas.join("")).toBe(choices[0]?.message.content);
    expect([choices[0]?.message.role, choices[0]?.finish_reason]).toEqual(["assistant", "stop"]);
    expect(usage?.completion_tokens).toBeGreaterThan(0);
  });

  test("a tool is called, and its result answered", async () => {
    const client = clientWith();
    const request = { ...say("Add"), tools: [add] };
    const { choices } = await client.chat.completions.create(request);
    const [message, calls] = [choices[0]?.message, choices[0]?.message.tool_calls ?? []];
    expect(choices[0]?.finish_reason).toBe("tool_calls");
    expect(calls).toMatchObject([
      { type: "function", function: { name: "add", arguments: '{"a":1,"b":1}' } },
    ]);
    const result = { role: "tool" as const, tool_call_id: String(calls[0]?.id), content: "42" };
    const answer = await client.chat.completions.create({
      ...request,
      messages: [...request.messages, ...(message ? [message] : []), result],
    });
    expect(answer.choices[0]?.message.content).toContain("42");
  });

  test("the helper runs tools by itself", async () => {
    const asked: unknown[] = [];
    const runner = clientWith().chat.completions.runTools({
      ...say("Add"),
      stream: true,
      tools: [
        {
          type: "function",
          function: {
            ...add.function,
            description: "Adds two numbers",
            function: (given: string) => {
              asked.push(JSON.parse(given));
              return "42";
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toContain("42");
    expect(asked).toEqual([{ a: 1, b: 1 }]);
  });

  test.each([true, false])("an answer that is aborted stops the handler, streamed: %s", async (stream) => {
    const controller = new AbortController();
    const requestId = `node-aborts-${stream}`;
    const asking = clientWith().chat.completions.create(
      { ...say("/fault stall"), stream },
      { signal: controller.signal, headers: { "X-Request-Id": requestId } },
    );
    if (stream) {
      const chunks = (await asking) as AsyncIterable<OpenAI.ChatCompletionChunk>;
      for await (const _ of chunks) controller.abort();
    } else {
      setTimeout(() => controller.abort(), 300);
      await expect(asking).rejects.toThrow(APIUserAbortError);
    }
    expect(await served.logged({ requestId, outcome: "aborted" })).toBeDefined();
  });

  test("each error is of its class", async () => {
    const asking = (fields: object, client = clientWith()) =>
      client.chat.completions.create({ ...say("x"), ...fields });
    const wrong = asking({ n: 2 });
    await expect(wrong).rejects.toThrow(BadRequestError);
    await expect(wrong).rejects.toMatchObject({ status: 400, param: "n" });
    const noModel = asking({ model: "no-such-model" });
    await expect(noModel).rejects.toThrow(NotFoundError);
    await expect(noModel).rejects.toMatchObject({ code: "model_not_found" });
    for (const stream of [false, true])
      await expect(asking({ ...say("/fault rate-limit"), stream })).rejects.toThrow(RateLimitError);
    await expect(asking(say("/fault malformed"))).rejects.toThrow(InternalServerError);
    const noKey = asking({}, clientWith({ apiKey: "wrong" }));
    await expect(noKey).rejects.toThrow(AuthenticationError);
    await expect(noKey).rejects.toMatchObject({ status: 401, code: "invalid_api_key" });
  });

  test.each([
    ["/fault rate-limit", 3],
    ["/fault malformed", 1],
  ])("%s is tried again where that may help: %i requests", async (fault, requests) => {
    let count = 0;
    const atOnce = async (url: string | URL | Request, init?: RequestInit) => {
      count++;
      const { body, status, headers } = await fetch(url, init);
      // So that the test need not wait for as long as it should.
      const shortened = new Headers(headers);
      shortened.set("retry-after-ms", "1");
      return new Response(body, { status, headers: shortened });
    };
    const asking = clientWith({ maxRetries: 2, fetch: atOnce }).chat.completions.create(say(fault));
    await expect(asking).rejects.toThrow(APIError);
    expect(count).toBe(requests);
  });

  test.each(["cut", "overloaded-late"])("a stream that fails amid its answer throws: %s", async (fault) => {
    const stream = await clientWith().chat.completions.create({ ...say(`/fault ${fault}`), stream: true });
    let text = "";
    const reading = (async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    })();
    await expect(reading).rejects.toThrow(APIError);
    expect(text).not.toBe("");
  });

  test("the models are listed, and each is described", async () => {
    const { models } = clientWith();
    const names: string[] = [];
    for await (const { id } of models.list()) names.push(id);
    expect(names).toEqual(["gpt-4o", "org/model"]);
    expect(await models.retrieve("org/model")).toMatchObject({ id: "org/model", object: "model" });
    await expect(models.retrieve("other")).rejects.toThrow(NotFoundError);
  });
});
