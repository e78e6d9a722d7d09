"""Limits on the request: its type, size, depth, the time it takes, and what it accepts as an answer."""

import asyncio
import logging
import re
from itertools import accumulate

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .asgi import flow_of, problem, refusal, with_header

log = logging.getLogger(__name__)

#: Seconds that a body may take to arrive.
TIMEOUT = 14
#: Seconds in which a middleware that has read the body must hand it on.
HANDED_ON = 1
LOST = "A middleware has read the request's body and not handed it on: let it do so, as BaseHTTPMiddleware does"
#: Arrays and objects in each other.
MAX_DEPTH = 64
#: Bytes that bodies under way may hold together, unless four of the largest need more.
MOST_HELD = 67_108_864
#: Bytes that each may hold in any case: who sends little is not shut out by those who send much.
ALWAYS_TAKEN = 16_384

JSON_TYPE = re.compile(r"(application/|[\w.-]+/[\w.-]+\+)json\s*(;|$)", re.IGNORECASE)
STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


class OpenBodies:
    """The bodies under way, for the limit on all of them together."""

    def __init__(self, max_bytes: int) -> None:
        #: Bytes that one may have.
        self.max_bytes = max_bytes
        #: Bytes of all that came in so far.
        self.held = 0
        self.most_held = max(MOST_HELD, 4 * max_bytes)


class BodyLimits:
    """Reads the body, within its limits, before anything parses it."""

    def __init__(self, app: ASGIApp, opened: OpenBodies) -> None:
        self.app = app
        self.opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        flow = flow_of(scope)
        is_read_ahead = flow is not None and flow.is_body_taken()
        try:
            seconds = HANDED_ON if is_read_ahead else TIMEOUT
            body = await asyncio.wait_for(self.read(receive, Headers(scope=scope)), seconds)
        except asyncio.TimeoutError:
            if is_read_ahead:
                raise RuntimeError(LOST) from None
            if flow is None:
                log.warning(f"A body is late. If the client is not slow: {LOST}")
            # What is still to come of the body would be taken for the next request. HTTP/2 knows no such header.
            headers = {"Connection": "close"} if scope["http_version"].startswith("1") else None
            return await problem(408, "Request Timeout", headers)(scope, receive, send)
        except ClientGone:
            return None
        except Refused as refused:
            return await refused.answer(scope, receive, send)
        if not is_readable(body):
            return await problem(400, "There was an error parsing the body")(scope, receive, send)

        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        # FastAPI parses bodies of this type alone.
        await self.app(with_header(scope, "content-type", "application/json"), replay, send)

    async def read(self, receive: Receive, headers: Headers) -> bytes:
        """All bytes of a body. Raises ClientGone, or Refused as soon as it breaks a limit."""
        is_json = JSON_TYPE.match(",".join(headers.getlist("content-type"))) is not None
        # Of any other type not one byte is accepted.
        limit = self.opened.max_bytes if is_json else 0
        too_large = (413, "Request body too large") if is_json else (415, "Content-Type must be application/json")
        length = declared_length(headers)
        if length > 0 and not is_json:
            raise Refused(*too_large)
        if is_encoded(headers):
            raise Refused(415, "Content-Encoding is not supported", {"Accept-Encoding": "identity"})
        if length > limit:
            raise Refused(*too_large)

        body = bytearray()
        try:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                part = message.get("body", b"")
                body += part
                self.opened.held += len(part)
                if len(body) > limit:
                    raise Refused(*too_large)
                if self.opened.held > self.opened.most_held and len(body) > ALWAYS_TAKEN:
                    raise Refused(503, "Too many request bodies under way", {"Retry-After": "1"})
                if not message.get("more_body", False):
                    break
            if len(body) < length:
                raise RuntimeError(LOST)
            return bytes(body)
        finally:
            self.opened.held -= len(body)


class ClientGone(Exception):
    """The client left before the end of its request."""


class Refused(Exception):
    """A body that breaks a limit."""

    def __init__(self, status: int, error: str, headers: dict[str, str] | None = None) -> None:
        self.answer: JSONResponse = refusal(status, error, headers)


def declared_length(headers: Headers) -> int:
    digits = headers.get("content-length", "0")
    # To read digits as a number takes the square of their count.
    return int(digits[:20]) if digits.isdecimal() else 0


def is_encoded(headers: Headers) -> bool:
    """Whether a body is compressed, say."""
    codings = ",".join(headers.getlist("content-encoding")).split(",")
    return any(coding.strip().lower() not in ("", "identity") for coding in codings)


def is_readable(body: bytes) -> bool:
    """Whether a body is UTF-8 and not nested too deeply. It need not be valid JSON."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return is_flat(body)


def is_flat(body: bytes) -> bool:
    """Whether JSON is not nested too deeply. It need not be valid."""
    brackets = STRING.sub(b"", body).translate(None, NOT_BRACKETS)
    depths = accumulate(map(STEPS.__getitem__, brackets))
    return max(depths, default=0) <= MAX_DEPTH


class AcceptHeader:
    """Reads the Accept header by its rules: names in any case, and `q=0` means no."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ranges = ",".join(Headers(scope=scope).getlist("accept")).split(",")
        accepted = "text/event-stream" if any(map(names_stream, ranges)) else "*/*"
        await self.app(with_header(scope, "accept", accepted), receive, send)


def names_stream(media_range: str) -> bool:
    name, *parameters = (part.strip().lower() for part in media_range.split(";"))
    refused = any(re.fullmatch(r"q\s*=\s*0(\.0*)?", parameter) for parameter in parameters)
    return name == "text/event-stream" and not refused
