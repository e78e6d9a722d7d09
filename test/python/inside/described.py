"""Reads the description of an application that has routes of the user's own too, below a path."""

import asyncio
import json
import sys

import httpx
from llmbrick.servers.sse.server import SSEServer

sys.path.insert(0, ".")
from hardening import harden, load_settings  # noqa: E402
from server import config  # noqa: E402

settings = load_settings(config.model_copy(), environ={})
app = harden(SSEServer(config=settings.to_config()), settings)


@app.get("/usage")
async def usage():
    return 0


@app.put("/notes/{name}")
async def note(name: str, length: int):
    return name


async def main():
    transport = httpx.ASGITransport(app, root_path="/ai")
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        document = (await client.get("/ai/openapi.json")).json()
    print(
        json.dumps(
            {
                "paths": list(document["paths"]),
                "schemas": list(document["components"]["schemas"]),
                "servers": document["servers"],
            }
        )
    )


asyncio.run(main())
