"""What the clients for Python make of a server: run by pytest, with the server's address in LLMBRICK_TEST_URL."""

import asyncio
import os

import httpx
import openai
import pytest
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk

URL = os.environ["LLMBRICK_TEST_URL"]
KEY = "key-1"
MODEL = "gpt-4o"
ADD = {
    "type": "function",
    "function": {"name": "add", "parameters": {"type": "object", "properties": {"a": {"type": "number"}}}},
}


def client_with(**changes):
    return openai.OpenAI(**{"base_url": URL, "api_key": KEY, "max_retries": 0, **changes})


def say(content, **changes):
    return {"model": MODEL, "messages": [{"role": "user", "content": content}], **changes}


def create(content, **changes):
    return client_with().chat.completions.create(**say(content, **changes))


def test_an_answer_as_one_object():
    answer = create("What is SSE?")
    assert "What is SSE?" in answer.choices[0].message.content
    assert answer.usage.prompt_tokens == 3


def test_a_stream_says_the_same():
    chunks = list(create("What is SSE?", stream=True, stream_options={"include_usage": True}))
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    whole = create("What is SSE?")
    assert (text, chunks[-1].usage) == (whole.choices[0].message.content, whole.usage)


def test_the_client_that_is_awaited_streams_too():
    async def read():
        client = openai.AsyncOpenAI(base_url=URL, api_key=KEY)
        stream = await client.chat.completions.create(**say("Hello"), stream=True)
        return [chunk async for chunk in stream]

    assert asyncio.run(read())[-1].choices[0].finish_reason == "stop"


def test_the_helper_for_streams_gathers_the_answer():
    with client_with().chat.completions.stream(**say("Hello")) as stream:
        deltas = [event.delta for event in stream if event.type == "content.delta"]
        final = stream.get_final_completion()
    assert len(deltas) > 5
    assert "".join(deltas) == final.choices[0].message.content


@pytest.mark.parametrize("content", ["What is SSE?", "/fault tool", "/fault rate-limit"])
def test_each_object_is_one_of_the_published_types(content):
    headers = {"Authorization": f"Bearer {KEY}"}
    body = say(content, stream=True, stream_options={"include_usage": True})
    lines = httpx.post(f"{URL}/chat/completions", json=body, headers=headers).text.split("\n\n")
    for line in lines:
        if line.startswith("data: {"):
            ChatCompletionChunk.model_validate_json(line.removeprefix("data: "), strict=True)
    whole = httpx.post(f"{URL}/chat/completions", json=say(content), headers=headers)
    if whole.status_code == 200:
        assert lines[-2:] == ["data: [DONE]", ""]
        ChatCompletion.model_validate_json(whole.text, strict=True)
    else:
        assert set(whole.json()["error"]) == {"message", "type", "param", "code"}


@pytest.mark.parametrize("stream", [True, False])
def test_a_tool_is_called_and_its_result_answered(stream):
    if stream:
        with client_with().chat.completions.stream(**say("Add", tools=[ADD])) as events:
            message = events.get_final_completion().choices[0].message
    else:
        message = create("Add", tools=[ADD]).choices[0].message
    [call] = message.tool_calls
    assert (call.function.name, call.function.arguments) == ("add", '{"a":1}')
    messages = [
        *say("Add")["messages"],
        message.model_dump(include={"role", "content", "tool_calls"}),
        {"role": "tool", "tool_call_id": call.id, "content": "42"},
    ]
    answer = client_with().chat.completions.create(model=MODEL, messages=messages, tools=[ADD])
    assert "42" in answer.choices[0].message.content


@pytest.mark.parametrize(
    ("error", "content", "changes"),
    [
        (openai.BadRequestError, "x", {"n": 2}),
        (openai.NotFoundError, "x", {"model": "no-such-model"}),
        (openai.RateLimitError, "/fault rate-limit", {}),
        (openai.RateLimitError, "/fault rate-limit", {"stream": True}),
        (openai.InternalServerError, "/fault malformed", {}),
    ],
)
def test_each_error_is_of_its_class(error, content, changes):
    with pytest.raises(error):
        client_with().chat.completions.create(**{**say(content), **changes})


def test_a_wrong_key_is_an_error_of_authentication():
    with pytest.raises(openai.AuthenticationError):
        client_with(api_key="wrong").models.list()


@pytest.mark.parametrize(("fault", "requests"), [("rate-limit", 3), ("malformed", 1)])
def test_what_may_help_is_tried_again(fault, requests):
    seen = []

    def note(response):
        seen.append(response)
        # So that the test need not wait for as long as it should.
        response.headers["retry-after-ms"] = "1"

    http = httpx.Client(event_hooks={"response": [note]})
    with pytest.raises(openai.APIStatusError):
        client_with(max_retries=2, http_client=http).chat.completions.create(**say(f"/fault {fault}"))
    assert len(seen) == requests


@pytest.mark.parametrize("fault", ["cut", "overloaded-late"])
def test_a_stream_that_fails_amid_its_answer_raises(fault):
    texts = []
    with pytest.raises(openai.APIError):
        for chunk in create(f"/fault {fault}", stream=True):
            texts.append(chunk.choices[0].delta.content or "")
    assert "".join(texts)


def test_a_stream_can_be_left():
    headers = {"X-Request-Id": "python-leaves"}
    with client_with().chat.completions.create(**say("/fault stall"), stream=True, extra_headers=headers) as stream:
        assert next(iter(stream)).choices[0].delta.role == "assistant"


def test_the_models_are_listed_and_each_is_described():
    models = client_with().models
    assert [model.id for model in models.list()] == ["gpt-4o", "org/model"]
    assert models.retrieve("org/model").id == "org/model"
    with pytest.raises(openai.NotFoundError):
        models.retrieve("other")


def langchain(**changes):
    return ChatOpenAI(**{"model": MODEL, "base_url": URL, "api_key": KEY, "max_retries": 0, **changes})


def test_langchain_gets_an_answer_whole_and_streamed():
    whole = langchain().invoke("What is SSE?")
    chunks = list(langchain(stream_usage=True).stream("What is SSE?"))
    assert whole.usage_metadata["input_tokens"] == 3
    assert "".join(chunk.text for chunk in chunks) == whole.text


def test_langchain_calls_a_tool_and_gets_its_result_answered():
    bound = langchain().bind_tools([ADD])
    called = bound.invoke([HumanMessage("Add")])
    [call] = called.tool_calls
    assert (call["name"], call["args"]) == ("add", {"a": 1})
    answer = bound.invoke([HumanMessage("Add"), called, ToolMessage("42", tool_call_id=call["id"])])
    assert "42" in answer.text


def test_langchain_tells_of_failures():
    with pytest.raises(openai.RateLimitError):
        langchain().invoke("/fault rate-limit")
    with pytest.raises(openai.APIError):
        list(langchain().stream("/fault cut"))
