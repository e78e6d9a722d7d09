"""Puts the application into others, as a part and by its routes, and asks what they answer.

Prints, for each, the status of requests by their names.
"""

import json
import sys

from fastapi import FastAPI
from fastapi.testclient import TestClient
from llmbrick.servers.sse.server import SSEServer
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse

sys.path.insert(0, ".")
from handler import handler  # noqa: E402
from hardening import harden, load_settings, watched  # noqa: E402
from server import config  # noqa: E402

ENVIRON = {"LLMBRICK_API_KEYS": "key-1", "LLMBRICK_MAX_BODY_BYTES": "3000"}


def part():
    settings = load_settings(config.model_copy(), environ=ENVIRON)
    server = SSEServer(config=settings.to_config())
    server.set_handler(watched(handler))
    return harden(server, settings)


def application(grow):
    ours = part()
    main = FastAPI(lifespan=ours.router.lifespan_context)
    main.add_middleware(GZipMiddleware, minimum_size=1)

    @main.get("/mine")
    def mine():
        return "mine"

    @main.exception_handler(404)
    async def own(*_):
        return JSONResponse("own", 404)

    grow(main, ours)
    return main


BODY = {"model": config.allowed_models[0], "messages": [{"role": "user", "content": "Hi"}], "sessionId": "s"}
KEY = {"Accept": "text/event-stream", "Authorization": "Bearer key-1"}
ENDPOINT = "/ai/chat/completions"


def asked(client):
    def chat(path=ENDPOINT, body=BODY, **headers):
        given = {**KEY, **{name.title(): value for name, value in headers.items()}}
        response = client.post(path, json=body, headers=given, follow_redirects=False)
        return response.status_code, response

    _, whole = chat()
    streams = [whole.status_code, whole.headers.get("content-encoding"), whole.text.count("event: message") > 0]
    disguises = ["/ai/Chat/completions", "/ai//chat/completions", "/ai/%63hat/completions", f"{ENDPOINT}/", "/chat/completions"]
    return {
        "stream": streams,
        "key": [chat(path, authorization="")[0] in (401, 404, 307) for path in [ENDPOINT, *disguises]],
        "host": [chat(host="localhost")[0], chat(origin="https://evil.example")[0]],
        "size": chat(body={**BODY, "toolChoice": "x" * 3000})[0],
        "schema": chat(body={})[0],
        "others": [client.get(path).status_code for path in ("/ai/healthz", "/ai/readyz", "/ai/", "/mine")],
        "nowhere": client.get("/nowhere").json(),
    }


WAYS = {
    "mount": lambda main, ours: main.mount("/ai", ours),
    "include_router": lambda main, ours: main.include_router(ours.router, prefix="/ai"),
}
results = {}
for name, grow in WAYS.items():
    with TestClient(application(grow)) as client:
        results[name] = asked(client)
print(json.dumps(results))
