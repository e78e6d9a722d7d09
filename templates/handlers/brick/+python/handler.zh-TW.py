"""你的程式碼：伺服器用 brick 回答，也就是 LLMBrick 的 gRPC 服務。"""

from collections.abc import AsyncGenerator

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse

from bricks import guard, intention, llm, pipeline, rectify, retrieval, translate

# 從問題到回答的路：一行一個步驟，依順序執行。每個步驟詢問自己變數裡那個位址的 brick，
# 例如 BRICK_GUARD=127.0.0.1:50051；沒有設定位址的步驟就略過。
# 遇到攻擊，回答到 guard() 為止；retrieval() 找到的內容會送給用戶端，也放進提示。
STEPS = [
    guard(),
    rectify(),
    translate(to="en"),
    intention(),
    retrieval(max_results=3),
    llm(temperature=0.7),
]


async def handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    """用戶端離開或時間到了，正在等待的 `await` 會丟出 asyncio.CancelledError：brick 也會跟著停下。"""
    async for event in pipeline(STEPS, request):
        yield event
