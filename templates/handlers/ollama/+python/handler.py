"""Your code: the server answers with a model that Ollama runs."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse

from model import Events, ModelFailure, Turn, parsed_call, tools_of, turns_of, with_retries
from ollama_chunks import chunks_of


async def handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    """Asks a model that Ollama runs; `OLLAMA_HOST` is its address.

    When the client goes away or a time limit ends the stream, the `await` that waits raises
    asyncio.CancelledError: the `async with` is left, and the model stops too.
    """
    async for event in with_retries(lambda: answer(request)):
        yield event


async def answer(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    events = Events(request.model)
    calls: list[dict[str, Any]] = []
    async with aclosing(chunks_of(body_for(request))) as chunks:
        async for chunk in chunks:
            message = chunk.get("message") or {}
            if thought := message.get("thinking"):
                yield events.reasoning(thought)
            if text := message.get("content"):
                yield events.text(text)
            for call in message.get("tool_calls") or []:
                id, function = call.get("id") or f"call_{len(calls) + 1}", call["function"]
                calls.append(parsed_call(id, function["name"], function["arguments"]))
            if chunk.get("done"):
                break
        else:
            raise ModelFailure("truncated")

    for call in calls:
        yield events.tool_call(call)
    finish_reason = chunk.get("done_reason") or "stop"
    if calls and finish_reason == "stop":
        finish_reason = "tool_calls"
    yield events.done(finish_reason, chunk.get("prompt_eval_count"), chunk.get("eval_count"))


def body_for(request: ConversationSSERequest) -> dict[str, Any]:
    """The request in Ollama's form. What the client did not set is not sent."""
    if request.tool_choice not in (None, "auto", "none"):
        raise ModelFailure("bad_request", 'Ollama has no toolChoice but "auto" and "none"')
    given = [] if request.tool_choice == "none" else tools_of(request)
    options = {"temperature": request.temperature, "num_predict": request.max_tokens}
    optional = {
        "options": {name: value for name, value in options.items() if value is not None},
        "tools": [{"type": "function", "function": tool} for tool in given],
    }
    return {
        "model": request.model,
        "messages": [message for turn in turns_of(request) for message in messages_for(turn)],
        "stream": True,
        **{name: value for name, value in optional.items() if value},
    }


def messages_for(turn: Turn) -> list[dict[str, Any]]:
    if turn.calls:
        calls = [{"function": {"name": call["name"], "arguments": call["arguments"]}} for call in turn.calls]
        return [{"role": turn.role, "content": turn.text, "tool_calls": calls}]
    answers = [{"role": "tool", "tool_name": item["name"], "content": item["content"]} for item in turn.results]
    return [*answers, *([{"role": turn.role, "content": turn.text}] if turn.text or not answers else [])]
