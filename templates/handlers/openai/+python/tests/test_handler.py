"""The handler against a provider that is played here. Nothing leaves this machine."""

import asyncio
import json
import time

import pytest
from provider import ask, metadata_of, provider

from handler import handler


def frame(data):
    return f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n"


def delta(part, finish_reason=None):
    return frame({"id": "1", "choices": [{"index": 0, "delta": part, "finish_reason": finish_reason}]})


def call(index, id=None, **function):
    return delta({"tool_calls": [{"index": index, "id": id, "type": "function", "function": function}]})


USAGE = frame({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9}})
DONE = frame("[DONE]")
WHOLE = [
    delta({"role": "assistant", "content": ""}),
    delta({"content": "Hel"}),
    delta({"content": "lo"}),
    delta({}, "stop"),
    USAGE,
    DONE,
]


def stream(*frames):
    def answer(reply, _):
        reply.start(Content_Type="text/event-stream")
        reply.send("".join(frames))
        reply.end()

    return answer


def reply_with(status, body, **headers):
    def answer(reply, _):
        is_text = isinstance(body, str)
        reply.start(status, Content_Type="text/html" if is_text else "application/json", **headers)
        reply.send(body if is_text else json.dumps(body))
        reply.end()

    return answer


def error(status, message, code=None, **headers):
    return reply_with(status, {"error": {"message": message, "code": code, "type": "error"}}, **headers)


@pytest.fixture
def played(monkeypatch):
    """Runs a test's part with a provider that answers so."""

    def run(answer, part):
        async def body():
            async with provider(answer) as own:
                monkeypatch.setenv("OPENAI_BASE_URL", f"{own.url}/v1")
                monkeypatch.setenv("OPENAI_API_KEY", "test-key")
                monkeypatch.setenv("NO_PROXY", "*")
                return await part(own), own.requests

        return asyncio.run(body())

    return run


def asked(**changes):
    async def part(_):
        return await ask(handler, **changes)

    return part


def test_an_answer_its_text_and_last_its_usage_and_its_finish_reason(played):
    answer, [request] = played(stream(": keep-alive\n\n", *WHOLE), asked())
    assert (answer.text, answer.kind) == ("Hello", None)
    assert (answer.last.type, answer.last.progress) == ("done", "DONE")
    assert metadata_of(answer.last) == {"usage": {"inputTokens": 7, "outputTokens": 2}, "finishReason": "stop"}
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer test-key"
    assert request.body == {
        "model": "test-model",
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_each_event_has_an_id_of_its_own(played):
    answer, _ = played(stream(*WHOLE), asked())
    ids = [event.id for event in answer.events]
    assert len(set(ids)) == len(ids)


def test_what_a_request_sets_reaches_the_model(played):
    tools = [{"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}]

    async def part(_):
        await ask(handler, temperature=0, max_tokens=9, tools=tools, tool_choice="required")
        await ask(handler, model="gpt-5", max_tokens=9)

    _, requests = played(stream(*WHOLE), part)
    first, second = (request.body for request in requests)
    assert (first["temperature"], first["max_tokens"], first["tool_choice"]) == (0, 9, "required")
    assert first["tools"] == tools
    assert (second["max_completion_tokens"], second.get("max_tokens")) == (9, None)


def test_an_answer_without_usage_says_null_and_reasoning_comes_as_such(played):
    frames = [
        delta({"reasoning_content": "Hm"}),
        delta({"reasoning": "m", "content": None}),
        delta({"content": "Yes"}, "stop"),
        delta({}, "stop"),
        DONE,
    ]
    answer, _ = played(stream(*frames), asked())
    assert [(event.type, event.text) for event in answer.events] == [
        ("reasoning", "Hm"),
        ("reasoning", "m"),
        ("text", "Yes"),
        ("done", None),
    ]
    assert metadata_of(answer.last) == {"usage": None, "finishReason": "stop"}


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_an_answer_that_ends_for_another_reason_says_so(played, reason):
    answer, _ = played(stream(delta({"content": "Hel"}), delta({}, reason), DONE), asked())
    assert (metadata_of(answer.last)["finishReason"], answer.kind) == (reason, None)


def test_tool_calls_come_whole_and_their_results_go_back_to_the_model(played):
    frames = [
        call(0, "call_a", name="add", arguments=""),
        call(0, arguments='{"a":'),
        call(1, "call_b", name="now", arguments=""),
        call(0, arguments="1}"),
        delta({}, "tool_calls"),
        DONE,
    ]
    tools = [{"type": "function", "function": {"name": name}} for name in ("add", "now")]
    results = [{"id": "call_a", "content": "2"}, {"id": "call_b", "content": {"hour": 9}}]

    async def part(_):
        answer = await ask(handler, tools=tools)
        messages = [
            {"role": "user", "content": "Add"},
            {"role": "assistant", "content": json.dumps({"tool_calls": answer.calls})},
            {"role": "user", "content": json.dumps({"tool_results": results})},
        ]
        await ask(handler, tools=tools, messages=messages)
        return answer

    answer, requests = played(stream(*frames), part)
    assert answer.calls == [
        {"id": "call_a", "name": "add", "arguments": {"a": 1}},
        {"id": "call_b", "name": "now", "arguments": {}},
    ]
    assert metadata_of(answer.last)["finishReason"] == "tool_calls"
    assert requests[1].body["messages"][1:] == [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "call_a", "type": "function", "function": {"name": "add", "arguments": '{"a":1}'}},
                {"id": "call_b", "type": "function", "function": {"name": "now", "arguments": "{}"}},
            ],
        },
        {"role": "tool", "tool_call_id": "call_a", "content": "2"},
        {"role": "tool", "tool_call_id": "call_b", "content": '{"hour":9}'},
    ]


def test_two_calls_with_one_number_are_two_where_each_has_an_id(played):
    frames = [call(0, "1", name="a", arguments="{}"), call(0, "2", name="b", arguments="{}"), delta({}, "stop"), DONE]
    answer, _ = played(stream(*frames), asked())
    assert [own["name"] for own in answer.calls] == ["a", "b"]
    assert metadata_of(answer.last)["finishReason"] == "tool_calls"


def test_a_whole_answer_in_place_of_a_stream_is_an_answer(played):
    tool_call = {"id": "1", "type": "function", "function": {"name": "a", "arguments": "{}"}}
    message = {"role": "assistant", "content": "Hello", "tool_calls": [tool_call]}
    body = {
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2},
    }
    answer, _ = played(reply_with(200, body), asked())
    assert (answer.text, answer.calls[0]["name"]) == ("Hello", "a")
    assert metadata_of(answer.last) == {"usage": {"inputTokens": 1, "outputTokens": 2}, "finishReason": "tool_calls"}


def test_an_answer_that_is_cut_after_any_of_its_chunks_is_an_error_that_says_how_much_came(played):
    def answer(reply, request):
        _, count, how = request.body["model"].split("-")
        reply.start(Content_Type="text/event-stream")
        reply.send("".join(WHOLE[: int(count)]))
        reply.end() if how == "ends" else reply.cut()

    cuts = [f"cut-{count}-{how}" for count in range(len(WHOLE)) for how in ("ends", "breaks")]

    async def part(_):
        return await asyncio.gather(*(ask(handler, model=model) for model in cuts))

    answers, _ = played(answer, part)
    assert [answer.kind for answer in answers] == ["truncated"] * len(cuts)
    for answer in answers:
        assert f"after {len(answer.text)} characters" in str(answer.failure)
        assert not answer.events or answer.last.progress != "DONE"


# Answers that are errors: what they become, and how often the model is asked for them.
FAILURES = {
    "a key that is not accepted": (error(401, "Incorrect API key provided: test-key"), "auth", 1),
    "a limit, with a wait that is too long": (error(429, "Slow down", Retry_After="20"), "rate_limit", 1),
    "a quota that is used up": (error(429, "You exceeded your quota", "insufficient_quota"), "rate_limit", 1),
    "an overload": (error(503, "Busy"), "overloaded", 3),
    "an overload inside a stream": (
        stream(delta({"content": "Hel"}), frame({"error": {"message": "Overloaded", "code": 503}})),
        "overloaded",
        1,
    ),
    "an error event": (
        stream(delta({"content": "Hel"}), "event: error\n" + frame({"message": "Too many requests", "code": 429})),
        "rate_limit",
        1,
    ),
    "an error in place of a stream": (
        reply_with(200, {"error": {"message": "Bad key", "code": "invalid_api_key"}}),
        "auth",
        1,
    ),
    "a conversation that is too long": (error(400, "Too long", "context_length_exceeded"), "context_length", 1),
    "content that is not allowed": (error(400, "No", "content_filter"), "content_filter", 1),
    "a bad request": (error(400, "No such parameter"), "bad_request", 1),
    "a page of HTML": (reply_with(200, "<html>Log in</html>"), "unavailable", 1),
    "a page of HTML with an error": (reply_with(502, "<html>Bad gateway</html>"), "unavailable", 3),
    "a redirect": (reply_with(302, "", Location="/elsewhere"), "unavailable", 1),
    "an empty body": (stream(), "truncated", 3),
    "no finish reason": (stream(delta({"content": "Hello"}), DONE), "truncated", 1),
    "a chunk that is no JSON": (stream(delta({"content": "Hel"}), frame("{oops")), "unavailable", 1),
    "arguments that are no JSON": (
        stream(call(0, "1", name="a", arguments="{oops"), delta({}, "tool_calls"), DONE),
        "unavailable",
        1,
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_has_its_kind(played, name):
    answer, kind, count = FAILURES[name]
    got, requests = played(answer, asked())
    assert (got.kind, len(requests)) == (kind, count)
    assert not got.events or got.last.progress != "DONE"
    # Clients are told the kind; the provider's words are the cause alone, without the key.
    assert got.failure.message.startswith(f"{kind}: ")
    assert "test-key" not in str(got.failure.__cause__)


def test_a_limit_is_passed_on_with_the_seconds_to_wait(played):
    answer, _ = played(error(429, "Slow down", Retry_After="20"), asked())
    assert (answer.failure.retry_after, answer.failure.retryable) == (20, True)


def test_a_short_wait_is_kept_and_the_answer_comes_then(played):
    times = []

    def answer(reply, request):
        times.append(time.monotonic())
        first = error(429, "Slow down", Retry_After="1")
        (first if len(times) == 1 else stream(*WHOLE))(reply, request)

    assert played(answer, asked())[0].text == "Hello"
    assert times[1] - times[0] >= 1


def test_without_a_key_a_request_gets_an_error_that_names_the_variable(played, monkeypatch):
    async def part(_):
        monkeypatch.setenv("OPENAI_API_KEY", "")
        return await ask(handler)

    answer, requests = played(stream(*WHOLE), part)
    assert answer.kind == "auth"
    assert "OPENAI_API_KEY" in str(answer.failure)
    assert requests == []


def started(*frames):
    def answer(reply, _):
        reply.start(Content_Type="text/event-stream")
        reply.send("".join(frames))

    return answer


# Where a client may leave: what the provider has sent by then.
PLACES = {
    "before the headers": lambda reply, request: None,
    "before the first event": started(": wait\n\n"),
    "in a stall between two chunks": started(delta({"content": "Hel"})),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_client_that_leaves_stops_the_model_within_100_ms(played, place):
    async def part(own):
        begun = asyncio.Event()
        asking = asyncio.ensure_future(ask(handler, on_event=lambda _: begun.set()))
        await (begun if place.startswith("in") else own.asked).wait()
        start = time.monotonic()
        asking.cancel()
        await own.left.wait()
        return time.monotonic() - start

    seconds, _ = played(PLACES[place], part)
    assert seconds < 0.1
