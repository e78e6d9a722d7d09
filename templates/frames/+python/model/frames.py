"""Reads the event stream of a provider."""

from collections.abc import AsyncGenerator, AsyncIterator

from .lines import lines_of


async def frames_of(pieces: AsyncIterator[bytes]) -> AsyncGenerator[tuple[str, str], None]:
    """Each frame's name and data."""
    name, data = "", []
    async for line in lines_of(pieces):
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
        elif line == "":
            if data:
                yield name, "\n".join(data)
            name, data = "", []
