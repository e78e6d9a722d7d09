import Anthropic from "@anthropic-ai/sdk";
import { eventsOf } from "./anthropic-events.ts";
import type { ConversationRequest, Handler } from "./llmbrick/types.ts";
import { Events, withRetries } from "./model/answer.ts";
import { addressIn, keyIn, ModelFailure, warnWithout } from "./model/failure.ts";
import { fetchAnswer } from "./model/response.ts";
import { type Turn, toolCall, toolsOf, turnsOf } from "./model/turns.ts";

/** 請求沒有指定時，一個回覆最多的 token 數：這個 API 一定要有數字。 */
const defaultMaxTokens = 8192;

warnWithout("ANTHROPIC_API_KEY");

/**
 * 透過 Anthropic 的 API 向 Claude 提問；`ANTHROPIC_BASE_URL` 可以改成任何相容的伺服器。
 *
 * 用戶端離線或時間到了，`signal` 就會觸發，模型也會一起停下來。
 */
export const handler: Handler = (request, { signal }) => withRetries(() => answer(request, signal), signal);

async function* answer(request: ConversationRequest, signal: AbortSignal) {
  const client = new Anthropic({
    apiKey: keyIn("ANTHROPIC_API_KEY"),
    baseURL: addressIn("ANTHROPIC_BASE_URL"),
    maxRetries: 0, // 只有 `withRetries` 知道是否已經送出過事件
    fetch: fetchAnswer,
  });
  const response = await client.messages.create(bodyFor(request), { signal }).asResponse();

  const events = new Events(request.model);
  const calls = new Map<number, { id: string; name: string; input: unknown; json: string }>(); // 依區塊的編號
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
  // 因 token 上限或內容過濾而被截斷的呼叫不算數。
  if (finishReason !== "length" && finishReason !== "content_filter") {
    for (const { id, name, input, json } of calls.values())
      yield events.toolCall(toolCall(id, name, json || input));
  }
  yield events.done(finishReason, { inputTokens, outputTokens });
}

/** Anthropic 表示回覆為何結束的用詞。這裡沒有的會原樣送出。 */
const finishReasons = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool_calls"],
  ["refusal", "content_filter"],
]);

/** Anthropic 格式的請求。除了上限以外，用戶端沒有設定的欄位不會送出。 */
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

/** 把用戶端最熟悉的 OpenAI 寫法轉成 Anthropic 的寫法；已經是 Anthropic 寫法的不變。 */
function choiceFor(choice: unknown): Anthropic.ToolChoice {
  if (typeof choice === "string")
    return { type: choice === "required" ? "any" : choice } as Anthropic.ToolChoice;
  const { function: tool } = Object(choice) as { function?: { name: string } };
  return tool ? { type: "tool", name: tool.name } : (choice as Anthropic.ToolChoice);
}
