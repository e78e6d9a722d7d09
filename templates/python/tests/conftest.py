"""What the tests share: a request, and an answer to it."""

import asyncio
import json

import httpx
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse
from llmbrick.servers.sse.server import SSEServer

from hardening import harden, load_settings, watched
from hardening.endpoint import path_of
from server import config


async def hello(_):
    """Answers in the place of yours, which may ask a model."""
    yield ConversationSSEResponse(id="msg-1", type="text", text="Hello", progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="msg-2", type="done", progress="DONE")


def hardened(handler, environ):
    """A server of its own, and its settings. No variable of this machine changes them."""
    settings = load_settings(config, environ=environ or {})
    server = SSEServer(config=settings.to_config())
    server.set_handler(watched(handler))
    harden(server, settings)
    return server, settings


def ask(handler=hello, headers=None, environ=None, **changes):
    """Sends a request to a server of its own; returns the whole response."""
    server, _ = hardened(handler, environ)
    request = {
        "model": config.allowed_models[0],
        "messages": [{"role": "user", "content": "?"}],
        "sessionId": "test-session",
        **changes,
    }
    accept = {"Accept": "text/event-stream", **(headers or {})}
    return send(server, "POST", path_of(server), json=request, headers=accept)


def send(server, method, path, **options):
    """Sends anything to a server, without a network; returns the whole response."""

    async def request():
        # A failure of the server is a response, too.
        transport = httpx.ASGITransport(server.fastapi_app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, **options)

    return asyncio.run(request())


def frames_of(response):
    """Each frame of a finished stream: the event's name and its data."""
    frames = [frame.split("\n") for frame in response.text.split("\n\n") if frame.startswith("event: ")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in frames]
