// What is told of an answer, in the words of OpenTelemetry's conventions for generative AI, version 1.41.0:
// https://github.com/open-telemetry/semantic-conventions/blob/v1.41.0/docs/gen-ai/gen-ai-spans.md

import type { Attributes } from "@opentelemetry/api";
import type { Exchange } from "../http/exchange.ts";
import type { Outcome } from "../http/observer.ts";
import { isError, read } from "../log/describe.ts";
import { quote } from "../log/text.ts";
import type { ConversationRequest } from "../types.ts";

export const conventions = "https://opentelemetry.io/schemas/1.41.0";

/** What a client, or a provider, has named, as far as the log has it, too. */
const name = (value: unknown) => (typeof value === "string" ? quote(value) : undefined);
const count = (value: unknown) => (Number.isSafeInteger(value) ? Number(value) : undefined);

/** What is known when an answer begins, for a sampler too. */
export function attributesOf(request: ConversationRequest, exchange: Exchange, provider: string): Attributes {
  const { model, temperature, maxTokens } = request;
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": provider,
    "gen_ai.request.model": name(model),
    "gen_ai.request.stream": true,
    "gen_ai.request.temperature": temperature ?? undefined,
    "gen_ai.request.max_tokens": maxTokens ?? undefined,
    "gen_ai.conversation.id": name(exchange.sessionId),
    "llmbrick.request_id": exchange.requestId,
  };
}

/** What is known when it is over. `error`: what kind of error it ended with; to leave early is a client's right. */
export function endOf(exchange: Exchange, outcome: Outcome): Attributes & { error?: string } {
  const { startedAt, firstEventAt, lastEvent, thrown } = exchange;
  const { usage, finishReason } = lastEvent?.metadata ?? {};
  const reason = name(finishReason);
  const kind = name(read(thrown, "kind")) ?? (isError(thrown) ? name(thrown.name) : undefined);
  const error = outcome === "error" ? (kind ?? "_OTHER") : outcome;
  return {
    ...(outcome !== "done" && outcome !== "aborted" && { error }),
    "gen_ai.response.model": name(lastEvent?.model),
    "gen_ai.response.time_to_first_chunk":
      firstEventAt === undefined ? undefined : (firstEventAt - startedAt) / 1000,
    "gen_ai.response.finish_reasons": reason === undefined ? undefined : [reason],
    "gen_ai.usage.input_tokens": count(read(usage, "inputTokens")),
    "gen_ai.usage.output_tokens": count(read(usage, "outputTokens")),
    "llmbrick.outcome": outcome,
  };
}
