"""Your code: what the server answers."""

from collections.abc import AsyncGenerator

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse


async def handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    """Answers one request. Each event that you `yield` is sent to the client at once.

    `request` holds the model and the messages, already checked against server.py. When the client goes
    away or a time limit ends the stream, the `await` that waits raises asyncio.CancelledError: use
    `async with` and `finally` to let go of what you hold. Never block: a `time.sleep` stops every stream.
    """
    yield ConversationSSEResponse(id="msg-1", type="text", text="Hello World", progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="msg-2", type="done", progress="DONE")
