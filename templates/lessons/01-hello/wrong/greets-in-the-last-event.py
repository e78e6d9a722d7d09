from llmbrick.protocols.models.http.conversation import ConversationSSEResponse


async def handler(request):
    name = request.messages[-1].content
    yield ConversationSSEResponse(id="1", type="done", text=f"Hello, {name}!", progress="DONE")
