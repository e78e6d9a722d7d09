import type { Answer, Wire } from "../wire.ts";

const frame = (data: unknown) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
const chunk = (delta: object, finish_reason: string | null = null) =>
  frame({ id: "1", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] });
const error = (message: string, code: string | number | null = null) => ({
  error: { message, code, type: "error" },
});
const toolCall = (id: string, name: string, text: string) => ({
  id,
  type: "function",
  function: { name, arguments: text },
});
const usageOf = ({ usage }: Answer) =>
  usage && {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + (usage.outputTokens ?? 0),
  };

const usage = { prompt_tokens: 7, completion_tokens: 2 };
const done = frame("[DONE]");
const calling = (parts: readonly object[]) => [
  ...parts.map((part) => chunk({ tool_calls: [part] })),
  chunk({}, "tool_calls"),
  done,
];

export const openai: Wire = {
  handler: "openai",
  variables: (url) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: "test-key" }),
  contentType: "text/event-stream",
  frames: (answer) => {
    const { reasoning = [], text = [], calls = [], reason = "stop" } = answer;
    const usage = usageOf(answer);
    return [
      chunk({ role: "assistant", content: "" }),
      ...reasoning.map((piece) => chunk({ reasoning_content: piece })),
      ...text.map((content) => chunk({ content })),
      ...calls.flatMap(({ id, name, pieces }, index) => [
        chunk({ tool_calls: [{ index, ...toolCall(id, name, "") }] }),
        ...pieces.map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
      ]),
      chunk({}, reason),
      ...(usage ? [frame({ choices: [], usage })] : []),
      frame("[DONE]"),
    ];
  },
  whole: (answer) => ({
    object: "chat.completion",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: answer.text?.join("") ?? null,
          reasoning_content: answer.reasoning?.join(""),
          tool_calls: answer.calls?.map(({ id, name, pieces }) => toolCall(id, name, pieces.join(""))),
        },
        finish_reason: answer.reason ?? "stop",
      },
    ],
    usage: usageOf(answer),
  }),
  refusals: {
    auth: [401, error("Incorrect API key provided: test-key", "invalid_api_key")],
    rate_limit: [429, error("Rate limit reached", "rate_limit_exceeded")],
    quota: [429, error("You exceeded your current quota", "insufficient_quota")],
    overloaded: [503, error("The engine is currently overloaded")],
    context_length: [400, error("This model's maximum context length is …", "context_length_exceeded")],
    bad_request: [400, error("Unrecognized request argument")],
    no_model: [404, error("The model does not exist", "model_not_found")],
  },
  lateOverloads: [
    frame(error("Overloaded", 503)),
    frame({ ...error("The engine is currently overloaded"), choices: [] }),
    `event: error\n${frame({ message: "Overloaded", code: 503 })}`,
    frame({ object: "error", message: "Overloaded", code: 503 }),
    frame({ choices: [{ index: 0, delta: {}, finish_reason: "error", error: { code: 503 } }] }),
  ],
  keepAlives: [": keep-alive\n\n", frame({ choices: [], error: null })],
  unknown: [`event: soon\n${frame({ object: "new", choices: [{ index: 0, delta: { image: "…" } }] })}`],
  misshapen: [
    chunk({ content: [{ type: "text", text: "…" }] }),
    chunk({ reasoning: { text: "…" } }),
    chunk({ tool_calls: [null] }),
    ...[{ name: 5 }, { name: "add", arguments: 5 }, { name: "add", arguments: "[]" }, null].map(
      (part) =>
        chunk({ tool_calls: [{ index: 0, id: "1", function: part }] }, "tool_calls") + frame("[DONE]"),
    ),
  ],
  variants: [
    [
      [
        frame({ choices: null }),
        chunk({ content: "a" }),
        frame({ choices: [], usage }),
        chunk({ content: "b" }, ""),
        chunk({}, "stop"),
        chunk({}, "length"),
        done,
      ],
      { text: ["a", "b"], usage: { inputTokens: 7, outputTokens: 2 } },
    ],
    [
      [
        chunk({ reasoning: "", reasoning_content: "a" }),
        chunk({ content: null, refusal: "b" }),
        chunk({}, "stop"),
        done,
      ],
      { reasoning: ["a"], text: ["b"] },
    ],
    [[frame({ choices: [{ message: { content: "a" }, finish_reason: "stop" }] }), done], { text: ["a"] }],
    // The id or the name comes later, or again with each piece; or there is no index.
    ...[
      [
        { index: 0, function: { name: "add", arguments: '{"a":' } },
        { index: 0, id: "x", function: { arguments: "1}" } },
      ],
      [
        { index: 0, id: "x" },
        { index: 0, function: { name: "add" } },
        { index: 0, function: { arguments: '{"a":1}' } },
      ],
      [
        { index: 0, id: "x", function: { name: "add", arguments: '{"a":' } },
        { index: 0, id: "x", function: { name: "add", arguments: "1}" } },
      ],
      [
        { id: "x", function: { name: "add", arguments: '{"a":' } },
        { id: null, function: { name: null, arguments: "1}" } },
      ],
      [{ index: 0, id: "x", function: { name: "add", arguments: { a: 1 } } }],
    ].map(
      (parts) =>
        [
          calling(parts),
          { calls: [{ id: "x", name: "add", pieces: ['{"a":1}'] }], reason: "tool_calls" },
        ] as const,
    ),
    // Calls in one piece each, whose numbers are all the same, with ids or without.
    ...[{ ids: ["x", "y"] }, { ids: ["call_1", "call_2"], isBare: true }].map(
      ({ ids, isBare }) =>
        [
          calling(
            ids.map((id) => ({
              index: 0,
              ...(!isBare && { id }),
              function: { name: "now", arguments: "{}" },
            })),
          ),
          { calls: ids.map((id) => ({ id, name: "now", pieces: [] })), reason: "tool_calls" },
        ] as const,
    ),
  ],
  plainRequest: {
    path: "/v1/chat/completions",
    header: ["authorization", "Bearer test-key"],
    body: {
      model: "test-model",
      messages: [{ role: "user", content: "Hello" }],
      stream: true,
      stream_options: { include_usage: true },
    },
  },
  fullRequest: {
    path: "/v1/chat/completions",
    body: {
      model: "test-model",
      temperature: 0,
      max_tokens: 9,
      tool_choice: "auto",
      tools: [
        {
          type: "function",
          function: { name: "add", description: "Adds", parameters: { type: "object", properties: {} } },
        },
        { type: "function", function: { name: "now" } },
      ],
      messages: [
        { role: "system", content: "Be short." },
        { role: "user", content: "Add" },
        {
          role: "assistant",
          content: "Well,",
          tool_calls: [toolCall("call_a", "add", '{"a":1}'), toolCall("call_b", "now", "{}")],
        },
        { role: "tool", tool_call_id: "call_a", content: "2" },
        { role: "tool", tool_call_id: "call_b", content: '{"hour":9}' },
        { role: "user", content: "Go on" },
      ],
      stream: true,
      stream_options: { include_usage: true },
    },
  },
};
