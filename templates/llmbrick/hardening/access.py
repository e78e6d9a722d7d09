"""Who may talk to the server: by Host and Origin, and by API key."""

import hmac
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .asgi import EndpointMiddleware, refusal
from .settings import Settings

LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


class HostCheck:
    """Refuses foreign names on loopback, where they mean DNS rebinding, and pages of foreign origins."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.origins = set(settings.cors_origins)
        names = {name.lower() for name in settings.allowed_hosts}
        self.hosts = LOOPBACK | names | {settings.host.lower()} if settings.is_loopback else names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = self.fault(Headers(scope=scope)) if scope["type"] == "http" else None
        await (refusal(403, error) if error else self.app)(scope, receive, send)

    def fault(self, headers: Headers) -> str | None:
        host = headers.get("host", "").lower()
        origin = headers.get("origin")
        if self.hosts and re.sub(r":\d+$", "", host) not in self.hosts:
            return "Host not allowed"
        if origin is None or origin in self.origins or (host and host_of(origin) == host):
            return None
        return "Origin not allowed"


def host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


class Cors(CORSMiddleware):
    """Lets pages of some origins call the server."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Accept", "Authorization", "Content-Type", "X-Request-Id"],
            expose_headers=["X-Request-Id", "Retry-After"],
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        allowed = super().preflight_response(request_headers)
        kept = {name: value for name, value in allowed.headers.items() if not name.startswith("content-")}
        return Response(status_code=204, headers=kept)


class ApiKeys(EndpointMiddleware):
    """Asks for one of the keys: `Authorization: Bearer key`."""

    def __init__(self, app: ASGIApp, endpoint: str, keys: Collection[str]) -> None:
        super().__init__(app, endpoint)
        self.keys = [key.encode() for key in keys]

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        match = re.fullmatch("Bearer +(.+)", Headers(scope=scope).get("authorization", ""), re.IGNORECASE)
        given = match[1].encode() if match else b""
        # Every key is compared, and in constant time, so that the time taken tells nothing.
        matches = [hmac.compare_digest(key, given) for key in self.keys]
        refused = refusal(401, "Invalid or missing API key", {"WWW-Authenticate": "Bearer"})
        await (self.app if any(matches) else refused)(scope, receive, send)
