"""The handler against a provider that is played here. Nothing leaves this machine."""

import asyncio
import json
import time

import pytest
from provider import ask, metadata_of, provider

from handler import handler


def frame(chunk):
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\r\n\r\n"


def piece(finish_reason=None, **part):
    return frame({"candidates": [{"content": {"parts": [part], "role": "model"}, "finishReason": finish_reason}]})


def end(finish_reason="STOP", **more):
    return frame({"candidates": [{"finishReason": finish_reason}], **more})


def call(name, args, id=None, **part):
    return piece(functionCall={"name": name, "args": args, "id": id}, **part)


USAGE = {"promptTokenCount": 7, "candidatesTokenCount": 2}
WHOLE = [piece(text="Hel"), piece(text="lo"), end(usageMetadata=USAGE)]


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


def failed(code, message, *details):
    return {"error": {"code": code, "message": message, "details": details}}


def error(code, message, **headers):
    return reply_with(code, failed(code, message), **headers)


@pytest.fixture
def played(monkeypatch):
    """Runs a test's part with a provider that answers so."""

    def run(answer, part):
        async def body():
            async with provider(answer) as own:
                monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", own.url)
                monkeypatch.setenv("GEMINI_API_KEY", "test-key")
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
    assert request.path == "/v1beta/models/test-model:streamGenerateContent?alt=sse"
    assert request.headers["x-goog-api-key"] == "test-key"
    assert request.body["contents"] == [{"role": "user", "parts": [{"text": "Hello"}]}]
    assert "tools" not in request.body


def test_each_event_has_an_id_of_its_own(played):
    answer, _ = played(stream(*WHOLE), asked())
    ids = [event.id for event in answer.events]
    assert len(set(ids)) == len(ids)


def test_what_a_request_sets_reaches_the_model(played):
    parameters = {"type": "object", "properties": {"a": {"anyOf": [{"type": "integer", "minimum": 1}]}}}
    tools = [{"type": "function", "function": {"name": "add", "parameters": parameters}}]
    messages = [{"role": "system", "content": "Be short"}, {"role": "user", "content": "Add"}]
    choice = {"type": "function", "function": {"name": "add"}}

    async def part(_):
        await ask(handler, temperature=0, max_tokens=9, tools=tools, tool_choice="required", messages=messages)
        await ask(handler, tools=tools, tool_choice=choice)

    _, requests = played(stream(*WHOLE), part)
    first, second = (request.body for request in requests)
    assert first["generationConfig"] == {"temperature": 0, "maxOutputTokens": 9}
    assert first["systemInstruction"] == {"parts": [{"text": "Be short"}]}
    assert first["contents"] == [{"role": "user", "parts": [{"text": "Add"}]}]
    assert first["tools"] == [{"functionDeclarations": [{"name": "add", "parametersJsonSchema": parameters}]}]
    assert first["toolConfig"] == {"functionCallingConfig": {"mode": "ANY"}}
    assert second["toolConfig"] == {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["add"]}}


def test_a_choice_of_tools_that_gemini_does_not_know_is_refused(played):
    answer, requests = played(stream(*WHOLE), asked(tool_choice="perhaps"))
    assert (answer.kind, requests) == ("bad_request", [])


def test_an_answer_without_usage_says_null_and_reasoning_comes_as_such(played):
    answer, _ = played(stream(piece(text="Hm", thought=True), piece(text="Yes"), end()), asked())
    assert [(event.type, event.text) for event in answer.events] == [
        ("reasoning", "Hm"),
        ("text", "Yes"),
        ("done", None),
    ]
    assert metadata_of(answer.last) == {"usage": None, "finishReason": "stop"}


def test_of_the_counts_in_each_chunk_the_last_count_and_what_is_thought_counts_as_given(played):
    frames = [
        frame({"usageMetadata": {**USAGE, "candidatesTokenCount": 1}}),
        end(usageMetadata={**USAGE, "thoughtsTokenCount": 5}),
    ]
    answer, _ = played(stream(*frames), asked())
    assert metadata_of(answer.last)["usage"] == {"inputTokens": 7, "outputTokens": 7}


REASONS = {"MAX_TOKENS": "length", "SAFETY": "content_filter", "RECITATION": "content_filter", "LANGUAGE": "language"}


@pytest.mark.parametrize("reason", REASONS)
def test_an_answer_that_ends_for_another_reason_says_so(played, reason):
    answer, _ = played(stream(piece(text="Hel"), end(reason)), asked())
    assert (metadata_of(answer.last)["finishReason"], answer.kind) == (REASONS[reason], None)


def test_text_that_arrives_byte_by_byte_and_holds_other_line_ends_comes_whole(played):
    text = "你好 👋\u2028\x85."

    def answer(reply, _):
        reply.start()
        for byte in (piece(text=text) + end()).encode():
            reply.writer.write(b"1\r\n%c\r\n" % byte)
        reply.end()

    assert played(answer, asked())[0].text == text


def test_tool_calls_have_ids_and_their_results_go_back_to_the_model_with_what_the_model_signed(played):
    tools = [{"type": "function", "function": {"name": name}} for name in ("add", "now")]
    results = [{"id": "call_1", "content": "2"}, {"id": "own", "content": {"hour": 9}}]

    async def part(_):
        answer = await ask(handler, tools=tools)
        messages = [
            {"role": "user", "content": "Add"},
            {"role": "assistant", "content": json.dumps({"tool_calls": answer.calls})},
            {"role": "user", "content": json.dumps({"tool_results": results})},
        ]
        return answer, await ask(handler, tools=tools, messages=messages)

    frames = [call("add", {"a": 1}, thoughtSignature="c2lnbmVk"), call("now", {}, id="own"), end()]
    (answer, again), requests = played(stream(*frames), part)
    assert answer.calls == [
        {"id": "call_1", "name": "add", "arguments": {"a": 1}, "signature": "c2lnbmVk"},
        {"id": "own", "name": "now", "arguments": {}},
    ]
    assert metadata_of(answer.last)["finishReason"] == "tool_calls"
    # No id comes twice in one conversation.
    assert again.calls[0]["id"] == "call_3"
    assert requests[1].body["contents"][1:] == [
        {
            "role": "model",
            "parts": [
                {"functionCall": {"id": "call_1", "name": "add", "args": {"a": 1}}, "thoughtSignature": "c2lnbmVk"},
                {"functionCall": {"id": "own", "name": "now", "args": {}}},
            ],
        },
        {
            "role": "user",
            "parts": [
                {"functionResponse": {"id": "call_1", "name": "add", "response": {"output": "2"}}},
                {"functionResponse": {"id": "own", "name": "now", "response": {"output": '{"hour":9}'}}},
            ],
        },
    ]


def test_a_whole_answer_in_place_of_a_stream_is_an_answer(played):
    content = {"parts": [{"text": "Hello"}], "role": "model"}
    body = {"candidates": [{"content": content, "finishReason": "STOP"}], "usageMetadata": USAGE}
    answer, _ = played(reply_with(200, body), asked())
    assert answer.text == "Hello"
    assert metadata_of(answer.last) == {"usage": {"inputTokens": 7, "outputTokens": 2}, "finishReason": "stop"}


def test_an_answer_that_is_cut_anywhere_is_an_error_that_says_how_much_came(played):
    def answer(reply, request):
        _, count, how = request.path.split(":")[0].split("-")
        reply.start(Content_Type="text/event-stream")
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
OVERLOADED = failed(503, "The model is overloaded")
FAILURES = {
    "a key that is not accepted": (error(400, "API key not valid: test-key. API_KEY_INVALID"), "auth", 1),
    "a key without permission": (error(403, "Permission denied"), "auth", 1),
    "a model that is not there": (error(404, "models/test-model is not found"), "unavailable", 1),
    "a limit, with a wait that is too long": (error(429, "Slow down", Retry_After="20"), "rate_limit", 1),
    "a quota that is used up": (error(429, "Check your plan and billing details"), "rate_limit", 1),
    "an overload": (error(503, "The model is overloaded"), "overloaded", 3),
    "an error inside a stream": (stream(piece(text="Hel"), frame(OVERLOADED)), "overloaded", 1),
    "an error inside a stream, in no frame": (
        stream(piece(text="Hel"), json.dumps(OVERLOADED, indent=2)),
        "overloaded",
        1,
    ),
    "an error in place of a stream": (reply_with(200, failed(400, "API key not valid")), "auth", 1),
    "a conversation that is too long": (
        error(400, "The input token count (9) exceeds the maximum number of tokens allowed (8)."),
        "context_length",
        1,
    ),
    "a question that is blocked": (stream(frame({"promptFeedback": {"blockReason": "SAFETY"}})), "content_filter", 1),
    "a call that is none": (stream(end("MALFORMED_FUNCTION_CALL")), "unavailable", 3),
    "a bad request": (error(400, "Unknown name"), "bad_request", 1),
    "a page of HTML": (reply_with(200, "<html>\nLog in</html>"), "unavailable", 1),
    "a page of HTML with an error": (reply_with(502, "<html>Bad gateway</html>"), "unavailable", 3),
    "a redirect": (reply_with(302, "", Location="/elsewhere"), "unavailable", 1),
    "an empty body": (stream(), "truncated", 3),
    "a frame that is no JSON": (stream(piece(text="Hel"), "data: {oops\n\n"), "unavailable", 1),
    "arguments that are no object": (stream(call("a", "oops"), end()), "unavailable", 1),
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


def test_the_wait_that_gemini_tells_in_the_error_itself_is_passed_on(played):
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "33.4s"}
    answer, _ = played(reply_with(429, failed(429, "You exceeded your quota, check your billing", info)), asked())
    assert (answer.kind, answer.failure.retry_after, answer.failure.retryable) == ("rate_limit", 34, True)


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
        monkeypatch.setenv("GEMINI_API_KEY", "")
        return await ask(handler)

    answer, requests = played(stream(*WHOLE), part)
    assert answer.kind == "auth"
    assert "GEMINI_API_KEY" in str(answer.failure)
    assert requests == []


def started(*lines):
    def answer(reply, _):
        reply.start(Content_Type="text/event-stream")
        reply.send("".join(lines))

    return answer


# Where a client may leave: what the provider has sent by then.
PLACES = {
    "before the headers": lambda reply, request: None,
    "before the first event": started(": wait\n\n"),
    "in a stall between two chunks": started(piece(text="Hel")),
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
