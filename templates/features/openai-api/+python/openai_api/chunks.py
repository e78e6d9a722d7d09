"""The handler's events in OpenAI's form: as the chunks of a stream, or as one object."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from .asked import Asked
from .faults import Fault
from .text import as_json, pieces_of

#: Code points of a text in one chunk. None takes more than 6 bytes, and some clients read no line over 32 KiB.
LONGEST = 4000
FINISH_REASONS = ("stop", "length", "tool_calls", "content_filter")
DONE = "data: [DONE]\n\n"


class Completion:
    """An answer, as far as it has come."""

    def __init__(self, asked: Asked) -> None:
        self.id = f"chatcmpl-{uuid4().hex}"
        self.created = int(time.time())
        self.asked = asked
        self.calls = 0
        self.told_reason: str | None = None
        #: Tokens, where both numbers are known.
        self.usage: dict[str, int] | None = None

    def deltas_of(self, event: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What an event adds to the message. Raises Fault for one that says that something went wrong."""
        kind, text = event["type"], event["text"] or ""
        about = event["metadata"] or {}
        if event["progress"] == "ERROR":
            raise Fault(500, text or "The handler reports an error", retryable=False)
        if kind == "tool_call":
            yield from self.deltas_of_call(about)
        elif kind == "reasoning":
            # Clients know it by either name.
            for piece in pieces_of(text, LONGEST // 2):
                yield {"reasoning_content": piece, "reasoning": piece}
        elif kind != "meta":
            for piece in pieces_of(text, LONGEST):
                yield {"content": piece}
        if event["progress"] == "DONE":
            self.told_reason = about.get("finishReason")
            self.usage = usage_of(about.get("usage") or {})

    def deltas_of_call(self, call: dict[str, Any]) -> Iterator[dict[str, Any]]:
        given = call.get("arguments")
        text = given if isinstance(given, str) else as_json({} if given is None else given)
        index, self.calls = self.calls, self.calls + 1
        first, *others = pieces_of(text, LONGEST) or ["{}"]
        function = {"name": call.get("name") or "", "arguments": first}
        id = call.get("id") or f"call_{index + 1}"
        yield {"tool_calls": [{"index": index, "id": id, "type": "function", "function": function}]}
        for piece in others:
            yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}

    @property
    def finish_reason(self) -> str:
        if self.calls and self.told_reason in (None, "stop"):
            return "tool_calls"
        return self.told_reason if self.told_reason in FINISH_REASONS else "stop"


class Chunks(Completion):
    """Makes the frames of a stream."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        same = {"id": self.id, "object": "chat.completion.chunk", "created": self.created, "model": asked.model}
        self.head = f"data: {as_json(same)[:-1]}"
        #: Whether the role has gone out, which the first chunk tells.
        self.has_begun = False

    def add(self, delta: dict[str, Any]) -> str:
        return self.chunk(delta)

    def keep_alive(self) -> str:
        """A chunk that says nothing. Comments break clients, which the endpoint sends here."""
        return self.chunk({"content": ""})

    def end(self) -> str:
        return self.chunk({}, self.finish_reason) + self.usage_chunk() + DONE

    def failure(self, fault: Fault) -> str:
        """An error amid the stream, and in the same frame the last choice: by no name that a whole answer has."""
        return self.chunk({}, "length", f',"error":{as_json(fault.error)}') + DONE

    def chunk(self, delta: dict[str, Any], finish_reason: str | None = None, more: str = "") -> str:
        if not self.has_begun:
            self.has_begun = True
            delta = {"role": "assistant", "content": "", **delta}
        reason = f'"{finish_reason}"' if finish_reason else "null"
        usage = ',"usage":null' if self.asked.include_usage else ""
        choice = f'{{"index":0,"delta":{as_json(delta)},"logprobs":null,"finish_reason":{reason}}}'
        return f'{self.head},"choices":[{choice}]{usage}{more}}}\n\n'

    def usage_chunk(self) -> str:
        is_told = self.asked.include_usage and self.usage
        return f'{self.head},"choices":[],"usage":{as_json(self.usage)}}}\n\n' if is_told else ""


class Whole(Completion):
    """Gathers an answer that goes out as one object."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.texts: dict[str, list[str]] = {"content": [], "reasoning": []}
        self.tool_calls: list[dict[str, Any]] = []

    def add(self, delta: dict[str, Any]) -> str:
        """Nothing goes out yet."""
        for name, gathered in self.texts.items():
            gathered.append(delta.get(name, ""))
        for call in delta.get("tool_calls", []):
            index = call.pop("index")
            if index == len(self.tool_calls):
                self.tool_calls.append(call)
            else:
                self.tool_calls[index]["function"]["arguments"] += call["function"]["arguments"]
        return ""

    def keep_alive(self) -> str:
        """Before its one object there is nothing to say."""
        return ""

    def object(self) -> dict[str, Any]:
        content, reasoning = ("".join(pieces) for pieces in self.texts.values())
        message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": None}
        if reasoning:
            message |= {"reasoning_content": reasoning, "reasoning": reasoning}
        if self.tool_calls:
            message |= {"content": content or None, "tool_calls": self.tool_calls}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self.finish_reason}
        return {
            "id": self.id,
            "object": "chat.completion",
            "created": self.created,
            "model": self.asked.model,
            "choices": [choice],
            **({"usage": self.usage} if self.usage else {}),
        }


def usage_of(tokens: dict[str, Any]) -> dict[str, int] | None:
    given, made = tokens.get("inputTokens"), tokens.get("outputTokens")
    if not isinstance(given, int) or not isinstance(made, int):
        return None
    return {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}
