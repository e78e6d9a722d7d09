from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ToyModelError, ask


async def handler(request):
    count = 0
    try:
        async for text in ask(request.messages):
            count += 1
            yield ConversationSSEResponse(id=f"piece-{count}", type="text", text=text, progress="IN_PROGRESS")
    except ToyModelError as error:
        yield ConversationSSEResponse(id="error", type="text", text=str(error), progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
