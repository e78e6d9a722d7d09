"""The events of an Anthropic answer. The SDK's own stream would take one that was cut for whole."""

from collections.abc import AsyncGenerator, Iterator
from typing import Any

from model import chunk_in, unreadable
from model.frames import frames_of


async def events_of(response: Any) -> AsyncGenerator[dict[str, Any], None]:
    async for name, data, is_whole in frames_of(response.iter_bytes()):
        event = chunk_in(data or "{}", name)
        if is_whole:
            for each in events_in(event):
                yield each
            return
        yield event
        if event.get("type") == "message_stop":
            return


def events_in(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a stream would have said of an answer that is not streamed: there, a block has its whole text."""
    if not isinstance(message.get("content"), list):
        raise unreadable("No answer", str(message))
    for index, block in enumerate(message["content"]):
        yield {"type": "content_block_start", "index": index, "content_block": block}
    delta = {"stop_reason": message.get("stop_reason")}
    yield {"type": "message_delta", "delta": delta, "usage": message.get("usage")}
