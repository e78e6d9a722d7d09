"""How a trace comes with a request, and goes on with the requests that an answer makes."""

from typing import Any

from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

#: The headers `traceparent` and `tracestate`. No baggage: what others have put into it is not for the model's provider.
TRACE_CONTEXT = TraceContextTextMapPropagator()


def trace_headers() -> dict[str, str]:
    """The headers by which another server goes on with the trace of the answer at hand. For requests of your own."""
    headers: dict[str, str] = {}
    TRACE_CONTEXT.inject(headers)
    return headers


async def pass_on(request: Any) -> None:
    """Adds them to a request of httpx that is about to be sent."""
    request.headers.update(trace_headers())
