from llmbrick.core.exceptions import ValidationException
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ask

MOST = 100


async def handler(request):
    length = len(request.messages[-1].content.encode())
    if length > MOST:
        raise ValidationException(f"The question has {length} characters; at most {MOST} are allowed.")
    count = 0
    async for text in ask(request.messages):
        count += 1
        yield ConversationSSEResponse(id=f"piece-{count}", type="text", text=text, progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
