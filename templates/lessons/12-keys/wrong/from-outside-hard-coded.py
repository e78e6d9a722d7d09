from llmbrick.core.exceptions import ModelException
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ToyModelError, ask


async def handler(request):
    key = "toy-key-violet"
    count = 0
    try:
        async for text in ask(request.messages, key=key):
            count += 1
            yield ConversationSSEResponse(id=f"piece-{count}", type="text", text=text, progress="IN_PROGRESS")
    except ToyModelError as error:
        raise ModelException(f"The model refused ({error.status or 'it broke off'})") from error
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
