import type { ChatRequest, Message } from "ollama";
import type { ConversationRequest, Handler } from "./llmbrick/types.ts";
import { Events, withRetries } from "./model/answer.ts";
import { ModelFailure } from "./model/failure.ts";
import { type ToolCall, type Turn, toolCall, toolsOf, turnsOf } from "./model/turns.ts";
import { chunksOf } from "./ollama-chunks.ts";

/**
 * 向 Ollama 執行的模型提問；`OLLAMA_HOST` 是它的位址。
 *
 * 用戶端離線或時間到了，`signal` 就會觸發，模型也會一起停下來。
 */
export const handler: Handler = (request, { signal }) => withRetries(() => answer(request, signal), signal);

async function* answer(request: ConversationRequest, signal: AbortSignal) {
  const events = new Events(request.model);
  const calls: ToolCall[] = [];
  for await (const { message, done, ...end } of chunksOf(bodyFor(request), signal)) {
    if (message?.thinking) yield events.reasoning(message.thinking);
    if (message?.content) yield events.text(message.content);
    for (const { id, function: call } of message?.tool_calls ?? [])
      calls.push(toolCall(id || `call_${calls.length + 1}`, call.name, call.arguments));
    if (!done) continue;

    for (const call of calls) yield events.toolCall(call);
    const reason = end.done_reason || "stop";
    const finishReason = calls.length > 0 && reason === "stop" ? "tool_calls" : reason;
    yield events.done(finishReason, { inputTokens: end.prompt_eval_count, outputTokens: end.eval_count });
    return;
  }
  throw new ModelFailure("truncated");
}

/** Ollama 格式的請求。用戶端沒有設定的欄位不會送出。 */
function bodyFor(request: ConversationRequest): ChatRequest {
  const { model, temperature, maxTokens, toolChoice } = request;
  if (toolChoice !== null && toolChoice !== "auto" && toolChoice !== "none")
    throw new ModelFailure("bad_request", { note: 'Ollama has no toolChoice but "auto" and "none"' });
  const given = toolChoice === "none" ? [] : toolsOf(request);
  const tools = given.map((tool) => ({ type: "function", function: tool }));
  return {
    model,
    messages: turnsOf(request).flatMap(messagesFor),
    ...((temperature !== null || maxTokens !== null) && {
      options: {
        ...(temperature !== null && { temperature }),
        ...(maxTokens !== null && { num_predict: maxTokens }),
      },
    }),
    ...(tools.length > 0 && { tools }),
  };
}

function messagesFor({ role, text, calls, results }: Turn): Message[] {
  if (calls.length > 0) {
    const tool_calls = calls.map(({ name, arguments: given }) => ({ function: { name, arguments: given } }));
    return [{ role, content: text, tool_calls }];
  }
  const answers = results.map(({ name, content }) => ({ role: "tool", tool_name: name, content }));
  return [...answers, ...(text || answers.length === 0 ? [{ role, content: text }] : [])];
}
