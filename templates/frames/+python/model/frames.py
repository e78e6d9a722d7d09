"""Reads the event stream of a provider."""

from collections.abc import AsyncGenerator, AsyncIterator

from .failure import ModelFailure
from .lines import is_cut, lines_of

#: How a stream begins.
FIELDS = ("data:", "event:", "id:", "retry:", ":")


async def frames_of(pieces: AsyncIterator[bytes]) -> AsyncGenerator[tuple[str, str, bool], None]:
    """Each frame's name and data. An answer that is no stream, or an error, comes in one frame: a whole one.

    Raises ModelFailure where the stream ends: its reader leaves it at the frame that is the last.
    """
    name, data = "", []
    # The lines before the first frame: the Content-Type says little.
    unframed: list[str] | None = []
    async for line in lines_of(pieces):
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if unframed is not None:
            unframed.append(line)
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
        elif line == "":
            if data:
                unframed = None
                yield name, "\n".join(data), False
            name, data = "", []
    whole = "\n".join(unframed or []).strip()
    # Also one that is cut within the name of a field, or empty.
    is_stream = any(whole.startswith(field) or field.startswith(whole) for field in FIELDS)
    if is_stream or is_cut(whole):
        raise ModelFailure("truncated")
    yield "", whole, True
