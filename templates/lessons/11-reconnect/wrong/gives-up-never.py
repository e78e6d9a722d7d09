from llmbrick.core.exceptions import ModelException
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from toy_model import ToyModelError, pieces


async def handler(request):
    after = None
    while True:
        try:
            async for piece in pieces(request.messages, after=after):
                after = piece.id
                yield ConversationSSEResponse(
                    id=f"piece-{piece.id}", type="text", text=piece.text, progress="IN_PROGRESS"
                )
            break
        except ToyModelError as error:
            broke_off = error.status is None
            if not broke_off:
                raise ModelException("The model can't be reached") from error
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
