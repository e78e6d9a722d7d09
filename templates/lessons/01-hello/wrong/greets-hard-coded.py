from llmbrick.protocols.models.http.conversation import ConversationSSEResponse


async def handler(request):
    yield ConversationSSEResponse(id="1", type="text", text="Hello, you!", progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="2", type="done", progress="DONE")
