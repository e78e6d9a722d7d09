"""What Gemini calls otherwise than other providers."""

import re
from typing import Any

from google.genai.types import GenerateContentResponseUsageMetadata

from model import ModelFailure

FINISH_REASONS = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "SAFETY": "content_filter",
    "RECITATION": "content_filter",
    "BLOCKLIST": "content_filter",
    "PROHIBITED_CONTENT": "content_filter",
    "SPII": "content_filter",
}

MODES = {"auto": "AUTO", "none": "NONE", "required": "ANY"}


def finish_reason_of(reason: str) -> str:
    """Gemini's reason in the words of all providers; one that they have no word for stays its own.

    Raises ModelFailure where the model meant to call a tool, and what it wrote is no call.
    """
    if re.search("MALFORMED|TOOL_CALL|SIGNATURE", reason):
        raise ModelFailure("unavailable") from ValueError(f"The answer ended for {reason}")
    return FINISH_REASONS.get(reason, reason.lower())


def tool_config_of(choice: Any) -> dict[str, Any] | None:
    """Which tools the model may call, or must. Raises ModelFailure where Gemini has no such choice."""
    if choice is None:
        return None
    if isinstance(choice, str) and choice in MODES:
        return {"function_calling_config": {"mode": MODES[choice]}}
    function = choice.get("function") if isinstance(choice, dict) else None
    name = function.get("name") if isinstance(function, dict) else None
    if not isinstance(name, str):
        raise ModelFailure("bad_request", "toolChoice is auto, none, required or a function")
    return {"function_calling_config": {"mode": "ANY", "allowed_function_names": [name]}}


def usage_of(counts: GenerateContentResponseUsageMetadata | None) -> tuple[int | None, int | None]:
    """Tokens in and out. What the model thinks counts as what it gives."""
    if counts is None:
        return (None, None)
    given = [count for count in (counts.candidates_token_count, counts.thoughts_token_count) if count is not None]
    return (counts.prompt_token_count, sum(given) if given else None)
