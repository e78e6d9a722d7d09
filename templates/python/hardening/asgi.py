"""What the other modules share: how a refusal looks, a request with another header, and what is known of its connection."""

from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import Scope

NO_SNIFF = {"X-Content-Type-Options": "nosniff"}


def refusal(status: int, error: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A refusal whose detail is an object: {"detail": {"error": …}}."""
    return JSONResponse({"detail": {"error": error}}, status, headers)


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A refusal whose detail is a text, as FastAPI gives it for a route: {"detail": …}."""
    return JSONResponse({"detail": detail}, status, headers)


def flow_of(scope: Scope) -> Any:
    """What connections.py knows of a request's connection; None under a server that goes without it."""
    return scope.get("state", {}).get("flow")


def with_header(scope: Scope, name: str, value: str) -> Scope:
    """The same request with one header of another value."""
    changed = {**scope, "headers": list(scope["headers"])}
    MutableHeaders(scope=changed)[name] = value
    return changed
