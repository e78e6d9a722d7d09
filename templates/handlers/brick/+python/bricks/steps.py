"""The steps that a pipeline can have. Each asks one brick."""

import asyncio
import logging
import math
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from llmbrick.protocols.models.bricks.guard_types import GuardRequest
from llmbrick.protocols.models.bricks.intention_types import IntentionRequest
from llmbrick.protocols.models.bricks.llm_types import Context, LLMRequest
from llmbrick.protocols.models.bricks.rectify_types import RectifyRequest
from llmbrick.protocols.models.bricks.retrieval_types import RetrievalRequest
from llmbrick.protocols.models.bricks.translate_types import TranslateRequest

from model import Events, ModelFailure
from model.answer import Event

from . import words
from .clients import brick_for
from .failure import NOT_IMPLEMENTED, BrickFailure, check_reply, failure_of_call
from .pipeline import Step, Talk, Tell

log = logging.getLogger(__name__)

#: Code points of what a guard says that the log has.
LONGEST_DETAIL = 200

#: Seconds that a brick has to end its stream after the piece that it calls its last: then the answer is over.
LAST_WAIT = 0.5

#: The events of a step.
Told = AsyncGenerator[Event, None]


def guard() -> Step:
    """Asks whether the question is an attack. One that is ends the answer, with an event of the type "error".

    Why is for the log alone: who attacks would learn from it.
    """

    async def run(talk: Talk, tell: Tell) -> Told:
        reply = await ask("guard", GuardRequest(text=talk.question, **whose(talk)))
        attack = next((it for it in reply.results if it.is_attack), None)
        talk.is_over = attack is not None
        if attack is None:
            yield tell({"isAttack": False})
            return
        why = {"confidence": rounded(attack.confidence), "detail": attack.detail[:LONGEST_DETAIL]}
        log.info("The guard has found an attack", extra={"fields": why})
        yield tell({"isAttack": True}, type="error", progress="ERROR", text=words.REFUSED)

    return Step("guard", run)


def rectify() -> Step:
    """Puts the question's spelling right, for the steps that follow."""

    async def run(talk: Talk, tell: Tell) -> Told:
        reply = await ask("rectify", RectifyRequest(text=talk.question, **whose(talk)))
        talk.question = reply.corrected_text or talk.question
        yield tell({"question": talk.question})

    return Step("rectify", run)


def translate(to: str) -> Step:
    """Translates the question, for the steps that follow. `to`: a language tag."""

    async def run(talk: Talk, tell: Tell) -> Told:
        own = {"model_id": talk.request.model, "target_language": to}
        reply = await ask("translate", TranslateRequest(text=talk.question, **own, **whose(talk)))
        talk.question = reply.text or talk.question
        yield tell({"question": talk.question})

    return Step("translate", run)


def intention() -> Step:
    """Asks what the question is about: `talk.intention`, for steps of your own."""

    async def run(talk: Talk, tell: Tell) -> Told:
        reply = await ask("intention", IntentionRequest(text=talk.question, **whose(talk)))
        talk.intention = reply.results[0].intent_category if reply.results else None
        found = [
            {"intentCategory": it.intent_category, "confidence": rounded(it.confidence)} for it in reply.results
        ]
        yield tell({"results": found})

    return Step("intention", run)


def retrieval(max_results: int = 3) -> Step:
    """Finds documents that the answer is to go by. `max_results`: documents at most."""

    async def run(talk: Talk, tell: Tell) -> Told:
        request = RetrievalRequest(query=talk.question, max_results=max_results, **whose(talk))
        talk.documents = (await ask("retrieval", request)).documents[:max_results]
        found = [
            {
                "docId": it.doc_id,
                "title": it.title,
                "snippet": it.snippet,
                "score": rounded(it.score),
                "metadata": it.metadata,
            }
            for it in talk.documents
        ]
        yield tell({"searchResults": found})

    return Step("retrieval", run)


def llm(temperature: float = 0.7) -> Step:
    """Answers, piece by piece. `temperature` holds where the client sets none."""

    async def run(talk: Talk, tell: Tell) -> Told:
        events = Events(talk.request.model)
        async with aclosing(pieces_of(llm_request(talk, temperature))) as pieces:
            async for text in pieces:
                yield events.text(text)
        done = events.done("stop")
        yield tell({"usage": None, "finishReason": "stop"}, id=done.id, type=done.type, progress=done.progress)

    return Step("llm", run)


async def pieces_of(request: LLMRequest) -> AsyncGenerator[str, None]:
    has_begun = False
    ends_at = math.inf
    try:
        async with aclosing(brick_for("llm").run_output_streaming(request)) as replies:  # type: ignore[type-var]
            while reply := await asyncio.wait_for(anext(replies, None), seconds_until(ends_at)):
                check_reply("llm", reply.error)
                if reply.is_final:
                    ends_at = min(ends_at, time.monotonic() + LAST_WAIT)
                if reply.text:
                    has_begun = True
                    yield reply.text
    except Exception as error:
        if ends_at < math.inf and isinstance(error, asyncio.TimeoutError):
            return
        failure = failure_of_call("llm", error, has_begun)
        # A brick may answer in one piece alone.
        is_unary = isinstance(failure, BrickFailure) and failure.brick_code == NOT_IMPLEMENTED and not has_begun
        if not is_unary:
            raise failure from failure.__cause__
        if text := (await ask("llm", request)).text:
            yield text


def seconds_until(moment: float) -> float | None:
    return None if moment == math.inf else max(0.0, moment - time.monotonic())


def llm_request(talk: Talk, usual_temperature: float) -> LLMRequest:
    request = talk.request
    if request.tools and request.tool_choice != "none":
        raise ModelFailure("bad_request", "bricks have no tools: leave `tools` out")
    found = [(document.title, document.snippet) for document in talk.documents]
    return LLMRequest(
        model_id=request.model,
        prompt=words.prompt(talk.question, found) if found else talk.question,
        context=[Context(role=str(it.role), content=it.content) for it in request.messages[:-1]],
        temperature=usual_temperature if request.temperature is None else request.temperature,
        max_tokens=request.max_tokens or 0,
        **whose(talk),
    )


def whose(talk: Talk) -> dict[str, str]:
    """What every brick is told: whose question it is."""
    request = talk.request
    return {
        "client_id": request.client_id or "",
        "session_id": request.session_id or "",
        "request_id": talk.request_id,
        "source_language": request.source_language or "",
    }


async def ask(kind: str, request: Any) -> Any:
    """Calls a brick once. Raises ModelFailure."""
    try:
        reply = await brick_for(kind).run_unary(request)
        check_reply(kind, reply.error)
    except Exception as error:
        failure = failure_of_call(kind, error)
        raise failure from failure.__cause__
    return reply


def rounded(value: Any) -> float | None:
    """The wire's numbers have some seven digits. What is none is None, as JSON has no word for it."""
    is_finite = isinstance(value, (int, float)) and math.isfinite(value)
    return float(f"{value:.6g}") if is_finite else None
