"""Traces of answers."""

import asyncio

import pytest
from conftest import hardened, hello, send
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from starlette.datastructures import Headers

from hardening.endpoint import path_of
from server import config
from telemetry import sdk, trace_headers, tracer
from telemetry.answers import Tracing
from telemetry.passing import caller_of

MODEL = config.allowed_models[0]
TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
TRACE = {"traceparent": f"00-{TRACE_ID}-b7ad6b7169203331-01", "baggage": "user=alice"}


@pytest.fixture
def spans_of(monkeypatch):
    """Asks a server of its own that traces; gives the spans that come of it."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(sdk, "ours", provider)

    def ask(handler=hello, environ=None, state=None, **changes):
        server, _ = hardened(handler, environ)
        tracing = Tracing("provider-1", [MODEL])
        server.fastapi_app.state.observers.append(tracing)
        words = [{"role": "user", "content": "secret question"}]
        request = {"model": MODEL, "messages": words, "sessionId": "s-1", **changes}
        headers = {"Accept": "text/event-stream", **TRACE, **({"tracestate": state} if state else {})}
        send(server, "POST", path_of(server), json=request, headers=headers)
        assert not tracing.answers
        return exporter.get_finished_spans()

    return ask


def test_an_answer_is_one_span_in_the_callers_trace_without_a_word_of_it(spans_of):
    async def answers(_):
        yield ConversationSSEResponse(id="1", type="text", text="secret answer", progress="IN_PROGRESS")
        yield ConversationSSEResponse(id="2", type="done", model="model-2", progress="DONE")

    (span,) = spans_of(answers, temperature=0.5, maxTokens=99)
    assert (span.name, span.kind, span.status.status_code) == (
        f"chat {MODEL}",
        trace.SpanKind.CLIENT,
        StatusCode.UNSET,
    )
    assert format(span.context.trace_id, "032x") == TRACE_ID
    attributes = dict(span.attributes)
    assert 0 < attributes.pop("gen_ai.response.time_to_first_chunk") < 60
    assert attributes.pop("llmbrick.request_id")
    assert attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "provider-1",
        "gen_ai.request.model": MODEL,
        "gen_ai.request.stream": True,
        "gen_ai.request.temperature": 0.5,
        "gen_ai.request.max_tokens": 99,
        "gen_ai.conversation.id": "s-1",
        "gen_ai.response.model": "model-2",
        "llmbrick.outcome": "done",
    }
    assert "secret" not in span.to_json()


def test_a_handler_works_within_its_span_and_hands_the_trace_on_without_baggage(spans_of):
    seen = []

    async def asks(_):
        with tracer().start_as_current_span("search"):
            seen.append(trace.get_current_span().parent.span_id)
        seen.append(trace_headers())
        await asyncio.sleep(0)
        yield ConversationSSEResponse(id="1", type="text", text="x", progress="IN_PROGRESS")
        seen.append(trace_headers())
        yield ConversationSSEResponse(id="2", type="done", progress="DONE")

    search, span = spans_of(asks)
    sent = {"traceparent": f"00-{TRACE_ID}-{span.context.span_id:016x}-01"}
    assert seen == [span.context.span_id, sent, sent]
    assert search.name == "search"
    assert trace_headers() == {}


@pytest.mark.parametrize(
    ("state", "sent"),
    [
        ("a=1,b=2", "a=1,b=2"),
        (f"a={'x' * 250},b={'y' * 250},c={'z' * 250}", f"a={'x' * 250},b={'y' * 250}"),
    ],
)
def test_of_tracestate_no_more_goes_on_than_512_characters(spans_of, state, sent):
    seen = []

    async def asks(_):
        seen.append(trace_headers())
        yield ConversationSSEResponse(id="1", type="done", progress="DONE")

    spans_of(asks, state=state)
    assert seen[0]["tracestate"] == sent


def test_a_trace_neither_comes_in_nor_goes_on_where_the_variable_says_so(spans_of, monkeypatch):
    seen = []

    async def asks(_):
        seen.append(trace_headers())
        yield ConversationSSEResponse(id="1", type="done", progress="DONE")

    monkeypatch.setenv("OTEL_PROPAGATORS", "none")
    (span,) = spans_of(asks)
    assert span.parent is None
    assert format(span.context.trace_id, "032x") != TRACE_ID
    assert seen == [{}]


def test_what_strangers_send_fills_no_log(monkeypatch, caplog):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setattr(sdk, "ours", None)
    assert sdk.set_up("server-1")
    for _ in range(20):
        caller_of(Headers({"traceparent": "0" * 600}), Context())
    assert len(caplog.records) == sdk.MOST_LINES
    sdk.ours.shutdown()


def failing(error):
    async def fails(_):
        raise error
        yield

    return fails


class Refused(Exception):
    kind = "rate_limit"


async def waits(_):
    await asyncio.sleep(60)  # as one waits for a model that never answers
    yield


@pytest.mark.parametrize(
    ("error", "outcome", "options"),
    [
        ("rate_limit", "error", {"handler": failing(Refused("secret words"))}),
        ("TypeError", "error", {"handler": failing(TypeError("secret words"))}),
        ("timeout", "timeout", {"handler": waits, "environ": {"LLMBRICK_REQUEST_TIMEOUT": "0.05"}}),
        ("invalid", "invalid", {"model": "no such model"}),
    ],
)
def test_an_answer_that_fails_is_told_by_its_kind(spans_of, error, outcome, options):
    (span,) = spans_of(**options)
    assert span.attributes["error.type"] == error
    assert span.attributes["llmbrick.outcome"] == outcome
    assert span.status.status_code == StatusCode.ERROR
    assert span.name == ("chat" if outcome == "invalid" else f"chat {MODEL}")
    assert "secret" not in span.to_json()


def test_content_is_told_where_the_variable_says_so_up_to_a_limit(spans_of, monkeypatch):
    async def goes_on(_):
        for number in range(300):
            yield ConversationSSEResponse(id=str(number), type="text", text="x" * 1000, progress="IN_PROGRESS")

    monkeypatch.setenv("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true")
    (span,) = spans_of(goes_on)
    assert "secret question" in span.attributes["gen_ai.input.messages"]
    assert 100_000 < len(span.attributes["gen_ai.output.messages"]) < 101_000
