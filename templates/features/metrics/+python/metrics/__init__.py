"""Figures for Prometheus at /metrics. To leave them out, delete this folder and two lines of server.py."""

import os

from llmbrick.servers.sse.server import SSEServer
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from hardening.access import ASK_FOR_KEY, has_key
from hardening.asgi import refusal

from .counting import Counting
from .figures import Figures

__all__ = ["add_metrics"]

HEADERS = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}


def add_metrics(server: SSEServer) -> None:
    """Counts what becomes of all requests, and gives the figures to who bears METRICS_TOKEN, where that is set."""
    app = server.fastapi_app
    figures = Figures(app.state.open_streams)
    app.state.observers.append(Counting(figures, server))
    token = os.environ.get("METRICS_TOKEN", "").strip()

    async def tell(request: Request) -> Response:
        if not has_key(request.headers, [token] if token else []):
            return refusal(401, "Invalid or missing token", ASK_FOR_KEY)
        return Response(generate_latest(figures.registry), headers=HEADERS)

    app.add_route("/metrics", tell, include_in_schema=False)
