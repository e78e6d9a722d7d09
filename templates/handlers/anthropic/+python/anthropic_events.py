"""The events of an Anthropic answer. The SDK's own stream would take one that was cut for whole."""

from collections.abc import AsyncGenerator, Iterator
from typing import Any

from model import ModelFailure, chunk_in
from model.frames import frames_of
from model.http import text_in


async def events_of(response: Any) -> AsyncGenerator[dict[str, Any], None]:
    if any(kind in response.headers.get("content-type", "") for kind in ("json", "html")):
        for event in events_in(chunk_in(await text_in(response.iter_bytes()))):
            yield event
        return
    async for _, data in frames_of(response.iter_bytes()):
        event = chunk_in(data or "{}")
        yield event
        if event.get("type") == "message_stop":
            return
    raise ModelFailure("truncated")


def events_in(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a stream would have said of an answer that is not streamed: there, a block has its whole text."""
    for index, block in enumerate(message.get("content") or []):
        yield {"type": "content_block_start", "index": index, "content_block": block}
    delta = {"stop_reason": message.get("stop_reason")}
    yield {"type": "message_delta", "delta": delta, "usage": message.get("usage")}
