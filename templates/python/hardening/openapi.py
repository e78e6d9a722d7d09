"""/openapi.json: the description in public/, with the values of this server, and what FastAPI makes of routes of yours."""

import json
import re
from pathlib import Path
from typing import Any

from llmbrick.servers.sse.server import SSEServer
from starlette.requests import Request
from starlette.responses import JSONResponse

from .endpoint import url_path_of
from .settings import Settings

FILE = Path(__file__).parent.parent / "public" / "openapi.json"
OURS = "/openapi.json"
#: FastAPI's own: pages that run foreign scripts, and a description that knows nothing of an `include_router`.
LEFT_OUT = ("/docs", "/docs/oauth2-redirect", "/redoc", OURS)


def describe(server: SSEServer, settings: Settings) -> None:
    """Describes the server's routes, and leaves out FastAPI's own pages."""
    app = server.fastapi_app
    app.router.routes[:] = [route for route in app.routes if getattr(route, "path", None) not in LEFT_OUT]
    document = description(server, settings)
    generate = app.openapi
    # The way that FastAPI documents to extend its schema.
    app.openapi = lambda: joined(document, generate())  # type: ignore[method-assign]

    async def reply(request: Request) -> JSONResponse:
        root = request.scope.get("root_path", "").rstrip("/")
        # Where the routes are: below a mount, a proxy's path, or the prefix with which they are included.
        url = root + request.scope["path"].removeprefix(root).removesuffix(OURS)
        schema = app.openapi()
        return JSONResponse({**schema, "servers": [{"url": url}, *schema.get("servers", [])]} if url else schema)

    app.add_route(OURS, reply, include_in_schema=False)


def description(server: SSEServer, settings: Settings) -> dict[str, Any]:
    heartbeat = f" In silence, a comment comes every {settings.heartbeat_interval:g} seconds."
    values = {
        **{camel_case(name): value for name, value in vars(settings).items()},
        "endpoint": url_path_of(server),
        "firstModel": settings.allowed_models[0],
        "heartbeat": heartbeat if settings.heartbeat_interval else "",
    }
    document: dict[str, Any] = json.loads(fill(FILE.read_text("utf-8"), values))
    if not settings.api_keys:
        leave_out_keys(document)
    return document


def fill(template: str, values: dict[str, Any]) -> str:
    """Puts values into JSON in the place of `${name}`. One that is a whole string there keeps its type.

    All are filled in at once, so that none is read as a name.
    """

    def value_of(match: re.Match[str]) -> str:
        whole, part = match.groups()
        return in_string(values[part]) if whole is None else json.dumps(values[whole])

    return re.sub(r'"\$\{(\w+)\}"(?!:)|\$\{(\w+)\}', value_of, template)


def in_string(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(value)
    elif isinstance(value, float):
        value = f"{value:g}"
    return json.dumps(str(value))[1:-1]


def leave_out_keys(document: dict[str, Any]) -> None:
    """Leaves out what asks for an API key. Other keys, such as those of features, stay."""
    schemes = document["components"]["securitySchemes"]
    del schemes["apiKey"]
    if not schemes:
        del document["components"]["securitySchemes"]
    for methods in document["paths"].values():
        for operation in methods.values():
            if any("apiKey" in keys for keys in operation.get("security", [])):
                del operation["security"]
                del operation["responses"]["401"]


def joined(document: dict[str, Any], generated: dict[str, Any]) -> dict[str, Any]:
    parts = generated.get("components", {})
    components = {name: parts.get(name, {}) | own for name, own in document["components"].items()}
    return {
        **generated,
        **document,
        "paths": document["paths"] | generated["paths"],
        "components": parts | components,
    }


def camel_case(name: str) -> str:
    """As Node projects and the description spell a setting."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)
