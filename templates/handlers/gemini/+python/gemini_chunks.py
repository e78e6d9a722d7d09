"""The chunks of Gemini's answer."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from functools import lru_cache
from typing import Any

import httpx
from google import genai
from google.genai.types import GenerateContentResponse
from pydantic import ValidationError

from model import ModelFailure, address_in, chunk_in, key_in, unreadable
from model.http import HOOKS, TLS, check
from model.lines import is_cut, lines_of


async def chunks_of(model: str, contents: list[Any], config: dict[str, Any]) -> AsyncGenerator[GenerateContentResponse, None]:
    models = client_for(key_in("GEMINI_API_KEY"), address_in("GOOGLE_GEMINI_BASE_URL"), asyncio.get_running_loop()).aio.models
    tools = config.pop("tools", None)
    config = {
        **config,
        "automatic_function_calling": {"disable": True},
        # The SDK would rename a part of them.
        "http_options": {"extra_body": {"tools": tools} if tools else None},
    }
    try:
        async with aclosing(await models.generate_content_stream(model=model, contents=contents, config=config)) as chunks:
            async for chunk in chunks:
                yield chunk
    except ValidationError as error:
        raise ModelFailure("unavailable", retryable=False) from error


@lru_cache(maxsize=1)
def client_for(key: str, address: str | None, _loop: asyncio.AbstractEventLoop) -> genai.Client:
    """The SDK's client. It is kept, since to make one takes longer than most of what it does."""
    # A connection of its own for each answer: none waits for another, and none is stale.
    limits = httpx.Limits(max_keepalive_connections=0)
    hooks = {**HOOKS, "response": [check, reframe]}
    http = httpx.AsyncClient(event_hooks=hooks, verify=TLS, timeout=None, limits=limits)
    options = {"base_url": address, "api_version": "v1beta", "httpx_async_client": http}
    return genai.Client(api_key=key, vertexai=False, http_options=options)


async def reframe(response: httpx.Response) -> None:
    """Looks at an answer before the SDK, which would take one that was cut for whole."""
    pieces = response.aiter_bytes()
    response.aiter_bytes = lambda: frames_of(pieces)  # type: ignore[method-assign]


async def frames_of(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """The frames of an answer, each with a chunk that can be read."""
    # An error, or a whole answer, comes as JSON that is in no frame.
    frame = bare = ""
    async for line in lines_of(pieces):
        if line.startswith("data:"):
            frame += line.removeprefix("data:")
        elif not line and frame.strip():
            yield framed(chunk_in(frame))
            frame = ""
        elif line and not re.match("(:|event:|id:|retry:)", line) and not "data:".startswith(line):
            bare += line
            if line == "}":  # what is within it is indented
                break
    for rest in filter(str.strip, (frame, bare)):
        if is_cut(rest):
            raise ModelFailure("truncated")
        chunk = chunk_in(rest)
        if not {"candidates", "promptFeedback"} & chunk.keys():
            raise unreadable("No answer", rest)
        yield framed(chunk)


def framed(chunk: dict[str, Any]) -> bytes:
    chunk.pop("error", None)  # the SDK takes even null for one
    return b"data: %s\n\n" % json.dumps(chunk).encode()
