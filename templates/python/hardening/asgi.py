"""What the other modules share: how a refusal looks, and a request with another header."""

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import Scope


def refusal(status: int, error: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A refusal whose detail is an object: {"detail": {"error": …}}."""
    return JSONResponse({"detail": {"error": error}}, status, headers)


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A refusal whose detail is a text, as FastAPI gives it for a route: {"detail": …}."""
    return JSONResponse({"detail": detail}, status, headers)


def with_header(scope: Scope, name: str, value: str) -> Scope:
    """The same request with one header of another value."""
    changed = {**scope, "headers": list(scope["headers"])}
    MutableHeaders(scope=changed)[name] = value
    return changed
