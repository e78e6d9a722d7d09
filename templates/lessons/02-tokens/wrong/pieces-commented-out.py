from llmbrick.protocols.models.http.conversation import ConversationSSEResponse


async def handler(request):
    text = request.messages[-1].content
    yield ConversationSSEResponse(id="all", type="text", text=text, progress="IN_PROGRESS")
    # for word in text.split(): yield word
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
