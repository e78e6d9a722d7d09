from llmbrick.protocols.models.http.conversation import ConversationSSEResponse


async def handler(request):
    yield ConversationSSEResponse(id="1", type="text", text="Hello, nobody!", progress="IN_PROGRESS")
