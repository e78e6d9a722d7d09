"""Tells what of a request reached it."""

from llmbrick.protocols.models.http.conversation import ConversationSSEResponse, SSEResponseMetadata


async def handler(request):
    reached = request.model_dump(by_alias=True, exclude={"model", "messages"})
    yield ConversationSSEResponse(
        id="1",
        type="text",
        model=request.model,
        text=request.messages[-1].content,
        progress="IN_PROGRESS",
        metadata=SSEResponseMetadata(search_results=reached),
    )
    yield ConversationSSEResponse(id="2", type="done", progress="DONE")
