"""你的程式：伺服器以支援 OpenAI API 的模型回覆。"""

import json
import re
from collections.abc import AsyncGenerator
from typing import Any

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from model import Events, ModelFailure, Turn, as_text, failure_of, parsed_call, tools_of, turns_of, with_retries
from model.failure import address_in, key_in, warn_without
from model.http import OPTIONS
from openai_chunks import chunks_of

warn_without("OPENAI_API_KEY")


async def handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    """透過 OpenAI 的 API 向模型提問；`OPENAI_BASE_URL` 可以改成任何相容的伺服器。

    用戶端離線或時間到了，正在等待的 `await` 會丟出 asyncio.CancelledError：
    兩個 `async with` 都會結束，模型也會一起停下來。
    """
    async for event in with_retries(lambda: answer(request)):
        yield event


async def answer(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    events = Events(request.model)
    calls: list[dict[str, str]] = []
    # 依供應商的編號，每一段屬於哪個呼叫。
    slots: dict[int, dict[str, str]] = {}
    usage = finish_reason = None
    # 只有 `with_retries` 知道是否已經送出過事件，所以 SDK 不自行重試。
    http = DefaultAsyncHttpxClient(**OPTIONS)
    key, address = key_in("OPENAI_API_KEY"), address_in("OPENAI_BASE_URL")
    async with AsyncOpenAI(api_key=key, base_url=address, max_retries=0, http_client=http) as client:
        body = body_for(request, client.base_url.host)
        async with client.chat.completions.with_streaming_response.create(**body) as response:
            async for chunk in chunks_of(response):
                usage = chunk.get("usage") or usage
                choice = (chunk.get("choices") or [{}])[0]
                delta = choice.get("delta") or choice.get("message") or {}
                if thought := delta.get("reasoning") or delta.get("reasoning_content"):
                    yield events.reasoning(thought)
                if text := delta.get("content") or delta.get("refusal"):
                    yield events.text(text)
                for part in delta.get("tool_calls") or []:
                    collect(part, calls, slots)
                if choice.get("finish_reason") == "error":
                    raise failure_of(choice.get("error") or choice)
                finish_reason = finish_reason or choice.get("finish_reason")
    if not finish_reason:
        raise ModelFailure("truncated")

    # 因 token 上限或內容過濾而被截斷的呼叫不算數。
    if finish_reason not in ("length", "content_filter"):
        for number, call in enumerate(calls, 1):
            yield events.tool_call(parsed_call(call["id"] or f"call_{number}", call["name"], call["arguments"]))
        if calls and finish_reason == "stop":
            finish_reason = "tool_calls"
    usage = usage or {}
    yield events.done(finish_reason, usage.get("prompt_tokens"), usage.get("completion_tokens"))


def collect(part: dict[str, Any], calls: list[dict[str, str]], slots: dict[int, dict[str, str]]) -> None:
    """呼叫會分段送來。有些伺服器的編號全是 0，或是很晚才給 id，甚至不給。"""
    index, id, function = part.get("index") or 0, part.get("id"), part.get("function") or {}
    call = slots.get(index)
    if call is None or (call["id"] not in ("", id) if id else function.get("name") and call["arguments"]):
        call = slots[index] = {"id": "", "name": "", "arguments": ""}
        calls.append(call)
    call["id"] = call["id"] or id or ""
    call["name"] = call["name"] or function.get("name") or ""
    call["arguments"] += as_text(function.get("arguments") or "")


def body_for(request: ConversationSSERequest, host: str) -> dict[str, Any]:
    """OpenAI 格式的請求。用戶端沒有設定的欄位不會送出。"""
    # 新的名稱是 OpenAI 自己的，其他伺服器不一定認得。
    is_newer = host == "api.openai.com" or re.match(r"(o\d|gpt-5)", request.model)
    optional = {
        "temperature": request.temperature,
        "max_completion_tokens" if is_newer else "max_tokens": request.max_tokens,
        "tools": [{"type": "function", "function": tool} for tool in tools_of(request)] or None,
        "tool_choice": request.tool_choice,
    }
    return {
        "model": request.model,
        "messages": [message for turn in turns_of(request) for message in messages_for(turn)],
        "stream": True,
        "stream_options": {"include_usage": True},
        **{name: value for name, value in optional.items() if value is not None},
    }


def messages_for(turn: Turn) -> list[dict[str, Any]]:
    if turn.calls:
        calls = [
            {
                "id": call["id"],
                "type": "function",
                "function": {"name": call["name"], "arguments": json.dumps(call["arguments"], separators=(",", ":"))},
            }
            for call in turn.calls
        ]
        return [{"role": "assistant", "content": turn.text or None, "tool_calls": calls}]
    answers = [{"role": "tool", "tool_call_id": item["id"], "content": item["content"]} for item in turn.results]
    return [*answers, *([{"role": turn.role, "content": turn.text}] if turn.text or not answers else [])]
