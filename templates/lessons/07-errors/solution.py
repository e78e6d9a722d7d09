from llmbrick.core.exceptions import ModelException
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ToyModelError, ask


async def handler(request):
    count = 0
    try:
        async for text in ask(request.messages):
            count += 1
            yield ConversationSSEResponse(id=f"piece-{count}", type="text", text=text, progress="IN_PROGRESS")
    except ToyModelError as error:
        raise ModelException(advice(error)) from error
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")


def advice(error):
    if error.status == 429:
        return f"The model is busy. Ask again in {error.retry_after} seconds."
    if error.status is None:
        return "The answer broke off and is not whole. Ask again."
    return "The model does not work now. Tell whoever runs this server."
