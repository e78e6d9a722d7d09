"""Puts the answer of the endpoint into OpenAI's form while it passes by."""

import json
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hardening.exchange import current

from .asked import Asked, asked_now
from .chunks import Chunks, Whole
from .faults import Fault, Refusals, fault_in
from .text import as_json

OBJECT_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-cache, no-transform"}


class Answers:
    """Stands around the checks, for they may end an answer too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Asked()
        asked_now.set(asked)
        # An application that includes the router has no middleware for them.
        refusing = Refusals(scope, receive, send).send
        await self.app(scope, receive, Answer(scope, receive, refusing, asked).send)


class Answer:
    """One answer. Its headers wait for the first event: until then, an error has a status of its own."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, asked: Asked) -> None:
        self.scope = scope
        self.receive = receive
        self.pass_on = send
        self.asked = asked
        self.start: Message = {}
        self.form: Chunks | Whole | None = None
        #: What went wrong. Nothing that comes after it goes out.
        self.fault: Fault | None = None
        self.headers_are_out = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            if message["status"] == 200:
                self.form = Chunks(self.asked) if self.asked.stream else Whole(self.asked)
                return
        if self.form is None:
            # A refusal.
            return await self.pass_on(message)

        is_last = not message.get("more_body", False)
        # Several, where joined.py has joined them.
        frames = message.get("body", b"").decode().split("\n\n")[:-1]
        text = "".join([self.text_of(self.form, frame) for frame in frames])
        if text:
            await self.write(text)
        if is_last:
            await self.finish(self.form)

    def text_of(self, form: Chunks | Whole, frame: str) -> str:
        """What goes out for a frame of the endpoint's."""
        if self.fault:
            return ""
        if frame.startswith(":"):
            return form.keep_alive()
        name, data = frame.split("\ndata: ", 1)
        content: dict[str, Any] = json.loads(data)
        if name == "event: error":
            self.fault = fault_in(content, current.get())
            return ""
        try:
            return "".join([form.add(delta) for delta in form.deltas_of(content)])
        except Fault as fault:
            self.fault = fault
            return ""

    async def write(self, text: str) -> None:
        if not self.headers_are_out:
            self.headers_are_out = True
            await self.pass_on(self.start)
        await self.pass_on({"type": "http.response.body", "body": text.encode(), "more_body": True})

    async def finish(self, form: Chunks | Whole) -> None:
        fault = self.fault
        if isinstance(form, Chunks) and (self.headers_are_out or not fault):
            await self.write(form.failure(fault) if fault else form.end())
            return await self.pass_on({"type": "http.response.body", "body": b"", "more_body": False})
        response = fault.response() if fault else Response(as_json(form.object()), headers=OBJECT_HEADERS)
        await response(self.scope, self.receive, self.pass_on)
