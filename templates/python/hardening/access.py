"""Who may talk to the server: by Host and Origin, and by API key."""

import hmac
import re
import socket
from collections.abc import Callable, Collection
from ipaddress import ip_address

from fastapi import APIRouter, HTTPException, Request
from starlette.datastructures import Headers
from starlette.middleware.cors import ALL_METHODS, CORSMiddleware
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from .asgi import problem, refusal
from .settings import Settings

LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
NO_KEY = "Invalid or missing API key"
NO_AUTHORITY = re.compile(r"[\s,/?#\\]")
PORT = re.compile(r":(\d+)$")
ASK_FOR_KEY = {"WWW-Authenticate": "Bearer"}


class HostCheck:
    """Refuses foreign names on loopback, where they mean DNS rebinding, and pages of foreign origins."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.origins = set(settings.cors_origins)
        self.names = {name.lower() for name in settings.allowed_hosts}
        self.hosts = names_on_loopback(settings.host) | self.names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self.refusal(scope) if scope["type"] == "http" else None
        await (refused or self.app)(scope, receive, send)

    def refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        # Of two, a proxy may have looked at the other one. Only HTTP/1.0 knows requests without (RFC 9112, section 3.2).
        host = ",".join(name.strip(" \t") for name in hosts).lower()
        if not names_host(host) or (not hosts and scope["http_version"] == "1.1"):
            return problem(400, "Bad Request")
        # The framework's routes leave the last line end of a path out: a proxy's rules do not.
        if scope["path"].endswith("\n"):
            return problem(404, "Not Found")
        hosts = self.hosts if is_local(scope) else self.names
        if hosts and PORT.sub("", host) not in hosts:
            return refusal(403, "Host not allowed")
        if len(origins) > 1 or not all(self.is_allowed(origin, host) for origin in origins):
            return refusal(403, "Origin not allowed")
        return None

    def is_allowed(self, origin: str, host: str) -> bool:
        scheme, _, name = origin.partition("://")
        is_own = scheme.lower() in ("http", "https") and name.lower() == host != ""
        return is_own or origin in self.origins


def names_host(host: str) -> bool:
    """Whether a Host header names one host, and a port that there may be."""
    port = PORT.search(host)
    # To read many digits as a number takes the square of their count.
    return not NO_AUTHORITY.search(host) and (port is None or int(port[1][:9]) <= 65_535)


def is_local(scope: Scope) -> bool:
    """Whether a request may have come to an address that only this machine reaches.

    An application that has this one as a part may listen elsewhere than the settings say.
    """
    name = (scope.get("server") or ("",))[0]
    try:
        address = ip_address(name)
    except ValueError:
        # No address but a name, which is that of a test client.
        return name in ("", "localhost") or name.startswith("/")
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def names_on_loopback(host: str) -> set[str]:
    """How a Host header may name an address that only this machine reaches; none for any other address.

    It is told by the address that will be bound: the same is spelled 127.1, localhost or ::ffff:127.0.0.1.
    """
    try:
        bound = str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
        address = ip_address(bound)
    except (OSError, ValueError):
        return set()
    mapped = getattr(address, "ipv4_mapped", None)
    if not (mapped or address).is_loopback:
        return set()
    names = {host.lower(), bound}
    if mapped:
        # As browsers write it.
        names.add(f"::ffff:{int(mapped) >> 16:x}:{int(mapped) & 0xFFFF:x}")
    return LOOPBACK | {f"[{name}]" if ":" in name else name for name in names}


class Cors(CORSMiddleware):
    """Lets pages of some origins call the server: each route by the methods that it has."""

    def __init__(self, app: ASGIApp, origins: Collection[str], router: APIRouter) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_headers=["Accept", "Authorization", "Content-Type", "X-Request-Id"],
            expose_headers=["X-Request-Id", "Retry-After"],
        )
        self.router = router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        is_preflight = "origin" in headers and "access-control-request-method" in headers
        if not (is_preflight and scope["method"] == "OPTIONS"):
            return await super().__call__(scope, receive, send)
        allowed = self.preflight_response(headers).headers.items()
        kept = {name: value for name, value in allowed if not name.startswith("content-")}
        kept["access-control-allow-methods"] = ", ".join(filter(self.methods_at(scope), ALL_METHODS))
        await Response(status_code=204, headers=kept)(scope, receive, send)

    def methods_at(self, scope: Scope) -> Callable[[str], bool]:
        # The router itself knows where its routes are in an application that includes it.
        candidates = [*self.router.routes, self.router]

        def is_known(method: str) -> bool:
            return any(route.matches({**scope, "method": method})[0] is Match.FULL for route in candidates)

        return is_known


class ApiKeys:
    """Asks for one of the keys, where there are any: `Authorization: Bearer key`."""

    def __init__(self, app: ASGIApp, keys: Collection[str]) -> None:
        self.app = app
        self.keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_allowed = has_key(Headers(scope=scope), self.keys)
        await (self.app if is_allowed else refusal(401, NO_KEY, ASK_FOR_KEY))(scope, receive, send)


def require_key(request: Request) -> None:
    """Asks for one of the server's keys on a route of your own: `dependencies=[Depends(require_key)]`.

    Raises HTTPException with 401. Without keys everyone may call, as with the endpoint.
    """
    if not has_key(request.headers, request.app.state.api_keys):
        raise HTTPException(401, {"error": NO_KEY}, ASK_FOR_KEY)


def has_key(headers: Headers, keys: Collection[str]) -> bool:
    given = headers.getlist("authorization")
    scheme, _, key = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    # Every key is compared, and in constant time, so that the time taken tells nothing.
    matches = [hmac.compare_digest(known.encode(), key.strip(" \t").encode()) for known in keys]
    return not keys or (scheme.lower() == "bearer" and any(matches))
