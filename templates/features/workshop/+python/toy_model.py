"""The toy model of the lessons. It speaks OpenAI's API at OPENAI_BASE_URL, which the lessons' runner sets."""

import json
import os
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass
class Piece:
    """A part of the model's answer."""

    id: str
    text: str


class ToyModelError(Exception):
    """The toy model has refused, or its answer broke off."""

    def __init__(self, message: str, status: int | None = None, retry_after: int | None = None) -> None:
        super().__init__(message)
        #: The HTTP status of a refusal; None where the answer broke off.
        self.status = status
        #: Seconds, where the model says when to ask again.
        self.retry_after = retry_after


async def ask(messages: list[Any], **options: Any) -> AsyncGenerator[str, None]:
    """Asks the model, and gives its answer text by text. Options: see `pieces`. Raises ToyModelError."""
    async for piece in pieces(messages, **options):
        yield piece.text


async def pieces(
    messages: list[Any], *, after: str | None = None, key: str | None = None
) -> AsyncGenerator[Piece, None]:
    """The same with the id of each piece. `after`: the id of the last piece that you have. `key`: the key to send."""
    url = os.environ.get("OPENAI_BASE_URL")
    if not url:
        raise ToyModelError("There is no toy model: the lessons' runner starts it")
    headers = {}
    if after is not None:
        headers["Last-Event-ID"] = after
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    body = {"model": "toy", "messages": [plain(message) for message in messages], "stream": True}
    async with (
        httpx.AsyncClient(timeout=None, trust_env=False) as client,
        client.stream("POST", f"{url}/chat/completions", json=body, headers=headers) as response,
    ):
        if response.status_code != 200:
            error = json.loads(await response.aread())["error"]
            wait = response.headers.get("Retry-After")
            raise ToyModelError(error["message"], response.status_code, int(wait) if wait else None)
        piece_id = ""
        try:
            async for line in response.aiter_lines():
                if line.startswith("id: "):
                    piece_id = line[4:]
                if line == "data: [DONE]":
                    return
                if line.startswith("data: "):
                    text = json.loads(line[6:])["choices"][0]["delta"].get("content")
                    if text:
                        yield Piece(piece_id, text)
        except httpx.TransportError:
            pass  # told below, with the end that came too soon
    raise ToyModelError("The model's answer broke off")


def plain(message: Any) -> dict[str, str]:
    """A message as JSON has it: one of the request's, or one of your own, which is such a dict already."""
    return message if isinstance(message, dict) else {"role": message.role, "content": message.content}
