import re

from llmbrick.protocols.models.http.conversation import ConversationSSEResponse


async def handler(request):
    text = request.messages[-1].content
    for word in re.split("(?<= )", text):
        yield ConversationSSEResponse(id="word", type="text", text=word, progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
