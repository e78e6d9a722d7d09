"""你的程式：伺服器模擬一個模型。"""

import asyncio
import os
from collections.abc import AsyncGenerator

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse

from mock import script


async def handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    """同樣的請求得到同樣的回覆，速度也一樣。`MOCK_SPEED=0` 完全不等待。

    最後一則訊息可以指定故障，例如 `/fault cut`。用戶端離線或時間到了，正在等待的 `await` 會丟出
    asyncio.CancelledError。
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
