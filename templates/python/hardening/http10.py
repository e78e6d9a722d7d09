"""Answers for clients of HTTP/1.0, as some proxies still are: they know no chunks (RFC 9112, section 6.1)."""

from starlette.types import Message
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle


def send_without_chunks(cycle: RequestResponseCycle) -> None:
    """Lets an answer of no known length end with its connection."""
    usual = cycle.send
    is_endless = False

    async def send(message: Message) -> None:
        nonlocal is_endless
        if message["type"] == "http.response.start":
            is_endless = all(name.lower() != b"content-length" for name, _ in message["headers"])
            cycle.chunked_encoding = False if is_endless else None
        elif is_endless:
            # uvicorn wants to know how much is still to come.
            cycle.expected_content_length = len(message.get("body", b""))
        await usual(message)

    cycle.send = send  # type: ignore[assignment, method-assign]
