"""What the played model answers, and when. It hangs on the request alone: no clock, no chance."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse

import words
from model import Events, ModelFailure, tools_of, turns_of

DEMO_TOOL = {"name": "get_weather", "parameters": {"properties": {"city": {"type": "string"}}}}
SAMPLES = {"number": 1, "integer": 1, "boolean": True, "array": [], "object": {}, "null": None}


@dataclass
class Step:
    """What comes after so many milliseconds; None is never."""

    wait: int | None
    event: ConversationSSEResponse | None = None
    failure: Exception | None = None


def script(request: ConversationSSERequest) -> list[Step]:
    """The whole answer to a request."""
    turns = turns_of(request)
    last = turns[-1]
    events = Events(request.model)
    following = numbers(compact([request.model, *([turn.role, turn.text] for turn in turns)]))
    asked = re.fullmatch(r"/fault ([a-z-]+)\s*", last.text)
    fault = asked[1] if asked else None
    if fault == "rate-limit":
        return [Step(50, failure=ModelFailure("rate_limit", retry_after=20))]

    if last.results:
        text = words.tool_answer(", ".join(result["content"] for result in last.results))
    else:
        text = words.answer(re.sub(r"\s+", " ", last.text)[:200])
    offered = [DEMO_TOOL] if fault == "tool" else [] if last.results else tools_of(request)
    pieces = [] if offered else pieces_of(text, following)
    steps = [Step(20 + following(40), events.text(piece)) for piece in pieces]
    for tool in offered[:1]:
        id = f"call_{following(10**9)}"
        steps.append(Step(40, events.tool_call({"id": id, "name": tool["name"], "arguments": arguments_for(tool, last.text)})))
    said = offered[0]["name"] if offered else "".join(pieces)
    usage = (tokens_in("".join(turn.text for turn in turns)), tokens_in(said))
    steps.append(Step(20, events.done("tool_calls" if offered else "stop", *usage)))
    # As with a model, the first piece takes longest.
    steps.insert(0, Step(8000 if fault == "slow-start" else 200 + following(400)))
    return with_fault(fault, steps) if fault else steps


def with_fault(fault: str, steps: list[Step]) -> list[Step]:
    """The steps up to the fault, and the fault."""
    begun = steps[:6]
    characters = sum(len(step.event.text or "") for step in begun if step.event)
    if fault == "cut":
        return [*begun, Step(20, failure=ModelFailure("truncated", f"after {characters} characters"))]
    if fault == "overloaded-late":
        return [*begun, Step(20, failure=ModelFailure("overloaded"))]
    if fault == "stall":
        return [*begun, Step(None)]
    if fault == "malformed":
        return [*begun, Step(20, ConversationSSEResponse(id="", type="text", progress="IN_PROGRESS"))]
    return steps


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def numbers(text: str) -> Callable[[int], int]:
    """Numbers from 0 to below a limit, always the same for the same text: a linear congruential generator."""
    state = 2166136261
    for byte in text.encode():
        state = (state ^ byte) * 16777619 % 2**32

    def following(limit: int) -> int:
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return int(state / 2**32 * limit)

    return following


def pieces_of(text: str, following: Callable[[int], int]) -> list[str]:
    """Pieces of 1 to 6 characters."""
    pieces = []
    while text:
        length = 1 + following(6)
        pieces.append(text[:length])
        text = text[length:]
    return pieces


def tokens_in(text: str) -> int:
    """As a rule of thumb, 4 characters."""
    return math.ceil(len(text) / 4)


def arguments_for(tool: dict[str, Any], question: str) -> dict[str, Any]:
    """A value for each property that the tool's schema has."""
    properties = (tool.get("parameters") or {}).get("properties") or {}

    def sample(schema: dict[str, Any]) -> Any:
        return (schema.get("enum") or [SAMPLES.get(schema.get("type", "string"), question)])[0]

    return {name: sample(schema) for name, schema in properties.items()}
