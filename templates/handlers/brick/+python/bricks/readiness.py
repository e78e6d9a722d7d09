"""/readyz, which asks the bricks, too."""

import asyncio
import time

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse

from model import ModelFailure

from .addresses import KINDS
from .clients import RemoteBrick, brick_for

#: Seconds that a brick has to answer, and for which what it said holds: anybody may ask for it.
PATIENCE = 0.8
VALIDITY = 1


def add_readiness(app: FastAPI) -> None:
    """In the place of the server's own: it is not ready, either, while a brick that has an address gives no answer."""
    asked: tuple[float, asyncio.Future[list[str]]] | None = None

    async def readiness(_: Request) -> JSONResponse:
        nonlocal asked
        if app.state.open_streams.draining:
            return JSONResponse({"status": "draining"}, 503)
        if asked is None or time.perf_counter() > asked[0] + VALIDITY:
            asked = time.perf_counter(), asyncio.ensure_future(silent_bricks())
        silent = await asyncio.shield(asked[1])
        if silent:
            return JSONResponse({"status": "unavailable", "bricks": silent}, 503)
        return JSONResponse({"status": "ready"})

    app.router.routes[:] = [route for route in app.router.routes if getattr(route, "path", "") != "/readyz"]
    app.add_route("/readyz", readiness, include_in_schema=False)


async def silent_bricks() -> list[str]:
    answers = await asyncio.gather(*map(is_silent, KINDS))
    return [kind for kind, is_silent in zip(KINDS, answers, strict=True) if is_silent]


async def is_silent(kind: str) -> bool:
    try:
        brick = brick_for(kind)
    except ModelFailure:
        return True
    return isinstance(brick, RemoteBrick) and not await brick.answers(PATIENCE)
