"""The handler against an Ollama that is played here. Nothing leaves this machine."""

import json

import pytest
from any_model import AnyModel, Wire, asked, expect_failure, reply_with, stream
from provider import ask, metadata_of

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


def error(status, message):
    return reply_with(status, {"error": message})


WIRE = Wire(
    variables=lambda url: {"OLLAMA_HOST": url},
    whole=WHOLE,
    begun=piece(content="Hel"),
    keep_alive="\n",
    saying=lambda text: piece(content=text) + done(),
    refusal=lambda message: {"error": message},
)
play = WIRE.play


class TestAnyModel(AnyModel):
    wire = WIRE


def test_a_plain_request_reaches_the_model():
    _, [request] = play(stream(*WHOLE), asked())
    assert request.path == "/api/chat"
    assert request.body == {"model": "test-model", "messages": [{"role": "user", "content": "Hello"}], "stream": True}


def test_what_a_request_sets_reaches_the_model():
    parameters = {"type": "object", "properties": {"a": {"anyOf": [{"type": "integer", "minimum": 1}]}}}
    tools = [{"type": "function", "function": {"name": "add", "parameters": parameters}}]
    system = {"role": "system", "content": "Be short"}

    async def part(_):
        await ask(handler, temperature=0, max_tokens=9, tools=tools, tool_choice="auto", messages=[system])
        await ask(handler, max_tokens=9, tools=tools, tool_choice="none")

    _, requests = play(stream(*WHOLE), part)
    first, second = (request.body for request in requests)
    assert (first["options"], first["tools"]) == ({"temperature": 0, "num_predict": 9}, tools)
    assert first["messages"] == [system]
    assert (second["options"], second.get("tools")) == ({"num_predict": 9}, None)


def test_a_choice_of_tools_that_ollama_does_not_know_is_refused():
    answer, requests = play(stream(*WHOLE), asked(tool_choice="required"))
    assert answer.kind == "bad_request"
    assert "toolChoice" in str(answer.failure)
    assert requests == []


def test_an_answer_without_usage_says_null_and_reasoning_comes_as_such():
    answer, _ = play(stream(piece(thinking="Hm"), piece(content="Yes"), done()), asked())
    assert [(event.type, event.text) for event in answer.events] == [
        ("reasoning", "Hm"),
        ("text", "Yes"),
        ("done", None),
    ]
    assert metadata_of(answer.last) == {"usage": None, "finishReason": "stop"}


def test_usage_that_is_told_in_part_is_null_for_the_rest():
    answer, _ = play(stream(done(eval_count=2)), asked())
    assert metadata_of(answer.last)["usage"] == {"inputTokens": None, "outputTokens": 2}


@pytest.mark.parametrize("reason", ["length", "load", "unload"])
def test_an_answer_that_ends_for_another_reason_says_so(reason):
    answer, _ = play(stream(piece(content="Hel"), done(done_reason=reason)), asked())
    assert (metadata_of(answer.last)["finishReason"], answer.kind) == (reason, None)


def test_tool_calls_have_ids_and_their_results_go_back_to_the_model():
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

    answer, requests = play(stream(call("add", {"a": 1}), call("now", {}, id="own"), done()), part)
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


def test_a_whole_answer_in_place_of_a_stream_is_an_answer():
    message = {"role": "assistant", "content": "Hello"}
    answer, _ = play(reply_with(200, {"message": message, "done": True, "done_reason": "stop", **COUNTS}), asked())
    assert answer.text == "Hello"
    assert metadata_of(answer.last) == {"usage": {"inputTokens": 7, "outputTokens": 2}, "finishReason": "stop"}


# Answers that are errors: what they become, and how often the model is asked for them.
FAILURES = {
    "a model that is not there": (error(404, "model 'test-model' not found"), "unavailable", 1),
    "an address of something else": (error(404, "Not found"), "unavailable", 1),
    "a key that is not accepted": (error(401, "unauthorized"), "auth", 1),
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
    "a chunk that is no JSON": (stream(piece(content="Hel"), "{oops\n"), "unavailable", 1),
    "arguments that are no JSON": (stream(call("a", "{oops"), done()), "unavailable", 1),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_has_its_kind(name):
    expect_failure(WIRE, *FAILURES[name])


def test_of_a_model_that_is_not_there_it_is_said_how_to_get_it():
    answer, _ = play(error(404, 'model "test-model" not found, try pulling it first'), asked())
    assert "ollama pull test-model" in str(answer.failure)


def test_without_an_ollama_that_runs_the_error_asks_for_it(monkeypatch):
    async def part(_):
        monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:1")
        return await ask(handler)

    answer, _ = play(stream(), part)
    assert answer.kind == "unavailable"
    assert "is Ollama running" in str(answer.failure)


def test_an_ollama_that_listens_on_every_address_is_found_on_this_machine(monkeypatch):
    async def part(own):
        monkeypatch.setenv("OLLAMA_HOST", own.url.replace("http://127.0.0.1", "0.0.0.0"))
        return await ask(handler)

    assert play(stream(*WHOLE), part)[0].text == "Hello"
