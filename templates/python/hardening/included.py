"""What a router keeps that another application includes: of its own, that application runs the routes alone."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import Receive, Scope, Send


def keep_when_included(app: FastAPI, checks: Sequence[Middleware]) -> None:
    """Sees to it that `include_router(app.router)` leads through the checks, from the first to the last."""
    # What is nobody's to expect is the outer application's, as are the errors of its dependencies.
    handlers = {error: answer for error, answer in app.exception_handlers.items() if error is not Exception}
    answer = app.router.handle
    for layer, args, options in reversed([*checks, Middleware(ExceptionMiddleware, handlers)]):
        answer = layer(answer, *args, **options)

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        # For `request.app.state`, as it is where the application is mounted.
        await answer({**scope, "app": app}, receive, send)

    app.router.handle = handle  # type: ignore[method-assign]
