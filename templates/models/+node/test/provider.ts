import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import type { ConversationEvent, ConversationRequest, Handler } from "../src/llmbrick/types.ts";
import { ModelFailure } from "../src/model/failure.ts";

/** A request as the provider got it. */
export interface Asked {
  path: string;
  headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what it expects
  body: any;
}

/** Plays a provider on this machine, until the test ends: no test calls a model. */
export async function startProvider(
  t: TestContext,
  answer: (response: ServerResponse, asked: Asked) => void,
) {
  const requests: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const asked = { path: request.url ?? "", headers: request.headers, body: JSON.parse(body || "{}") };
    requests.push(asked);
    server.emit("asked");
    response.once("close", () => server.emit("left"));
    answer(response, asked);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, requests, asked: () => once(server, "asked"), left: () => once(server, "left") };
}

/** Sets variables for one test. */
export function setVariables(t: TestContext, variables: Record<string, string>): void {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  t.after(() => {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });
}

export const plainRequest: ConversationRequest = {
  model: "test-model",
  messages: [{ role: "user", content: "Hello" }],
  sessionId: "test-session",
  stream: true,
  clientId: null,
  temperature: null,
  maxTokens: null,
  tools: null,
  toolChoice: null,
  sourceLanguage: null,
};

/** All that a handler yields, and what it throws in the end. */
export async function ask(
  handler: Handler,
  changes: Partial<ConversationRequest> = {},
  {
    signal = new AbortController().signal,
    onEvent = (_event: ConversationEvent) => {},
    log = (_message: string, _fields?: object) => {},
  } = {},
) {
  const events: ConversationEvent[] = [];
  let failure: unknown;
  try {
    for await (const event of handler({ ...plainRequest, ...changes }, { signal, requestId: "test", log })) {
      events.push(event);
      onEvent(event);
    }
  } catch (error) {
    failure = error;
  }
  const kind = failure instanceof ModelFailure ? failure.kind : failure;
  const text = events.map((event) => (event.type === "text" ? event.text : "")).join("");
  return { events, failure: failure as ModelFailure | undefined, kind, text, last: events.at(-1) };
}
