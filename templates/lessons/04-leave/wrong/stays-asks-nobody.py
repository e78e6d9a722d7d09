from llmbrick.protocols.models.http.conversation import ConversationSSEResponse


async def handler(request):
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
