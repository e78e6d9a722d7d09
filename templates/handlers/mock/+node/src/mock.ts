import type { ConversationEvent, ConversationRequest } from "./llmbrick/types.ts";
import { Events } from "./model/answer.ts";
import { ModelFailure } from "./model/failure.ts";
import { type Tool, toolsOf, turnsOf } from "./model/turns.ts";
import { words } from "./words.ts";

/** One step of an answer: what comes after so many milliseconds. */
export interface Step {
  wait: number | "forever";
  event?: ConversationEvent;
  failure?: Error;
}

/** The whole answer to a request. It hangs on the request alone: no clock, no chance. */
export function script(request: ConversationRequest): Step[] {
  const turns = turnsOf(request);
  const last = turns.at(-1);
  const events = new Events(request.model);
  const next = random(JSON.stringify([request.model, ...turns.map(({ role, text }) => [role, text])]));
  const fault = /^\/fault ([a-z-]+)\s*$/.exec(last?.text ?? "")?.[1];
  if (fault === "rate-limit")
    return [{ wait: 50, failure: new ModelFailure("rate_limit", { retryAfter: 20 }) }];

  const results = last?.results ?? [];
  const text =
    results.length > 0
      ? words.toolAnswer(results.map(({ content }) => content).join(", "))
      : words.answer([...(last?.text ?? "").replace(/\s+/g, " ")].slice(0, 200).join(""));
  const [tool] = fault === "tool" ? [demoTool] : results.length > 0 ? [] : toolsOf(request);
  const pieces = tool ? [] : piecesOf(text, next);
  const steps: Step[] = pieces.map((piece) => ({ wait: 20 + next(40), event: events.text(piece) }));
  if (tool) {
    const call = {
      id: `call_${next(1e9)}`,
      name: tool.name,
      arguments: argumentsFor(tool, last?.text ?? ""),
    };
    steps.push({ wait: 40, event: events.toolCall(call) });
  }
  const usage = {
    inputTokens: tokensIn(turns.map((turn) => turn.text).join("")),
    outputTokens: tokensIn(tool?.name ?? pieces.join("")),
  };
  steps.push({ wait: 20, event: events.done(tool ? "tool_calls" : "stop", usage) });
  // As with a model, the first piece takes longest.
  steps.unshift({ wait: fault === "slow-start" ? 8000 : 200 + next(400) });
  return fault ? withFault(fault, steps) : steps;
}

/** The steps up to the fault, and the fault. */
function withFault(fault: string, steps: Step[]): Step[] {
  const begun = steps.slice(0, 6);
  const characters = begun.reduce((sum, { event }) => sum + [...(event?.text ?? "")].length, 0);
  switch (fault) {
    case "cut":
      return [
        ...begun,
        { wait: 20, failure: new ModelFailure("truncated", { note: `after ${characters} characters` }) },
      ];
    case "overloaded-late":
      return [...begun, { wait: 20, failure: new ModelFailure("overloaded") }];
    case "stall":
      return [...begun, { wait: "forever" }];
    case "malformed":
      return [...begun, { wait: 20, event: { id: "", type: "text", progress: "IN_PROGRESS" } }];
    default:
      return steps;
  }
}

const demoTool: Tool = { name: "get_weather", parameters: { properties: { city: { type: "string" } } } };

/** Numbers from 0 to below `limit`, always the same for the same text: a linear congruential generator. */
function random(text: string): (limit: number) => number {
  let state = Buffer.from(text).reduce((hash, byte) => Math.imul(hash ^ byte, 16777619) >>> 0, 2166136261);
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Pieces of 1 to 6 code points. */
function piecesOf(text: string, next: (limit: number) => number): string[] {
  const characters = [...text];
  const pieces: string[] = [];
  while (characters.length > 0) pieces.push(characters.splice(0, 1 + next(6)).join(""));
  return pieces;
}

/** As a rule of thumb, 4 characters. */
const tokensIn = (text: string) => Math.ceil([...text].length / 4);

/** A value for each property that the tool's schema has. */
function argumentsFor({ parameters }: Tool, question: string): Record<string, unknown> {
  const samples: Record<string, unknown> = {
    number: 1,
    integer: 1,
    boolean: true,
    array: [],
    object: {},
    null: null,
  };
  const properties = Object.entries(
    Object(parameters?.properties) as Record<string, { type?: string; enum?: unknown[] }>,
  );
  return Object.fromEntries(
    properties.map(([name, { type = "string", enum: choices }]) => [
      name,
      choices?.[0] ?? (type in samples ? samples[type] : question),
    ]),
  );
}
