"""Lets a project's handler end in every way that Python knows. Prints the frames of each answer, and how the log has it."""

import asyncio
import io
import json
import sys

sys.path[:0] = [".", "tests"]
from conftest import ask, frames_of  # noqa: E402
from hardening import set_up_logging  # noqa: E402
from llmbrick.core.exceptions import ModelException  # noqa: E402
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse  # noqa: E402


class TextFails(Exception):
    def __str__(self):
        raise SystemExit("from __str__")

    __repr__ = __str__


class TextIsNone(Exception):
    def __str__(self):
        return None


class Secret(Exception):
    def __init__(self):
        super().__init__("refused")
        self.headers = {"Authorization": "Bearer sk-secret"}


def chained():
    try:
        raise KeyError("the cause")
    except KeyError as error:
        raise RuntimeError("the effect") from error


def raising(error):
    def end():
        raise error

    return end


def endless():
    error = ValueError("0")
    for number in range(1, 3000):
        following = ValueError(str(number))
        following.__cause__, error = error, following
    raise error


ENDINGS = {
    "SystemExit": raising(SystemExit(3)),
    "KeyboardInterrupt": raising(KeyboardInterrupt()),
    "CancelledError": raising(asyncio.CancelledError()),
    "GeneratorExit": raising(GeneratorExit()),
    "StopAsyncIteration": raising(StopAsyncIteration()),
    "BaseException": raising(BaseException("base")),
    "a group": raising(BaseExceptionGroup("group", [SystemExit(1)]) if sys.version_info >= (3, 11) else SystemExit(1)),
    "text that fails": raising(TextFails()),
    "text that is none": raising(TextIsNone()),
    "a secret beside the text": raising(Secret()),
    "half of a pair": raising(ValueError("\ud800")),
    "a cause": chained,
    "a chain of 3000": endless,
    "a long text": raising(ValueError("x" * 1_000_000)),
    "a model's": raising(ModelException("no such model")),
}


def handler_that(end, first):
    async def handler(_):
        if first:
            yield ConversationSSEResponse(id="1", type="text", progress="IN_PROGRESS")
        end()
        yield

    return handler


def seen(handler, **environ):
    log = sys.stdout = io.StringIO()
    set_up_logging()
    try:
        response = ask(handler, environ=environ)
    finally:
        sys.stdout = sys.__stdout__
    lines = [json.loads(line) for line in log.getvalue().splitlines() if line.startswith("{")]
    return {"frames": frames_of(response), "log": lines, "status": response.status_code}


async def no_generator(_):
    return None


OTHERS = {"no generator": no_generator, "nothing": lambda _: None, "a list": lambda _: [1]}
results = {name: seen(handler_that(end, False)) for name, end in ENDINGS.items()}
results |= {f"{name}, after an event": seen(handler_that(end, True)) for name, end in ENDINGS.items()}
results |= {name: seen(handler) for name, handler in OTHERS.items()}
results["in production"] = [
    seen(handler_that(ENDINGS[name], True), NODE_ENV="production", LLMBRICK_FLUSH_INTERVAL=interval)
    for interval in ("0", "50")
    for name in ("a model's", "a cause")
]
print(json.dumps(results))
