import type { Answer, Call, Wire } from "../wire.ts";

const line = (chunk: object) => `${JSON.stringify(chunk)}\n`;
const chunk = (message: object) =>
  line({ model: "m", created_at: "…", message: { role: "assistant", content: "", ...message }, done: false });

const busy = { error: "server busy, please try again. maximum pending requests exceeded" };

const isJson = ({ pieces }: Call) => {
  try {
    return Boolean(JSON.parse(pieces.join("") || "{}"));
  } catch {
    return false;
  }
};

/** Ollama writes a call whole, with its arguments as an object; what was cut is none. */
const callsOf = ({ calls = [], reason }: Answer) =>
  calls
    .filter((call) => (reason !== "length" && reason !== "content_filter") || isJson(call))
    .map((call) => {
      const text = call.pieces.join("") || "{}";
      return {
        id: call.id,
        function: { name: call.name, arguments: isJson(call) ? JSON.parse(text) : text },
      };
    });

const endOf = ({ reason = "stop", usage }: Answer) => ({
  done: true,
  done_reason: reason === "tool_calls" ? "stop" : reason,
  total_duration: 5,
  ...(usage && { prompt_eval_count: usage.inputTokens, eval_count: usage.outputTokens }),
});

export const ollama: Wire = {
  handler: "ollama",
  variables: (url) => ({ OLLAMA_HOST: url }),
  contentType: "application/x-ndjson",
  frames: (answer) => [
    ...(answer.reasoning ?? []).map((thinking) => chunk({ thinking })),
    ...(answer.text ?? []).map((content) => chunk({ content })),
    ...callsOf(answer).map((call) => chunk({ tool_calls: [call] })),
    line({ model: "m", message: { role: "assistant", content: "" }, ...endOf(answer) }),
  ],
  whole: (answer) => ({
    model: "m",
    message: {
      role: "assistant",
      content: answer.text?.join("") ?? "",
      thinking: answer.reasoning?.join(""),
      tool_calls: callsOf(answer),
    },
    ...endOf(answer),
  }),
  refusals: {
    auth: [401, { error: "unauthorized" }],
    rate_limit: [429, { error: "too many requests" }],
    overloaded: [503, busy],
    context_length: [400, { error: "the input length exceeds the context length" }],
    bad_request: [400, { error: "test-model does not support tools" }],
    no_model: [404, { error: "model 'test-model' not found" }],
  },
  lateOverloads: [line(busy)],
  misshapen: [
    chunk({ content: 5 }),
    ...[null, {}, { name: 5, arguments: {} }, { name: "add", arguments: [1] }].map((call) =>
      chunk({ tool_calls: [{ function: call }] }),
    ),
  ],
  variants: [
    [
      [chunk({ content: "a" }), line({ done: true, done_reason: null, message: null, eval_count: null })],
      { text: ["a"] },
    ],
    [
      [line({ done: true, message: { tool_calls: [{ function: { name: "now", arguments: {} } }] } })],
      { calls: [{ id: "call_1", name: "now", pieces: [] }], reason: "tool_calls" },
    ],
  ],
  keepAlives: ["\n", chunk({})],
  unknown: [line({ status: "loading" }), chunk({ images: ["…"] })],
  plainRequest: {
    path: "/api/chat",
    body: { model: "test-model", messages: [{ role: "user", content: "Hello" }], stream: true },
  },
  fullRequest: {
    path: "/api/chat",
    body: {
      model: "test-model",
      options: { temperature: 0, num_predict: 9 },
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
          tool_calls: [
            { function: { name: "add", arguments: { a: 1 } } },
            { function: { name: "now", arguments: {} } },
          ],
        },
        { role: "tool", tool_name: "add", content: "2" },
        { role: "tool", tool_name: "now", content: '{"hour":9}' },
        { role: "user", content: "Go on" },
      ],
      stream: true,
    },
  },
};
