"""The chunks of Ollama's answer."""

import json
import os
from collections.abc import AsyncGenerator
from typing import Any

import httpx
from ollama import AsyncClient

from model import ModelFailure, chunk_in, failure_of


async def chunks_of(body: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
    """Sends a request by the SDK's connection, which knows the address and the headers.

    Its own `chat` would leave out what it does not know of a tool's parameters, take some letters for line ends, and
    forget the Retry-After of an error.
    """
    try:
        # An Ollama that listens on every address is on this machine, too.
        host = os.environ.get("OLLAMA_HOST", "").replace("0.0.0.0", "127.0.0.1")
        async with AsyncClient(host, follow_redirects=False) as client:
            async with client._client.stream("POST", "/api/chat", json=body) as response:
                if not response.is_success:
                    await response.aread()
                    raise refusal(response, body["model"])
                async for line in lines_of(response):
                    yield chunk_in(line.decode("utf-8", "replace").removeprefix("\ufeff"))
    except httpx.ConnectError as error:
        raise ModelFailure("unavailable", "is Ollama running, and is OLLAMA_HOST its address?") from error


async def lines_of(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    rest = b""
    async for piece in response.aiter_bytes():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            if line.strip():
                yield line
    # A last line without its end may be whole. Where it begins as a chunk and is none, it has been cut.
    if rest.startswith(b"{") and not is_json(rest):
        raise ModelFailure("truncated")
    if rest.strip():
        yield rest


def refusal(response: httpx.Response, model: str) -> ModelFailure:
    error = httpx.HTTPStatusError(
        f"{response.status_code} {response.text}", request=response.request, response=response
    )
    if response.status_code == 404 and "model" in response.text:
        failure = ModelFailure("unavailable", f"Ollama does not have it yet: ollama pull {model}", retryable=False)
        failure.__cause__ = error
        return failure
    return failure_of(error)


def is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
