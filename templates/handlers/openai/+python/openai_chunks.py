"""The chunks of an OpenAI answer. The SDK's own stream would take one that was cut for whole."""

from collections.abc import AsyncGenerator
from typing import Any

from model import ModelFailure, chunk_in, failure_of
from model.frames import frames_of
from model.http import text_in


async def chunks_of(response: Any) -> AsyncGenerator[dict[str, Any], None]:
    if any(kind in response.headers.get("content-type", "") for kind in ("json", "html")):
        chunk = chunk_in(await text_in(response.iter_bytes()))
        # In an answer that is not streamed, a choice has its whole message.
        yield {**chunk, "choices": [{**choice, "delta": choice.get("message")} for choice in chunk.get("choices") or []]}
        return
    async for name, data in frames_of(response.iter_bytes()):
        if data == "[DONE]":
            return
        chunk = chunk_in(data)
        if name == "error":
            raise failure_of(chunk)
        yield chunk
    raise ModelFailure("truncated")
