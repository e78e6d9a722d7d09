"""Errors as the client sees them: never with what the client sent, never with our code."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .asgi import problem
from .exchange import current

#: Faults that one answer lists.
MOST_FAULTS = 20
#: Characters of a name that a client made up.
LONGEST_NAME = 200


def fault_list(error: RequestValidationError) -> Response:
    """The answer to a request with wrong fields: short, whatever came in, and in ASCII, whatever the names are."""
    faults = error.errors()
    detail = [shown(fault) for fault in faults[:MOST_FAULTS]]
    more = len(faults) - len(detail) + current.get().further_faults
    if more:
        msg = f"{more} more faults are not listed"
        detail.append({"type": "too_many_faults", "loc": ["body"], "msg": msg})
    return Response(json.dumps({"detail": detail}), 422, media_type="application/json")


def shown(fault: dict[str, Any]) -> dict[str, Any]:
    """A fault without the client's own data: 1 MB in would be 1 MB out."""
    loc = [part[:LONGEST_NAME] if isinstance(part, str) else part for part in fault["loc"]]
    return {"type": fault["type"], "loc": loc, "msg": fault["msg"]}


def hide_inputs(app: FastAPI) -> None:
    """Keeps what a client sent, and stack traces, out of the answers of every route."""

    @app.exception_handler(RequestValidationError)
    async def list_faults(_: Request, error: RequestValidationError) -> Response:
        return fault_list(error)

    @app.exception_handler(405)
    async def name_methods(_: Request, error: HTTPException) -> JSONResponse:
        # In the same order every time.
        methods = sorted((error.headers or {}).get("Allow", "").split(", "))
        return problem(405, error.detail, {"Allow": ", ".join(methods)})

    @app.exception_handler(Exception)
    async def say_nothing(_: Request, __: Exception) -> JSONResponse:
        return problem(500, "Internal Server Error")

    # In debug mode it would send the stack trace and the code around it.
    app.debug = False
