"""Limits on the request: its type, size, depth, the time it takes, and what it accepts as an answer."""

import asyncio
import re
from itertools import accumulate

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .asgi import EndpointMiddleware, problem, refusal, with_header

#: Seconds that a body may take to arrive.
TIMEOUT = 14
#: Arrays and objects in each other.
MAX_DEPTH = 64

JSON_TYPE = re.compile(r"(application/|[\w.-]+/[\w.-]+\+)json\s*(;|$)", re.IGNORECASE)
STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


class BodyLimits(EndpointMiddleware):
    """Reads the body, within its limits, before anything parses it."""

    def __init__(self, app: ASGIApp, endpoint: str, max_bytes: int) -> None:
        super().__init__(app, endpoint)
        self.max_bytes = max_bytes

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        is_json = JSON_TYPE.match(headers.get("content-type", "")) is not None
        # Of any other type not one byte is accepted.
        limit = self.max_bytes if is_json else 0
        fault = (413, "Request body too large") if is_json else (415, "Content-Type must be application/json")
        try:
            body = await asyncio.wait_for(read(receive, headers, limit), TIMEOUT)
        except asyncio.TimeoutError:
            # What is still to come of the body would be taken for the next request.
            return await problem(408, "Request Timeout", {"Connection": "close"})(scope, receive, send)
        except ClientGone:
            return None
        if body is None:
            return await refusal(*fault)(scope, receive, send)
        if not is_readable(body):
            return await problem(400, "There was an error parsing the body")(scope, receive, send)

        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        # FastAPI parses bodies of this type alone.
        await self.app(with_header(scope, "content-type", "application/json"), replay, send)


class ClientGone(Exception):
    """The client left before the end of its request."""


async def read(receive: Receive, headers: Headers, limit: int) -> bytes | None:
    """All bytes of a body; None as soon as there are more than the limit."""
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length) > limit:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def is_readable(body: bytes) -> bool:
    """Whether a body is UTF-8 and not nested too deeply. It need not be valid JSON."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    brackets = STRING.sub(b"", body).translate(None, NOT_BRACKETS)
    depths = accumulate(map(STEPS.__getitem__, brackets))
    return max(depths, default=0) <= MAX_DEPTH


class AcceptHeader(EndpointMiddleware):
    """Reads the Accept header by its rules: names in any case, and `q=0` means no."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        ranges = ",".join(Headers(scope=scope).getlist("accept")).split(",")
        accepted = "text/event-stream" if any(map(names_stream, ranges)) else "*/*"
        await self.app(with_header(scope, "accept", accepted), receive, send)


def names_stream(media_range: str) -> bool:
    name, *parameters = (part.strip().lower() for part in media_range.split(";"))
    refused = any(re.fullmatch(r"q\s*=\s*0(\.0*)?", parameter) for parameter in parameters)
    return name == "text/event-stream" and not refused
