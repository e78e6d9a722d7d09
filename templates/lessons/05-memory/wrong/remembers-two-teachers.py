from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ask


async def handler(request):
    messages = [{"role": "system", "content": "You are a patient teacher."}, *request.messages]
    count = 0
    async for text in ask(messages):
        count += 1
        yield ConversationSSEResponse(id=f"piece-{count}", type="text", text=text, progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
