import { expect } from "vitest";
import type { ConversationEvent, ConversationRequest } from "../../templates/core/src/llmbrick/types.ts";
import type { Play } from "./case.ts";
import type { Loaded, Seen, Variables } from "./platforms/platform.ts";
import type { Asked, Provider } from "./provider.ts";
import type { Answer, Sent } from "./wire.ts";

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

/** Milliseconds within which a client's leaving has to reach the provider. */
const longestLeave = 100;

let count = 0;

/** Asks the handler, and holds what comes to what has to come. */
export async function play(
  own: Play,
  loaded: Loaded,
  provider: Provider,
  variables: Variables,
): Promise<void> {
  const model = `test-model-${++count}`; // tells this play from those at the same time
  const { requests, asked, left } = provider.play(model, own.replies);
  const leaving = new AbortController();
  let leftAt = 0;
  const leave = () => {
    leftAt ||= performance.now();
    leaving.abort(new Error("The client went away"));
  };
  const client = {
    signal: leaving.signal,
    onEvent: () => {
      if (own.leaves === "event") leave();
    },
  };
  const asking = loaded.ask({ ...plainRequest, model, ...own.request }, variables, client);
  if (own.leaves) {
    if (own.leaves === "asked") await asked.then(leave);
    await left;
    expect(performance.now() - leftAt).toBeLessThan(longestLeave);
  }
  const seen = await asking;

  expectEvents(seen.events, model);
  if (own.answer) expectWhole(seen, own.answer);
  else if (own.leaves) expect(seen.failure?.kind).toBeNull();
  else expectFailure(seen, own);
  if (own.requests !== undefined) expect(requests).toHaveLength(own.requests);
  if (own.sent) expectSent(requests[0], own.sent, model);
}

/** What holds for the events of any answer, whole or not. */
function expectEvents(events: readonly ConversationEvent[], model: string): void {
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  for (const [index, event] of events.entries()) {
    expect(event.model).toBe(model);
    expect(event.text).not.toBe("");
    const isLast = index === events.length - 1 && event.type === "done";
    expect(event.progress).toBe(isLast ? "DONE" : "IN_PROGRESS");
  }
}

function expectWhole({ events, failure }: Seen, answer: Answer): void {
  expect(failure).toBeUndefined();
  expect(textOf(events, "reasoning")).toBe((answer.reasoning ?? []).join(""));
  expect(textOf(events, "text")).toBe((answer.text ?? []).join(""));
  const calls = events.filter(({ type }) => type === "tool_call").map(({ metadata }) => metadata);
  expect(calls).toEqual(
    (answer.calls ?? []).map(({ id, name, pieces }) => {
      return { id, name, arguments: JSON.parse(pieces.join("") || "{}") };
    }),
  );
  expect(events.at(-1)).toMatchObject({ type: "done", progress: "DONE" });
  expect(events.at(-1)?.metadata).toEqual({
    usage: answer.usage ?? null,
    finishReason: answer.reason ?? "stop",
  });
}

function expectFailure({ events, failure }: Seen, { kind, retryAfter, says = /^/, logs = /^/ }: Play): void {
  expect(failure).toMatchObject({ kind, retryAfter: retryAfter ?? null });
  expect(failure?.message).toMatch(new RegExp(`^${kind}: `));
  expect(failure?.message).toMatch(says);
  expect(failure?.cause).toMatch(logs);
  // Nor the half of it, where it was cut.
  expect(`${failure?.message} ${failure?.cause}`).not.toMatch(/test-key|otest-/);
  expect(events.at(-1)?.progress).not.toBe("DONE");
  const [, characters] = /after (\d+) characters/.exec(failure?.message ?? "") ?? [];
  if (characters) {
    const counts = events.map(({ text }) => [...(text ?? "")].length);
    expect(Number(characters)).toBe(counts.reduce((sum, count) => sum + count, 0));
  }
}

function expectSent(asked: Asked | undefined, { path, header, body }: Sent, model: string): void {
  const inPlay = (text: string) => text.replace("test-model", model);
  expect(asked?.path).toBe(inPlay(path));
  expect(asked?.body).toEqual(JSON.parse(inPlay(JSON.stringify(body))));
  if (header) expect(asked?.headers[header[0]]).toBe(header[1]);
}

const textOf = (events: readonly ConversationEvent[], type: string) =>
  events.map((event) => (event.type === type ? event.text : "")).join("");
