"""你的程式：伺服器透過 Anthropic 的 API，以 Claude 回覆。"""

from collections.abc import AsyncGenerator
from typing import Any

from anthropic import AsyncAnthropic, DefaultAsyncHttpxClient
from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse

from anthropic_events import events_of
from model import Events, ModelFailure, Turn, parsed_call, tools_of, turns_of, with_retries
from model.failure import address_in, key_in, warn_without
from model.http import OPTIONS

# 請求沒有指定時，一個回覆最多的 token 數：這個 API 一定要有數字。
DEFAULT_MAX_TOKENS = 8192

warn_without("ANTHROPIC_API_KEY")


async def handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    """透過 Anthropic 的 API 向 Claude 提問；`ANTHROPIC_BASE_URL` 可以改成任何相容的伺服器。

    用戶端離線或時間到了，正在等待的 `await` 會丟出 asyncio.CancelledError：
    兩個 `async with` 都會結束，模型也會一起停下來。
    """
    async for event in with_retries(lambda: answer(request)):
        yield event


async def answer(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    events = Events(request.model)
    # 依區塊的編號。
    calls: dict[int, dict[str, Any]] = {}
    input_tokens = output_tokens = stop_reason = None
    # 只有 `with_retries` 知道是否已經送出過事件，所以 SDK 不自行重試。
    http = DefaultAsyncHttpxClient(**OPTIONS)
    key, address = key_in("ANTHROPIC_API_KEY"), address_in("ANTHROPIC_BASE_URL")
    async with AsyncAnthropic(api_key=key, base_url=address, max_retries=0, http_client=http) as client:
        async with client.messages.with_streaming_response.create(**body_for(request)) as response:
            async for event in events_of(response):
                usage = event.get("usage") or (event.get("message") or {}).get("usage") or {}
                if usage.get("input_tokens") is not None:
                    input_tokens = usage["input_tokens"]
                part = event.get("content_block") or event.get("delta") or {}
                match event.get("type"), part.get("type"):
                    case "content_block_start", "tool_use":
                        calls[event["index"]] = {**part, "json": ""}
                    case _, "text" | "text_delta" if part.get("text"):
                        yield events.text(part["text"])
                    case _, "thinking" | "thinking_delta" if part.get("thinking"):
                        yield events.reasoning(part["thinking"])
                    case _, "input_json_delta" if event["index"] in calls:
                        calls[event["index"]]["json"] += part["partial_json"]
                    case "message_delta", _:
                        stop_reason = part.get("stop_reason") or stop_reason
                        output_tokens = usage.get("output_tokens", output_tokens)
    if not stop_reason:
        raise ModelFailure("truncated")

    finish_reason = FINISH_REASONS.get(stop_reason, stop_reason)
    # 因 token 上限或內容過濾而被截斷的呼叫不算數。
    if finish_reason not in ("length", "content_filter"):
        for call in calls.values():
            yield events.tool_call(parsed_call(call.get("id"), call.get("name"), call["json"] or call.get("input")))
    yield events.done(finish_reason, input_tokens, output_tokens)


# Anthropic 表示回覆為何結束的用詞。這裡沒有的會原樣送出。
FINISH_REASONS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}


def body_for(request: ConversationSSERequest) -> dict[str, Any]:
    """Anthropic 格式的請求。除了上限以外，用戶端沒有設定的欄位不會送出。"""
    turns = turns_of(request)
    optional = {
        "system": "\n\n".join(turn.text for turn in turns if turn.role == "system") or None,
        # 新的模型不接受它，所以 SDK 沒有這個參數。
        "extra_body": None if request.temperature is None else {"temperature": request.temperature},
        "tools": [tool_for(**tool) for tool in tools_of(request)] or None,
        "tool_choice": choice_for(request.tool_choice),
    }
    return {
        "model": request.model,
        "max_tokens": DEFAULT_MAX_TOKENS if request.max_tokens is None else request.max_tokens,
        "messages": [message_for(turn) for turn in turns if turn.role != "system"],
        "stream": True,
        **{name: value for name, value in optional.items() if value is not None},
    }


def message_for(turn: Turn) -> dict[str, Any]:
    if not turn.calls and not turn.results:
        return {"role": turn.role, "content": turn.text}
    results = [{"type": "tool_result", "tool_use_id": item["id"], "content": item["content"]} for item in turn.results]
    text = [{"type": "text", "text": turn.text}] if turn.text else []
    calls = [
        {"type": "tool_use", "id": call["id"], "name": call["name"], "input": call["arguments"]} for call in turn.calls
    ]
    return {"role": turn.role, "content": [*results, *text, *calls]}


def tool_for(parameters: dict[str, Any] | None = None, **tool: str) -> dict[str, Any]:
    return {**tool, "input_schema": {"type": "object", **(parameters or {})}}


def choice_for(choice: Any) -> Any:
    """把用戶端最熟悉的 OpenAI 寫法轉成 Anthropic 的寫法；已經是 Anthropic 寫法的不變。"""
    if isinstance(choice, str):
        return {"type": "any" if choice == "required" else choice}
    function = choice.get("function") if isinstance(choice, dict) else None
    if isinstance(function, dict):
        return {"type": "tool", "name": function.get("name")}
    return choice
