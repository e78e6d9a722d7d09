"""The toy model: an HTTP server that speaks OpenAI's API as far as the lessons need it."""

import asyncio
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any


class Asked:
    """A request to the model, which its listener answers as it likes."""

    def __init__(self, headers: dict[str, str], body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        key = headers.get("authorization", "").removeprefix("Bearer ")
        after = headers.get("last-event-id")
        #: What was asked: the body's fields, the key that came with it, and after which piece to begin.
        self.what: dict[str, Any] = {**body, "key": key or None, "after": after}
        #: The other side has let go of the connection.
        self.dropped = asyncio.Event()
        self._writer = writer
        self._count = int(after or 0)
        self._has_begun = False

    def say(self, text: str) -> None:
        """Sends one piece of text, as OpenAI's API does; its `id:` counts from 1."""
        self._count += 1
        self._frame({"delta": {"content": text}, "finish_reason": None}, f"id: {self._count}\n")

    def send(self, data: bytes) -> None:
        """Sends what may be no frame at all."""
        if not self._has_begun:
            self._head(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"})
            self._has_begun = True
        self._writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def finish(self) -> None:
        self._frame({"delta": {}, "finish_reason": "stop"})
        self.send(b"data: [DONE]\n\n")
        self.hang_up()

    def hang_up(self) -> None:
        self._writer.write(b"0\r\n\r\n")
        self._writer.close()

    def cut(self) -> None:
        # With its headers alone, where nothing was said: a connection that fails at once is another fault.
        self.send(b": \n\n")
        self._writer.close()

    def refuse(self, status: int, message: str, retry_after: str | None = None) -> None:
        body = json.dumps({"error": {"message": message}}).encode()
        wait = {"Retry-After": retry_after} if retry_after else {}
        self._head(status, {"Content-Type": "application/json", "Content-Length": str(len(body)), **wait})
        self._writer.write(body)
        self._writer.close()

    def _frame(self, choice: dict[str, Any], name: str = "") -> None:
        data = json.dumps({"choices": [{"index": 0, **choice}]}, ensure_ascii=False)
        self.send(f"{name}data: {data}\n\n".encode())

    def _head(self, status: int, headers: dict[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())


class ToyModel:
    """`on_asked` answers each request. To be used by `async with`."""

    def __init__(self, on_asked: Callable[[Asked], Any]) -> None:
        self._on_asked = on_asked
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> "ToyModel":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        #: What a client enters as OPENAI_BASE_URL.
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in list(self._writers):
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[1:]
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head)}
            body = json.loads(await reader.readexactly(int(headers.get("content-length", 0))))
            asked = Asked(headers, body, writer)
            self._on_asked(asked)
            await reader.read()
            asked.dropped.set()
        except (OSError, ValueError, asyncio.IncompleteReadError):
            pass  # no request of a handler's
        finally:
            self._writers.discard(writer)
            writer.close()
