"""Watches over the handler: its errors are logged whole, and streams.py can close it when its stream ends."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable
from typing import Any

from llmbrick.core.exceptions import LLMBrickException, ValidationException
from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse
from llmbrick.servers.sse.validators import ConversationSSERequestValidator
from pydantic_core import PydanticSerializationError

from .exchange import Exchange, current
from .faults import LONGEST_NAME
from .log import text_of

log = logging.getLogger(__name__)

Handler = Callable[[ConversationSSERequest], AsyncGenerator[ConversationSSEResponse, None]]


def watched(handler: Handler) -> Handler:
    """The same handler; what it raises is written to the log, where the framework would say nothing."""

    async def watched_handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
        exchange = current.get()
        while True:
            try:
                if exchange.handler is None:
                    exchange.handler = aiter(handler(request))
                event = await exchange.handler.__anext__()
            except StopAsyncIteration:
                return
            except BaseException as error:
                raise failure("Handler exception", error, exchange) from None
            exchange.last_event = event
            yield event

    return watched_handler


usual_json = ConversationSSEResponse.model_dump_json


def any_json(event: ConversationSSEResponse, **options: Any) -> str:
    try:
        return usual_json(event, **options)
    except PydanticSerializationError:
        return json.dumps(event.model_dump(), separators=(",", ":"))


def write_any_text() -> None:
    """Lets an event hold half of a surrogate pair, as of a model that was cut amid an emoji: it goes out escaped."""
    ConversationSSEResponse.model_dump_json = any_json  # type: ignore[method-assign]


class Failed(Exception):
    """Stands for what the user's code raised: this one ends a stream and nothing else, and its text can be had."""


def failure(what: str, error: BaseException, exchange: Exchange) -> BaseException:
    """Logs an error of the user's code. Returns what is to be raised in its place."""
    if isinstance(error, asyncio.CancelledError) and exchange.outcome != "done":
        # It was told to stop.
        return error
    exchange.outcome = "error"
    exchange.thrown = error
    log.error(what, exc_info=error)
    if isinstance(error, LLMBrickException):
        exchange.failure = error
    return Failed(text_of(error))


class RecordingValidator:
    """Notes model and session for the log, tells of the answer, then checks the request as `checks` does."""

    def __init__(self, checks: Any = ConversationSSERequestValidator) -> None:
        self.checks = checks

    def validate(self, request: ConversationSSERequest, **limits: Any) -> None:
        exchange = current.get()
        exchange.model, exchange.session_id = request.model, request.session_id
        exchange.begin_answer(request)
        most = limits["max_messages_count"]
        if exchange.message_count > most + 1:
            # Of these no more than one too many is here: no check would see them all.
            raise ValidationException(f"Too many messages: {exchange.message_count} > {most}")
        try:
            self.checks.validate(request, **limits)
        except ValidationException as error:
            raise ValidationException(shortened(error.message, request)) from None
        except BaseException as error:
            raise failure("The validator failed", error, exchange) from None


def shortened(message: str, request: ConversationSSERequest) -> str:
    """A rule's message, with the client's own words cut: 1 MB in would be 1 MB out."""
    roles = (message.role for message in request.messages if len(message.role) > LONGEST_NAME)
    for word in (request.model, next(roles, "")):
        if len(word) > LONGEST_NAME:
            message = message.replace(word, word[:LONGEST_NAME])
    return message
