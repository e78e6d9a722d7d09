"""How a trace comes with a request, and goes on with the requests that an answer makes."""

from typing import Any

from opentelemetry.context import Context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers

from .variables import is_trace_shared

#: The headers `traceparent` and `tracestate`. No baggage: what others have put into it is not for the model's provider.
TRACE_CONTEXT = TraceContextTextMapPropagator()
#: Characters of `tracestate`, which anybody may send: those that https://www.w3.org/TR/trace-context/ asks to pass on.
LONGEST_STATE = 512


def caller_of(headers: Headers, around: Context) -> Context:
    """The span of another server that a request comes from, within `around`, where it names one."""
    if not is_trace_shared():
        return around
    state = ",".join(headers.getlist("tracestate"))
    if len(state) > LONGEST_STATE:
        # Its first members, whole.
        state = state[: LONGEST_STATE + 1].rpartition(",")[0]
    return TRACE_CONTEXT.extract({"traceparent": headers.get("traceparent", ""), "tracestate": state}, around)


def trace_headers(context: Context | None = None) -> dict[str, str]:
    """The headers by which another server goes on with the trace of the answer at hand. For requests of your own."""
    headers: dict[str, str] = {}
    if is_trace_shared():
        TRACE_CONTEXT.inject(headers, context)
    return headers


async def pass_on(request: Any) -> None:
    """Adds them to a request of httpx that is about to be sent."""
    request.headers.update(trace_headers())
