"""Asks a project's endpoint by every path that may lead to it, in every form in which it may be served.

Prints, for each form, what each request got: its status, and whether the handler was reached.
"""

import asyncio
import gzip
import json
import sys

import httpx
from fastapi import FastAPI
from llmbrick.servers.sse.server import SSEServer

sys.path.insert(0, ".")
from handler import handler  # noqa: E402
from hardening import harden, load_settings, watched  # noqa: E402
from server import config  # noqa: E402

ENVIRON = {"LLMBRICK_API_KEYS": "key", "LLMBRICK_MAX_BODY_BYTES": "1000", "LLMBRICK_MAX_CONCURRENT_CONNECTIONS": "1"}
BODY = {"model": "gpt-4o", "messages": [{"role": "user", "content": "?"}], "sessionId": "s"}
reached = []


async def telling(request):
    reached.append(request)
    async for event in handler(request):
        yield event


def hardened(**options):
    settings = load_settings(config.model_copy(), environ=ENVIRON)
    server = SSEServer(config=settings.to_config(), **options)
    server.set_handler(watched(telling))
    return harden(server, settings)


def mounted():
    outer = FastAPI()
    outer.mount("/ai", hardened())
    return outer


def mounted_in_a_mount():
    outer = FastAPI()
    outer.mount("/a", mounted())
    return outer


def included():
    outer = FastAPI()
    outer.include_router(hardened().router, prefix="/ai")
    return outer


def handler_set_again():
    settings = load_settings(config.model_copy(), environ=ENVIRON)
    server = SSEServer(config=settings.to_config())
    app = harden(server, settings)
    server.set_handler(watched(telling))
    return app


FORMS = {
    "alone": (hardened, "", ""),
    "a handler set later": (handler_set_again, "", ""),
    "a prefix given to SSEServer": (lambda: hardened(prefix="/ai"), "/ai", ""),
    "mounted": (mounted, "/ai", ""),
    "mounted in a mount": (mounted_in_a_mount, "/a/ai", ""),
    "a router included": (included, "/ai", ""),
    "a root path": (hardened, "/ai", "/ai"),
}
ODD_PATHS = [
    "/chat/completions%0A",
    "/chat/completions%0a",
    "/chat/completions/",
    "//chat/completions",
    "/chat//completions",
    "/chat%2Fcompletions",
    "/%63hat/completions",
    "/chat/completions;a=b",
    "/chat/completions%00",
    "/chat/completions%20",
    "/chat/completions?x=1",
    "/chat/./completions",
    "/CHAT/completions",
    "/chat/completions%0D%0A",
    "/chat/completions%E2%80%A8",
]
KEY = {"authorization": "Bearer key"}
USUAL = {"accept": "text/event-stream", "content-type": "application/json", **KEY}
CHECKS = {
    "right": (USUAL, json.dumps(BODY)),
    "no key": ({**USUAL, "authorization": "Bearer no"}, json.dumps(BODY)),
    "two keys": ([*USUAL.items(), ("authorization", "Bearer key")], json.dumps(BODY)),
    "foreign host": ({**USUAL, "host": "evil.example"}, json.dumps(BODY)),
    "two hosts": ([*USUAL.items(), ("host", "localhost"), ("host", "evil.example")], json.dumps(BODY)),
    "foreign origin": ({**USUAL, "origin": "http://evil.example"}, json.dumps(BODY)),
    "two origins": ([*USUAL.items(), ("origin", "http://localhost"), ("origin", "http://evil.example")], json.dumps(BODY)),
    "another type": ({**USUAL, "content-type": "text/plain"}, json.dumps(BODY)),
    "an encoding": ({**USUAL, "content-encoding": "gzip"}, gzip.compress(json.dumps(BODY).encode())),
    "too large": (USUAL, json.dumps(BODY) + " " * 1000),
    "too deep": (USUAL, "[" * 65 + "]" * 65),
    "no object": (USUAL, "[]"),
    "NaN": (USUAL, '{"temperature":NaN}'),
    "no accept": ({**USUAL, "accept": "*/*"}, json.dumps(BODY)),
}


async def answers(app, prefix, root_path):
    transport = httpx.ASGITransport(app, root_path=root_path, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:

        async def ask(path, headers, content):
            reached.clear()
            response = await client.post(prefix + path, content=content, headers=headers)
            return [response.status_code, bool(reached)]

        by_path = {path: await ask(path, {**USUAL, "authorization": "Bearer no"}, json.dumps(BODY)) for path in ODD_PATHS}
        by_check = {name: await ask("/chat/completions", *request) for name, request in CHECKS.items()}
        return {"byPath": by_path, "byCheck": by_check}


print(json.dumps({name: asyncio.run(answers(make(), *where)) for name, (make, *where) in FORMS.items()}))
