from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import pieces


async def handler(request):
    async for piece in pieces(request.messages):
        yield ConversationSSEResponse(id=f"piece-{piece.id}", type="text", text=piece.text, progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
