"""The conversation, with what it says of tools."""

import json
from dataclasses import dataclass, field
from typing import Any

from llmbrick.protocols.models.http.conversation import ConversationSSERequest

from .failure import ModelFailure, parse, unreadable


@dataclass
class Turn:
    """One message. A call has id, name and arguments; a result has id, the tool's name and content."""

    role: str
    text: str
    calls: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, str]] = field(default_factory=list)


def turns_of(request: ConversationSSERequest) -> list[Turn]:
    """The messages of a request. Where it has tools, the content of a message may be a JSON object.

    `{"tool_calls": […]}` repeats, as an assistant's message, the calls that came as events, and
    `{"tool_results": [{"id", "content"}]}`, as the user's next, says what came of them. Either may have a `text` too.
    """
    turns = []
    for message in request.messages:
        turn = tool_turn(message.role, message.content) if request.tools is not None else None
        turns.append(turn or Turn(message.role, message.content))
    figures = [request.temperature, request.max_tokens]
    check_json([request.model, [vars(turn) for turn in turns], *figures, request.tools, request.tool_choice])
    for before, turn in zip([Turn("", ""), *turns], turns):
        calls = list(before.calls)
        for result in turn.results:
            # Where calls have the same id, results come in their order.
            call = next((call for call in calls if call["id"] == result["id"]), None)
            if call is None:
                raise ModelFailure("bad_request", f"no call before it has the id {json.dumps(result['id'])}")
            calls.remove(call)
            result["name"] = call["name"]
    return turns


def check_json(value: Any) -> None:
    """Raises ModelFailure where a value holds what JSON can't, or not for every reader."""
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        note = "it holds half of a surrogate pair, a number without bounds, or is nested too deep"
        raise ModelFailure("bad_request", note) from error


def tool_turn(role: str, content: str) -> Turn | None:
    message = object_in(content)
    text = "" if message.get("text") is None else str(message["text"])
    calls, results = message.get("tool_calls"), message.get("tool_results")
    if role == "assistant" and is_list_of(calls, "id", "name", "arguments"):
        check_json(message)
        try:
            own = [call_of(call["id"], call["name"], call["arguments"], call.get("signature")) for call in calls]
        except ValueError as error:
            raise ModelFailure("bad_request", str(error)) from None
        return Turn(role, text, calls=own)
    if role == "user" and is_list_of(results, "id", "content"):
        check_json(message)
        return Turn(role, text, results=[{"id": str(item["id"]), "content": as_text(item["content"])} for item in results])
    return None


def object_in(text: str) -> dict[str, Any]:
    return (parse(text) if text.startswith("{") else None) or {}


def is_list_of(items: Any, *keys: str) -> bool:
    return isinstance(items, list) and all(isinstance(item, dict) and all(key in item for key in keys) for item in items)


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def parsed_call(id: Any, name: Any, given: Any, signature: Any = None) -> dict[str, Any]:
    """A model's call, with its arguments as JSON or as a dictionary. Raises ModelFailure where they are none.

    `signature`: what its provider wants to get back with it.
    """
    try:
        return call_of(id, name, given, signature)
    except ValueError as error:
        raise unreadable(str(error)) from None


def call_of(id: Any, name: Any, given: Any, signature: Any = None) -> dict[str, Any]:
    """Raises ValueError."""
    arguments = parse(given.strip() or "{}") if isinstance(given, str) else given
    is_named = isinstance(name, str) and isinstance(id, (str, int, float)) and name != "" and id != ""
    if not is_named or not isinstance(arguments, dict):
        quoted = json.dumps(name, default=str)
        raise ValueError(f"the call of {quoted} needs an id, a name, and arguments that are a JSON object")
    call = {"id": str(id), "name": name, "arguments": arguments}
    return {**call, "signature": signature} if isinstance(signature, str) else call


def tools_of(request: ConversationSSERequest) -> list[dict[str, Any]]:
    """The tools of a request: name, and description and parameters where given. Raises ModelFailure where one is misshapen."""
    types = {"name": str, "description": str, "parameters": dict}
    tools = []
    for item in request.tools or []:
        own = item.get("function", item) if isinstance(item, dict) else {}
        tool = {key: own[key] for key in types if own.get(key)} if isinstance(own, dict) else {}
        if "name" not in tool or not all(isinstance(value, types[key]) for key, value in tool.items()):
            note = 'a tool needs { type: "function", function: { name: "…", description: "…", parameters: { … } } }'
            raise ModelFailure("bad_request", note)
        tools.append(tool)
    return tools
