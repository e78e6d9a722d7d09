import {
  FinishReason,
  type GenerateContentResponseUsageMetadata,
  FunctionCallingConfigMode as Mode,
  type ToolConfig,
} from "@google/genai";
import type { Usage } from "./model/answer.ts";
import { ModelFailure } from "./model/failure.ts";

const finishReasons = new Map<string, string>([
  [FinishReason.STOP, "stop"],
  [FinishReason.MAX_TOKENS, "length"],
  [FinishReason.SAFETY, "content_filter"],
  [FinishReason.RECITATION, "content_filter"],
  [FinishReason.BLOCKLIST, "content_filter"],
  [FinishReason.PROHIBITED_CONTENT, "content_filter"],
  [FinishReason.SPII, "content_filter"],
]);

const modes = new Map<unknown, Mode>([
  ["auto", Mode.AUTO],
  ["none", Mode.NONE],
  ["required", Mode.ANY],
]);

/**
 * Gemini's reason in the words of all providers; one that they have no word for stays its own.
 * @throws {ModelFailure} The model meant to call a tool, and what it wrote is no call.
 */
export function finishReasonOf(reason: string): string {
  if (/MALFORMED|TOOL_CALL|SIGNATURE/.test(reason))
    throw new ModelFailure("unavailable", { cause: new Error(`The answer ended for ${reason}`) });
  return finishReasons.get(reason) ?? reason.toLowerCase();
}

/** Which tools the model may call, or must. @throws {ModelFailure} Gemini has no such choice. */
export function toolConfigOf(choice: unknown): ToolConfig {
  const mode = modes.get(choice);
  if (mode) return { functionCallingConfig: { mode } };
  const name = Object(Object(choice).function).name;
  if (typeof name !== "string")
    throw new ModelFailure("bad_request", { note: "toolChoice is auto, none, required or a function" });
  return { functionCallingConfig: { mode: Mode.ANY, allowedFunctionNames: [name] } };
}

/** What it thinks counts as what it gives. */
export function usageOf(counts: GenerateContentResponseUsageMetadata = {}): Usage {
  const given = [counts.candidatesTokenCount, counts.thoughtsTokenCount].filter(Number.isInteger) as number[];
  const outputTokens = given.length > 0 ? given.reduce((sum, count) => sum + count) : null;
  return { inputTokens: counts.promptTokenCount, outputTokens };
}
