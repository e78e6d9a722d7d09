"""The handler against an Ollama that is played here. Nothing leaves this machine."""

import asyncio
import json
import time

import pytest
from provider import ask, metadata_of, provider

from handler import handler


def line(chunk):
    return json.dumps(chunk, ensure_ascii=False) + "\n"


def piece(**message):
    return line({"message": {"role": "assistant", "content": "", **message}, "done": False})


def done(**end):
    message = {"role": "assistant", "content": ""}
    return line({"message": message, "done": True, "done_reason": "stop", **end})


def call(name, given, **own):
    return piece(tool_calls=[{**own, "function": {"name": name, "arguments": given}}])


COUNTS = {"total_duration": 5, "prompt_eval_count": 7, "eval_count": 2}
WHOLE = [piece(content="Hel"), piece(content="lo"), done(**COUNTS)]


def stream(*lines):
    def answer(reply, _):
        reply.start(Content_Type="application/x-ndjson")
        reply.send("".join(lines))
        reply.end()

    return answer


def reply_with(status, body, **headers):
    def answer(reply, _):
        is_text = isinstance(body, str)
        reply.start(status, Content_Type="text/html" if is_text else "application/json", **headers)
        reply.send(body if is_text else json.dumps(body))
        reply.end()

    return answer


def error(status, message, **headers):
    return reply_with(status, {"error": message}, **headers)


@pytest.fixture
def played(monkeypatch):
    """Runs a test's part with an Ollama that answers so."""

    def run(answer, part):
        async def body():
            async with provider(answer) as own:
                monkeypatch.setenv("OLLAMA_HOST", own.url)
                monkeypatch.setenv("NO_PROXY", "*")
                return await part(own), own.requests

        return asyncio.run(body())

    return run


def asked(**changes):
    async def part(_):
        return await ask(handler, **changes)

    return part


def test_an_answer_its_text_and_last_its_usage_and_its_finish_reason(played):
    answer, [request] = played(stream(*WHOLE), asked())
    assert (answer.text, answer.kind) == ("Hello", None)
    assert (answer.last.type, answer.last.progress) == ("done", "DONE")
    assert metadata_of(answer.last) == {"usage": {"inputTokens": 7, "outputTokens": 2}, "finishReason": "stop"}
    assert request.path == "/api/chat"
    assert request.body == {"model": "test-model", "messages": [{"role": "user", "content": "Hello"}], "stream": True}


def test_each_event_has_an_id_of_its_own(played):
    answer, _ = played(stream(*WHOLE), asked())
    ids = [event.id for event in answer.events]
    assert len(set(ids)) == len(ids)


def test_what_a_request_sets_reaches_the_model(played):
    parameters = {"type": "object", "properties": {"a": {"anyOf": [{"type": "integer", "minimum": 1}]}}}
    tools = [{"type": "function", "function": {"name": "add", "parameters": parameters}}]
    system = {"role": "system", "content": "Be short"}

    async def part(_):
        await ask(handler, temperature=0, max_tokens=9, tools=tools, tool_choice="auto", messages=[system])
        await ask(handler, max_tokens=9, tools=tools, tool_choice="none")

    _, requests = played(stream(*WHOLE), part)
    first, second = (request.body for request in requests)
    assert (first["options"], first["tools"]) == ({"temperature": 0, "num_predict": 9}, tools)
    assert first["messages"] == [system]
    assert (second["options"], second.get("tools")) == ({"num_predict": 9}, None)


def test_a_choice_of_tools_that_ollama_does_not_know_is_refused(played):
    answer, requests = played(stream(*WHOLE), asked(tool_choice="required"))
    assert answer.kind == "bad_request"
    assert "toolChoice" in str(answer.failure)
    assert requests == []


def test_an_answer_without_usage_says_null_and_reasoning_comes_as_such(played):
    answer, _ = played(stream(piece(thinking="Hm"), piece(content="Yes"), done()), asked())
    assert [(event.type, event.text) for event in answer.events] == [
        ("reasoning", "Hm"),
        ("text", "Yes"),
        ("done", None),
    ]
    assert metadata_of(answer.last) == {"usage": None, "finishReason": "stop"}


def test_usage_that_is_told_in_part_is_null_for_the_rest(played):
    answer, _ = played(stream(done(eval_count=2)), asked())
    assert metadata_of(answer.last)["usage"] == {"inputTokens": None, "outputTokens": 2}


@pytest.mark.parametrize("reason", ["length", "load", "unload"])
def test_an_answer_that_ends_for_another_reason_says_so(played, reason):
    answer, _ = played(stream(piece(content="Hel"), done(done_reason=reason)), asked())
    assert (metadata_of(answer.last)["finishReason"], answer.kind) == (reason, None)


def test_text_that_arrives_byte_by_byte_and_holds_other_line_ends_comes_whole(played):
    text = "你好 👋\u2028\x85."

    def answer(reply, _):
        reply.start()
        for byte in (piece(content=text) + done()).encode():
            reply.writer.write(b"1\r\n%c\r\n" % byte)
        reply.end()

    assert played(answer, asked())[0].text == text


def test_tool_calls_have_ids_and_their_results_go_back_to_the_model(played):
    tools = [{"type": "function", "function": {"name": name}} for name in ("add", "now")]
    results = [{"id": "call_1", "content": "2"}, {"id": "own", "content": {"hour": 9}}]

    async def part(_):
        answer = await ask(handler, tools=tools)
        messages = [
            {"role": "user", "content": "Add"},
            {"role": "assistant", "content": json.dumps({"tool_calls": answer.calls})},
            {"role": "user", "content": json.dumps({"tool_results": results})},
        ]
        await ask(handler, tools=tools, messages=messages)
        return answer

    answer, requests = played(stream(call("add", {"a": 1}), call("now", {}, id="own"), done()), part)
    assert answer.calls == [
        {"id": "call_1", "name": "add", "arguments": {"a": 1}},
        {"id": "own", "name": "now", "arguments": {}},
    ]
    assert metadata_of(answer.last)["finishReason"] == "tool_calls"
    assert requests[1].body["messages"][1:] == [
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [
                {"function": {"name": "add", "arguments": {"a": 1}}},
                {"function": {"name": "now", "arguments": {}}},
            ],
        },
        {"role": "tool", "tool_name": "add", "content": "2"},
        {"role": "tool", "tool_name": "now", "content": '{"hour":9}'},
    ]


def test_a_whole_answer_in_place_of_a_stream_is_an_answer(played):
    message = {"role": "assistant", "content": "Hello"}
    answer, _ = played(reply_with(200, {"message": message, "done": True, "done_reason": "stop", **COUNTS}), asked())
    assert answer.text == "Hello"
    assert metadata_of(answer.last) == {"usage": {"inputTokens": 7, "outputTokens": 2}, "finishReason": "stop"}


def test_an_answer_that_is_cut_anywhere_is_an_error_that_says_how_much_came(played):
    def answer(reply, request):
        _, count, how = request.body["model"].split("-")
        reply.start(Content_Type="application/x-ndjson")
        reply.send("".join(WHOLE[: int(count)]))
        if how == "half":
            reply.send(WHOLE[int(count)][:20])
        reply.cut() if how == "breaks" else reply.end()

    cuts = [f"cut-{count}-{how}" for count in range(len(WHOLE)) for how in ("ends", "breaks", "half")]

    async def part(_):
        return await asyncio.gather(*(ask(handler, model=model) for model in cuts))

    answers, _ = played(answer, part)
    assert [answer.kind for answer in answers] == ["truncated"] * len(cuts)
    for answer in answers:
        assert f"after {len(answer.text)} characters" in str(answer.failure)
        assert not answer.events or answer.last.progress != "DONE"


# Answers that are errors: what they become, and how often the model is asked for them.
FAILURES = {
    "a model that is not there": (error(404, "model 'test-model' not found"), "unavailable", 1),
    "an address of something else": (error(404, "Not found"), "unavailable", 1),
    "a key that is not accepted": (error(401, "unauthorized"), "auth", 1),
    "a limit, with a wait that is too long": (error(429, "Slow down", Retry_After="20"), "rate_limit", 1),
    "an overload": (error(503, "server busy, please try again"), "overloaded", 3),
    "a runner that is gone": (error(500, "llama runner process has terminated"), "unavailable", 3),
    "an error inside a stream": (
        stream(piece(content="Hel"), line({"error": "the model is overloaded"})),
        "overloaded",
        1,
    ),
    "an error in place of a stream": (reply_with(200, {"error": "unauthorized"}), "auth", 1),
    "a conversation that is too long": (
        error(400, "the input length exceeds the context length"),
        "context_length",
        1,
    ),
    "a bad request": (error(400, "test-model does not support tools"), "bad_request", 1),
    "a page of HTML": (reply_with(200, "<html>\nLog in</html>"), "unavailable", 1),
    "a page of HTML with an error": (reply_with(502, "<html>Bad gateway</html>"), "unavailable", 3),
    "a redirect": (reply_with(302, "", Location="/elsewhere"), "unavailable", 1),
    "an empty body": (stream(), "truncated", 3),
    "a chunk that is no JSON": (stream(piece(content="Hel"), "{oops\n"), "unavailable", 1),
    "arguments that are no JSON": (stream(call("a", "{oops"), done()), "unavailable", 1),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_has_its_kind(played, name):
    answer, kind, count = FAILURES[name]
    got, requests = played(answer, asked())
    assert (got.kind, len(requests)) == (kind, count)
    assert not got.events or got.last.progress != "DONE"
    # Clients are told the kind; the provider's words are the cause alone.
    assert got.failure.message.startswith(f"{kind}: ")


def test_of_a_model_that_is_not_there_it_is_said_how_to_get_it(played):
    answer, _ = played(error(404, 'model "test-model" not found, try pulling it first'), asked())
    assert "ollama pull test-model" in str(answer.failure)


def test_without_an_ollama_that_runs_the_error_asks_for_it(played, monkeypatch):
    async def part(_):
        monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:1")
        return await ask(handler)

    answer, _ = played(stream(), part)
    assert answer.kind == "unavailable"
    assert "is Ollama running" in str(answer.failure)


def test_an_ollama_that_listens_on_every_address_is_found_on_this_machine(played, monkeypatch):
    async def part(own):
        monkeypatch.setenv("OLLAMA_HOST", own.url.replace("http://127.0.0.1", "0.0.0.0"))
        return await ask(handler)

    assert played(stream(*WHOLE), part)[0].text == "Hello"


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


def started(*lines):
    def answer(reply, _):
        reply.start(Content_Type="application/x-ndjson")
        reply.send("".join(lines))

    return answer


# Where a client may leave: what the provider has sent by then.
PLACES = {
    "before the headers": lambda reply, request: None,
    "before the first event": started("\n"),
    "in a stall between two chunks": started(piece(content="Hel")),
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
