"""The chunks of Ollama's answer."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx
from ollama import AsyncClient

from model import ModelFailure, address_in, chunk_in, refusal_of, unreadable
from model.http import HOOKS, TLS, error_in
from model.lines import lines_of


async def chunks_of(body: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
    """Sends a request by the SDK's connection, which knows the address and the headers.

    Its own `chat` would leave out what it does not know of a tool's parameters, take some letters for line ends, and
    forget the Retry-After of an error.
    """
    try:
        # An Ollama that listens on every address is on this machine, too.
        host = (address_in("OLLAMA_HOST", may_be_part=True) or "").replace("0.0.0.0", "127.0.0.1")
        hooks = {**HOOKS, "response": []}  # it is looked at below
        async with AsyncClient(host, follow_redirects=False, verify=TLS, event_hooks=hooks) as client:
            async with client._client.stream("POST", "/api/chat", json=body) as response:
                if not response.is_success:
                    raise refusal(response, await error_in(response), body["model"])
                stray = ""  # JSON of no answer
                async for line in lines_of(response.aiter_bytes()):
                    if line:
                        chunk = chunk_in(line)
                        stray = "" if chunk.get("message") else line
                        yield chunk
                if stray:
                    raise unreadable("No answer", stray)
    except httpx.ConnectError as error:
        raise ModelFailure("unavailable", "is Ollama running, and is OLLAMA_HOST its address?") from error


def refusal(response: httpx.Response, text: str, model: str) -> ModelFailure:
    failure = refusal_of(response, text)
    if response.status_code == 404 and "model" in text:
        missing = ModelFailure("unavailable", f"Ollama does not have it yet: ollama pull {model}", retryable=False)
        missing.__cause__ = failure.__cause__
        return missing
    return failure
