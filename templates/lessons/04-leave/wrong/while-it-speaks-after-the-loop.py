import asyncio

from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ask


async def handler(request):
    pieces = asyncio.Queue()

    async def listen():
        async for text in ask(request.messages):
            await pieces.put(text)
        await pieces.put(None)

    listening = asyncio.create_task(listen())
    count = 0
    while (text := await pieces.get()) is not None:
        count += 1
        yield ConversationSSEResponse(id=f"piece-{count}", type="text", text=text, progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
    listening.cancel()
