"""Reads the event stream of a provider."""

from collections.abc import AsyncGenerator, AsyncIterator


async def frames_of(pieces: AsyncIterator[bytes]) -> AsyncGenerator[tuple[str, str], None]:
    """Each frame's name and data. Only a line end is one: a text may hold what `splitlines` takes for it."""
    rest, name, data = b"", "", []
    async for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            field, _, value = line.decode("utf-8", "replace").rstrip("\r").partition(":")
            value = value.removeprefix(" ")
            # Before the first line there may be a byte order mark.
            field = field.removeprefix("\ufeff")
            if field == "event":
                name = value
            elif field == "data":
                data.append(value)
            elif field == "" and not line.strip():
                if data:
                    yield name, "\n".join(data)
                name, data = "", []
