"""Makes a span of each call of a brick within an answer, and hands the trace on to the brick."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc
from grpc import StatusCode
from opentelemetry import trace

from telemetry import sdk
from telemetry.attributes import CONVENTIONS
from telemetry.passing import trace_headers


class ToBrick:
    """What both kinds of calls know: the brick's address."""

    def __init__(self, address: str) -> None:
        self.address = address


class TracedUnary(ToBrick, grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[misc]
    async def intercept_unary_unary(
        self, continuation: Callable[..., Any], details: grpc.aio.ClientCallDetails, request: Any
    ) -> Any:
        # Who asks /readyz has no answer, and no trace.
        if not trace.get_current_span().get_span_context().is_valid:
            return await continuation(details, request)
        span, details = begin(self.address, details)
        with Ending(span) as ending:
            reply = await (await continuation(details, request))
            ending.note(reply)
            ending.status = StatusCode.OK
        return reply


class TracedStream(ToBrick, grpc.aio.UnaryStreamClientInterceptor):  # type: ignore[misc]
    async def intercept_unary_stream(
        self, continuation: Callable[..., Any], details: grpc.aio.ClientCallDetails, request: Any
    ) -> Any:
        if not trace.get_current_span().get_span_context().is_valid:
            return await continuation(details, request)
        span, details = begin(self.address, details)
        return until_its_end(await continuation(details, request), span)


async def until_its_end(replies: AsyncIterator[Any], span: trace.Span) -> AsyncIterator[Any]:
    with Ending(span) as ending:
        async for reply in replies:
            ending.note(reply)
            yield reply
        ending.status = StatusCode.OK


def begin(address: str, details: grpc.aio.ClientCallDetails) -> tuple[trace.Span, grpc.aio.ClientCallDetails]:
    """Begins the span of a call; gives it with what the call is to be made by."""
    method = details.method if isinstance(details.method, str) else details.method.decode()
    host, _, port = address.rpartition(":")
    span = sdk.tracer("bricks", CONVENTIONS).start_span(
        method.removeprefix("/"),
        kind=trace.SpanKind.CLIENT,
        attributes={
            "rpc.system.name": "grpc",
            "rpc.method": method.removeprefix("/"),
            "server.address": host,
            "server.port": int(port),
        },
    )
    headers = trace_headers(trace.set_span_in_context(span))
    metadata = grpc.aio.Metadata(*(details.metadata or ()), *headers.items())
    return span, details._replace(metadata=metadata)


class Ending:
    """Ends a span with the work that it stands for."""

    def __init__(self, span: trace.Span) -> None:
        self.span = span
        #: That is what it is when nobody wants the rest.
        self.status = StatusCode.CANCELLED

    def note(self, reply: Any) -> None:
        """Bricks tell of their errors inside their replies, by codes of their own."""
        if reply.error.code not in (0, 200):
            self.fail(str(reply.error.code))

    def fail(self, kind: str) -> None:
        self.span.set_attribute("error.type", kind)
        self.span.set_status(trace.StatusCode.ERROR)

    def __enter__(self) -> "Ending":
        return self

    def __exit__(self, _: Any, error: BaseException | None, __: Any) -> None:
        if isinstance(error, grpc.aio.AioRpcError):
            self.status = error.code()
        elif isinstance(error, Exception):
            self.status = StatusCode.INTERNAL
        self.span.set_attribute("rpc.response.status_code", self.status.name)
        # To leave early is a client's right.
        if self.status not in (StatusCode.OK, StatusCode.CANCELLED):
            self.fail(self.status.name)
        self.span.end()
