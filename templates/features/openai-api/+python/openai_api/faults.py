"""Errors in OpenAI's form: {"error": {"message", "type", "param", "code"}}."""

import json
import re
from collections.abc import Collection
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hardening.exchange import Exchange

from .text import as_json, quoted

#: The status of each way in which a model fails. Any other error of the handler's is a 500.
STATUSES = {
    "rate_limit": 429,
    "overloaded": 503,
    "bad_request": 400,
    "context_length": 400,
    "content_filter": 400,
    "auth": 500,
    "truncated": 502,
    "timeout": 504,
    "unavailable": 502,
}
#: Where clients know another word for it.
CODES = {"rate_limit": "rate_limit_exceeded", "context_length": "context_length_exceeded"}
#: How a stream may end before its handler does.
OUTCOMES = {"invalid": 400, "timeout": 504, "shutdown": 503}


class Fault(Exception):
    """What went wrong, for the client. `param`: the field of the request."""

    def __init__(
        self,
        status: int,
        message: str,
        param: str | None = None,
        code: str | None = None,
        *,
        retryable: bool | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        kind = "rate_limit_error" if status == 429 else "server_error" if status >= 500 else "invalid_request_error"
        self.error = {"message": message, "type": kind, "param": param, "code": code}
        #: Whether the same request may do better: the SDKs go by it.
        self.retryable = status in (429, 503, 504) if retryable is None else retryable
        self.retry_after = 1 if retry_after is None and status in (429, 503) else retry_after

    def response(self, headers: dict[str, str] | None = None) -> Response:
        own = {"Content-Type": "application/json"}
        if self.status == 429 or self.status >= 500:
            own["X-Should-Retry"] = "true" if self.retryable else "false"
        if self.retry_after is not None:
            own["Retry-After"] = str(self.retry_after)
        return Response(as_json({"error": self.error}), self.status, {**own, **(headers or {})})


def no_such_model(name: str, allowed: Collection[str]) -> dict[str, str]:
    """What a client is told that asks for a model which is not allowed."""
    message = f"The model {quoted(name)} does not exist here. Allowed: {', '.join(allowed)}"
    return {"message": message, "param": "model", "code": "model_not_found"}


def fault_in(frame: dict[str, str], exchange: Exchange) -> Fault:
    """What an error frame of the endpoint's means."""
    message = re.sub(r"^\[\d+\] ", "", frame["details"])
    if status := OUTCOMES.get(exchange.outcome):
        return Fault(status, message, code="timeout" if status == 504 else None)
    detail = exchange.failure.detail if exchange.failure else None
    about = detail if isinstance(detail, dict) else {}
    kind = about.get("kind")
    return Fault(
        STATUSES.get(kind, 500),
        message,
        code=CODES.get(kind, kind),
        retryable=about.get("retryable") is True,
        retry_after=about.get("retryAfter"),
    )


class OpenAIFaults:
    """Puts the refusals on some routes into OpenAI's form, and lets pages of the named origins send what SDKs do."""

    def __init__(self, app: ASGIApp, routes: Collection[BaseRoute]) -> None:
        self.app = app
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and any(route.matches(scope)[0] != Match.NONE for route in self.routes)
        await self.app(scope, receive, Refusals(scope, receive, send).send if is_ours else send)


class Refusals:
    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.receive = receive
        self.pass_on = send
        #: The start of a refusal whose body is still to come.
        self.start: Message | None = None
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            self.allow_headers(headers)
            if message["status"] >= 400:
                self.start = message
                return
        if self.start is None:
            return await self.pass_on(message)
        self.body += message.get("body", b"")
        if not message.get("more_body", False):
            await in_openai_form(self.start, self.body)(self.scope, self.receive, self.pass_on)

    def allow_headers(self, headers: MutableHeaders) -> None:
        asked = Headers(scope=self.scope).get("access-control-request-headers")
        if asked and "access-control-allow-headers" in headers:
            headers["Access-Control-Allow-Headers"] = asked
        if "access-control-expose-headers" in headers:
            headers["Access-Control-Expose-Headers"] += ", X-Should-Retry"


def in_openai_form(start: Message, body: bytes) -> Response:
    """A refusal of the server's, or of the framework's, as OpenAI's clients read it."""
    kept = {
        name: value
        for name, value in MutableHeaders(scope=start).items()
        if name not in ("content-length", "content-type")
    }
    content = json.loads(body) if body else {}
    if "error" in content:
        return Response(body, start["status"], {**kept, "Content-Type": "application/json"})
    status, detail = start["status"], content.get("detail")
    if isinstance(detail, list):
        # Of wrong fields: the first is enough to go on.
        return Fault(400, detail[0]["msg"]).response(kept)
    message = detail["error"] if isinstance(detail, dict) else detail or HTTPStatus(status).phrase
    code = "invalid_api_key" if status == 401 else None
    return Fault(status, message, code=code, retryable=status in (429, 503)).response(kept)
