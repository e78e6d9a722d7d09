import os

from llmbrick.core.exceptions import ConfigException, ModelException
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ToyModelError, ask


async def handler(request):
    key = os.environ.get("OPENAI_API_KEY")
    if not key:
        raise ConfigException("OPENAI_API_KEY is not set on this server")
    count = 0
    try:
        async for text in ask(request.messages, key=key):
            count += 1
            yield ConversationSSEResponse(id=f"piece-{count}", type="text", text=text, progress="IN_PROGRESS")
    except ToyModelError as error:
        raise ModelException(f"The model refused ({error.status or 'it broke off'})") from error
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
