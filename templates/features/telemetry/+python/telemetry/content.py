"""What was asked and answered. No span has it, unless a variable says so."""

import json
from typing import Any

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse

#: Code points that are kept of an answer, and of what was asked: neither takes more memory than that.
LONGEST = 100_000


def newest(messages: list[Any]) -> list[Any]:
    """The last messages of a conversation, as many as fit whole."""
    free, first = LONGEST, len(messages)
    while first > 0 and (free := free - len(messages[first - 1].content)) >= 0:
        first -= 1
    return messages[first:]


class Content:
    """A request and its answer, in the conventions' form."""

    def __init__(self, request: ConversationSSERequest) -> None:
        self.request = request
        self.parts: list[dict[str, Any]] = []
        self.finish_reason: Any = None
        self.free = LONGEST

    def add(self, event: ConversationSSEResponse) -> None:
        metadata = event.metadata
        self.finish_reason = getattr(metadata, "finishReason", None)
        if event.type == "tool_call" and self.free > 0:
            call = {name: getattr(metadata, name, None) for name in ("id", "name", "arguments")}
            part = {"type": "tool_call", **call}
            self.free -= len(str(part))
            if self.free >= 0:
                self.parts.append(part)
        if event.type not in ("text", "reasoning") or not event.text:
            return
        piece = event.text[: max(0, self.free)]
        self.free -= len(piece)
        if self.parts and self.parts[-1]["type"] == event.type:
            self.parts[-1]["content"] += piece
        elif piece:
            self.parts.append({"type": event.type, "content": piece})

    def attributes(self) -> dict[str, str]:
        asked = [
            {"role": message.role, "parts": [{"type": "text", "content": message.content}]}
            for message in newest(self.request.messages)
        ]
        answered = [{"role": "assistant", "parts": self.parts, "finish_reason": self.finish_reason}]
        return {
            "gen_ai.input.messages": json.dumps(asked),
            "gen_ai.output.messages": json.dumps(answered, default=str),
        }
