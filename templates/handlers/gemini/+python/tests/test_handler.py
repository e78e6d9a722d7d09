"""The handler against a provider that is played here. Nothing leaves this machine."""

import json

import pytest
from any_model import AnyModel, Wire, asked, expect_failure, expect_missing_key, reply_with, stream
from provider import ask, metadata_of

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


def failed(code, message, *details):
    return {"error": {"code": code, "message": message, "details": details}}


def error(code, message):
    return reply_with(code, failed(code, message))


WIRE = Wire(
    variables=lambda url: {"GOOGLE_GEMINI_BASE_URL": url, "GEMINI_API_KEY": "test-key"},
    whole=WHOLE,
    begun=piece(text="Hel"),
    keep_alive=": keep-alive\n\n",
    saying=lambda text: piece(text=text) + end(),
    refusal=lambda message: failed(429, message),
)
play = WIRE.play


class TestAnyModel(AnyModel):
    wire = WIRE


def test_without_its_key_it_asks_nothing():
    expect_missing_key(WIRE, "GEMINI_API_KEY")


def test_a_plain_request_reaches_the_model():
    _, [request] = play(stream(*WHOLE), asked())
    assert request.path == "/v1beta/models/test-model:streamGenerateContent?alt=sse"
    assert request.headers["x-goog-api-key"] == "test-key"
    assert request.body["contents"] == [{"role": "user", "parts": [{"text": "Hello"}]}]
    assert "tools" not in request.body


def test_what_a_request_sets_reaches_the_model():
    parameters = {"type": "object", "properties": {"a": {"anyOf": [{"type": "integer", "minimum": 1}]}}}
    tools = [{"type": "function", "function": {"name": "add", "parameters": parameters}}]
    messages = [{"role": "system", "content": "Be short"}, {"role": "user", "content": "Add"}]
    choice = {"type": "function", "function": {"name": "add"}}

    async def part(_):
        await ask(handler, temperature=0, max_tokens=9, tools=tools, tool_choice="required", messages=messages)
        await ask(handler, tools=tools, tool_choice=choice)

    _, requests = play(stream(*WHOLE), part)
    first, second = (request.body for request in requests)
    assert first["generationConfig"] == {"temperature": 0, "maxOutputTokens": 9}
    assert first["systemInstruction"] == {"parts": [{"text": "Be short"}]}
    assert first["contents"] == [{"role": "user", "parts": [{"text": "Add"}]}]
    assert first["tools"] == [{"functionDeclarations": [{"name": "add", "parametersJsonSchema": parameters}]}]
    assert first["toolConfig"] == {"functionCallingConfig": {"mode": "ANY"}}
    assert second["toolConfig"] == {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["add"]}}


def test_a_choice_of_tools_that_gemini_does_not_know_is_refused():
    answer, requests = play(stream(*WHOLE), asked(tool_choice="perhaps"))
    assert (answer.kind, requests) == ("bad_request", [])


def test_an_answer_without_usage_says_null_and_reasoning_comes_as_such():
    answer, _ = play(stream(piece(text="Hm", thought=True), piece(text="Yes"), end()), asked())
    assert [(event.type, event.text) for event in answer.events] == [
        ("reasoning", "Hm"),
        ("text", "Yes"),
        ("done", None),
    ]
    assert metadata_of(answer.last) == {"usage": None, "finishReason": "stop"}


def test_of_the_counts_in_each_chunk_the_last_count_and_what_is_thought_counts_as_given():
    frames = [
        frame({"usageMetadata": {**USAGE, "candidatesTokenCount": 1}}),
        end(usageMetadata={**USAGE, "thoughtsTokenCount": 5}),
    ]
    answer, _ = play(stream(*frames), asked())
    assert metadata_of(answer.last)["usage"] == {"inputTokens": 7, "outputTokens": 7}


REASONS = {"MAX_TOKENS": "length", "SAFETY": "content_filter", "RECITATION": "content_filter", "LANGUAGE": "language"}


@pytest.mark.parametrize("reason", REASONS)
def test_an_answer_that_ends_for_another_reason_says_so(reason):
    answer, _ = play(stream(piece(text="Hel"), end(reason)), asked())
    assert (metadata_of(answer.last)["finishReason"], answer.kind) == (REASONS[reason], None)


def test_tool_calls_have_ids_and_their_results_go_back_to_the_model_with_what_the_model_signed():
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
    (answer, again), requests = play(stream(*frames), part)
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


def test_a_whole_answer_in_place_of_a_stream_is_an_answer():
    content = {"parts": [{"text": "Hello"}], "role": "model"}
    body = {"candidates": [{"content": content, "finishReason": "STOP"}], "usageMetadata": USAGE}
    answer, _ = play(reply_with(200, body), asked())
    assert answer.text == "Hello"
    assert metadata_of(answer.last) == {"usage": {"inputTokens": 7, "outputTokens": 2}, "finishReason": "stop"}


# Answers that are errors: what they become, and how often the model is asked for them.
OVERLOADED = failed(503, "The model is overloaded")
FAILURES = {
    "a key that is not accepted": (error(400, "API key not valid: test-key. API_KEY_INVALID"), "auth", 1),
    "a key without permission": (error(403, "Permission denied"), "auth", 1),
    "a model that is not there": (error(404, "models/test-model is not found"), "unavailable", 1),
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
    "a frame that is no JSON": (stream(piece(text="Hel"), "data: {oops\n\n"), "unavailable", 1),
    "arguments that are no object": (stream(call("a", "oops"), end()), "unavailable", 1),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_has_its_kind(name):
    expect_failure(WIRE, *FAILURES[name])


def test_the_wait_that_gemini_tells_in_the_error_itself_is_passed_on():
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "33.4s"}
    answer, _ = play(reply_with(429, failed(429, "You exceeded your quota, check your billing", info)), asked())
    assert (answer.kind, answer.failure.retry_after, answer.failure.retryable) == ("rate_limit", 34, True)
