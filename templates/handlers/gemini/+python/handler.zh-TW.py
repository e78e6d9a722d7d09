"""你的程式：伺服器以 Gemini 模型回覆。"""

from base64 import b64decode, b64encode
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse

from gemini_chunks import chunks_of
from gemini_words import finish_reason_of, tool_config_of, usage_of
from model import Events, ModelFailure, Turn, parsed_call, tools_of, turns_of, warn_without, with_retries

warn_without("GEMINI_API_KEY")


async def handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    """向 Gemini 模型提問。

    用戶端離線或時間到了，正在等待的 `await` 會丟出 asyncio.CancelledError：
    `async with` 會結束，模型也會一起停下來。
    """
    async for event in with_retries(lambda: answer(request)):
        yield event


async def answer(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    events = Events(request.model)
    turns = turns_of(request)
    earlier_calls = sum(len(turn.calls) for turn in turns)
    calls: list[dict[str, Any]] = []
    usage = finish_reason = None
    async with aclosing(chunks_of(**body_for(request, turns))) as chunks:
        async for chunk in chunks:
            if chunk.prompt_feedback and chunk.prompt_feedback.block_reason:
                raise ModelFailure("content_filter") from ValueError(repr(chunk.prompt_feedback))
            # 每一段都帶有到目前為止的數量。
            usage = chunk.usage_metadata or usage
            candidate = chunk.candidates[0] if chunk.candidates else None
            content = candidate and candidate.content
            for part in (content and content.parts) or []:
                if part.text:
                    yield events.reasoning(part.text) if part.thought else events.text(part.text)
                if call := part.function_call:
                    id = call.id or f"call_{earlier_calls + len(calls) + 1}"
                    signature = part.thought_signature and b64encode(part.thought_signature).decode()
                    calls.append(parsed_call(id, call.name or "", call.args or {}, signature))
            finish_reason = (candidate and candidate.finish_reason) or finish_reason
    if not finish_reason:
        raise ModelFailure("truncated")

    told = finish_reason_of(finish_reason.value)
    for call in calls:
        yield events.tool_call(call)
    yield events.done("tool_calls" if calls and told == "stop" else told, *usage_of(usage))


def body_for(request: ConversationSSERequest, turns: list[Turn]) -> dict[str, Any]:
    """Gemini 格式的請求。用戶端沒有設定的欄位不會送出。"""
    system = [{"text": turn.text} for turn in turns if turn.role == "system"]
    names = {"parameters": "parametersJsonSchema"}
    declarations = [{names.get(key, key): value for key, value in tool.items()} for tool in tools_of(request)]
    config = {
        "system_instruction": {"parts": system} if system else None,
        "temperature": request.temperature,
        "max_output_tokens": request.max_tokens,
        "tools": [{"functionDeclarations": declarations}] if declarations else None,
        "tool_config": tool_config_of(request.tool_choice),
    }
    return {
        "model": request.model,
        "contents": [content_for(turn) for turn in turns if turn.role != "system"],
        "config": {name: value for name, value in config.items() if value is not None},
    }


def content_for(turn: Turn) -> dict[str, Any]:
    said = [{"text": turn.text}] if turn.text or not (turn.calls or turn.results) else []
    if turn.role == "assistant":
        return {"role": "model", "parts": [*said, *map(part_for, turn.calls)]}
    answers = [
        {"function_response": {"id": item["id"], "name": item["name"], "response": {"output": item["content"]}}}
        for item in turn.results
    ]
    return {"role": "user", "parts": [*answers, *said]}


def part_for(call: dict[str, Any]) -> dict[str, Any]:
    function_call = {"id": call["id"], "name": call["name"], "args": call["arguments"]}
    signature = call.get("signature")
    return {"function_call": function_call, **({"thought_signature": b64decode(signature)} if signature else {})}
