"""The lines of a provider's answer."""

import json
from collections.abc import AsyncGenerator, AsyncIterator

from .failure import ModelFailure
from .http import bounded


async def lines_of(pieces: AsyncIterator[bytes]) -> AsyncGenerator[str, None]:
    """The lines of an answer. The last may lack its end. Raises ModelFailure where the answer ends within its JSON.

    Only a line end is one: a text may hold what `splitlines` takes for it.
    """
    rest: list[bytes] = []
    mark = "\ufeff"
    async for piece in bounded(pieces):
        *lines, last_part = piece.split(b"\n")
        for line in lines:
            yield b"".join([*rest, line]).decode("utf-8", "replace").removeprefix(mark).rstrip()
            rest, mark = [], ""
        rest.append(last_part)
    last = b"".join(rest).decode("utf-8", "replace").removeprefix(mark)
    if is_cut(last):
        raise ModelFailure("truncated")
    if last:
        yield last


def is_cut(text: str) -> bool:
    """Whether a text begins a JSON object, but does not end it."""
    text = text.removeprefix("data:").lstrip()
    if not text.startswith("{"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return True
    return False
