"""Asks applications that have grown our routes, in memory, and prints the figures after each."""

import json
import sys

sys.path.insert(0, ".")

from fastapi import FastAPI  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402

from server import app as ours  # noqa: E402
from server import config  # noqa: E402

BODY = {"model": config.allowed_models[0], "messages": [{"role": "user", "content": "Hi"}], "sessionId": "s"}


def mounted():
    app = FastAPI()
    app.mount("/ai", ours)
    return app


def included():
    app = FastAPI()
    app.include_router(ours.router, prefix="/ai")
    return app


def figures_of(app):
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    client.post("/ai/chat/completions", json=BODY, headers={"Accept": "text/event-stream"})
    client.post("/ai/chat/completions", json={}, headers={"Accept": "text/event-stream"})
    client.post("/ai/v1/chat/completions", json={**BODY, "stream": True})
    client.post("/ai/v1/chat/completions", json={**BODY, "model": "none"})
    return client.get("/ai/metrics").text


print(json.dumps([figures_of(mounted()), figures_of(included())]))
