"""The server as a client of OpenAI's API sees it."""

import asyncio
import json

import pytest
from conftest import hardened, hello, send
from llmbrick.core.exceptions import ModelException
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from openai_api import add_openai_api
from server import config

MODEL = config.allowed_models[0]


def ask(handler=hello, path="/chat/completions", method="POST", headers=None, environ=None, **changes):
    server, settings = hardened(handler, environ)
    add_openai_api(server, settings)
    request = {"model": MODEL, "messages": [{"role": "user", "content": "?"}], **changes}
    body = request if method == "POST" else None
    return send(server, method, f"{server.config.prefix}/v1{path}", json=body, headers=headers)


def chunks_of(response):
    assert response.headers["content-type"].startswith("text/event-stream")
    *frames, last, rest = response.text.split("\n\n")
    assert (last, rest) == ("data: [DONE]", "")
    return [json.loads(frame.removeprefix("data: ")) for frame in frames]


def test_an_answer_is_one_object():
    answer = ask().json()
    [choice] = answer["choices"]
    assert (answer["object"], answer["model"]) == ("chat.completion", MODEL)
    assert (choice["message"]["content"], choice["finish_reason"]) == ("Hello", "stop")


def test_a_stream_has_its_role_once_and_its_reason_last():
    chunks = chunks_of(ask(stream=True))
    assert len({(chunk["id"], chunk["created"]) for chunk in chunks}) == 1
    choices = [chunk["choices"][0] for chunk in chunks]
    assert ["role" in choice["delta"] for choice in choices] == [True, False]
    assert [choice["finish_reason"] for choice in choices] == [None, "stop"]
    assert "".join(choice["delta"].get("content", "") for choice in choices) == "Hello"


def test_messages_of_tools_reach_the_handler_as_texts():
    reached = []

    async def notes(request):
        reached.append(request)
        async for event in hello(request):
            yield event

    call = {"id": "call_1", "type": "function", "function": {"name": "add", "arguments": '{"a":1}'}}
    messages = [
        {"role": "developer", "content": [{"type": "text", "text": "Be "}, {"type": "text", "text": "brief"}]},
        {"role": "user", "content": "Add"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "42"},
    ]
    assert ask(notes, messages=messages, user="me", max_completion_tokens=9, logit_bias={}).status_code == 200
    [request] = reached
    assert (request.client_id, request.max_tokens, request.tools) == ("me", 9, [])
    assert [(message.role, message.content) for message in request.messages] == [
        ("system", "Be brief"),
        ("user", "Add"),
        ("assistant", '{"tool_calls":[{"id":"call_1","name":"add","arguments":{"a":1}}]}'),
        ("user", '{"tool_results":[{"id":"call_1","content":"42"}]}'),
    ]


def test_long_text_comes_in_lines_of_32_kib_at_most():
    text = "\u2028磚🧱" * 20_000

    async def talks(_):
        yield ConversationSSEResponse(id="1", type="text", text=text, progress="IN_PROGRESS")

    response = ask(talks, stream=True)
    assert max(map(len, response.content.split(b"\n"))) <= 32_768
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks_of(response)) == text


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"model": "no such model"}, 404, "model_not_found"),
        ({"messages": []}, 400, None),
        ({"n": 2}, 400, None),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, 400, None),
        ({"environ": {"LLMBRICK_API_KEYS": "key-1"}}, 401, "invalid_api_key"),
        ({"environ": {"LLMBRICK_MAX_BODY_BYTES": "9"}}, 413, None),
    ],
)
def test_a_refusal_has_a_status_and_openais_form(changes, status, code):
    response = ask(**changes)
    assert response.status_code == status
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["code"] == code


@pytest.mark.parametrize("stream", [True, False])
def test_a_model_that_fails_at_once_has_a_status(stream):
    async def fails(_):
        raise ModelException("too much", {"kind": "rate_limit", "retryable": True, "retryAfter": 7})
        yield

    response = ask(fails, stream=stream)
    assert response.status_code == 429
    assert (response.headers["retry-after"], response.headers["x-should-retry"]) == ("7", "true")
    assert response.json()["error"]["code"] == "rate_limit_exceeded"


def test_a_model_that_fails_later_ends_the_stream_with_an_error():
    async def fails(_):
        yield ConversationSSEResponse(id="1", type="text", text="Hel", progress="IN_PROGRESS")
        raise RuntimeError

    last = chunks_of(ask(fails, stream=True))[-1]
    assert last["error"]["type"] == "server_error"
    assert last["choices"][0]["finish_reason"] == "length"


def test_silence_before_the_first_token_is_kept_alive_by_an_empty_chunk():
    async def waits(request):
        await asyncio.sleep(0.1)
        async for event in hello(request):
            yield event

    first = chunks_of(ask(waits, stream=True, environ={"LLMBRICK_HEARTBEAT_INTERVAL": "0.05"}))[0]
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}


def test_the_models_are_listed():
    names = "gpt-4o,org/model"
    environ = {"LLMBRICK_ALLOWED_MODELS": names}
    listed = ask(path="/models", method="GET", environ=environ).json()
    assert (listed["object"], [model["id"] for model in listed["data"]]) == ("list", names.split(","))
    assert ask(path="/models/org/model", method="GET", environ=environ).json()["id"] == "org/model"
    assert ask(path="/models/other", method="GET", environ=environ).status_code == 404
