"""Plays the checks of a lesson: each is a scene between a client, the server and its model.

What the steps mean is said in the authors' page of the lessons; `checks.json` has them.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from .client import END, Client, Frame
from .match import mismatch
from .model import Asked, ToyModel

Check = dict[str, Any]
Step = dict[str, Any]
Failure = dict[str, Any]


@dataclass
class Result:
    name: str
    #: "passed", "failed" or "waiting": after the first that failed, the others wait.
    state: str
    failure: Failure | None = None


class Running(Protocol):
    """A server that runs, for the checks that need it."""

    #: The address of its endpoint.
    url: str

    async def stop(self) -> None: ...


class Failed(Exception):
    def __init__(self, where: str, **details: Any) -> None:
        super().__init__(where)
        self.failure: Failure = {"where": where, **details}


#: What the checks rely on, whatever the project's settings are.
VARIABLES = {
    "LLMBRICK_HOST": "127.0.0.1",
    "LLMBRICK_PORT": "0",
    "LLMBRICK_PREFIX": "",
    "LLMBRICK_CHAT_COMPLETIONS_PATH": "/chat/completions",
    "LLMBRICK_ALLOWED_MODELS": "toy",
    "LLMBRICK_DEBUG_MODE": "false",
    "LLMBRICK_ENABLE_REQUEST_LOGGING": "false",
}

#: Starts the server with these variables. Raises Failed, with what it has said, where it does not start.
Start = Callable[[dict[str, str]], Awaitable[Running]]


async def run_checks(checks: list[Check], start: Start, patience: float = 10) -> list[Result]:
    """Plays checks one after the other, up to the first that fails.

    `patience`: seconds to wait for what must come; nothing else goes by the clock, so a slow machine is as good as a
    fast one.
    """
    results: list[Result] = []
    requests: asyncio.Queue[Asked] = asyncio.Queue()
    running: Running | None = None
    before: dict[str, str] | None = None
    async with ToyModel(lambda asked: requests.put_nowait(asked)) as model:
        try:
            for check in checks:
                scene = fill({"env": {}, **check}, choose(check.get("vary", {})))
                if before != scene["env"]:
                    if running:
                        await running.stop()
                    running, before = None, scene["env"]
                # What the one before has left is no matter of this one.
                requests = asyncio.Queue()
                try:
                    if not running:
                        running = await start({**VARIABLES, "OPENAI_BASE_URL": model.url, **scene["env"]})
                    await Scene(running.url, requests, patience).play(scene["steps"])
                except Failed as failed:
                    results.append(Result(check["name"], "failed", failed.failure))
                    break
                results.append(Result(check["name"], "passed"))
        finally:
            if running:
                await running.stop()
    return results + [Result(check["name"], "waiting") for check in checks[len(results) :]]


def choose(vary: dict[str, list[str]]) -> dict[str, str]:
    return {name: random.choice(words) for name, words in vary.items()}


def fill(value: Any, words: dict[str, str]) -> Any:
    """The value with a chosen word for each `{name}` in its texts."""
    if isinstance(value, str):
        for name, word in words.items():
            value = value.replace(f"{{{name}}}", word)
        return value
    if isinstance(value, list):
        return [fill(item, words) for item in value]
    if isinstance(value, dict):
        return {key: fill(item, words) for key, item in value.items()}
    return value


class Scene:
    """A client on the one side of the server, the model on the other, both in our hand."""

    def __init__(self, url: str, requests: asyncio.Queue[Asked], patience: float) -> None:
        self._url = url
        self._requests = requests
        self._patience = patience
        self._client: Client | None = None
        self._model: Asked | None = None

    async def play(self, steps: list[Step]) -> None:
        try:
            for step in steps:
                for name, value in step.items():
                    await getattr(self, f"_{name}")(value)
        finally:
            await self._leave()

    async def _ask(self, ask: Any) -> None:
        fields = {"messages": [{"role": "user", "content": ask}]} if isinstance(ask, str) else ask
        self._client = Client(self._url, {"model": "toy", "sessionId": "lesson", **fields})

    async def _frame(self, expected: Any) -> None:
        frame = await self._next("frame", expected)
        if frame is END:
            raise Failed("end", frame=self._count, expected=expected)
        self._compare("frame", expected, frame)

    async def _answer(self, expected: Any) -> None:
        while await self._next("answer", expected) is not END:
            pass
        self._compare("answer", expected, self._client.whole())

    async def _asked(self, expected: Any) -> None:
        self._model = await self._within("asked", expected, self._requests.get())
        self._compare("asked", expected, self._model.what)

    async def _unasked(self, _: bool) -> None:
        if not self._requests.empty():
            raise Failed("unasked", seen=self._requests.get_nowait().what)

    async def _say(self, texts: str | list[str]) -> None:
        for text in [texts] if isinstance(texts, str) else texts:
            self._model.say(text)

    async def _bytes(self, text: str) -> None:
        self._model.send(text.encode("latin-1"))

    async def _finish(self, _: bool) -> None:
        self._model.finish()

    async def _hangUp(self, _: bool) -> None:
        self._model.hang_up()

    async def _cut(self, _: bool) -> None:
        self._model.cut()

    async def _refuse(self, refusal: dict[str, Any]) -> None:
        self._model.refuse(refusal["status"], refusal["message"], refusal.get("retryAfter"))

    async def _leave(self, _: bool = True) -> None:
        if self._client:
            await self._client.leave()

    async def _dropped(self, _: bool) -> None:
        await self._within("dropped", None, self._model.dropped.wait())

    async def _next(self, where: str, expected: Any) -> Frame:
        return await self._within(where, expected, self._client.next())

    @property
    def _count(self) -> int:
        return len(self._client.seen) if self._client else 0

    def _compare(self, where: str, expected: Any, seen: Any) -> None:
        found = mismatch(expected, seen)
        if found:
            raise Failed(where, frame=self._count, part=found.part, expected=found.expected, seen=found.seen)

    async def _within(self, where: str, expected: Any, coming: Coroutine[Any, Any, Any]) -> Any:
        """What comes within the patience."""
        try:
            return await asyncio.wait_for(coming, self._patience)
        except asyncio.TimeoutError:
            late = {"frame": self._count + 1, "late": self._patience}
            raise Failed(where, **({} if expected is None else {"expected": expected}), **late) from None
