"""What is known of a request while it is answered, and who watches it."""

import time
from collections.abc import AsyncIterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from llmbrick.core.exceptions import LLMBrickException
from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse
from starlette.datastructures import Headers


@dataclass(eq=False)
class Exchange:
    """What is known of one request and its answer."""

    request_id: str
    method: str
    #: Without the query, which may hold secrets.
    path: str
    headers: Headers = field(default_factory=Headers)
    status: int = 0
    model: str | None = None
    session_id: str | None = None
    events: int = 0
    bytes: int = 0
    started_at: float = field(default_factory=time.perf_counter)
    first_event_at: float | None = None
    #: Messages in the request, of which no more than one too many is looked at.
    message_count: int = 0
    #: Faults of the request beyond those that were looked for.
    further_faults: int = 0
    #: The handler at work, once it is.
    handler: AsyncIterator[Any] | None = None
    #: An error of the handler's whose text is written for the client. Its cause is for debug mode alone.
    failure: LLMBrickException | None = None
    #: What the handler, or a validator of yours, has raised.
    thrown: BaseException | None = None
    #: The handler's last event, which may say what its answer took.
    last_event: ConversationSSEResponse | None = None
    #: done, error, invalid, timeout, aborted, stalled, shutdown or rejected
    outcome: str = "done"
    #: When the last event went out; before the one that an observer is told of.
    last_event_at: float | None = None
    #: Those who are told of it.
    observers: Sequence["Observer"] = ()

    def begin_answer(self, request: ConversationSSERequest) -> None:
        """Tells that it is answered from here on, in this task."""
        for observer in self.observers:
            observer.answer(self, request)

    def count_event(self) -> None:
        """Tells of an event that is about to go out."""
        now = time.perf_counter()
        self.events += 1
        self.first_event_at = self.first_event_at or now
        for observer in self.observers:
            observer.event(self, now)
        self.last_event_at = now

    def end(self) -> None:
        """Tells of its end."""
        for observer in self.observers:
            observer.end(self)

    def fields(self) -> dict[str, Any]:
        """The fields of its log line."""
        first = self.first_event_at
        return {
            "requestId": self.request_id,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "model": self.model and self.model[:200],
            "sessionId": self.session_id and self.session_id[:200],
            "events": self.events,
            "bytes": self.bytes,
            "msToFirstEvent": None if first is None else milliseconds(self.started_at, first),
            "durationMs": milliseconds(self.started_at, time.perf_counter()),
            "outcome": self.outcome,
        }


class Observer:
    """Sees what becomes of every request."""

    def answer(self, exchange: Exchange, request: ConversationSSERequest) -> None:
        """Its answer begins, in the task in which the handler will run. The rules are not judged yet."""

    def event(self, exchange: Exchange, now: float) -> None:
        """An event of its stream is about to go out, `now` on the clock of `time.perf_counter()`."""

    def end(self, exchange: Exchange) -> None:
        """It is over. Told once, whatever the end."""


#: The request that is being answered. `current.get().request_id` is its id, in a handler too.
current: ContextVar[Exchange] = ContextVar("current")


def milliseconds(start: float, end: float) -> float:
    return round((end - start) * 1000, 1)
