"""Asks a project's handler what comes as lines of JSON, and writes what it gives as such lines."""

import asyncio
import json
import os
import re
import sys
import traceback

# First: it sees to it that the package prints nothing while it is imported.
import hardening  # noqa: F401 isort: skip

from llmbrick.protocols.models.http.conversation import ConversationSSERequest

from handler import handler


def say(**line):
    print(json.dumps(line), flush=True)


def as_seen(event):
    """An event in the form of the other platform: what is not given is left out."""
    own = event.model_dump(exclude_none=True)
    if event.metadata is not None:
        metadata = event.metadata.model_dump().items()
        usual = ("search_results", "attachments")
        own["metadata"] = {name: value for name, value in metadata if name not in usual or value is not None}
    return own


def in_snake_case(request):
    return {re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name): value for name, value in request.items()}


async def ask(id, request):
    try:
        async for event in handler(ConversationSSERequest(**in_snake_case(request))):
            say(id=id, event=as_seen(event))
        say(id=id)
    except BaseException as error:
        message = getattr(error, "message", None) or f"{type(error).__name__} {error}"
        cause = "".join(traceback.format_exception(error))
        kind, wait = getattr(error, "kind", None), getattr(error, "retry_after", None)
        say(id=id, failure={"kind": kind, "message": message, "cause": cause, "retryAfter": wait})


async def main():
    lines = asyncio.StreamReader(limit=2**24)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    tasks = {}
    say(id=0)
    async for line in lines:
        message = json.loads(line)
        if "leaves" in message:
            tasks[message["leaves"]].cancel()
            continue
        for name, value in message["env"].items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
        tasks[message["id"]] = asyncio.create_task(ask(message["id"], message["request"]))


asyncio.run(main())
