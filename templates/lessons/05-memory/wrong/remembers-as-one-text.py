from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ask


async def handler(request):
    text = "\n".join(message.content for message in request.messages)
    count = 0
    async for text in ask([{"role": "user", "content": text}]):
        count += 1
        yield ConversationSSEResponse(id=f"piece-{count}", type="text", text=text, progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
