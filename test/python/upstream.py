"""The package llmbrick as it is, with a handler that tells what reached it."""

import socket

import uvicorn
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse, SSEResponseMetadata
from llmbrick.servers.sse.config import SSEServerConfig
from llmbrick.servers.sse.server import SSEServer

config = SSEServerConfig(
    allowed_models=["gpt-4o", "claude-3"],
    max_message_length=10,
    max_messages_count=3,
    enable_request_logging=False,
)


async def handler(request):
    reached = request.model_dump(by_alias=True, exclude={"model", "messages"})
    yield ConversationSSEResponse(
        id="1",
        type="text",
        model=request.model,
        text=request.messages[-1].content,
        progress="IN_PROGRESS",
        metadata=SSEResponseMetadata(search_results=reached),
    )
    yield ConversationSSEResponse(id="2", type="done", progress="DONE")


listener = socket.create_server(("127.0.0.1", 0))
print(f"Listening on http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
server = SSEServer(handler=handler, config=config)
uvicorn.Server(uvicorn.Config(server.fastapi_app, log_level="critical")).run(sockets=[listener])
