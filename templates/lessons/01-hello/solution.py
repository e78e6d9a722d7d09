from llmbrick.protocols.models.http.conversation import ConversationSSEResponse


async def handler(request):
    name = request.messages[-1].content
    yield ConversationSSEResponse(id="1", type="text", text=f"Hello, {name}!", progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="2", type="done", progress="DONE")
