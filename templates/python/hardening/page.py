"""The test page at "/". The framework's own would run scripts that stand in a model's output."""

from hashlib import sha256
from pathlib import Path

from fastapi import FastAPI
from llmbrick.servers.sse.server import SSEServer
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .endpoint import url_path_of
from .settings import Settings

FOLDER = Path(__file__).parent.parent / "public"

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

#: The page shows text from a model: nothing in it may run, and nothing is fetched from elsewhere.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def add_test_page(server: SSEServer, settings: Settings) -> None:
    app = server.fastapi_app
    for file in sorted(FOLDER.rglob("*")):
        if file.suffix in TYPES:
            name = file.relative_to(FOLDER).as_posix()
            add_file(app, "/" if name == "index.html" else f"/{name}", file)

    # Relative, so that the page works behind a proxy's path.
    endpoint = url_path_of(server)[1:]

    async def page_settings(_: Request) -> JSONResponse:
        has_handler = getattr(server, "_handler", None) is not None
        return JSONResponse({**what_the_page_shows(settings), "endpoint": endpoint, "handlerSet": has_handler})

    app.add_route("/page/settings.json", page_settings, include_in_schema=False)


def add_file(app: FastAPI, path: str, file: Path) -> None:
    body = file.read_bytes()
    headers = {**HEADERS, "Content-Type": TYPES[file.suffix], "ETag": f'"{sha256(body).hexdigest()}"'}

    async def reply(request: Request) -> Response:
        # One of several, or a weak one, such as a proxy that compresses makes of it (RFC 9110, section 13.1.2).
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers)

    app.add_route(path, reply, include_in_schema=False)


def what_the_page_shows(settings: Settings) -> dict[str, object]:
    return {
        "allowedModels": settings.allowed_models,
        "maxMessageLength": settings.max_message_length,
        "maxMessagesCount": settings.max_messages_count,
        "requestTimeout": settings.request_timeout,
        "maxConcurrentConnections": settings.max_concurrent_connections,
        "heartbeatInterval": settings.heartbeat_interval,
        "maxBodyBytes": settings.max_body_bytes,
        "debugMode": settings.debug_mode,
        "apiKeyRequired": bool(settings.api_keys),
    }
