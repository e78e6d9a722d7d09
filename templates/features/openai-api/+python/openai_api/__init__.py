"""OpenAI's API for every client that speaks it: the same handler, checks and limits, in other words.

A request is put into the endpoint's own words, and its events into chunks. To leave it out, delete this folder and two
lines of server.py.
"""

from typing import Any

from llmbrick.servers.sse.server import SSEServer
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp

from hardening.endpoint import ToEndpoint, path_of
from hardening.settings import Settings

from .answers import Answers
from .faults import OpenAIFaults
from .models import Models
from .requests import Requests
from .rules import Rules

__all__ = ["add_openai_api"]


def add_openai_api(server: SSEServer, settings: Settings) -> None:
    """Adds POST /v1/chat/completions and GET /v1/models to a server that is hardened."""
    app = server.fastapi_app
    endpoint: Any = next(route for route in app.routes if getattr(route, "path", None) == path_of(server))
    # The checks of the endpoint, around a reader of other requests.
    chat: ASGIApp = Requests(endpoint.app, settings)
    for layer, layer_args, layer_options in reversed(app.state.checks):
        chat = layer(chat, *layer_args, **layer_options)
    validator: Any = server.custom_validator
    validator.checks = Rules(validator.checks)

    models = Models(settings)
    prefix = f"{server.config.prefix}/v1"
    routes = [
        Route(f"{prefix}/chat/completions", Answers(chat), methods=["POST"]),
        Route(f"{prefix}/models", models.all),
        Route(f"{prefix}/models/{{id:path}}", models.one),
    ]
    app.router.routes.extend([*routes, Route(f"{prefix}/chat/completions/", ToEndpoint("completions"))])
    app.user_middleware.insert(0, Middleware(OpenAIFaults, routes))
