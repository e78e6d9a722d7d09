"""Your code: the server answers with a model that speaks OpenAI's API."""

import json
import re
from collections.abc import AsyncGenerator
from typing import Any

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from model import Events, ModelFailure, Turn, as_text, failure_of, parsed_call, tools_of, turns_of, with_retries
from model.failure import address_in, key_in, warn_without
from model.http import OPTIONS
from openai_chunks import chunks_of

warn_without("OPENAI_API_KEY")


async def handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    """Asks a model by OpenAI's API; `OPENAI_BASE_URL` names any other server that speaks it.

    When the client goes away or a time limit ends the stream, the `await` that waits raises
    asyncio.CancelledError: both `async with` are left, and the model stops too.
    """
    async for event in with_retries(lambda: answer(request)):
        yield event


async def answer(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    events = Events(request.model)
    calls: list[dict[str, str]] = []
    # Which call a piece belongs to, by the provider's number.
    slots: dict[int, dict[str, str]] = {}
    usage = finish_reason = None
    # `with_retries` knows whether anything went out yet, so the SDK makes no retries of its own.
    http = DefaultAsyncHttpxClient(**OPTIONS)
    key, address = key_in("OPENAI_API_KEY"), address_in("OPENAI_BASE_URL")
    async with AsyncOpenAI(api_key=key, base_url=address, max_retries=0, http_client=http) as client:
        body = body_for(request, client.base_url.host)
        async with client.chat.completions.with_streaming_response.create(**body) as response:
            async for chunk in chunks_of(response):
                usage = chunk.get("usage") or usage
                choice = (chunk.get("choices") or [{}])[0]
                delta = choice.get("delta") or choice.get("message") or {}
                if thought := delta.get("reasoning") or delta.get("reasoning_content"):
                    yield events.reasoning(thought)
                if text := delta.get("content") or delta.get("refusal"):
                    yield events.text(text)
                for part in delta.get("tool_calls") or []:
                    collect(part, calls, slots)
                if choice.get("finish_reason") == "error":
                    raise failure_of(choice.get("error") or choice)
                finish_reason = finish_reason or choice.get("finish_reason")
    if not finish_reason:
        raise ModelFailure("truncated")

    # A call that the limit on tokens, or a filter, has cut is none.
    if finish_reason not in ("length", "content_filter"):
        for number, call in enumerate(calls, 1):
            yield events.tool_call(parsed_call(call["id"] or f"call_{number}", call["name"], call["arguments"]))
        if calls and finish_reason == "stop":
            finish_reason = "tool_calls"
    usage = usage or {}
    yield events.done(finish_reason, usage.get("prompt_tokens"), usage.get("completion_tokens"))


def collect(part: dict[str, Any], calls: list[dict[str, str]], slots: dict[int, dict[str, str]]) -> None:
    """Calls come in pieces. Some servers number them all 0, or give an id late or never."""
    index, id, function = part.get("index") or 0, part.get("id"), part.get("function") or {}
    call = slots.get(index)
    if call is None or (call["id"] not in ("", id) if id else function.get("name") and call["arguments"]):
        call = slots[index] = {"id": "", "name": "", "arguments": ""}
        calls.append(call)
    call["id"] = call["id"] or id or ""
    call["name"] = call["name"] or function.get("name") or ""
    call["arguments"] += as_text(function.get("arguments") or "")


def body_for(request: ConversationSSERequest, host: str) -> dict[str, Any]:
    """The request in OpenAI's form. What the client did not set is not sent."""
    # The newer name is OpenAI's own: not every other server knows it.
    is_newer = host == "api.openai.com" or re.match(r"(o\d|gpt-5)", request.model)
    optional = {
        "temperature": request.temperature,
        "max_completion_tokens" if is_newer else "max_tokens": request.max_tokens,
        "tools": [{"type": "function", "function": tool} for tool in tools_of(request)] or None,
        "tool_choice": request.tool_choice,
    }
    return {
        "model": request.model,
        "messages": [message for turn in turns_of(request) for message in messages_for(turn)],
        "stream": True,
        "stream_options": {"include_usage": True},
        **{name: value for name, value in optional.items() if value is not None},
    }


def messages_for(turn: Turn) -> list[dict[str, Any]]:
    if turn.calls:
        calls = [
            {
                "id": call["id"],
                "type": "function",
                "function": {"name": call["name"], "arguments": json.dumps(call["arguments"], separators=(",", ":"))},
            }
            for call in turn.calls
        ]
        return [{"role": "assistant", "content": turn.text or None, "tool_calls": calls}]
    answers = [{"role": "tool", "tool_call_id": item["id"], "content": item["content"]} for item in turn.results]
    return [*answers, *([{"role": turn.role, "content": turn.text}] if turn.text or not answers else [])]
