"""The handler against a provider that is played here. Nothing leaves this machine."""

import json
import re

import pytest
from any_model import AnyModel, Wire, asked, expect_failure, expect_missing_key, reply_with, stream
from provider import ask, metadata_of

from handler import handler


def frame(type, **fields):
    """One event of a stream."""
    return f"event: {type}\ndata: {json.dumps({'type': type, **fields})}\n\n"


def block(index, content_block, *deltas):
    return "".join(
        [
            frame("content_block_start", index=index, content_block=content_block),
            *(frame("content_block_delta", index=index, delta=delta) for delta in deltas),
            frame("content_block_stop", index=index),
        ]
    )


def text(*pieces):
    return block(0, {"type": "text", "text": ""}, *({"type": "text_delta", "text": piece} for piece in pieces))


def tool_use(index, id, name, *pieces):
    deltas = ({"type": "input_json_delta", "partial_json": piece} for piece in pieces)
    return block(index, {"type": "tool_use", "id": id, "name": name, "input": {}}, *deltas)


def end(stop_reason):
    delta = frame("message_delta", delta={"stop_reason": stop_reason}, usage={"output_tokens": 2})
    return delta + frame("message_stop")


BEGIN = frame("message_start", message={"usage": {"input_tokens": 7, "output_tokens": 1}})
WHOLE = re.split(r"(?<=\n\n)", BEGIN + text("Hel", "lo") + end("end_turn"))[:-1]


def error_of(type, message):
    return {"type": "error", "error": {"type": type, "message": message}}


WIRE = Wire(
    variables=lambda url: {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "test-key"},
    whole=WHOLE,
    begun=BEGIN + text("Hel"),
    keep_alive=frame("ping"),
    saying=lambda piece: BEGIN + text(piece) + end("end_turn"),
    refusal=lambda message: error_of("rate_limit_error", message),
)
play = WIRE.play


class TestAnyModel(AnyModel):
    wire = WIRE


def test_without_its_key_it_asks_nothing():
    expect_missing_key(WIRE, "ANTHROPIC_API_KEY")


def test_a_plain_request_reaches_the_model():
    _, [request] = play(stream(*WHOLE), asked())
    assert request.path == "/v1/messages"
    assert request.headers["authorization"] == "Bearer test-key"
    assert request.body == {
        "model": "test-model",
        "max_tokens": 8192,
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": True,
    }


def test_what_a_request_sets_reaches_the_model_the_systems_messages_apart():
    add = {"name": "add", "parameters": {"type": "object", "required": ["a"]}}
    messages = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Add"}]
    tools = [{"type": "function", "function": add}]
    _, [request] = play(stream(*WHOLE), asked(temperature=0, max_tokens=9, tools=tools, messages=messages))
    body = request.body
    assert (body["system"], body["temperature"], body["max_tokens"]) == ("Be short.", 0, 9)
    assert body["messages"] == [{"role": "user", "content": "Add"}]
    assert body["tools"] == [{"name": "add", "input_schema": add["parameters"]}]


# What a request says of tools, and what the model is told.
CHOICES = [
    ("auto", {"type": "auto"}),
    ("none", {"type": "none"}),
    ("required", {"type": "any"}),
    ({"type": "function", "function": {"name": "add"}}, {"type": "tool", "name": "add"}),
    ({"type": "tool", "name": "add"}, {"type": "tool", "name": "add"}),
]


@pytest.mark.parametrize("given, sent", CHOICES)
def test_a_choice_of_tools_is_put_in_the_providers_form(given, sent):
    _, [request] = play(stream(*WHOLE), asked(tool_choice=given))
    assert request.body["tool_choice"] == sent


def test_thinking_comes_as_reasoning_and_what_nobody_asked_for_is_left_out():
    thinking = block(
        0,
        {"type": "thinking", "thinking": ""},
        {"type": "thinking_delta", "thinking": "Hm"},
        {"type": "signature_delta", "signature": "c2ln"},
    )
    search = block(
        1,
        {"type": "server_tool_use", "id": "1", "name": "web_search", "input": {}},
        {"type": "input_json_delta", "partial_json": '{"query":'},
    )
    hidden = block(2, {"type": "redacted_thinking"})
    answer, _ = play(stream(BEGIN, thinking, hidden, search, text("Yes"), end("end_turn")), asked())
    assert [(event.type, event.text) for event in answer.events] == [
        ("reasoning", "Hm"),
        ("text", "Yes"),
        ("done", None),
    ]


REASONS = {
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "content_filter",
    "pause_turn": "pause_turn",
}


@pytest.mark.parametrize("reason", REASONS)
def test_an_answer_says_why_it_ends(reason):
    answer, _ = play(stream(BEGIN, text("Hel"), end(reason)), asked())
    assert (metadata_of(answer.last)["finishReason"], answer.kind) == (REASONS[reason], None)


def test_tool_calls_come_whole_and_their_results_go_back_to_the_model():
    frames = [BEGIN, tool_use(0, "call_a", "add", '{"a":', "1}"), tool_use(1, "call_b", "now"), end("tool_use")]
    tools = [{"type": "function", "function": {"name": name}} for name in ("add", "now")]
    results = [{"id": "call_a", "content": "2"}, {"id": "call_b", "content": {"hour": 9}}]

    async def part(_):
        answer = await ask(handler, tools=tools)
        messages = [
            {"role": "user", "content": "Add"},
            {"role": "assistant", "content": json.dumps({"text": "Well,", "tool_calls": answer.calls})},
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
            "content": [
                {"type": "text", "text": "Well,"},
                {"type": "tool_use", "id": "call_a", "name": "add", "input": {"a": 1}},
                {"type": "tool_use", "id": "call_b", "name": "now", "input": {}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "call_a", "content": "2"},
                {"type": "tool_result", "tool_use_id": "call_b", "content": '{"hour":9}'},
            ],
        },
    ]


def test_a_whole_answer_in_place_of_a_stream_is_an_answer():
    body = {
        "type": "message",
        "content": [{"type": "text", "text": "Hello"}, {"type": "tool_use", "id": "1", "name": "a", "input": {"b": 1}}],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 1, "output_tokens": 2},
    }
    answer, _ = play(reply_with(200, body), asked())
    assert (answer.text, answer.calls[0]["arguments"]) == ("Hello", {"b": 1})
    assert metadata_of(answer.last) == {"usage": {"inputTokens": 1, "outputTokens": 2}, "finishReason": "tool_calls"}


# Answers that are errors: what they become, and how often the model is asked for them.
FAILURES = {
    "a key that is not accepted": (
        reply_with(401, error_of("authentication_error", "invalid x-api-key test-key")),
        "auth",
        1,
    ),
    "an overload": (reply_with(529, error_of("overloaded_error", "Overloaded")), "overloaded", 3),
    "an overload inside a stream": (
        stream(BEGIN, text("Hel"), frame("error", error=error_of("overloaded_error", "Overloaded")["error"])),
        "overloaded",
        1,
    ),
    "an error in place of a stream": (reply_with(200, error_of("authentication_error", "No")), "auth", 1),
    "a conversation that is too long": (
        reply_with(400, error_of("invalid_request_error", "prompt is too long")),
        "context_length",
        1,
    ),
    "a bad request": (reply_with(400, error_of("invalid_request_error", "max_tokens: too large")), "bad_request", 1),
    "no reason for its end": (stream(BEGIN, text("Hello"), frame("message_stop")), "truncated", 1),
    "an event that is no JSON": (stream(BEGIN, text("Hel"), "data: {oops\n\n"), "unavailable", 1),
    "arguments that are no JSON": (
        stream(BEGIN, tool_use(0, "1", "a", "{oops"), end("tool_use")),
        "unavailable",
        1,
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_has_its_kind(name):
    expect_failure(WIRE, *FAILURES[name])
