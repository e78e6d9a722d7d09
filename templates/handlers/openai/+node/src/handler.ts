import OpenAI from "openai";
import type { ConversationRequest, Handler } from "./llmbrick/types.ts";
import { Events, withRetries } from "./model/answer.ts";
import { addressIn, failureOf, keyIn, ModelFailure, warnWithout } from "./model/failure.ts";
import { fetchAnswer } from "./model/response.ts";
import { asText, type Turn, toolCall, toolsOf, turnsOf } from "./model/turns.ts";
import { chunksOf } from "./openai-chunks.ts";

type Delta = OpenAI.ChatCompletionChunk.Choice.Delta & { reasoning?: string; reasoning_content?: string };

warnWithout("OPENAI_API_KEY");

/**
 * Asks a model by OpenAI's API; `OPENAI_BASE_URL` names any other server that speaks it.
 *
 * `signal` fires when the client goes away or a time limit ends the stream: it stops the model, too.
 */
export const handler: Handler = (request, { signal }) => withRetries(() => answer(request, signal), signal);

async function* answer(request: ConversationRequest, signal: AbortSignal) {
  const client = new OpenAI({
    apiKey: keyIn("OPENAI_API_KEY"),
    baseURL: addressIn("OPENAI_BASE_URL"),
    maxRetries: 0, // `withRetries` knows whether anything went out yet
    fetch: fetchAnswer,
  });
  const response = await client.chat.completions
    .create(bodyFor(request, client.baseURL), { signal })
    .asResponse();

  const events = new Events(request.model);
  const calls: { id: string; name: string; arguments: string }[] = [];
  const slots: number[] = []; // which call a piece belongs to, by the provider's number
  let usage: OpenAI.CompletionUsage | null = null;
  let finishReason: string | null = null;
  for await (const chunk of chunksOf(response)) {
    usage = chunk.usage ?? usage;
    const choice = chunk.choices?.[0];
    const { reasoning, reasoning_content, content, refusal, tool_calls } = (choice?.delta ??
      choice?.message ??
      {}) as Delta;
    const thought = reasoning || reasoning_content;
    if (thought) yield events.reasoning(thought);
    if (content || refusal) yield events.text(content || refusal || "");
    for (const part of tool_calls ?? []) collect(part);
    if (choice?.finish_reason === ("error" as string)) throw failureOf(choice.error ?? choice);
    finishReason ||= choice?.finish_reason ?? null;
  }
  if (!finishReason) throw new ModelFailure("truncated");

  // A call that the limit on tokens, or a filter, has cut is none.
  if (finishReason !== "length" && finishReason !== "content_filter") {
    for (const [index, { id, name, arguments: text }] of calls.entries())
      yield events.toolCall(toolCall(id || `call_${index + 1}`, name, text));
    if (calls.length > 0 && finishReason === "stop") finishReason = "tool_calls";
  }
  yield events.done(finishReason, {
    inputTokens: usage?.prompt_tokens,
    outputTokens: usage?.completion_tokens,
  });

  /** Calls come in pieces. Some servers number them all 0, or give an id late or never. */
  function collect({ index = 0, id, function: part }: OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall) {
    let call = calls[slots[index] ?? -1];
    const isOther = id ? call?.id && call.id !== id : part?.name && call?.arguments;
    if (!call || isOther) {
      call = { id: "", name: "", arguments: "" };
      slots[index] = calls.push(call) - 1;
    }
    call.id ||= id ?? "";
    call.name ||= part?.name ?? "";
    call.arguments += asText(part?.arguments ?? "");
  }
}

/** The request in OpenAI's form. What the client did not set is not sent. */
function bodyFor(request: ConversationRequest, baseUrl: string): OpenAI.ChatCompletionCreateParamsStreaming {
  const { model, temperature, maxTokens, toolChoice } = request;
  // The newer name is OpenAI's own: not every other server knows it.
  const isNewer = new URL(baseUrl).host === "api.openai.com" || /^(o\d|gpt-5)/.test(model);
  const tools = toolsOf(request).map((tool) => ({ type: "function" as const, function: tool }));
  return {
    model,
    messages: turnsOf(request).flatMap(messagesFor),
    stream: true,
    stream_options: { include_usage: true },
    ...(temperature !== null && { temperature }),
    ...(maxTokens !== null && { [isNewer ? "max_completion_tokens" : "max_tokens"]: maxTokens }),
    ...(tools.length > 0 && { tools }),
    ...(toolChoice !== null && { tool_choice: toolChoice as OpenAI.ChatCompletionToolChoiceOption }),
  };
}

function messagesFor({ role, text, calls, results }: Turn): OpenAI.ChatCompletionMessageParam[] {
  if (calls.length > 0) {
    const tool_calls = calls.map(({ id, name, arguments: given }) => {
      return { id, type: "function" as const, function: { name, arguments: JSON.stringify(given) } };
    });
    return [{ role: "assistant", content: text || null, tool_calls }];
  }
  const answers = results.map(({ id, content }) => ({ role: "tool" as const, tool_call_id: id, content }));
  return [...answers, ...(text || answers.length === 0 ? [{ role, content: text }] : [])];
}
