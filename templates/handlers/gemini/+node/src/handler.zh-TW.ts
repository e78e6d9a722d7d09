import type {
  Content,
  GenerateContentConfig,
  GenerateContentParameters,
  GenerateContentResponse,
} from "@google/genai";
import { chunksOf } from "./gemini-chunks.ts";
import { finishReasonOf, toolConfigOf, usageOf } from "./gemini-words.ts";
import type { ConversationRequest, Handler } from "./llmbrick/types.ts";
import { Events, withRetries } from "./model/answer.ts";
import { ModelFailure, warnWithout } from "./model/failure.ts";
import { type ToolCall, type Turn, toolCall, toolsOf, turnsOf } from "./model/turns.ts";

warnWithout("GEMINI_API_KEY");

/**
 * 向 Gemini 模型提問。
 *
 * 用戶端離線或時間到了，`signal` 就會觸發，模型也會一起停下來。
 */
export const handler: Handler = (request, { signal }) => withRetries(() => answer(request, signal), signal);

async function* answer(request: ConversationRequest, signal: AbortSignal) {
  const events = new Events(request.model);
  const turns = turnsOf(request);
  const earlierCalls = turns.flatMap((turn) => turn.calls).length;
  const calls: ToolCall[] = [];
  let usage: GenerateContentResponse["usageMetadata"];
  let finishReason = null;
  for await (const { candidates, promptFeedback, usageMetadata } of chunksOf(
    bodyFor(request, turns),
    signal,
  )) {
    if (promptFeedback?.blockReason)
      throw new ModelFailure("content_filter", { cause: new Error(JSON.stringify(promptFeedback)) });
    usage = usageMetadata ?? usage; // 每一段都帶有到目前為止的數量
    const [candidate] = candidates ?? [];
    for (const { text, thought, functionCall, thoughtSignature: signature } of candidate?.content?.parts ??
      []) {
      if (text) yield thought ? events.reasoning(text) : events.text(text);
      if (!functionCall) continue;
      const id = functionCall.id || `call_${earlierCalls + calls.length + 1}`;
      const call = toolCall(id, functionCall.name ?? "", functionCall.args ?? {});
      calls.push({ ...call, ...(signature && { signature }) });
    }
    finishReason = candidate?.finishReason ?? finishReason;
  }
  if (!finishReason) throw new ModelFailure("truncated");

  const told = finishReasonOf(finishReason);
  for (const call of calls) yield events.toolCall(call);
  yield events.done(calls.length > 0 && told === "stop" ? "tool_calls" : told, usageOf(usage));
}

/** Gemini 格式的請求。用戶端沒有設定的欄位不會送出。 */
function bodyFor(request: ConversationRequest, turns: Turn[]): GenerateContentParameters {
  const { model, temperature, maxTokens, toolChoice } = request;
  const system = turns.filter(({ role }) => role === "system").map(({ text }) => ({ text }));
  const functionDeclarations = toolsOf(request).map(({ parameters, ...tool }) => {
    return { ...tool, ...(parameters && { parametersJsonSchema: parameters }) };
  });
  const config: GenerateContentConfig = {
    ...(system.length > 0 && { systemInstruction: { parts: system } }),
    ...(temperature !== null && { temperature }),
    ...(maxTokens !== null && { maxOutputTokens: maxTokens }),
    ...(functionDeclarations.length > 0 && { tools: [{ functionDeclarations }] }),
    ...(toolChoice !== null && { toolConfig: toolConfigOf(toolChoice) }),
  };
  return { model, contents: turns.filter(({ role }) => role !== "system").map(contentFor), config };
}

function contentFor({ role, text, calls, results }: Turn): Content {
  const said = text || calls.length + results.length === 0 ? [{ text }] : [];
  if (role === "assistant") {
    const own = calls.map(({ id, name, arguments: args, signature }) => {
      return { functionCall: { id, name, args }, ...(signature && { thoughtSignature: signature }) };
    });
    return { role: "model", parts: [...said, ...own] };
  }
  const answers = results.map(({ id, name, content }) => {
    return { functionResponse: { id, name, response: { output: content } } };
  });
  return { role: "user", parts: [...answers, ...said] };
}
