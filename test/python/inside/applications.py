"""Applications of somebody's, which no template knows, before and after they grow our routes by a line or two."""

import asyncio
import sys
import threading
from collections.abc import Callable

sys.path.insert(0, ".")
from fastapi import APIRouter, Body, Depends, FastAPI, Header, HTTPException, Request  # noqa: E402
from fastapi.exceptions import RequestValidationError  # noqa: E402
from hardening import harden, load_settings, watched  # noqa: E402
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse  # noqa: E402
from llmbrick.servers.sse.server import SSEServer  # noqa: E402
from server import config  # noqa: E402
from starlette.applications import Starlette  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402
from starlette.middleware.base import BaseHTTPMiddleware  # noqa: E402
from starlette.middleware.cors import CORSMiddleware  # noqa: E402
from starlette.middleware.gzip import GZipMiddleware  # noqa: E402
from starlette.middleware.httpsredirect import HTTPSRedirectMiddleware  # noqa: E402
from starlette.middleware.trustedhost import TrustedHostMiddleware  # noqa: E402
from starlette.responses import JSONResponse, PlainTextResponse  # noqa: E402
from starlette.routing import Mount, Router  # noqa: E402

ORIGIN = "https://app.example"
ENVIRON = {"LLMBRICK_API_KEYS": "key-1", "LLMBRICK_MAX_BODY_BYTES": "300000", "LLMBRICK_CORS_ORIGINS": ORIGIN}
USER = {"X-User": "me"}

#: Set when the handler of a request that waits for ever has been stopped.
stopped = threading.Event()


async def handler(request):
    yield ConversationSSEResponse(id="1", type="text", text="Hello", progress="IN_PROGRESS")
    if request.session_id == "waits":
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
    for _ in range(400 if request.session_id == "much" else 0):
        yield ConversationSSEResponse(id="1", type="text", text="x" * 100_000, progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="2", type="done", progress="DONE")


def part(environ: dict[str, str] = ENVIRON, **options: str) -> FastAPI:
    """Our application, of settings of its own."""
    settings = load_settings(config.model_copy(), environ=environ)
    server = SSEServer(config=settings.to_config(), **options)
    server.set_handler(watched(handler))
    return harden(server, settings)


class Pure:
    """A middleware of the interface alone."""

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        answer = self.http if scope["type"] == "http" else self.app
        await answer(scope, receive, send)


class Session(Pure):
    async def http(self, scope, receive, send):
        async def with_cookie(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"set-cookie", b"session=1")]
            await send(message)

        await self.app({**scope, "session": {}}, receive, with_cookie)


class Auth(Pure):
    async def http(self, scope, receive, send):
        is_known = (b"x-user", b"me") in scope["headers"] or scope["method"] == "OPTIONS"
        await (self.app if is_known else PlainTextResponse("Who?", 401))(scope, receive, send)


class RateLimit(Pure):
    left = 10_000

    async def http(self, scope, receive, send):
        self.left -= 1
        await (self.app if self.left > 0 else PlainTextResponse("Slow down", 429))(scope, receive, send)


class ReadAhead(Pure):
    async def http(self, scope, receive, send):
        messages = [{"type": "http.request", "body": await Request(scope, receive).body(), "more_body": False}]

        async def replay():
            return messages.pop() if messages else await receive()

        await self.app(scope, replay, send)


class Loses(Pure):
    async def http(self, scope, receive, send):
        await Request(scope, receive).body()
        await self.app(scope, receive, send)


class LosesAPart(Pure):
    async def http(self, scope, receive, send):
        await receive()
        await self.app(scope, receive, send)


async def authenticate(request, call_next):
    is_known = request.headers.get("x-user") == "me" or request.method == "OPTIONS"
    return await call_next(request) if is_known else PlainTextResponse("Who?", 401)


async def read_ahead(request, call_next):
    size = len(await request.body())
    response = await call_next(request)
    response.headers["X-Size"] = str(size)
    return response


async def log_request(request, call_next):
    response = await call_next(request)
    response.headers["X-Time"] = "1"
    return response


GZIP = Middleware(GZipMiddleware, minimum_size=1)
MIDDLEWARE: dict[str, list[Middleware]] = {
    "none": [],
    "gzip": [GZIP],
    "CORS": [Middleware(CORSMiddleware, allow_origins=[ORIGIN], allow_methods=["*"], allow_headers=["*"])],
    "trusted hosts": [Middleware(TrustedHostMiddleware, allowed_hosts=["localhost", "127.0.0.1", "testserver"])],
    "a session": [Middleware(Session)],
    "a check of users": [Middleware(BaseHTTPMiddleware, dispatch=authenticate)],
    "a check of users, pure": [Middleware(Auth)],
    "a rate limit": [Middleware(RateLimit)],
    "a log": [Middleware(BaseHTTPMiddleware, dispatch=log_request)],
    "a body read ahead": [Middleware(BaseHTTPMiddleware, dispatch=read_ahead)],
    "a body read ahead, pure": [Middleware(ReadAhead)],
}
MIDDLEWARE["many"] = [
    GZIP,
    *(Middleware(BaseHTTPMiddleware, dispatch=dispatch) for dispatch in (log_request, read_ahead, authenticate)),
    *map(Middleware, (Session, RateLimit, ReadAhead, Auth)),
]
TO_HTTPS = [Middleware(HTTPSRedirectMiddleware)]
#: These leave us nothing to answer.
LOSING = {
    "a body that is lost": [Middleware(Loses)],
    "a body of which a part is lost": [Middleware(LosesAPart)],
}


class Stranger(Exception):
    pass


def application(middleware=(), grow: Callable[[FastAPI], object] = lambda _: None, **options) -> FastAPI:
    main = FastAPI(middleware=middleware, **options)

    @main.get("/mine")
    def mine(value: int = 0):
        return {"mine": "x" * 100, "value": value}

    @main.get("/fails")
    def fails():
        raise RuntimeError("fails")

    @main.get("/strange")
    def strange():
        raise Stranger

    grow(main)

    @main.get("/teapot")
    def teapot():
        raise HTTPException(418, "tea")

    @main.post("/echo")
    def echo(body: dict = Body()):
        return body

    @main.exception_handler(Stranger)
    async def of_strangers(*_):
        return JSONResponse("own stranger", 409)

    @main.exception_handler(404)
    async def of_unknown_paths(*_):
        return JSONResponse("own 404", 404)

    @main.exception_handler(HTTPException)
    async def of_refusals(_, error):
        return JSONResponse({"own": error.detail}, error.status_code)

    @main.exception_handler(RequestValidationError)
    async def of_faults(*_):
        return JSONResponse("own 422", 422)

    return main


def mount(main: FastAPI) -> None:
    main.mount("/ai", part())


def mount_with_a_prefix(main: FastAPI) -> None:
    main.mount("/ai", part(prefix="/v2"))


def mount_two_levels_deep(main: FastAPI) -> None:
    below = FastAPI()
    below.mount("/ai", part())
    main.mount("/v1", below)


def mount_in_routers(main: FastAPI) -> None:
    below = Starlette(routes=[Mount("/ai", app=part())])
    main.router.routes.append(Mount("/x", app=Router([Mount("/y", app=below)])))


def include(main: FastAPI) -> None:
    main.include_router(part().router, prefix="/ai")


def include_twice(main: FastAPI) -> None:
    router = APIRouter(prefix="/x")
    router.include_router(part().router, prefix="/ai")
    main.include_router(router, prefix="/v1")


def known(x_user: str = Header("")) -> None:
    if x_user != "me":
        raise Stranger


def include_with_a_dependency(main: FastAPI) -> None:
    main.include_router(part().router, prefix="/ai", dependencies=[Depends(known)])


#: How each puts our routes in, where they are then, and what of it is our own prefix.
WAYS: dict[str, tuple[Callable[[FastAPI], object], str, str]] = {
    "mount": (mount, "/ai", ""),
    "mount, with a prefix of ours": (mount_with_a_prefix, "/ai", "/v2"),
    "mount, two levels deep": (mount_two_levels_deep, "/v1/ai", ""),
    "mount, in an application in a Mount in a Router": (mount_in_routers, "/x/y/ai", ""),
    "include_router": (include, "/ai", ""),
    "include_router, twice": (include_twice, "/v1/x/ai", ""),
    "include_router, with a dependency": (include_with_a_dependency, "/ai", ""),
}
