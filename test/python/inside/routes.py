"""Asks routes of the user's own, with and without a key, and lets pages of other origins ask what they may send.

Prints the status of each request, and the methods and headers that a preflight was told.
"""

import asyncio
import json
import sys

import httpx
from fastapi import APIRouter, Depends
from llmbrick.servers.sse.server import SSEServer

sys.path.insert(0, ".")
from hardening import harden, load_settings, require_key  # noqa: E402
from server import config  # noqa: E402

ENVIRON = {"LLMBRICK_API_KEYS": "key-1,key-2", "LLMBRICK_CORS_ORIGINS": "https://app.example"}
ORIGIN = {"origin": "https://app.example"}


def application(environ):
    settings = load_settings(config.model_copy(), environ=environ)
    app = harden(SSEServer(config=settings.to_config()), settings)

    @app.get("/usage", dependencies=[Depends(require_key)])
    async def usage():
        return {"streams": len(app.state.open_streams.streams)}

    router = APIRouter(prefix="/notes", dependencies=[Depends(require_key)])

    @router.put("/{name}")
    @router.delete("/{name}")
    async def change(name: str):
        return name

    app.include_router(router)

    @app.get("/open")
    async def anyone():
        return "yes"

    return app


async def asked(client, method, path, **headers):
    response = await client.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return response


async def main():
    results = {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application(ENVIRON)), base_url="http://localhost") as client:
        for name, headers in {
            "none": {},
            "right": {"authorization": "Bearer key-2"},
            "wrong": {"authorization": "Bearer key-3"},
            "other scheme": {"authorization": "Basic key-1"},
        }.items():
            paths = [("GET", "/usage"), ("PUT", "/notes/a"), ("DELETE", "/notes/a"), ("GET", "/open")]
            results[name] = [(await asked(client, *path, **headers)).status_code for path in paths]
        for path in ("/usage", "/notes/a", "/open", "/chat/completions", "/nowhere"):
            asks = {**ORIGIN, "access_control_request_method": "PUT", "access_control_request_headers": "authorization"}
            response = await asked(client, "OPTIONS", path, **asks)
            allowed = response.headers["access-control-allow-methods"]
            results[f"preflight {path}"] = [response.status_code, response.text, allowed]
        foreign = await asked(client, "OPTIONS", "/usage", origin="https://evil.example", access_control_request_method="GET")
        results["foreign preflight"] = [foreign.status_code, "access-control-allow-origin" in foreign.headers]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application({})), base_url="http://localhost") as client:
        results["without keys"] = (await asked(client, "GET", "/usage")).status_code
    print(json.dumps(results))


asyncio.run(main())
