"""The handler alone. Nothing waits here, and nothing is sent over the network."""

import asyncio
import json

import pytest
from provider import ask, metadata_of, request_of

from handler import handler
from mock import script

TOOLS = [
    {
        "type": "function",
        "function": {"name": "add", "parameters": {"properties": {"a": {"type": "number"}, "b": {"type": "string"}}}},
    }
]


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setenv("MOCK_SPEED", "0")


def say(content):
    return [{"role": "user", "content": content}]


def answer_to(content, **changes):
    return asyncio.run(ask(handler, messages=say(content), **changes))


def test_the_same_request_gets_the_same_pieces_at_the_same_times_another_one_others():
    def plan(content):
        return script(request_of(messages=say(content)))

    assert plan("Hello") == plan("Hello")
    assert plan("Hello") != plan("Hello!")


def test_an_answer_has_text_about_the_question_and_last_its_usage():
    answer = answer_to("What is SSE?")
    assert "What is SSE?" in answer.text
    assert answer.last.progress == "DONE"
    tokens = {"inputTokens": 3, "outputTokens": -(-len(answer.text) // 4)}
    assert metadata_of(answer.last) == {"usage": tokens, "finishReason": "stop"}
    assert len({event.id for event in answer.events}) == len(answer.events)


def test_a_tool_that_is_offered_is_called_and_its_result_answered():
    answer = answer_to("Add", tools=TOOLS)
    [call] = answer.calls
    assert (call["name"], call["arguments"]) == ("add", {"a": 1, "b": "Add"})
    assert metadata_of(answer.last)["finishReason"] == "tool_calls"

    messages = [
        *say("Add"),
        {"role": "assistant", "content": json.dumps({"tool_calls": [call]})},
        {"role": "user", "content": json.dumps({"tool_results": [{"id": call["id"], "content": "42"}]})},
    ]
    assert "42" in asyncio.run(ask(handler, messages=messages, tools=TOOLS)).text


@pytest.mark.parametrize(
    ("fault", "kind"), [("rate-limit", "rate_limit"), ("cut", "truncated"), ("overloaded-late", "overloaded")]
)
def test_a_fault_fails_with_its_kind(fault, kind):
    answer = answer_to(f"/fault {fault}")
    assert answer.kind == kind
    assert (answer.text == "") == (fault == "rate-limit")
    assert not answer.events or answer.last.progress != "DONE"


def test_a_slow_start_waits_longer_than_any_other_answer():
    assert script(request_of(messages=say("/fault slow-start")))[0].wait == 8000


def test_a_malformed_event_is_one_that_the_server_refuses():
    assert answer_to("/fault malformed").last.id == ""


def test_the_fault_tool_calls_a_tool_without_being_offered_one():
    assert [event.type for event in answer_to("/fault tool").events] == ["tool_call", "done"]


def test_a_stall_goes_on_until_the_client_leaves():
    async def stall():
        seen = []
        asking = asyncio.ensure_future(ask(handler, on_event=seen.append, messages=say("/fault stall")))
        while len(seen) < 5:
            await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    asyncio.run(stall())
