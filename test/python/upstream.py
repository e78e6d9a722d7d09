"""The package llmbrick as it is. `python upstream.py <folder>` serves the handler in that folder's handler.py."""

import socket
import sys

import uvicorn
from llmbrick.servers.sse.config import SSEServerConfig
from llmbrick.servers.sse.server import SSEServer

sys.path.insert(0, sys.argv[1])
from handler import handler  # noqa: E402

config = SSEServerConfig(
    allowed_models=["gpt-4o", "claude-3"],
    max_message_length=10,
    max_messages_count=3,
    debug_mode=True,
    enable_request_logging=False,
)
listener = socket.create_server(("127.0.0.1", 0))
print(f"Listening on http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
server = SSEServer(handler=handler, config=config)
uvicorn.Server(uvicorn.Config(server.fastapi_app, log_level="critical")).run(sockets=[listener])
