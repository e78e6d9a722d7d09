"""Limits on the answers under way: how many, how long, how long without an event, and their end at shutdown."""

import asyncio
import json
import logging
from math import inf

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .asgi import flow_of, refusal
from .exchange import Exchange, current
from .log import text_of
from .settings import Settings

log = logging.getLogger(__name__)

#: Without these, proxies keep the events until the end.
HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
KEEP_ALIVE = b": keep-alive\n\n"
#: How a stream ends then: the outcome, and the error frame.
SHUTDOWN = ("shutdown", "Server shutting down", "Server shutting down")
LINE_ENDS = "\u0085\u2028\u2029"
#: Seconds that a handler may go on after its stream before the log tells of it.
LINGERING = 5
STILL_RUNS = f"The handler still runs {LINGERING} s after its stream ended: let asyncio.CancelledError pass"


class OpenStreams:
    """The answers under way, for the limit on them and for shutdown."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.streams: set[Stream] = set()
        #: The server is shutting down; and it begins no answer any more.
        self.draining = self.is_closed = False

    def refusal(self) -> JSONResponse | None:
        """The answer to a request for which there is no place."""
        if not self.is_closed and len(self.streams) < self.most:
            return None
        fault = "Server shutting down" if self.is_closed else "Too many concurrent connections"
        return refusal(503, fault, {"Retry-After": "1"})

    def drain(self, grace: float = 0, taking: float = 0) -> None:
        """Lets nothing new begin, and gives open streams `grace` seconds to finish before they get an error frame.

        For `taking` of these seconds, requests that are on their way are still answered.
        """
        if not self.draining:
            self.draining = True
            loop = asyncio.get_running_loop()
            loop.call_later(min(taking, grace), self.close)
            loop.call_later(grace, self.end_all)

    def close(self) -> None:
        self.is_closed = True

    def end_all(self) -> None:
        """Ends every answer that has begun, with an error frame."""
        for stream in list(self.streams):
            if stream.has_begun:
                stream.end(*SHUTDOWN)


class NoRoom:
    """Refuses requests for which there is no place, before their bodies are read."""

    def __init__(self, app: ASGIApp, opened: OpenStreams) -> None:
        self.app = app
        self.opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.opened.refusal() or self.app)(scope, receive, send)


class StreamLimits:
    """Takes a place for a request whose body is there, and watches over its answer."""

    def __init__(self, app: ASGIApp, settings: Settings, opened: OpenStreams) -> None:
        self.app = app
        self.settings = settings
        self.opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Other streams may have begun while the body came in.
        if refused := self.opened.refusal():
            return await refused(scope, receive, send)
        stream = Stream(scope, send, self.settings, current.get())
        self.opened.streams.add(stream)
        # At once: the client may come again before the last of its answer is written.
        stream.ended.add_done_callback(lambda _: self.opened.streams.discard(stream))
        await stream.run(self.app, receive)


class Stream:
    """One answer: passes on what the application sends, until the application or a limit ends it."""

    def __init__(self, scope: Scope, send: Send, settings: Settings, exchange: Exchange) -> None:
        self.scope = scope
        self.pass_on = send
        self.settings = settings
        self.exchange = exchange
        self.loop = asyncio.get_running_loop()
        self.heartbeat_interval = settings.heartbeat_interval or inf
        self.write_timeout = settings.write_timeout
        if flow := flow_of(scope):
            # It knows better, where it is at work: whether the client takes anything at all.
            flow.write_timeout, self.write_timeout = settings.write_timeout, inf
        #: The outcome, once there is one.
        self.ended: asyncio.Future[str] = self.loop.create_future()
        #: The error frame of what ended it, if any: error and details.
        self.last_words: tuple[str, ...] = ()
        self.has_begun = self.is_complete = False
        #: The client makes us wait.
        self.is_blocked = False
        self.last_event_at = self.last_write_at = self.blocked_at = self.loop.time()

    def end(self, outcome: str, *last_words: str) -> None:
        if not self.ended.done():
            self.last_words = last_words
            self.ended.set_result(outcome)

    async def run(self, app: ASGIApp, receive: Receive) -> None:
        listening: asyncio.Future[None] | None = None

        async def send(message: Message) -> None:
            nonlocal listening
            if message["type"] == "http.response.start" and message["status"] == 200:
                listening = asyncio.ensure_future(self.listen(receive))
            await self.send(message)

        # From this version of the interface on, Starlette leaves it to others to notice that a client left. Its
        # own way cancels a handler over and over, so that no `finally` block of it could await anything.
        scope = {**self.scope, "asgi": {**self.scope.get("asgi", {}), "spec_version": "2.4"}}
        answering = asyncio.ensure_future(app(scope, receive, send))
        answering.add_done_callback(lambda _: self.end("done"))
        try:
            await self.watch()
        except asyncio.CancelledError:
            # By a server that waits no longer.
            self.end(*SHUTDOWN)
        finally:
            self.end("aborted")
            outcome = self.ended.result()
            if listening:
                listening.cancel()
            if outcome != "done":
                self.exchange.outcome = outcome
                release(answering, self.exchange)

        if outcome == "done":
            return answering.result()
        if self.last_words:
            await self.pass_on(error_frame(*self.last_words))

    def limit_duration(self) -> None:
        if seconds := self.settings.max_stream_duration:
            words = ("Stream too long", f"The answer took longer than {seconds:g} s")
            timer = self.loop.call_later(seconds, self.end, "timeout", *words)
            self.ended.add_done_callback(lambda _: timer.cancel())

    async def listen(self, receive: Receive) -> None:
        """Waits until the client leaves."""
        while (await receive())["type"] != "http.disconnect":
            pass
        if not self.is_complete:
            flow = flow_of(self.scope)
            self.end(flow and flow.cut or "aborted")

    async def send(self, message: Message) -> None:
        """What the application sends, passed on. It waits while the client takes no more."""
        if self.ended.done():
            # For a handler that was cancelled and goes on.
            raise asyncio.CancelledError
        body = message.get("body", b"")
        if message["type"] == "http.response.start" and message["status"] == 200:
            self.has_begun = True
            self.limit_duration()
            MutableHeaders(scope=message).update(HEADERS)
        else:
            if body.startswith(b"event: error\n"):
                self.note_error(body)
                if failure := self.exchange.failure:
                    words = text_of(failure)
                    if self.settings.debug_mode and failure.__cause__:
                        words += f": {text_of(failure.__cause__)}"
                    body = error_frame("Handler exception", words)["body"]
            elif body.startswith(b"event: message\n"):
                self.exchange.count_event()
            message = {**message, "body": without_line_ends(body)}
        self.is_complete = not message.get("more_body", True)
        await self.write(message)
        self.last_event_at = self.loop.time()
        # A handler that never waits would keep all other requests waiting.
        await asyncio.sleep(0)

    async def write(self, message: Message) -> None:
        self.is_blocked = True
        self.blocked_at = self.loop.time()
        await self.pass_on(message)
        self.is_blocked = False
        self.last_write_at = self.loop.time()

    async def watch(self) -> None:
        """Waits for the end, which silence may bring. It looks anew whenever it wakes: an event costs no timer."""
        while not self.ended.done():
            now = self.loop.time()
            # While the client makes us wait, the handler cannot be late.
            is_idle = self.has_begun and not self.is_blocked
            timeout_in = self.settings.request_timeout - (now - self.last_event_at if is_idle else 0)
            beat_in = self.heartbeat_interval - (now - self.last_write_at if is_idle else 0)
            stall_in = self.write_timeout - (now - self.blocked_at if self.is_blocked else 0)
            if stall_in <= 0:
                return self.end("stalled")
            if timeout_in <= 0:
                seconds = f"{self.settings.request_timeout:g} s"
                return self.end("timeout", "Request timeout", f"No event from the handler for {seconds}")
            if beat_in <= 0:
                await self.write({"type": "http.response.body", "body": KEEP_ALIVE, "more_body": True})
                continue
            await asyncio.wait({self.ended}, timeout=min(timeout_in, beat_in, stall_in))

    def note_error(self, body: bytes) -> None:
        """Learns from an error frame how the answer ended."""
        fault = json.loads(body.split(b"data: ", 1)[1])
        if fault["error"] == "Business validation failed":
            self.exchange.outcome = "invalid"
        elif self.exchange.outcome != "error":
            self.exchange.outcome = "error"
            log.error(fault["error"], extra={"fields": {"details": fault["details"]}})


def without_line_ends(body: bytes) -> bytes:
    """Escapes what some clients take for the end of a line. In JSON it stands in nothing but strings."""
    for character in LINE_ENDS:
        body = body.replace(character.encode(), f"\\u{ord(character):04x}".encode())
    return body


def error_frame(error: str, details: str) -> Message:
    data = json.dumps({"error": error, "details": details}, separators=(",", ":"))
    return {"type": "http.response.body", "body": f"event: error\ndata: {data}\n\n".encode(), "more_body": False}


#: Handlers that still run after their stream. The event loop alone would forget a task that runs.
lingering: set["asyncio.Task[None]"] = set()


def release(answering: "asyncio.Task[None]", exchange: Exchange) -> None:
    """Stops a handler, for which nobody waits any more. The CancelledError that it gets names the reason."""
    answering.cancel(exchange.outcome)
    stopping = asyncio.create_task(stop(answering, exchange))
    lingering.add(stopping)
    stopping.add_done_callback(lingering.discard)


async def stop(answering: "asyncio.Task[None]", exchange: Exchange) -> None:
    warning = asyncio.get_running_loop().call_later(LINGERING, log.warning, STILL_RUNS)
    await asyncio.wait({answering})
    try:
        # Where it was not waiting for anything, it stands at its last `yield`.
        if exchange.handler:
            await exchange.handler.aclose()
    except BaseException as error:
        log.error("The handler failed after its stream had ended", exc_info=error)
    warning.cancel()
