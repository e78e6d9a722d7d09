"""The handler against a provider that is played here. Nothing leaves this machine."""

import json

import pytest
from any_model import AnyModel, Wire, asked, expect_failure, expect_missing_key, reply_with, stream
from provider import ask, metadata_of

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


def refusal(message, code=None):
    return {"error": {"message": message, "code": code, "type": "error"}}


def error(status, message, code=None):
    return reply_with(status, refusal(message, code))


WIRE = Wire(
    variables=lambda url: {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": "test-key"},
    whole=WHOLE,
    begun=delta({"content": "Hel"}),
    keep_alive=": keep-alive\n\n",
    saying=lambda text: delta({"content": text}) + delta({}, "stop") + DONE,
    refusal=refusal,
)
play = WIRE.play


class TestAnyModel(AnyModel):
    wire = WIRE


def test_without_its_key_it_asks_nothing():
    expect_missing_key(WIRE, "OPENAI_API_KEY")


def test_a_plain_request_reaches_the_model():
    _, [request] = play(stream(*WHOLE), asked())
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer test-key"
    assert request.body == {
        "model": "test-model",
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_what_a_request_sets_reaches_the_model():
    tools = [{"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}]

    async def part(_):
        await ask(handler, temperature=0, max_tokens=9, tools=tools, tool_choice="required")
        await ask(handler, model="gpt-5", max_tokens=9)

    _, requests = play(stream(*WHOLE), part)
    first, second = (request.body for request in requests)
    assert (first["temperature"], first["max_tokens"], first["tool_choice"]) == (0, 9, "required")
    assert first["tools"] == tools
    assert (second["max_completion_tokens"], second.get("max_tokens")) == (9, None)


def test_an_answer_without_usage_says_null_and_reasoning_comes_as_such():
    frames = [
        delta({"reasoning_content": "Hm"}),
        delta({"reasoning": "m", "content": None}),
        delta({"content": "Yes"}, "stop"),
        delta({}, "stop"),
        DONE,
    ]
    answer, _ = play(stream(*frames), asked())
    assert [(event.type, event.text) for event in answer.events] == [
        ("reasoning", "Hm"),
        ("reasoning", "m"),
        ("text", "Yes"),
        ("done", None),
    ]
    assert metadata_of(answer.last) == {"usage": None, "finishReason": "stop"}


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_an_answer_that_ends_for_another_reason_says_so(reason):
    answer, _ = play(stream(delta({"content": "Hel"}), delta({}, reason), DONE), asked())
    assert (metadata_of(answer.last)["finishReason"], answer.kind) == (reason, None)


def test_tool_calls_come_whole_and_their_results_go_back_to_the_model():
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

    answer, requests = play(stream(*frames), part)
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


def test_two_calls_with_one_number_are_two_where_each_has_an_id():
    frames = [call(0, "1", name="a", arguments="{}"), call(0, "2", name="b", arguments="{}"), delta({}, "stop"), DONE]
    answer, _ = play(stream(*frames), asked())
    assert [own["name"] for own in answer.calls] == ["a", "b"]
    assert metadata_of(answer.last)["finishReason"] == "tool_calls"


def test_a_whole_answer_in_place_of_a_stream_is_an_answer():
    tool_call = {"id": "1", "type": "function", "function": {"name": "a", "arguments": "{}"}}
    message = {"role": "assistant", "content": "Hello", "tool_calls": [tool_call]}
    body = {
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2},
    }
    answer, _ = play(reply_with(200, body), asked())
    assert (answer.text, answer.calls[0]["name"]) == ("Hello", "a")
    assert metadata_of(answer.last) == {"usage": {"inputTokens": 1, "outputTokens": 2}, "finishReason": "tool_calls"}


# Answers that are errors: what they become, and how often the model is asked for them.
FAILURES = {
    "a key that is not accepted": (error(401, "Incorrect API key provided: test-key"), "auth", 1),
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
    "no finish reason": (stream(delta({"content": "Hello"}), DONE), "truncated", 1),
    "a chunk that is no JSON": (stream(delta({"content": "Hel"}), frame("{oops")), "unavailable", 1),
    "arguments that are no JSON": (
        stream(call(0, "1", name="a", arguments="{oops"), delta({}, "tool_calls"), DONE),
        "unavailable",
        1,
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_has_its_kind(name):
    expect_failure(WIRE, *FAILURES[name])
