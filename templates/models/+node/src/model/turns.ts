import type { ConversationRequest } from "../llmbrick/types.ts";
import { ModelFailure } from "./failure.ts";

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
export function turnsOf({ messages, tools }: ConversationRequest): Turn[] {
  const turns = messages.map(({ role, content }): Turn => {
    const plain = { role, text: content, calls: [], results: [] };
    return tools ? (toolTurn(role, content) ?? plain) : plain;
  });
  turns.forEach(({ results }, index) => {
    for (const result of results) {
      const call = turns[index - 1]?.calls.find(({ id }) => id === result.id);
      if (!call) {
        const note = `no call before it has the id ${JSON.stringify(result.id)}`;
        throw new ModelFailure("bad_request", { note });
      }
      result.name = call.name;
    }
  });
  return turns;
}

function toolTurn(role: Turn["role"], content: string): Turn | undefined {
  const { tool_calls: calls, tool_results: results, text } = objectIn(content);
  const isFor = (list: unknown, keys: string[]): list is Record<string, unknown>[] =>
    Array.isArray(list) && list.every((item) => keys.every((key) => item?.[key] !== undefined));
  if (role === "assistant" && isFor(calls, ["id", "name", "arguments"])) {
    const own = calls.map(({ id, name, arguments: given, signature }) => {
      const call = callOf(String(id), String(name), given);
      if (!call) throw new ModelFailure("bad_request", { note: noCall(name) });
      return typeof signature === "string" ? { ...call, signature } : call;
    });
    return { role, text: String(text ?? ""), calls: own, results: [] };
  }
  if (role === "user" && isFor(results, ["id", "content"])) {
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

const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** A model's call, with its arguments as JSON or as an object. @throws {ModelFailure} They are none, or it has no name. */
export function toolCall(id: string, name: string, given: unknown): ToolCall {
  const call = callOf(id, name, given);
  if (call) return call;
  throw new ModelFailure("unavailable", { cause: new Error(noCall(name)), retryable: false });
}

function callOf(id: string, name: string, given: unknown): ToolCall | undefined {
  let parsed = given;
  try {
    if (typeof given === "string") parsed = JSON.parse(given.trim() || "{}");
  } catch {}
  const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  return name && isObject ? { id, name, arguments: parsed as Record<string, unknown> } : undefined;
}

const noCall = (name: unknown) =>
  `the call of ${JSON.stringify(name)} needs a name, and arguments that are a JSON object`;

/** The tools of a request. @throws {ModelFailure} One of them has no name. */
export function toolsOf({ tools }: ConversationRequest): Tool[] {
  return (tools ?? []).map((item) => {
    const { function: own = item } = Object(item) as { function?: unknown };
    const { name, description, parameters } = Object(own) as Partial<Tool>;
    if (typeof name === "string" && name !== "")
      return { name, ...(description && { description }), ...(parameters && { parameters }) };
    throw new ModelFailure("bad_request", {
      note: 'a tool needs { type: "function", function: { name, … } }',
    });
  });
}
