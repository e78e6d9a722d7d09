"""/healthz and /readyz, for what watches over the server: load balancers, containers, the test page."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse

from .streams import OpenStreams


def add_probes(app: FastAPI, opened: OpenStreams) -> None:
    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def readiness(_: Request) -> JSONResponse:
        return JSONResponse({"status": "draining"}, 503) if opened.draining else JSONResponse({"status": "ready"})

    app.add_route("/healthz", health, include_in_schema=False)
    app.add_route("/readyz", readiness, include_in_schema=False)
