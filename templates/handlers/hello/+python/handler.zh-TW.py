"""你的程式：伺服器的回覆。"""

from collections.abc import AsyncGenerator

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse


async def handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    """回覆一個請求。每次 `yield` 的事件都會立刻送到用戶端。

    `request` 裡有模型和訊息，都已依 server.py 檢查過。用戶端離線或時間到了，正在等待的 `await` 會丟出
    asyncio.CancelledError：請用 `async with` 和 `finally` 釋放資源。不可以阻塞：一個 `time.sleep`
    就會讓所有串流停住。
    """
    yield ConversationSSEResponse(id="msg-1", type="text", text="Hello World", progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="msg-2", type="done", progress="DONE")
