"""The bricks that the handler asks, over gRPC or in this process. Begin with pipeline.py and steps.py."""

from llmbrick.servers.sse.server import SSEServer

from hardening import Settings

from . import clients
from .addresses import check_addresses
from .pipeline import Step, Talk, pipeline
from .readiness import add_readiness
from .steps import guard, intention, llm, rectify, retrieval, translate

__all__ = [
    "Step",
    "Talk",
    "add_bricks",
    "check_addresses",
    "guard",
    "intention",
    "llm",
    "pipeline",
    "rectify",
    "retrieval",
    "translate",
]


def add_bricks(server: SSEServer, settings: Settings) -> None:
    """Holds the bricks to the server's own limits, and lets /readyz ask them."""
    clients.limits = clients.Limits(settings.request_timeout, settings.max_stream_duration)
    add_readiness(server.fastapi_app)
