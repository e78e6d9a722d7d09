"""Reads a request of OpenAI's, and asks the endpoint in its own words."""

import json
from collections.abc import Callable
from math import isfinite
from typing import Any
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hardening.asgi import with_header
from hardening.exchange import current
from hardening.parsing import parse
from hardening.settings import Settings

from .asked import asked_now
from .conversation import conversation_of, string_in, text_in
from .faults import Fault, no_such_model
from .text import quoted

ROLES = ("system", "developer", "user", "assistant", "tool")


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def is_integer(value: Any) -> bool:
    return is_number(value) and (isinstance(value, int) or value.is_integer())


#: Fields that a request need not have, and what they hold.
OPTIONAL: dict[str, tuple[Callable[[Any], bool], str]] = {
    "stream": (lambda value: isinstance(value, bool), "true or false"),
    "stream_options": (lambda value: isinstance(value, dict), "an object"),
    "user": (lambda value: isinstance(value, str), "a string"),
    "temperature": (is_number, "a number"),
    "max_tokens": (is_integer, "an integer"),
    "max_completion_tokens": (is_integer, "an integer"),
    "tools": (lambda value: isinstance(value, list), "a list"),
}


class Requests:
    """Stands where the checks lead to: before the endpoint."""

    def __init__(self, endpoint: ASGIApp, settings: Settings) -> None:
        self.endpoint = endpoint
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # bodies.py has read it whole.
        text = (await receive())["body"].decode("utf-8-sig")
        try:
            request = self.read(text)
        except Fault as fault:
            return await fault.response()(scope, receive, send)
        body = json.dumps(request).encode()
        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        accepting = with_header(scope, "accept", "text/event-stream")
        await self.endpoint(with_header(accepting, "content-length", str(len(body))), replay, send)

    def read(self, text: str) -> dict[str, Any]:
        """The request as the endpoint takes it. Raises Fault."""
        try:
            given = parse(text) if text else None
        except json.JSONDecodeError as error:
            raise Fault(400, f"JSON decode error at character {error.pos}") from None
        if not isinstance(given, dict):
            raise Fault(400, "The body must be a JSON object")
        # To a client, null says the same as nothing.
        body = {name: value for name, value in given.items() if value is not None}
        model, messages = body.get("model"), body.get("messages")
        if not isinstance(model, str):
            raise Fault(400, "model must be a string", "model")
        if not is_number(body.get("n", 1)) or body.get("n", 1) != 1:
            raise Fault(400, "n must be 1: this server gives one answer to a request", "n")
        for name, (is_right, expected) in OPTIONAL.items():
            if name in body and not is_right(body[name]):
                raise Fault(400, f"{name} must be {expected}", name)
        if not isinstance(messages, list):
            raise Fault(400, "messages must be a list", "messages")
        exchange, session_id = current.get(), str(uuid4())
        exchange.model, exchange.session_id = model, session_id
        self.note_form(body)
        if not messages:
            raise self.broken("Messages cannot be empty", "messages")
        if model not in self.settings.allowed_models:
            raise Fault(404, **no_such_model(model, self.settings.allowed_models))
        self.check_limits(messages)
        conversation, has_tools = conversation_of(messages)
        return {
            "model": model,
            "messages": conversation,
            "sessionId": session_id,
            "clientId": body.get("user"),
            "temperature": body.get("temperature"),
            "maxTokens": body.get("max_completion_tokens", body.get("max_tokens")),
            # Without any, handlers take what messages say of tools for plain text.
            "tools": body.get("tools", [] if has_tools else None),
            "toolChoice": body.get("tool_choice"),
        }

    def note_form(self, body: dict[str, Any]) -> None:
        """Notes in which form the answer goes out."""
        if asked := asked_now.get():
            asked.model = body["model"]
            asked.stream = body.get("stream", False)
            asked.include_usage = body.get("stream_options", {}).get("include_usage") is True

    def check_limits(self, messages: list[Any]) -> None:
        count, most = len(messages), self.settings.max_messages_count
        if count > most:
            raise self.broken(f"Too many messages: {count} > {most}", "messages")
        longest = self.settings.max_message_length
        for index, message in enumerate(messages):
            place = f"messages[{index}]"
            if not isinstance(message, dict):
                raise Fault(400, f"{place} must be an object", place)
            role = string_in(message, "role", place)
            if role not in ROLES:
                raise Fault(400, f"{place}.role is {quoted(role)}: expected one of {', '.join(ROLES)}", f"{place}.role")
            length = len(text_in(message, place))
            if length > longest:
                raise self.broken(f"Message {index} too long: {length} > {longest}", f"{place}.content")

    def broken(self, rule: str, param: str) -> Fault:
        """A broken rule of the conversation, which the settings may leave unsaid."""
        current.get().outcome = "invalid"
        is_told = self.settings.enable_validation_details
        return Fault(400, rule if is_told else "Business validation failed", param if is_told else None)
