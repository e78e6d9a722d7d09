"""The endpoint's route. The checks stand on the route itself: whatever a path is called, it leads through them."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from llmbrick.servers.sse.server import SSEServer
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from .faults import fault_list
from .parsing import ChatRequest


def guard(server: SSEServer, checks: Sequence[Middleware], max_messages: int) -> None:
    """Makes the endpoint's route anew. A request passes the checks from the first to the last."""

    class Endpoint(APIRoute):
        def __init__(self, *args: Any, **options: Any) -> None:
            # FastAPI would describe an answer of plain JSON: openapi.py does it.
            super().__init__(*args, **{**options, "include_in_schema": False})
            self.guarded = super().handle
            for layer, layer_args, layer_options in reversed(checks):
                self.guarded = layer(self.guarded, *layer_args, **layer_options)

        async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
            # Any other method is refused.
            answer = self.guarded if scope["method"] == "POST" else super().handle
            await answer(scope, receive, send)

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()

            async def read_and_answer(request: Request) -> Response:
                try:
                    return await answer(ChatRequest(request.scope, request.receive, max_messages))
                except RequestValidationError as error:
                    return fault_list(error)

            return read_and_answer

    router, path = server.fastapi_app.router, path_of(server)
    router.routes[:] = [route for route in router.routes if getattr(route, "path", None) != path]
    usual = router.route_class
    router.route_class = Endpoint
    server.setup_routes()
    router.route_class = usual
    router.routes.append(Route(f"{path}/", ToEndpoint(url_path_of(server))))
    # Any other path with a slash is another path. The framework would send clients on, from two slashes too.
    router.redirect_slashes = False
    # With each handler the framework would add a route of its own.
    server.setup_routes = lambda: None  # type: ignore[method-assign]


class ToEndpoint:
    """Leads from the endpoint with a slash at its end to the endpoint. Relative, so that it holds behind a proxy's path."""

    def __init__(self, path: str) -> None:
        self.location = f"../{path.rpartition('/')[2]}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"].decode("latin-1")
        location = f"{self.location}?{query}" if query else self.location
        await Response(status_code=307, headers={"Location": location})(scope, receive, send)


def path_of(server: SSEServer) -> str:
    """The endpoint's path, as the application sees a request's: percent-encoding undone."""
    return server.config.prefix + server.config.chat_completions_path


def url_path_of(server: SSEServer) -> str:
    """The same as it stands in a URL."""
    return quote(path_of(server), safe="/~!$&'()*+,;=:@")
