"""Reads a request's JSON, with no more work or memory than its bytes are worth."""

import json
import re
from typing import Any

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, Message
from starlette.requests import Request

from .exchange import current
from .faults import MOST_FAULTS

STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
#: What Python reads as a number, and JSON does not know.
NO_JSON = re.compile("NaN|-?Infinity")
#: More digits than any double has. To read them as a whole number takes the square of their count.
MANY_DIGITS = 400


def names_of(model: type[ConversationSSERequest] | type[Message]) -> set[str]:
    return {name for field, info in model.model_fields.items() for name in (field, info.alias) if name}


FIELDS, MESSAGE_FIELDS = names_of(ConversationSSERequest), names_of(Message)


class ChatRequest(Request):
    """A request whose JSON has lost what would only lengthen the list of its faults."""

    def __init__(self, scope: Any, receive: Any, max_messages: int) -> None:
        super().__init__(scope, receive)
        self.max_messages = max_messages

    async def json(self) -> Any:
        body = without_excess(parse((await self.body()).decode("utf-8-sig")), FIELDS)
        messages = body.get("messages") if isinstance(body, dict) else None
        if isinstance(messages, list):
            # The rule on their number is checked with this one, once the schema holds.
            current.get().message_count = len(messages)
            looked_at = messages[: self.max_messages + 1]
            body["messages"] = [without_excess(message, MESSAGE_FIELDS) for message in looked_at]
        return body


def parse(text: str) -> Any:
    """Raises json.JSONDecodeError, with the position, for what is not JSON."""
    try:
        return json.loads(text, parse_int=number, parse_constant=refuse)
    except NotJson:
        blank = STRING.sub(lambda match: " " * len(match[0]), text)
        found = NO_JSON.search(blank)
        raise json.JSONDecodeError("Expecting value", text, found.start() if found else 0) from None


class NotJson(Exception):
    pass


def refuse(_: str) -> Any:
    raise NotJson


def number(digits: str) -> float:
    return int(digits) if len(digits) < MANY_DIGITS else float(digits)


def without_excess(value: Any, known: set[str]) -> Any:
    """An object without unknown keys beyond those whose faults are listed."""
    if not isinstance(value, dict) or len(value) <= len(known) + MOST_FAULTS:
        return value
    unknown = [name for name in value if name not in known]
    listed = set(unknown[:MOST_FAULTS])
    current.get().further_faults += len(unknown) - len(listed)
    return {name: item for name, item in value.items() if name in known or name in listed}
