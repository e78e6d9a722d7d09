"""Watches over the handler: its errors are logged whole, and streams.py can close it when its stream ends."""

import logging
from collections.abc import AsyncGenerator, Callable
from typing import Any

from llmbrick.core.exceptions import ValidationException
from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse
from llmbrick.servers.sse.validators import ConversationSSERequestValidator

from .log import current

log = logging.getLogger(__name__)

Handler = Callable[[ConversationSSERequest], AsyncGenerator[ConversationSSEResponse, None]]


def watched(handler: Handler) -> Handler:
    """The same handler; what it raises is written to the log, where the framework would say nothing."""

    async def watched_handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
        exchange = current.get()
        try:
            exchange.handler = handler(request)
            async for event in exchange.handler:
                yield event
        except Exception:
            exchange.outcome = "error"
            log.exception("Handler exception")
            raise

    return watched_handler


class RecordingValidator:
    """Notes model and session for the log, then checks the request as `checks` does."""

    def __init__(self, checks: Any = ConversationSSERequestValidator) -> None:
        self.checks = checks

    def validate(self, request: ConversationSSERequest, **limits: Any) -> None:
        exchange = current.get()
        exchange.model, exchange.session_id = request.model, request.session_id
        try:
            self.checks.validate(request, **limits)
        except ValidationException:
            raise
        except Exception:
            exchange.outcome = "error"
            log.exception("The validator failed")
            raise
