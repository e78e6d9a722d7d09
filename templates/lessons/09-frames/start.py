import json
import os

import httpx
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse


async def handler(request):
    messages = [{"role": message.role, "content": message.content} for message in request.messages]
    body = {"model": "toy", "messages": messages, "stream": True}
    async with (
        httpx.AsyncClient(timeout=None) as client,
        client.stream("POST", f"{os.environ['OPENAI_BASE_URL']}/chat/completions", json=body) as response,
    ):
        count = 0
        async for chunk in response.aiter_bytes():
            text = text_of(chunk.decode())  # one chunk is one frame … is it?
            if text:
                count += 1
                yield ConversationSSEResponse(id=f"piece-{count}", type="text", text=text, progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")


def text_of(frame):
    """The text in a frame of the model's. Other lines than its data are nothing to us."""
    line = next((line for line in frame.split("\n") if line.startswith("data: ")), "data: [DONE]")
    if line == "data: [DONE]":
        return None
    return json.loads(line.removeprefix("data: "))["choices"][0]["delta"].get("content")
