from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ask


async def handler(request):
    count = 0
    async for text in ask(request.messages):
        count += 1
        yield ConversationSSEResponse(id=f"piece-{count}", type="text", text=text, progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
