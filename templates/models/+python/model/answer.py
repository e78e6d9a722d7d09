"""The events of an answer, and asking again for one that fails before its first."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from itertools import count
from typing import Any

from pydantic import ConfigDict

from llmbrick.protocols.models.http.conversation import ConversationSSEResponse, SSEResponseMetadata

from .failure import ModelFailure, failure_of, unreadable


class Metadata(SSEResponseMetadata):
    """The package's own allows no further keys."""

    model_config = ConfigDict(extra="allow")


class Event(ConversationSSEResponse):
    metadata: Metadata | None = None


class Events:
    """Makes the events of one answer, numbered."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.count = 0

    def text(self, text: str) -> Event:
        return self._next("text", text=text_in(text))

    def reasoning(self, text: str) -> Event:
        return self._next("reasoning", text=text_in(text))

    def tool_call(self, call: dict[str, Any]) -> Event:
        return self._next("tool_call", metadata=Metadata(**call))

    def done(self, finish_reason: str, input_tokens: Any = None, output_tokens: Any = None) -> Event:
        """The last one. `finish_reason`: stop, length, tool_calls, content_filter, or a word of the provider's.

        The tokens that the answer took count where the provider says how many they are.
        """
        usage = {"inputTokens": count_in(input_tokens), "outputTokens": count_in(output_tokens)}
        known = None if usage == {"inputTokens": None, "outputTokens": None} else usage
        return self._next("done", progress="DONE", metadata=Metadata(usage=known, finishReason=text_in(finish_reason)))

    def _next(self, type: str, progress: str = "IN_PROGRESS", **fields: Any) -> Event:
        self.count += 1
        return Event(id=f"msg-{self.count}", type=type, model=self.model, progress=progress, **fields)


def text_in(value: Any) -> str:
    """What stands for a text in a provider's JSON. Raises ModelFailure where it is none."""
    if isinstance(value, str):
        return value
    raise unreadable("Not a text", str(value))


def count_in(value: Any) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
    return value if is_count else None


#: Times that a request is sent again.
MOST_RETRIES = 2
#: Seconds that are waited for this in all: a client that would wait longer had better be told so.
LONGEST_WAIT = 3


async def with_retries(ask: Callable[[], AsyncGenerator[Event, None]]) -> AsyncGenerator[Event, None]:
    """Gives an answer's events. One that fails before its first event is asked for again, where that may help.

    Raises ModelFailure.
    """
    waited = 0.0
    for retries in count():
        events = characters = 0
        try:
            async with aclosing(ask()) as answer:
                async for event in answer:
                    events += 1
                    characters += len(event.text or "")
                    yield event
            return
        except Exception as error:
            failure = failure_of(error)
        # Without a Retry-After, each wait is longer than the one before. No two clients come at the same moment.
        least = 0.25 * 2**retries if failure.retry_after is None else failure.retry_after
        wait = least + random.random() * 0.25
        waited += wait
        if events or retries == MOST_RETRIES or not failure.retryable or waited > LONGEST_WAIT:
            if failure.kind == "truncated":
                raise ModelFailure("truncated", f"after {characters} characters") from failure.__cause__
            raise failure from failure.__cause__
        await asyncio.sleep(wait)
