"""What a signal to end means to the answers under way, whatever server runs the application."""

import asyncio
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

from fastapi import FastAPI

from .streams import OpenStreams

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]


def is_watched() -> bool:
    """Whether this process is started again on each change: by `uvicorn --reload`, say, or by `fastapi dev`."""
    return "--reload" in sys.argv or sys.argv[1:2] == ["dev"]


def drain_on_signals(app: FastAPI, opened: OpenStreams, grace: float) -> None:
    """From the first signal on nothing new begins, and after `grace` seconds open streams get their error frame."""
    inner = app.router.lifespan_context
    if is_watched():
        # The next process waits for this one.
        grace = 0

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        loop = asyncio.get_running_loop()

        def drain() -> None:
            if not opened.draining:
                opened.draining = True
                loop.call_later(grace, opened.end_all)

        # Python hands signals to the main thread alone.
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                before(number, lambda: loop.call_soon_threadsafe(drain))
        async with inner(app) as state:
            yield state

    app.router.lifespan_context = lifespan


def before(number: int, first: Any) -> None:
    """Lets the server that runs the application have its signals, after us."""
    usual = signal.getsignal(number)

    def heed(number: int, frame: FrameType | None) -> None:
        first()
        if callable(usual):
            usual(number, frame)

    if callable(usual):
        signal.signal(number, heed)
