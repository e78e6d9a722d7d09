import type { ConversationRequest } from "../llmbrick/types.ts";
import { ModelFailure, unreadable } from "./failure.ts";

/** What the model wants to have done: the metadata of a "tool_call" event. */
export interface ToolCall {
  id: string;
  name: string;
  arguments: Record<string, unknown>;
  /** What its provider wants to get back with it. */
  signature?: string;
}

/** What came of a tool call. `name`: the tool's. */
export interface ToolResult {
  id: string;
  name: string;
  content: string;
}

/** A tool that the model may call. `parameters` is a JSON Schema. */
export interface Tool {
  name: string;
  description?: string;
  parameters?: Record<string, unknown>;
}

/** One message of the conversation, with what it says of tools. */
export interface Turn {
  role: "system" | "user" | "assistant";
  text: string;
  calls: ToolCall[];
  results: ToolResult[];
}

/**
 * The messages of a request. Where it has tools, the content of a message may be a JSON object:
 * `{"tool_calls": […]}` repeats, as an assistant's message, the calls that came as events, and
 * `{"tool_results": [{"id", "content"}]}`, as the user's next, says what came of them. Either may have a `text` too.
 */
export function turnsOf({
  model,
  messages,
  temperature,
  maxTokens,
  tools,
  toolChoice,
}: ConversationRequest): Turn[] {
  const turns = messages.map(({ role, content }): Turn => {
    const plain = { role, text: content, calls: [], results: [] };
    return tools ? (toolTurn(role, content) ?? plain) : plain;
  });
  checkJson([model, turns, temperature, maxTokens, tools, toolChoice]);
  turns.forEach(({ results }, index) => {
    const calls = new Set(turns[index - 1]?.calls);
    for (const result of results) {
      // Where calls have the same id, results come in their order.
      const call = [...calls].find(({ id }) => id === result.id);
      if (!call) {
        const note = `no call before it has the id ${JSON.stringify(result.id)}`;
        throw new ModelFailure("bad_request", { note });
      }
      calls.delete(call);
      result.name = call.name;
    }
  });
  return turns;
}

/** @throws {ModelFailure} It holds what JSON can't, or not for every reader. */
function checkJson(value: unknown): void {
  const isUnfit = (own: unknown) =>
    typeof own === "string" ? /\p{Surrogate}/u.test(own) : typeof own === "number" && !Number.isFinite(own);
  try {
    JSON.stringify(value, (key, own) => {
      if (isUnfit(key) || isUnfit(own)) throw new Error(`Not JSON: ${typeof own}`);
      return own;
    });
  } catch (cause) {
    const note = "it holds half of a surrogate pair, a number without bounds, or is nested too deep";
    throw new ModelFailure("bad_request", { cause, note });
  }
}

function toolTurn(role: Turn["role"], content: string): Turn | undefined {
  const message = objectIn(content);
  const { tool_calls: calls, tool_results: results, text } = message;
  const isFor = (list: unknown, keys: string[]): list is Record<string, unknown>[] =>
    Array.isArray(list) && list.every((item) => keys.every((key) => item?.[key] !== undefined));
  if (role === "assistant" && isFor(calls, ["id", "name", "arguments"])) {
    checkJson(message);
    const own = calls.map(({ id, name, arguments: given, signature }) => {
      const call = callOf(id, name, given);
      if (!call) throw new ModelFailure("bad_request", { note: noCall(name) });
      return typeof signature === "string" ? { ...call, signature } : call;
    });
    return { role, text: String(text ?? ""), calls: own, results: [] };
  }
  if (role === "user" && isFor(results, ["id", "content"])) {
    checkJson(message);
    const own = results.map(({ id, content }) => ({ id: String(id), name: "", content: asText(content) }));
    return { role, text: String(text ?? ""), calls: [], results: own };
  }
  return undefined;
}

function objectIn(text: string): Record<string, unknown> {
  try {
    return Object(text.startsWith("{") ? JSON.parse(text) : {});
  } catch {
    return {};
  }
}

export const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** A model's call, with its arguments as JSON or as an object. @throws {ModelFailure} They are none, or it has no id or no name. */
export function toolCall(id: unknown, name: unknown, given: unknown): ToolCall {
  const call = callOf(id, name, given);
  if (call) return call;
  throw unreadable(noCall(name));
}

function callOf(id: unknown, name: unknown, given: unknown): ToolCall | undefined {
  let parsed = given;
  try {
    if (typeof given === "string") parsed = JSON.parse(given.trim() || "{}");
  } catch {}
  const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  const isNamed = typeof name === "string" && name !== "" && /string|number/.test(typeof id) && id !== "";
  return isNamed && isObject
    ? { id: String(id), name, arguments: parsed as Record<string, unknown> }
    : undefined;
}

const noCall = (name: unknown) =>
  `the call of ${JSON.stringify(name)} needs an id, a name, and arguments that are a JSON object`;

/** The tools of a request. @throws {ModelFailure} One of them has no name, or is misshapen. */
export function toolsOf({ tools }: ConversationRequest): Tool[] {
  return (tools ?? []).map((item) => {
    const { function: own = item } = Object(item) as { function?: unknown };
    const { name, description, parameters } = Object(own) as Partial<Tool>;
    const isFit =
      typeof name === "string" &&
      name !== "" &&
      (!description || typeof description === "string") &&
      (!parameters || (typeof parameters === "object" && !Array.isArray(parameters)));
    if (isFit) return { name, ...(description && { description }), ...(parameters && { parameters }) };
    throw new ModelFailure("bad_request", {
      note: 'a tool needs { type: "function", function: { name: "…", description: "…", parameters: { … } } }',
    });
  });
}
