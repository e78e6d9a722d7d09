import type { Answer, Reason, Wire } from "../wire.ts";

const frame = (event: { type: string; [field: string]: unknown }) =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
const error = (type: string, message: string) => ({ type: "error", error: { type, message } });

const stopReasons: Record<Reason, string> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  content_filter: "refusal",
};

interface Block {
  readonly start: object;
  readonly deltas: readonly object[];
}

/** The blocks of an answer: as each begins, and what comes then. */
const blocksOf = ({ reasoning, text, calls = [] }: Answer): Block[] => [
  ...(reasoning
    ? [
        {
          start: { type: "thinking", thinking: "", signature: "" },
          deltas: [
            ...reasoning.map((thinking) => ({ type: "thinking_delta", thinking })),
            { type: "signature_delta", signature: "c2ln" },
          ],
        },
      ]
    : []),
  ...(text
    ? [
        {
          start: { type: "text", text: "" },
          deltas: text.map((piece) => ({ type: "text_delta", text: piece })),
        },
      ]
    : []),
  ...calls.map(({ id, name, pieces }) => ({
    start: { type: "tool_use", id, name, input: {} },
    deltas: pieces.map((partial_json) => ({ type: "input_json_delta", partial_json })),
  })),
];

const framesOf = ({ start, deltas }: Block, index: number) => [
  frame({ type: "content_block_start", index, content_block: start }),
  ...deltas.map((delta) => frame({ type: "content_block_delta", index, delta })),
  frame({ type: "content_block_stop", index }),
];

const message = (fields: object) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "test-model",
  ...fields,
});

const sent = (body: object) => ({ model: "test-model", max_tokens: 8192, stream: true, ...body });

export const anthropic: Wire = {
  handler: "anthropic",
  variables: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "test-key" }),
  contentType: "text/event-stream; charset=utf-8",
  frames: (answer) => {
    const { usage, reason = "stop" } = answer;
    const begun = usage && { input_tokens: usage.inputTokens, output_tokens: 1 };
    return [
      frame({ type: "message_start", message: message({ content: [], usage: begun }) }),
      ...blocksOf(answer).flatMap(framesOf),
      frame({
        type: "message_delta",
        delta: { stop_reason: stopReasons[reason], stop_sequence: null },
        ...(usage && { usage: { output_tokens: usage.outputTokens } }),
      }),
      frame({ type: "message_stop" }),
    ];
  },
  whole: ({ reasoning, text, calls = [], reason = "stop", usage }) =>
    message({
      content: [
        ...(reasoning ? [{ type: "thinking", thinking: reasoning.join(""), signature: "c2ln" }] : []),
        ...(text ? [{ type: "text", text: text.join("") }] : []),
        ...calls.map(({ id, name, pieces }) => {
          return { type: "tool_use", id, name, input: JSON.parse(pieces.join("") || "{}") };
        }),
      ],
      stop_reason: stopReasons[reason],
      usage: usage && { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens },
    }),
  refusals: {
    auth: [401, error("authentication_error", "invalid x-api-key: test-key")],
    rate_limit: [429, error("rate_limit_error", "This request would exceed your rate limit")],
    quota: [
      400,
      error("invalid_request_error", "Your credit balance is too low to access the Anthropic API"),
    ],
    overloaded: [529, error("overloaded_error", "Overloaded")],
    context_length: [
      400,
      error("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
    ],
    bad_request: [400, error("invalid_request_error", "temperature: range: -1..1")],
    no_model: [404, error("not_found_error", "model: test-model")],
  },
  lateOverloads: [
    frame(error("overloaded_error", "Overloaded")),
    `data: ${JSON.stringify(error("overloaded_error", "Overloaded"))}\n\n`,
    `event: error\ndata: {"message":"Overloaded"}\n\n`,
    frame({ type: "error", message: "Overloaded" }),
  ],
  misshapen: [
    frame({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: 5 } }),
    ...[
      { name: "add", input: {} },
      { id: "1", input: {} },
      { id: "1", name: "add" },
    ].map(
      (block) =>
        framesOf({ start: { type: "tool_use", ...block }, deltas: [] }, 7).join("") +
        frame({ type: "message_delta", delta: { stop_reason: "tool_use" } }) +
        frame({ type: "message_stop" }),
    ),
  ],
  variants: [
    [
      [
        frame({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "a" } }),
        frame({
          type: "message_delta",
          delta: { stop_reason: "pause_turn" },
          usage: { input_tokens: 7, output_tokens: 2 },
        }),
        frame({ type: "message_delta", delta: {}, usage: {} }),
        frame({ type: "message_stop" }),
      ],
      { text: ["a"], reason: "pause_turn" as Reason, usage: { inputTokens: 7, outputTokens: 2 } },
    ],
  ],
  keepAlives: [frame({ type: "ping" }), ": keep-alive\n\n", "event: ping\ndata:\n\n"],
  unknown: [
    frame({ type: "soon", text: "…" }),
    framesOf({ start: { type: "redacted_thinking", data: "…" }, deltas: [] }, 7).join(""),
    framesOf(
      {
        start: { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} },
        deltas: [{ type: "input_json_delta", partial_json: '{"query":"…"}' }],
      },
      7,
    ).join(""),
    framesOf(
      {
        start: { type: "soon", text: "…" },
        deltas: [
          { type: "soon_delta", text: "…" },
          { type: "citations_delta", citation: { cited_text: "…" } },
        ],
      },
      7,
    ).join(""),
  ],
  plainRequest: {
    path: "/v1/messages",
    header: ["authorization", "Bearer test-key"],
    body: sent({ messages: [{ role: "user", content: "Hello" }] }),
  },
  fullRequest: {
    path: "/v1/messages",
    body: sent({
      max_tokens: 9,
      temperature: 0,
      system: "Be short.",
      tool_choice: { type: "auto" },
      tools: [
        { name: "add", description: "Adds", input_schema: { type: "object", properties: {} } },
        { name: "now", input_schema: { type: "object" } },
      ],
      messages: [
        { role: "user", content: "Add" },
        {
          role: "assistant",
          content: [
            { type: "text", text: "Well," },
            { type: "tool_use", id: "call_a", name: "add", input: { a: 1 } },
            { type: "tool_use", id: "call_b", name: "now", input: {} },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "call_a", content: "2" },
            { type: "tool_result", tool_use_id: "call_b", content: '{"hour":9}' },
            { type: "text", text: "Go on" },
          ],
        },
      ],
    }),
  },
};
