from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ask


async def handler(request):
    yield ConversationSSEResponse(id="status", type="status", progress="IN_PROGRESS")
    text = ""
    async for piece in ask(request.messages):
        text += piece
    yield ConversationSSEResponse(id="all", type="text", text=text, progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
