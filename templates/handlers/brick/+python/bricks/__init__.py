"""The bricks that the handler asks, over gRPC or in this process. Begin with pipeline.py and steps.py."""

from llmbrick.servers.sse.server import SSEServer

from hardening import Settings

from .addresses import check_addresses
from .limits import limits
from .pipeline import Step, Talk, pipeline
from .readiness import add_readiness
from .steps import guard, intention, llm, rectify, retrieval, translate

__all__ = [
    "Step",
    "Talk",
    "add_bricks",
    "guard",
    "intention",
    "llm",
    "pipeline",
    "rectify",
    "retrieval",
    "translate",
]


def add_bricks(server: SSEServer, settings: Settings) -> None:
    """Holds the bricks to the server's own limits, tells whoever starts it what is missing, and lets /readyz ask them."""
    limits.take(settings)
    check_addresses()
    add_readiness(server.fastapi_app)
