"""Plays a provider on this machine: no test calls a model."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from llmbrick.protocols.models.http.conversation import ConversationSSERequest

from model import ModelFailure


@dataclass
class Asked:
    """A request as the provider got it. Names of headers are in small letters."""

    path: str
    headers: dict
    body: dict


class Reply:
    """Writes one answer. What it does not end stays open until the client leaves."""

    def __init__(self, writer):
        self.writer = writer

    def start(self, status=200, **headers):
        lines = [f"HTTP/1.1 {status} Status", "Transfer-Encoding: chunked"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def send(self, text):
        if text:
            self.writer.write(b"%x\r\n%s\r\n" % (len(text.encode()), text.encode()))

    def end(self):
        self.writer.write(b"0\r\n\r\n")

    def cut(self):
        self.writer.close()


@dataclass
class Provider:
    url: str = ""
    requests: list = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def provider(answer):
    """A provider that answers each request by `answer(reply, asked)`."""
    own = Provider()

    async def serve(reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            pairs = (line.split(": ", 1) for line in head[1:] if line)
            headers = {name.lower(): value for name, value in pairs}
            body = json.loads(await reader.readexactly(int(headers.get("content-length", 0))) or "{}")
            asked = Asked(head[0].split(" ")[1], headers, body)
            own.requests.append(asked)
            own.asked.set()
            answer(Reply(writer), asked)
            await reader.read()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            own.left.set()
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    own.url = "http://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
    try:
        yield own
    finally:
        server.close()


@dataclass
class Answered:
    events: list
    failure: Exception | None = None

    @property
    def kind(self):
        return self.failure.kind if isinstance(self.failure, ModelFailure) else self.failure

    @property
    def text(self):
        return "".join(event.text for event in self.events if event.type == "text")

    @property
    def last(self):
        return self.events[-1] if self.events else None

    @property
    def calls(self):
        return [metadata_of(event) for event in self.events if event.type == "tool_call"]


def metadata_of(event):
    """What an event says besides, without what the package adds."""
    return {name: value for name, value in event.metadata.model_dump().items() if name not in ("search_results", "attachments")}


def request_of(**changes):
    plain = {"model": "test-model", "messages": [{"role": "user", "content": "Hello"}], "session_id": "test-session"}
    return ConversationSSERequest(**{**plain, **changes})


async def ask(handler, on_event=lambda event: None, **changes):
    """All that a handler yields, and what it raises in the end."""
    answered = Answered([])
    try:
        async for event in handler(request_of(**changes)):
            answered.events.append(event)
            on_event(event)
    except Exception as error:
        answered.failure = error
    return answered
