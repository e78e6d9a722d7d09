"""What the other modules share: a middleware for the endpoint alone, and how a refusal looks."""

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class EndpointMiddleware:
    """Takes the requests to the endpoint, and passes all others on as they are.

    Written as plain ASGI: Starlette's BaseHTTPMiddleware would stand between a stream and its client.
    """

    def __init__(self, app: ASGIApp, endpoint: str) -> None:
        self.app = app
        self.endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and scope["path"] == self.endpoint and scope["method"] == "POST"
        await (self.handle if is_ours else self.app)(scope, receive, send)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request to the endpoint, or hands it on to `self.app`."""
        raise NotImplementedError


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
