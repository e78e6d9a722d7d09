"""Errors as the client sees them: never with what the client sent, never with our code."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from .asgi import problem


def hide_inputs(app: FastAPI) -> None:
    """Takes the client's own data out of the list of faults: 1 MB in would be 1 MB out."""

    @app.exception_handler(RequestValidationError)
    async def list_faults(_: Request, error: RequestValidationError) -> JSONResponse:
        faults = [{key: fault[key] for key in ("type", "loc", "msg")} for fault in error.errors()]
        return JSONResponse({"detail": faults}, 422)

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
