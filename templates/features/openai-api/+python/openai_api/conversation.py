"""OpenAI's messages as the endpoint takes them: texts alone. What they say of tools goes along as JSON."""

from contextlib import suppress
from typing import Any

from hardening.bodies import is_flat
from hardening.parsing import parse

from .faults import Fault
from .text import as_json, quoted

ROLES = {"developer": "system"}


def conversation_of(messages: list[dict[str, Any]]) -> tuple[list[dict[str, str]], bool]:
    """The messages, and whether any speaks of tools. Raises Fault."""
    conversation: list[dict[str, str]] = []
    results: list[dict[str, str]] = []
    has_tools = False
    for index, message in enumerate(messages):
        place, role = f"messages[{index}]", message["role"]
        text = text_in(message, place)
        if role == "tool":
            results.append({"id": string_in(message, "tool_call_id", place), "content": text})
            if index + 1 < len(messages) and messages[index + 1]["role"] == "tool":
                continue
            # Those that follow each other answer one message.
            role, text, results = "user", as_json({"tool_results": results}), []
            has_tools = True
        elif role == "assistant" and (calls := calls_of(message.get("tool_calls"), f"{place}.tool_calls")):
            text = as_json({"tool_calls": calls, **({"text": text} if text else {})})
            has_tools = True
        conversation.append({"role": ROLES.get(role, role), "content": text})
    return conversation, has_tools


def text_in(message: dict[str, Any], place: str) -> str:
    """The text of a message, which may come in parts. Raises Fault."""
    content, place = message.get("content"), f"{place}.content"
    if content is None and message["role"] == "assistant":
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise Fault(400, f"{place} must be a string, or a list of parts", place)
    return "".join(text_of_part(part, f"{place}[{index}]") for index, part in enumerate(content))


def text_of_part(part: Any, place: str) -> str:
    given = part if isinstance(part, dict) else {}
    if given.get("type") == "text" and isinstance(given.get("text"), str):
        return str(given["text"])
    kind = given.get("type")
    raise Fault(400, f"{place} is of type {quoted(kind if isinstance(kind, str) else 'unknown')}: this server takes text alone", place)


def calls_of(calls: Any, place: str) -> list[dict[str, Any]]:
    if calls is None:
        return []
    if not isinstance(calls, list):
        raise Fault(400, f"{place} must be a list", place)
    return [call_of(call, f"{place}[{index}]") for index, call in enumerate(calls)]


def call_of(call: Any, place: str) -> dict[str, Any]:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict):
        raise Fault(400, f"{place} must be a call of a function", place)
    name = string_in(function, "name", f"{place}.function")
    arguments = arguments_in(function, f"{place}.function.arguments")
    return {"id": string_in(call, "id", place), "name": name, "arguments": arguments}


def arguments_in(function: dict[str, Any], place: str) -> dict[str, Any]:
    text = "" if function.get("arguments") is None else function["arguments"]
    if isinstance(text, str) and is_flat(text.encode(errors="surrogatepass")):
        with suppress(ValueError):
            arguments = parse(text or "{}")
            # JSON has no word for what is infinite.
            as_json(arguments)
            if isinstance(arguments, dict):
                return arguments
    raise Fault(400, f"{place} must be a JSON object, as a string", place)


def string_in(value: dict[str, Any], name: str, place: str) -> str:
    if not isinstance(value.get(name), str):
        raise Fault(400, f"{place}.{name} must be a string", f"{place}.{name}")
    return str(value[name])
