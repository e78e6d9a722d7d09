"""The chunks of an OpenAI answer. The SDK's own stream would take one that was cut for whole."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from model import ModelFailure, chunk_in, failure_of


async def chunks_of(response: Any) -> AsyncGenerator[dict[str, Any], None]:
    if any(kind in response.headers.get("content-type", "") for kind in ("json", "html")):
        chunk = chunk_in(await response.text())
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


async def frames_of(pieces: AsyncIterator[bytes]) -> AsyncGenerator[tuple[str, str], None]:
    """Each frame's name and data. Only a line end is one: a text may hold what `splitlines` takes for it."""
    rest, name, data = b"", "", []
    async for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            field, _, value = line.decode("utf-8", "replace").rstrip("\r").partition(":")
            value = value.removeprefix(" ")
            field = field.removeprefix("\ufeff")
            if field == "event":
                name = value
            elif field == "data":
                data.append(value)
            elif field == "" and not line.strip():
                if data:
                    yield name, "\n".join(data)
                name, data = "", []
