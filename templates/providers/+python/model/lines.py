"""The lines of a provider's answer."""

import json
import re
from collections.abc import AsyncGenerator, AsyncIterator

from .failure import ModelFailure
from .http import bounded

LINE_END = re.compile(rb"\r\n|\n|\r")


async def lines_of(pieces: AsyncIterator[bytes]) -> AsyncGenerator[str, None]:
    """The lines of an answer. The last may lack its end. Raises ModelFailure where the answer ends within its JSON.

    Only CRLF, LF and CR end one: a text may hold what else `splitlines` takes for it.
    """
    rest: list[bytes] = []
    mark = "\ufeff"
    ended_in_cr = False
    async for piece in bounded(pieces):
        *lines, last_part = LINE_END.split(piece.removeprefix(b"\n") if ended_in_cr else piece)
        ended_in_cr = piece.endswith(b"\r")
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
