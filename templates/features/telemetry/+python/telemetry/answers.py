"""Makes one span of each answer."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from llmbrick.protocols.models.http.conversation import ConversationSSERequest
from opentelemetry import context, trace

from hardening.exchange import Exchange, Observer

from . import sdk
from .attributes import CONVENTIONS, attributes_of, end_of, error_of
from .content import Content
from .passing import caller_of
from .variables import is_content_wanted


@dataclass
class Answer:
    span: trace.Span
    content: Content | None


class Tracing(Observer):
    def __init__(self, provider: str, models: Sequence[str]) -> None:
        self.provider = provider
        self.models = models
        self.tracer = sdk.tracer("llmbrick-sse", CONVENTIONS)
        self.answers: dict[Exchange, Answer] = {}

    def answer(self, exchange: Exchange, request: ConversationSSERequest) -> None:
        # An application's own OpenTelemetry may have a span of the request.
        around = context.Context() if sdk.ours else context.get_current()
        is_in_span = trace.get_current_span(around).get_span_context().is_valid
        parent = around if is_in_span else caller_of(exchange.headers, around)
        span = self.tracer.start_span(
            # Backends make a row of each name: a model that there is not gets none.
            f"chat {request.model}" if request.model in self.models else "chat",
            parent,
            trace.SpanKind.CLIENT,
            attributes_of(request, exchange, self.provider),
            start_time=time.time_ns() - int((time.perf_counter() - exchange.started_at) * 1e9),
        )
        content = Content(request) if is_content_wanted() and span.is_recording() else None
        self.answers[exchange] = Answer(span, content)
        # For the rest of the task in which the handler runs.
        context.attach(trace.set_span_in_context(span, parent))

    def event(self, exchange: Exchange, now: float) -> None:
        answer = self.answers.get(exchange)
        if answer and answer.content and exchange.last_event:
            answer.content.add(exchange.last_event)

    def end(self, exchange: Exchange) -> None:
        if not (answer := self.answers.pop(exchange, None)):
            return
        answer.span.set_attributes(end_of(exchange))
        if answer.content:
            answer.span.set_attributes(answer.content.attributes())
        if error_of(exchange):
            answer.span.set_status(trace.StatusCode.ERROR)
        answer.span.end()
