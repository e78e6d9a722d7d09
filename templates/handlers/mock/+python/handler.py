"""Your code: the server plays a model, without one."""

import asyncio
import os
from collections.abc import AsyncGenerator

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse

from mock import script


async def handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    """Gives the same request the same answer, at the same pace. `MOCK_SPEED=0` waits for nothing.

    A last message such as `/fault cut` asks for a fault. When the client goes away or a time limit ends the stream,
    the `await` that waits raises asyncio.CancelledError.
    """
    speed = float(os.environ.get("MOCK_SPEED") or 1)
    for step in script(request):
        if step.wait is None:
            await asyncio.Event().wait()
        elif speed > 0:
            await asyncio.sleep(step.wait / 1000 / speed)
        if step.failure:
            raise step.failure
        if step.event:
            yield step.event
