"""The chunks of an OpenAI answer. The SDK's own stream would take one that was cut for whole."""

from collections.abc import AsyncGenerator
from typing import Any

from model import chunk_in, unreadable
from model.frames import frames_of


async def chunks_of(response: Any) -> AsyncGenerator[dict[str, Any], None]:
    async for name, data, is_whole in frames_of(response.iter_bytes()):
        if data == "[DONE]":
            return
        chunk = chunk_in(data, name)
        if is_whole and not chunk.get("choices"):
            raise unreadable("No answer", data)
        yield chunk
        if is_whole:
            return
