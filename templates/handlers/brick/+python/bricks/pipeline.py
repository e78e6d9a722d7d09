"""Runs the steps from the question to the answer."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from llmbrick.protocols.models.bricks.retrieval_types import Document
from llmbrick.protocols.models.http.conversation import ConversationSSERequest

from hardening.exchange import current
from model import ModelFailure, with_retries
from model.answer import Event, Metadata

from .addresses import address_of, variable_of

log = logging.getLogger(__name__)


@dataclass
class Talk:
    """What the steps of one answer hand on to each other."""

    request: ConversationSSERequest
    request_id: str
    #: What is asked, as the steps so far have put it.
    question: str
    #: What the question is about, where an intention brick has told.
    intention: str | None = None
    #: What the answer is to go by, where a retrieval brick has found it.
    documents: list[Document] = field(default_factory=list)
    #: No further step is to run.
    is_over: bool = False


#: Makes the event that says how a step went: its metadata has the step, the milliseconds so far, and what was found.
Tell = Callable[..., Event]


class Step(NamedTuple):
    """One step on the way. Without an address for its brick it is left out; the llm brick can't be."""

    brick: str
    run: Callable[[Talk, Tell], AsyncGenerator[Event, None]]


async def pipeline(steps: Sequence[Step], request: ConversationSSERequest) -> AsyncGenerator[Event, None]:
    """Gives the events of all steps, in their order. The log has one line for each step."""
    exchange = current.get(None)
    question = request.messages[-1].content if request.messages else ""
    talk = Talk(request, exchange.request_id if exchange else "", question)
    for index, step in enumerate(steps):
        if talk.is_over:
            return
        if not is_there(step.brick):
            continue
        timed, tell = telling(step, f"step-{index + 1}", request.model)
        outcome = "failed"
        try:
            async for event in with_retries(lambda step=step, tell=tell: step.run(talk, tell)):
                yield event
            outcome = "done"
        except (asyncio.CancelledError, GeneratorExit):
            outcome = "aborted"  # an answer that was ended is no fault of the step
            raise
        finally:
            log.info("A step of the pipeline", extra={"fields": {**timed(), "outcome": outcome}})


def telling(step: Step, id: str, model: str) -> tuple[Callable[[], dict[str, Any]], Tell]:
    start = time.perf_counter()

    def timed() -> dict[str, Any]:
        return {"step": step.brick, "milliseconds": round((time.perf_counter() - start) * 1000)}

    def tell(found: dict[str, Any], **fields: Any) -> Event:
        fields = {"id": id, "type": "meta", "progress": "IN_PROGRESS", "model": model, **fields}
        return Event(**fields, metadata=Metadata(**timed(), **found))

    return timed, tell


def is_there(brick: str) -> bool:
    if address_of(brick):
        return True
    if brick != "llm":
        return False
    raise ModelFailure("unavailable", f"{variable_of(brick)} is not set", retryable=False)
