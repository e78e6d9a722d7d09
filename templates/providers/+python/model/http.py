"""What handlers share of the connection to a provider."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import anyio
import httpx

from .failure import refusal_of, unreadable, without_keys

#: For every request: to make one takes longer than all the rest.
TLS = httpx.create_ssl_context()
#: Bytes of one answer that are read at most: far more than any model writes.
LONGEST_ANSWER = 64 * 2**20
#: Characters of an error's text that are told: enough to know what went wrong.
LONGEST_ERROR = 4_000
#: Seconds for which they are waited for.
LONGEST_WAIT = 3


async def check(response: Any) -> None:
    """Raises what an answer without success becomes, before an SDK reads all of it.

    A redirect is one: to follow it would take the key along.
    """
    if not response.is_success:
        raise refusal_of(response, await error_in(response))


async def error_in(response: Any) -> str:
    """The text of an error, no more of it than anybody looks at. The status counts, even if it breaks off or stalls."""
    text = b""
    try:
        with anyio.move_on_after(LONGEST_WAIT):
            async for piece in response.aiter_bytes():
                text += piece
                # A bit more than is told, so that no key in it is cut.
                if len(text) >= LONGEST_ERROR * 2:
                    break
    except Exception:  # the SDKs do not all use the same httpx
        pass
    return without_keys(text.decode("utf-8", "replace"))[:LONGEST_ERROR]


#: What is called with each request, and with each response.
HOOKS: dict[str, list[Any]] = {"response": [check]}
#: For the connections of the SDKs.
OPTIONS: dict[str, Any] = {"follow_redirects": False, "verify": TLS, "event_hooks": HOOKS}


async def bounded(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """An answer as it comes. Raises ModelFailure where it has no end."""
    length = 0
    async for piece in pieces:
        length += len(piece)
        if length > LONGEST_ANSWER:
            raise unreadable(f"The answer is longer than {LONGEST_ANSWER} bytes")
        yield piece
