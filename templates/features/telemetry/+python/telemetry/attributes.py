"""What is told of an answer, in the words of OpenTelemetry's conventions for generative AI, version 1.41.0.

https://github.com/open-telemetry/semantic-conventions/blob/v1.41.0/docs/gen-ai/gen-ai-spans.md
"""

from typing import Any

from llmbrick.protocols.models.http.conversation import ConversationSSERequest

from hardening.exchange import Exchange

CONVENTIONS = "https://opentelemetry.io/schemas/1.41.0"
#: Code points of what a client, or a provider, has named: as many as the log has.
LONGEST_NAME = 200

Attributes = dict[str, Any]


def known(attributes: Attributes) -> Attributes:
    return {name: value for name, value in attributes.items() if value is not None}


def name_in(value: Any) -> str | None:
    """Half of a surrogate pair is no text to the collector."""
    return value[:LONGEST_NAME].encode("utf-8", "replace").decode() if isinstance(value, str) else None


def count_in(value: Any) -> int | None:
    """As many as the protocol to the collector has bits for, which are 64 with the sign."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    return value if is_count else None


def attributes_of(request: ConversationSSERequest, exchange: Exchange, provider: str) -> Attributes:
    """What is known when an answer begins, for a sampler too."""
    return known(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": provider,
            "gen_ai.request.model": name_in(request.model),
            "gen_ai.request.stream": True,
            "gen_ai.request.temperature": request.temperature,
            "gen_ai.request.max_tokens": count_in(request.max_tokens),
            "gen_ai.conversation.id": name_in(request.session_id),
            "llmbrick.request_id": exchange.request_id,
        }
    )


def end_of(exchange: Exchange) -> Attributes:
    """What is known when it is over."""
    event, first = exchange.last_event, exchange.first_event_at
    metadata = getattr(event, "metadata", None)
    usage = getattr(metadata, "usage", None) or {}
    reason = name_in(getattr(metadata, "finishReason", None))
    return known(
        {
            "gen_ai.response.model": name_in(getattr(event, "model", None)),
            "gen_ai.response.time_to_first_chunk": None if first is None else first - exchange.started_at,
            "gen_ai.response.finish_reasons": None if reason is None else [reason],
            "gen_ai.usage.input_tokens": count_in(usage.get("inputTokens")),
            "gen_ai.usage.output_tokens": count_in(usage.get("outputTokens")),
            "llmbrick.outcome": exchange.outcome,
            "error.type": error_of(exchange),
        }
    )


def error_of(exchange: Exchange) -> str | None:
    """What kind of error an answer ended with; None where with none. To leave early is a client's right."""
    if exchange.outcome in ("done", "aborted"):
        return None
    if exchange.outcome != "error":
        return exchange.outcome
    thrown = exchange.thrown
    return name_in(getattr(thrown, "kind", None)) or (type(thrown).__name__ if thrown else "_OTHER")
