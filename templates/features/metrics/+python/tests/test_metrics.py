"""The figures for Prometheus."""

import asyncio
import random

import httpx
import pytest
from conftest import hardened, hello
from prometheus_client import CollectorRegistry, Histogram, generate_latest

from hardening.endpoint import path_of, url_path_of
from hardening.exchange import Exchange
from metrics import add_metrics
from metrics.durations import Durations
from server import config

OUTCOMES = ["done", "error", "invalid", "timeout", "aborted", "stalled", "shutdown", "rejected"]
TOKEN = {"Authorization": "Bearer token-1"}


def counted(monkeypatch, token="", handler=hello, environ=None):
    """A server of its own that counts."""
    monkeypatch.setenv("METRICS_TOKEN", token)
    server, _ = hardened(handler, environ)
    add_metrics(server)
    return server


def figures_after(server, *requests, headers=None):
    """Sends requests to a server, then asks for its figures; returns the response."""

    async def ask_all():
        transport = httpx.ASGITransport(server.fastapi_app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            for request in requests:
                await client.post(path_of(server), json=request, headers={"Accept": "text/event-stream"})
            return await client.get("/metrics", headers=headers)

    return asyncio.run(ask_all())


def lines_of(response):
    return [line for line in response.text.splitlines() if not line.startswith("#")]


def request(**changes):
    words = [{"role": "user", "content": "secret"}]
    return {"model": config.allowed_models[0], "messages": words, "sessionId": "private", **changes}


def test_an_answer_is_counted_without_a_word_of_it(monkeypatch):
    server = counted(monkeypatch)
    response = figures_after(server, request(), request(model="no such model"), {})
    route = url_path_of(server)
    lines = lines_of(response)
    for status, outcome in (("2xx", "done"), ("2xx", "invalid"), ("4xx", "rejected")):
        labels = f'outcome="{outcome}",route="{route}",status="{status}"'
        assert f"llmbrick_sse_requests_total{{{labels}}} 1.0" in lines
    for line in (
        'llmbrick_sse_refused_total{reason="rules"} 1.0',
        'llmbrick_sse_refused_total{reason="schema"} 1.0',
        "llmbrick_sse_events_total 2.0",
        "llmbrick_sse_time_to_first_event_seconds_count 1.0",
        "llmbrick_sse_event_gap_seconds_count 1.0",
        "llmbrick_sse_duration_seconds_count 1.0",
        "llmbrick_sse_open_streams 0.0",
        "llmbrick_sse_draining 0.0",
    ):
        assert line in lines
    for word in ("secret", "private", "no such model", "Hello"):
        assert word not in response.text


def test_an_answer_that_ends_early_is_told_by_its_cause(monkeypatch):
    async def waits(_):
        await asyncio.sleep(60)  # as one waits for a model that never answers
        yield

    server = counted(monkeypatch, handler=waits, environ={"LLMBRICK_REQUEST_TIMEOUT": "0.05"})
    assert 'llmbrick_sse_aborted_total{cause="timeout"} 1.0' in lines_of(figures_after(server, request()))


def test_the_figures_are_for_who_bears_the_token_where_there_is_one(monkeypatch):
    server = counted(monkeypatch, token="token-1")
    assert figures_after(server).status_code == 401
    assert figures_after(server, headers={"Authorization": "Bearer token-2"}).status_code == 401
    assert figures_after(server, headers=TOKEN).status_code == 200


def test_durations_are_told_as_by_a_histogram():
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    durations = Durations("name_seconds", "Text", (0.5, 1, 2.5))
    ours.register(durations)
    histogram = Histogram("name_seconds", "Text", buckets=(0.5, 1, 2.5), registry=theirs)
    assert generate_latest(ours) == generate_latest(theirs)
    for seconds in (0, 0.5, 0.51, 1, 2.5, 2.6, 7):
        durations.add(seconds)
        histogram.observe(seconds)
    assert generate_latest(ours) == generate_latest(theirs)


@pytest.mark.parametrize("seed", range(3))
def test_there_are_at_most_200_series_whatever_comes_in(monkeypatch, seed):
    server = counted(monkeypatch)
    chance = random.Random(seed)
    for _ in range(20_000):
        word = "".join(chance.choices("abc/~測", k=8))
        path = chance.choice([url_path_of(server), "/v1/chat/completions", "/healthz", f"/{word}"])
        exchange = Exchange(word, word, path, observers=server.fastapi_app.state.observers[-1:])
        exchange.model = exchange.session_id = word
        exchange.status = chance.choice([chance.randrange(1000), 200, 404])
        exchange.outcome = chance.choice(OUTCOMES)
        exchange.count_event()
        exchange.end()
    response = figures_after(server)
    assert len(lines_of(response)) <= 200
    assert "~" not in response.text and "測" not in response.text
