import json
import os

import httpx
from llmbrick.core.exceptions import ModelException
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse


async def handler(request):
    messages = [{"role": message.role, "content": message.content} for message in request.messages]
    body = {"model": request.model, "messages": messages, "stream": True}
    if request.temperature is not None:
        body["temperature"] = request.temperature
    url = f"{os.environ['OPENAI_BASE_URL']}/chat/completions"
    headers = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    async with (
        httpx.AsyncClient(timeout=None) as client,
        client.stream("POST", url, json=body, headers=headers) as response,
    ):
        if response.status_code != 200:
            raise ModelException(f"The model answered {response.status_code}")
        count = 0
        is_whole = False
        async for line in response.aiter_lines():
            data = line.removeprefix("data: ")
            is_whole = is_whole or data == "[DONE]"
            if line == data or is_whole:
                continue
            text = json.loads(data)["choices"][0]["delta"].get("content")
            if text:
                count += 1
                yield ConversationSSEResponse(id=f"piece-{count}", type="text", text=text, progress="IN_PROGRESS")
    # if not is_whole: raise …
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
