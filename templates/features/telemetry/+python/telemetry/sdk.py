"""OpenTelemetry itself, set up by its own variables."""

import asyncio
import atexit
import logging
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from . import words
from .variables import has_collector, is_content_wanted, is_off, other_protocol

#: What OpenTelemetry says of itself goes to the log, as many lines as this in so many seconds.
MOST_LINES = 5
PERIOD = 600
#: Seconds that the last spans have to be delivered.
LONGEST_FLUSH = 2
#: With what was said in them, spans are large: of all that wait for a collector, so many take some 25 MB.
FEW_SPANS = {"max_queue_size": 64, "max_export_batch_size": 16}
#: Those of its loggers that speak of a collector, again and again while there is none, or of what strangers send.
TALKERS = (
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.exporter.otlp.proto.common._internal",
    "opentelemetry.sdk._shared_internal",
    "opentelemetry.trace.span",
    "opentelemetry.trace.propagation.tracecontext",
)

#: It is not the one of the whole process: by that, FastAPI would add spans of its own to each request.
ours: TracerProvider | None = None


class Seldom(logging.Filter):
    """Lets a few lines pass in each period, and no more."""

    def __init__(self) -> None:
        super().__init__()
        self.since = -float(PERIOD)
        self.lines = 0

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if now - self.since > PERIOD:
            self.since, self.lines = now, 0
        self.lines += 1
        return self.lines <= MOST_LINES


def set_up(service: str) -> bool:
    """Sees to it that there are traces, once for this process. False: they are not wanted."""
    global ours
    if is_off():
        return False
    # An application may have its own OpenTelemetry.
    if not ours and isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        if not has_collector():
            print(words.NO_COLLECTOR, file=sys.stderr, flush=True)
            return False
        if protocol := other_protocol():
            print(words.other_protocol(protocol), file=sys.stderr, flush=True)
        seldom = Seldom()
        for name in TALKERS:
            logging.getLogger(name).addFilter(seldom)
        resource = Resource.create({"service.name": service}).merge(OTELResourceDetector().detect())
        # Its own end would wait for a collector, however long that takes.
        ours = TracerProvider(resource=resource, shutdown_on_exit=False)
        few = FEW_SPANS if is_content_wanted() else {}
        ours.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(), **few))
        atexit.register(flush)
    return True


def tracer(name: str = "handler", conventions: str | None = None) -> trace.Tracer:
    """Begins spans: `with tracer().start_as_current_span("search")` in a handler lies within the span of the answer."""
    provider = ours or trace.get_tracer_provider()
    return provider.get_tracer(name, schema_url=conventions)


def flush() -> None:
    """Delivers the spans that have ended, if that can be done in a moment."""
    if ours:
        # What may wait longer must not keep the process alive.
        flushing = threading.Thread(target=ours.force_flush, daemon=True)
        flushing.start()
        flushing.join(LONGEST_FLUSH)


def flush_at_end(app: FastAPI) -> None:
    """Delivers them at the end of the application: a server may end its process by a signal then."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with inner(app) as state:
            yield state
        await asyncio.to_thread(flush)
        # Nothing comes after it: to wait once more would make the end as much later.
        atexit.unregister(flush)

    app.router.lifespan_context = lifespan
