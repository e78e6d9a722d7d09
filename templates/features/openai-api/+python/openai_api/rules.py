"""The rules of the conversation for requests of OpenAI's."""

from typing import Any

from llmbrick.protocols.models.http.conversation import ConversationSSERequest
from llmbrick.servers.sse.validators import ConversationSSERequestValidator

from .asked import asked_now


class Rules:
    """Leaves out the framework's own rules, which know no tools, where requests.py has checked the request.

    A validator of yours judges requests of both kinds.
    """

    def __init__(self, usual: Any) -> None:
        self.usual = usual

    def validate(self, request: ConversationSSERequest, **limits: Any) -> None:
        if asked_now.get() is None or self.usual is not ConversationSSERequestValidator:
            self.usual.validate(request, **limits)
