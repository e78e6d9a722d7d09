import type { Answer, Wire } from "../wire.ts";

const frame = (chunk: object) => `data: ${JSON.stringify(chunk)}\r\n\r\n`;
const candidate = (parts: object[], finishReason?: string) => ({
  candidates: [{ content: { parts, role: "model" }, index: 0, finishReason }],
  modelVersion: "m",
});
const error = (code: number, status: string, message: string, ...details: object[]) => ({
  error: { code, message, status, details },
});

const reasons = { stop: "STOP", tool_calls: "STOP", length: "MAX_TOKENS", content_filter: "SAFETY" };

const isCut = (reason: Answer["reason"]) => reason === "length" || reason === "content_filter";

/** Gemini writes a call whole, with its arguments as an object; what was cut is none. */
const partsOf = ({ reasoning = [], text = [], calls = [], reason }: Answer) => [
  ...reasoning.map((piece) => ({ text: piece, thought: true })),
  ...text.map((piece) => ({ text: piece })),
  ...calls
    .map(({ id, name, pieces }) => ({ functionCall: { id, name, args: argsIn(pieces.join("") || "{}") } }))
    .filter(({ functionCall }) => !isCut(reason) || typeof functionCall.args !== "string"),
];

function argsIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const endOf = ({ reason = "stop", usage }: Answer) => ({
  ...candidate([{ text: "" }], reasons[reason]),
  ...(usage && {
    usageMetadata: { promptTokenCount: usage.inputTokens, candidatesTokenCount: usage.outputTokens },
  }),
});

const overloaded = error(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
const path = "/v1beta/models/test-model:streamGenerateContent?alt=sse";

export const gemini: Wire = {
  handler: "gemini",
  variables: (url) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: "test-key" }),
  contentType: "text/event-stream",
  frames: (answer) => [...partsOf(answer).map((part) => frame(candidate([part]))), frame(endOf(answer))],
  whole: (answer) => {
    const end = endOf(answer);
    return { ...end, candidates: [{ ...end.candidates[0], content: { parts: partsOf(answer) } }] };
  },
  refusals: {
    auth: [
      400,
      error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        reason: "API_KEY_INVALID",
      }),
    ],
    rate_limit: [429, error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted.")],
    quota: [
      429,
      error(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota. Check plan and billing."),
    ],
    overloaded: [503, overloaded],
    context_length: [
      400,
      error(
        400,
        "INVALID_ARGUMENT",
        "The input token count (9) exceeds the maximum number of tokens allowed (8).",
      ),
    ],
    bad_request: [400, error(400, "INVALID_ARGUMENT", "Unknown name")],
    no_model: [404, error(404, "NOT_FOUND", "models/test-model is not found for API version v1beta")],
  },
  lateOverloads: [frame(overloaded), `${JSON.stringify(overloaded, null, 2)}\n`],
  blocks: [
    ["PROHIBITED_CONTENT", frame({ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } })],
    ["MALFORMED_FUNCTION_CALL", frame(candidate([], "MALFORMED_FUNCTION_CALL"))],
  ],
  misshapen: [
    frame(candidate([{ text: 5 }])),
    ...[{ args: {} }, { name: 5 }, { name: "add", args: [1] }].map((functionCall) =>
      frame(candidate([{ functionCall }], "STOP")),
    ),
  ],
  variants: [
    [[frame({}), frame({ candidates: null }), frame(candidate([{ text: "a" }], "STOP"))], { text: ["a"] }],
    [
      [
        frame(
          candidate(
            [{ functionCall: { name: "now" } }, { functionCall: { name: "now", args: null } }],
            "STOP",
          ),
        ),
      ],
      { calls: ["call_1", "call_2"].map((id) => ({ id, name: "now", pieces: [] })), reason: "tool_calls" },
    ],
  ],
  keepAlives: [": keep-alive\n\n", frame({ modelVersion: "m", error: null })],
  unknown: [frame({ ...candidate([{ soon: {} }]), new: 1 }), `event: soon\n${frame({ new: 1 })}`],
  plainRequest: {
    path,
    header: ["x-goog-api-key", "test-key"],
    body: { contents: [{ role: "user", parts: [{ text: "Hello" }] }], generationConfig: {} },
  },
  fullRequest: {
    path,
    body: {
      systemInstruction: { parts: [{ text: "Be short." }] },
      contents: [
        { role: "user", parts: [{ text: "Add" }] },
        {
          role: "model",
          parts: [
            { text: "Well," },
            { functionCall: { id: "call_a", name: "add", args: { a: 1 } } },
            { functionCall: { id: "call_b", name: "now", args: {} } },
          ],
        },
        {
          role: "user",
          parts: [
            { functionResponse: { id: "call_a", name: "add", response: { output: "2" } } },
            { functionResponse: { id: "call_b", name: "now", response: { output: '{"hour":9}' } } },
            { text: "Go on" },
          ],
        },
      ],
      tools: [
        {
          functionDeclarations: [
            {
              name: "add",
              description: "Adds",
              parametersJsonSchema: { type: "object", properties: {} },
            },
            { name: "now" },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: "AUTO" } },
      generationConfig: { temperature: 0, maxOutputTokens: 9 },
    },
  },
};
