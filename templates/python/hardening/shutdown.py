"""What a signal to end means to the answers under way, whatever server runs the application."""

import asyncio
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from .streams import OpenStreams

#: Seconds from a signal on in which requests still arrive: servers take a moment to stop listening.
STILL_ARRIVING = 1

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]


def is_watched() -> bool:
    """Whether this process is started again on each change: by `uvicorn --reload`, say, or by `fastapi dev`."""
    return "--reload" in sys.argv or sys.argv[1:2] == ["dev"]


class Signals:
    """From the first signal on nothing new comes in, and after `grace` seconds open streams get their error frame."""

    def __init__(self, opened: OpenStreams, grace: float) -> None:
        self.opened = opened
        # Where this process is watched, the next one waits for it.
        self.grace = 0 if is_watched() else grace
        self.loop: asyncio.AbstractEventLoop | None = None

    def watch(self) -> None:
        loop = asyncio.get_running_loop()
        # Python hands signals to the main thread alone.
        if loop is self.loop or threading.current_thread() is not threading.main_thread():
            return
        self.loop = loop
        for number in SIGNALS:
            usual = signal.getsignal(number)
            # Of an event loop that has ended, as that of a test, nothing is left to tell.
            while isinstance(usual, Heed) and usual.loop.is_closed():
                usual = usual.usual
            if callable(usual):
                signal.signal(number, Heed(loop, self.drain, usual))

    def drain(self) -> None:
        self.opened.drain(self.grace, STILL_ARRIVING)


class Heed:
    """Lets the server that runs the application have a signal, after us."""

    def __init__(self, loop: asyncio.AbstractEventLoop, first: Callable[[], None], usual: Callable[..., Any]) -> None:
        self.loop, self.first, self.usual = loop, first, usual

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.first)
        self.usual(number, frame)


def drain_on_signals(app: FastAPI, signals: Signals) -> None:
    """Watches from the start of the application on, and ends what is left at its end."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        signals.watch()
        async with inner(app) as state:
            yield state
        signals.opened.end_all()

    app.router.lifespan_context = lifespan


class DrainOnSignals:
    """Watches from the first request on: a part of another application is told of no start."""

    def __init__(self, app: ASGIApp, signals: Signals) -> None:
        self.app = app
        self.signals = signals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.signals.watch()
        await self.app(scope, receive, send)
