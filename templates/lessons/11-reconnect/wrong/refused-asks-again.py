from llmbrick.core.exceptions import ModelException
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ToyModelError, pieces

TRIES = 3


async def handler(request):
    after = None
    for tries in range(1, TRIES + 1):
        try:
            async for piece in pieces(request.messages, after=after):
                after = piece.id
                yield ConversationSSEResponse(
                    id=f"piece-{piece.id}", type="text", text=piece.text, progress="IN_PROGRESS"
                )
            break
        except ToyModelError as error:
            if tries == TRIES:
                raise ModelException("The model can't be reached") from error
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
