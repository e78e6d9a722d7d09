"""The log: one JSON line a request and a record, with nothing in it that a terminal or a line-based tool acts on."""

import asyncio
import io
import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any
from uuid import uuid4

from llmbrick.utils.logging import logger as upstream_logger
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import words
from .asgi import NO_SNIFF, flow_of, refusal
from .exchange import Exchange, Observer, current

log = logging.getLogger(__name__)

# JSON leaves these as they are; half of a surrogate pair could not be written at all.
CONTROL = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
#: Libraries quote a header, or an address, that they can't use: in the message is the key then.
CREDENTIALS = re.compile(r"""\b(Bearer |Basic |sk-)[^\s"']+|(?<=://)[^\s"'/]+(?=@)""", re.IGNORECASE | re.ASCII)

IS_LOGGED = "llmbrick.is_logged"
REQUEST_ID_KEY = "llmbrick.request_id"
#: Characters of an error in the log.
LONGEST_ERROR = 20_000
#: Frames of each error's stack, the innermost ones.
MOST_FRAMES = 50


class LogLines(Observer):
    """Writes a line to the log for each request, at its end."""

    def end(self, exchange: Exchange) -> None:
        log.info("", extra={"fields": exchange.fields()})


class RequestLog:
    """Gives each request an id, and tells those who watch of its end, whatever that is."""

    def __init__(self, app: ASGIApp, observers: Sequence[Observer]) -> None:
        self.app = app
        self.observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Around the endpoint, and around an application of which it is a part, one line is enough.
        if scope["type"] != "http" or IS_LOGGED in scope:
            return await self.app(scope, receive, send)

        scope[IS_LOGGED] = True
        exchange = Exchange(
            request_id_of(scope), scope["method"], path_as_sent(scope), Headers(scope=scope), observers=self.observers
        )
        current.set(exchange)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                # To a body that can't be read any further, the connection has answered already.
                exchange.status = refused_status(scope) or message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = exchange.request_id
                headers.update(NO_SNIFF)
            else:
                exchange.bytes += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counted)
            if (flow := flow_of(scope)) and exchange.status:
                # The answer is with the server, and may be with nobody else yet.
                await flow.drain()
                exchange.outcome = flow.cut if flow.cut and exchange.outcome == "done" else exchange.outcome
        except ClientDisconnect:
            # In the middle of a body, which a route wanted to read. What answers there were went to nobody.
            exchange.status = exchange.bytes = 0
        except asyncio.CancelledError:
            # By a server that waits no longer.
            exchange.outcome = "shutdown"
            if exchange.status or not flow_of(scope):
                raise
            await refusal(503, "Server shutting down", {"Connection": "close"})(scope, receive, counted)
        except Exception:
            exchange.status = exchange.status or 500
            exchange.outcome = "error"
            raise
        finally:
            exchange.status = exchange.status or refused_status(scope)
            if exchange.outcome == "done" and exchange.status >= 400:
                exchange.outcome = "rejected"
            elif exchange.outcome == "done" and exchange.status == 0:
                # There was no one left to answer.
                exchange.outcome = "aborted"
            exchange.end()


def log_all(app: Starlette, observers: Sequence[Observer]) -> None:
    """Tells of all requests of an application: around its middleware, also that which answers where a route has failed."""
    usual = app.build_middleware_stack
    app.build_middleware_stack = lambda: RequestLog(usual(), observers)  # type: ignore[method-assign]


def request_id_of(scope: Scope) -> str:
    """The client's own id of a request, where it may be one, else a new one: the same whenever it is asked for."""
    state: dict[str, Any] = scope.setdefault("state", {})
    if REQUEST_ID_KEY not in state:
        given = ",".join(Headers(scope=scope).getlist("x-request-id"))
        state[REQUEST_ID_KEY] = given if REQUEST_ID.fullmatch(given) else str(uuid4())
    return state[REQUEST_ID_KEY]


def refused_status(scope: Scope) -> int:
    flow = flow_of(scope)
    return (flow and flow.refused) or 0


def path_as_sent(scope: Scope) -> str:
    raw = scope.get("raw_path")
    return raw.decode("latin-1").partition("?")[0] if raw else scope["path"]


class JsonFormatter(logging.Formatter):
    """Writes a record of the standard library's logging as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower().replace("warning", "warn"),
        }
        exchange = current.get(None)
        if exchange is not None:
            line["requestId"] = exchange.request_id
        if message := record.getMessage().strip():
            line["message"] = message
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[1]:
            line["error"] = stack_of(record.exc_info[1])
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=str)
        return CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def text_of(error: BaseException) -> str:
    """An error's text, also where its own method fails."""
    try:
        return without_credentials(str(error)[:LONGEST_ERROR])
    except BaseException:
        return f"{type(error).__name__}, whose text can't be had"


def stack_of(error: BaseException) -> str:
    """An error with its causes: names, texts and stacks, and no value of a variable."""
    try:
        lines = traceback.TracebackException.from_exception(error, limit=-MOST_FRAMES).format()
        stack = without_credentials("".join(lines))
    except BaseException:
        stack = f"{type(error).__name__}: {text_of(error)}"
    half = LONGEST_ERROR // 2
    # The first cause comes first, and the error itself last.
    return stack.strip() if len(stack) <= LONGEST_ERROR else f"{stack[:half]}\n…\n{stack[-half:].strip()}"


def without_credentials(text: str) -> str:
    return CREDENTIALS.sub(r"\1…", text)


class Output(logging.StreamHandler):  # type: ignore[type-arg]
    """Standard output, in UTF-8 wherever it goes. When its reader is gone, the log ends and the server does not."""

    def __init__(self) -> None:
        super().__init__(sys.stdout)
        if isinstance(sys.stdout, io.TextIOWrapper):
            try:
                sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
            except OSError:
                # It sends what was written so far.
                end_output()

    def handleError(self, record: logging.LogRecord) -> None:
        if isinstance(sys.exc_info()[1], OSError):
            end_output()
        else:
            super().handleError(record)


def say(text: str) -> None:
    """Writes a text for whoever started the server, where anyone still reads."""
    try:
        print(text, flush=True)
    except OSError:
        end_output()


def end_output() -> None:
    """Sends what is still to be written nowhere, and says so."""
    # Whoever reads that may be gone as well.
    with suppress(OSError):
        print(words.LOG_LOST, file=sys.stderr, flush=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def set_up_logging() -> None:
    """Sends all logging of this process to standard output, as JSON lines: `logging.getLogger(__name__)` is yours."""
    output = Output()
    output.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[output], level=logging.INFO, force=True)
    # The server's own tale of starting and stopping is told in other words; of requests it would write the queries.
    for name in ("uvicorn", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # The framework's lines, such as those of bricks and of `log_function`, are lines of this log. Those of its own server
    # would hold what clients sent.
    upstream_logger.disable("llmbrick.servers.sse")
    upstream_logger.remove()
    upstream_logger.add(pass_on, format="{message}")


def pass_on(message: Any) -> None:
    """Hands a line of the framework's logger on. It tells of an error by its text alone, while that is handled."""
    record = message.record
    level, error = record["level"].no, sys.exc_info() if record["level"].no >= logging.ERROR else None
    # A brick that lacks a method is in order: its caller is told so.
    if record["name"] == "llmbrick.core.brick" and error and isinstance(error[1], NotImplementedError):
        level, error = logging.DEBUG, None
    logging.getLogger(record["name"]).log(level, "%s", record["message"], exc_info=error)
