"""Joins events that follow each other closely into one write, where LLMBRICK_FLUSH_INTERVAL asks for it."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes that may gather before they go out.
MOST = 16_384


class JoinedWrites:
    """Joins the writes of an answer. `interval`: milliseconds; 0 joins none."""

    def __init__(self, app: ASGIApp, interval: int) -> None:
        self.app = app
        self.seconds = interval / 1000

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        pass_on = Joiner(send, self.seconds).send if self.seconds else send
        await self.app(scope, receive, pass_on)


class Joiner:
    def __init__(self, send: Send, seconds: float) -> None:
        self.pass_on = send
        self.seconds = seconds
        self.gathered = b""
        self.is_first = True
        self.flushing: asyncio.Task[None] | None = None

    async def send(self, message: Message) -> None:
        body = message.get("body", b"")
        # A comment has waited long enough for an event.
        if not message.get("more_body", False) or body.startswith(b":"):
            await self.flush()
            return await self.pass_on(message)

        self.gathered += body
        # The first event never waits.
        if self.is_first or len(self.gathered) >= MOST:
            self.is_first = False
            return await self.flush()
        if self.flushing is None or self.flushing.done():
            self.flushing = asyncio.ensure_future(self.flush_later())

    async def flush_later(self) -> None:
        await asyncio.sleep(self.seconds)
        await self.flush()

    async def flush(self) -> None:
        body, self.gathered = self.gathered, b""
        if body:
            await self.pass_on({"type": "http.response.body", "body": body, "more_body": True})
