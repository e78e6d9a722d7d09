import Anthropic from "@anthropic-ai/sdk";
import { eventsOf } from "./anthropic-events.ts";
import type { ConversationRequest, Handler } from "./llmbrick/types.ts";
import { Events, withRetries } from "./model/answer.ts";
import { addressIn, keyIn, ModelFailure, warnWithout } from "./model/failure.ts";
import { fetchAnswer } from "./model/response.ts";
import { type Turn, toolCall, toolsOf, turnsOf } from "./model/turns.ts";

/** Tokens that an answer may take where the request does not say: the API wants a number. */
const defaultMaxTokens = 8192;

warnWithout("ANTHROPIC_API_KEY");

/**
 * Asks Claude by Anthropic's API; `ANTHROPIC_BASE_URL` names any other server that speaks it.
 *
 * `signal` fires when the client goes away or a time limit ends the stream: it stops the model, too.
 */
export const handler: Handler = (request, { signal }) => withRetries(() => answer(request, signal), signal);

async function* answer(request: ConversationRequest, signal: AbortSignal) {
  const client = new Anthropic({
    apiKey: keyIn("ANTHROPIC_API_KEY"),
    baseURL: addressIn("ANTHROPIC_BASE_URL"),
    maxRetries: 0, // `withRetries` knows whether anything went out yet
    fetch: fetchAnswer,
  });
  const response = await client.messages.create(bodyFor(request), { signal }).asResponse();

  const events = new Events(request.model);
  const calls = new Map<number, { id: string; name: string; input: unknown; json: string }>(); // by their blocks' numbers
  let inputTokens: number | null = null;
  let outputTokens: number | null = null;
  let stopReason: string | null = null;
  for await (const event of eventsOf(response)) {
    if (event.type === "message_start") inputTokens = event.message.usage?.input_tokens ?? null;
    if (event.type === "content_block_start") {
      const { content_block: block } = event;
      if (block.type === "tool_use") calls.set(event.index, { ...block, json: "" });
      if (block.type === "text" && block.text) yield events.text(block.text);
      if (block.type === "thinking" && block.thinking) yield events.reasoning(block.thinking);
    }
    if (event.type === "content_block_delta") {
      const { delta } = event;
      const call = calls.get(event.index);
      if (delta.type === "input_json_delta" && call) call.json += delta.partial_json;
      if (delta.type === "text_delta" && delta.text) yield events.text(delta.text);
      if (delta.type === "thinking_delta" && delta.thinking) yield events.reasoning(delta.thinking);
    }
    if (event.type === "message_delta") {
      stopReason = event.delta.stop_reason ?? stopReason;
      inputTokens = event.usage?.input_tokens ?? inputTokens;
      outputTokens = event.usage?.output_tokens ?? outputTokens;
    }
  }
  if (!stopReason) throw new ModelFailure("truncated");

  const finishReason = finishReasons.get(stopReason) ?? stopReason;
  // A call that the limit on tokens, or a filter, has cut is none.
  if (finishReason !== "length" && finishReason !== "content_filter") {
    for (const { id, name, input, json } of calls.values())
      yield events.toolCall(toolCall(id, name, json || input));
  }
  yield events.done(finishReason, { inputTokens, outputTokens });
}

/** Anthropic's words for why an answer ends. Those that are not here go out as they are. */
const finishReasons = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool_calls"],
  ["refusal", "content_filter"],
]);

/** The request in Anthropic's form. But for the limit, what the client did not set is not sent. */
function bodyFor(request: ConversationRequest): Anthropic.MessageCreateParamsStreaming {
  const { model, temperature, maxTokens, toolChoice } = request;
  const turns = turnsOf(request);
  const system = turns.filter(({ role }) => role === "system").map(({ text }) => text);
  const tools = toolsOf(request).map(({ parameters, ...tool }) => {
    return { ...tool, input_schema: { type: "object" as const, ...parameters } };
  });
  return {
    model,
    max_tokens: maxTokens ?? defaultMaxTokens,
    messages: turns.flatMap(messageFor),
    stream: true,
    ...(system.length > 0 && { system: system.join("\n\n") }),
    ...(temperature !== null && { temperature }),
    ...(tools.length > 0 && { tools }),
    ...(toolChoice !== null && { tool_choice: choiceFor(toolChoice) }),
  };
}

function messageFor({ role, text, calls, results }: Turn): Anthropic.MessageParam[] {
  if (role === "system") return [];
  if (calls.length === 0 && results.length === 0) return [{ role, content: text }];
  const content: Anthropic.ContentBlockParam[] = [
    ...results.map(({ id, content }) => ({ type: "tool_result" as const, tool_use_id: id, content })),
    ...(text ? [{ type: "text" as const, text }] : []),
    ...calls.map(({ id, name, arguments: input }) => ({ type: "tool_use" as const, id, name, input })),
  ];
  return [{ role, content }];
}

/** A choice in OpenAI's form, which clients know best, in Anthropic's; one that is in Anthropic's stays as it is. */
function choiceFor(choice: unknown): Anthropic.ToolChoice {
  if (typeof choice === "string")
    return { type: choice === "required" ? "any" : choice } as Anthropic.ToolChoice;
  const { function: tool } = Object(choice) as { function?: { name: string } };
  return tool ? { type: "tool", name: tool.name } : (choice as Anthropic.ToolChoice);
}
