import type { ResolvedConfig } from "../config/config.ts";
import { errorFrame, messageFrame } from "../stream/event.ts";
import { object, ref, requestSchema, schemas, string } from "./openapi-schemas.ts";

/**
 * Describes a server in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1): its endpoint and its health checks.
 * `mount`: the path below which an application has them.
 */
export function openApi(config: ResolvedConfig, mount = ""): object {
  const needsKey = config.apiKeys.length > 0;
  return {
    openapi: "3.1.1",
    info: { title: "LLMBrick SSE server", version: "1.0.0" },
    ...(mount !== "" && { servers: [{ url: mount }] }),
    paths: {
      "/healthz": { get: health("getHealth", "Whether the server runs.", { 200: "ok" }) },
      "/readyz": {
        get: health("getReadiness", "Whether the server takes requests.", { 200: "ready", 503: "draining" }),
      },
      [config.prefix + config.chatCompletionsPath]: {
        post: {
          operationId: "createChatCompletion",
          summary: "Answers a conversation with a stream of events.",
          description: "The Accept header must name `text/event-stream`.",
          ...(needsKey && { security: [{ apiKey: [] }] }),
          parameters: [requestIdParameter],
          requestBody: {
            required: true,
            content: { "application/json": { schema: ref("ConversationRequest"), example: request(config) } },
          },
          responses: {
            200: stream(config),
            ...plainAnswers,
            ...(needsKey && { 401: unauthorized }),
            413: refusal(`The body is larger than ${config.maxBodyBytes} bytes.`, ["Request body too large"]),
          },
        },
      },
    },
    components: {
      schemas: { ...schemas, ConversationRequest: requestSchema(config) },
      ...(needsKey && { securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } }),
    },
  };
}

const request = ({ allowedModels }: ResolvedConfig) => ({
  model: allowedModels[0],
  messages: [{ role: "user", content: "Hello" }],
  sessionId: "session-1",
});

const requestIdParameter = {
  name: "X-Request-Id",
  in: "header",
  schema: string,
  description: "1 to 128 letters, digits and `._:-`. Any other value is replaced, as is none.",
};

const header = (...values: string[]) => ({ schema: { enum: values } });
const requestId = { "X-Request-Id": { schema: string } };

function stream({ requestTimeout, heartbeatInterval }: ResolvedConfig) {
  const heartbeat =
    heartbeatInterval > 0 ? ` In silence, a comment comes every ${heartbeatInterval} seconds.` : "";
  return {
    description: `Frames named "message", each with a ConversationEvent as JSON in one line of data. Where something goes wrong, a last frame named "error" with a StreamError. No event for ${requestTimeout} seconds is an error too.${heartbeat}`,
    headers: {
      ...requestId,
      "Cache-Control": header("no-cache, no-transform"),
      "X-Accel-Buffering": header("no"),
    },
    content: {
      "text/event-stream": {
        schema: {
          type: "string",
          pattern: "^(event: (message|error)\\ndata: \\{.*\\}\\n\\n|: keep-alive\\n\\n)*$",
        },
        examples: {
          answer: {
            value:
              messageFrame({ id: "msg-1", type: "text", text: "Hello World", progress: "IN_PROGRESS" }) +
              messageFrame({ id: "msg-2", type: "done", progress: "DONE" }),
          },
          error: { value: errorFrame("Business validation failed", "[1400] Messages cannot be empty") },
        },
      },
    },
  };
}

const answer = (description: string, schema: object, headers = {}) => ({
  description,
  headers: { ...requestId, ...headers },
  content: { "application/json": { schema } },
});

const problem = (description: string, detail: string, headers = {}) =>
  answer(description, object({ detail: { const: detail } }), headers);

const refusal = (description: string, errors: string[], headers = {}) =>
  answer(description, object({ detail: object({ error: { enum: errors } }) }), headers);

const forbidden = refusal("The Host or Origin header is a foreign one.", [
  "Host not allowed",
  "Origin not allowed",
]);
const unauthorized = refusal("No API key, or a wrong one.", ["Invalid or missing API key"], {
  "WWW-Authenticate": header("Bearer"),
});

/** The answers to the endpoint's requests that hang on no setting. */
const plainAnswers = {
  400: problem(
    "The body is not UTF-8, or its JSON is nested too deep.",
    "There was an error parsing the body",
  ),
  403: forbidden,
  404: refusal("The server has no handler yet.", ["Handler not set"]),
  405: problem("The method is not POST.", "Method Not Allowed", { Allow: header("POST") }),
  406: refusal("The Accept header does not name `text/event-stream`.", [
    "Accept header must include 'text/event-stream' for SSE",
  ]),
  408: problem("The request took too long to come in.", "Request Timeout"),
  415: refusal("The body is not said to be JSON, or it is encoded, such as by gzip.", [
    "Content-Type must be application/json",
    "Content-Encoding is not supported",
  ]),
  422: answer(
    "The body is not JSON, or not a ConversationRequest. Up to 20 faults are listed.",
    ref("ValidationFaults"),
  ),
  503: refusal(
    "Try again in a moment.",
    ["Too many concurrent connections", "Too many request bodies under way", "Server shutting down"],
    {
      "Retry-After": header("1"),
    },
  ),
};

function health(operationId: string, summary: string, states: Record<number, string>) {
  const answers = Object.entries(states).map(([status, state]) => [
    status,
    answer(`The server is in the state "${state}".`, object({ status: { const: state } })),
  ]);
  return { operationId, summary, responses: { ...Object.fromEntries(answers), 403: forbidden } };
}
