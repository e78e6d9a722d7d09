"""The lines of a provider's answer."""

import json
from collections.abc import AsyncGenerator, AsyncIterator

from .failure import ModelFailure


async def lines_of(pieces: AsyncIterator[bytes]) -> AsyncGenerator[str, None]:
    """The lines of an answer. The last may lack its end. Raises ModelFailure where the answer ends within its JSON.

    Only a line end is one: a text may hold what `splitlines` takes for it.
    """
    rest, mark = b"", "\ufeff"
    async for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace").removeprefix(mark).rstrip()
            mark = ""
    last = rest.decode("utf-8", "replace").removeprefix(mark)
    if is_cut(last):
        raise ModelFailure("truncated")
    if last:
        yield last


def is_cut(text: str) -> bool:
    """Whether a text begins a JSON object, but does not end it."""
    text = text.removeprefix("data:").lstrip()
    return text.startswith("{") and not is_json(text)


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
