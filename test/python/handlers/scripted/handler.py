"""The conformance suite's handler: its every move is decided by a request, which brings its script in `clientId`."""

import asyncio
import json
import logging
import os

from llmbrick.core.exceptions import ModelException
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse
from pydantic import ValidationError

log = logging.getLogger(__name__)


async def scripted(request):
    try:
        for step in json.loads(request.client_id or "[]"):
            if "yield" in step:
                for _ in range(int(step.get("times", 1))):
                    yield event(step["yield"])
            elif "echo" in step:
                reached = request.model_dump(by_alias=True)
                yield event({"id": "1", "type": "text", "progress": "IN_PROGRESS", "metadata": {"searchResults": reached}})
            elif "tell" in step:
                text = request.model_dump_json(by_alias=True)
                yield event({"id": "1", "type": "text", "progress": "IN_PROGRESS", "text": text})
            elif "wait" in step:
                await asyncio.sleep(step["wait"] / 1000)
            elif "note" in step:
                log.info(step["note"])
            elif "throw" in step:
                raise RuntimeError(step["throw"])
            elif "fail" in step:
                raise ModelException(step["fail"], step["details"])
            else:
                await hang()
    finally:
        if request.source_language == "slow end":
            # As one waits for a connection to be closed.
            await asyncio.sleep(0.01)
        log.info("finally")


def event(fields):
    """An event of these fields. What can't be one is made without checks, to see what the server makes of it."""
    if not isinstance(fields, dict):
        return fields
    try:
        return ConversationSSEResponse(**fields)
    except ValidationError:
        return ConversationSSEResponse.model_construct(**fields)


async def hang():
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError as error:
        log.info("signal", extra={"fields": {"cause": error.args[0]}})
        raise


handler = None if os.environ.get("CONFORMANCE_HANDLER") == "none" else scripted
