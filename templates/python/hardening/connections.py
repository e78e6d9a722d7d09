"""Limits on connections: on slow clients, on what comes in before it is asked for, and on offers that are not taken."""

import asyncio
import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from uuid import uuid4

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from .access import names_host
from .asgi import NO_SNIFF, problem
from .bodies import TIMEOUT
from .exchange import Exchange, Observer
from .http10 import send_without_chunks
from .log import request_id_of

ORIGIN = re.compile(rb"https?://([^/?#]+)", re.IGNORECASE)
#: Seconds, and bytes, that the head of a request may take.
HEAD_TIMEOUT = 10
MAX_HEAD_BYTES = 65_536
#: Pipelined requests that may wait for their turn; and bytes that are parsed before their number is looked at.
MOST_WAITING = 8
PIECE = 4096
#: Bytes of chunks' sizes that may come with each byte of a body.
OVERHEAD = 8


class Flow(FlowControl):
    """Reads no further while something that came in is still to be parsed."""

    #: Whether the body of the request that is being answered was handed out, to its last byte.
    is_body_taken: Callable[[], bool]
    is_full = False
    #: How the connection ended with bytes that were still to be sent: "stalled" or "aborted".
    cut: str | None = None
    #: The status of an answer that was given without asking the application.
    refused: int | None = None
    #: Seconds without the client's taking a byte, where the answer under way has a limit of its own.
    write_timeout: float | None = None

    def resume_reading(self) -> None:
        if not self.is_full:
            super().resume_reading()


class LimitedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with the limits that it leaves out.

    Under uvicorn's own command: `uvicorn server:app --http hardening.connections:LimitedProtocol`.
    """

    #: Seconds without the client's taking a byte, of answers without a limit of their own; see harden().
    write_timeout = 30.0
    #: Those who are told of requests that can't be read. Likewise.
    observers: Sequence[Observer] = ()

    def __init__(self, config: Config, **options: object) -> None:
        super().__init__(config, **options)
        self.unparsed = bytearray()
        #: The request that is being answered. The pipelined ones after it wait in self.pipeline.
        self.answered: RequestResponseCycle | None = None
        self.is_in_head = False
        #: Bytes of the request at hand that are not its body: of its head, and of what may follow the body.
        self.head_bytes = 0
        self.head_timer: asyncio.TimerHandle | None = None
        #: Runs while the request that is being answered has not come in whole.
        self.body_timer: asyncio.TimerHandle | None = None
        self.stall_timer: asyncio.TimerHandle | None = None
        #: The server is shutting down: no further request is taken here.
        self.is_last = False
        #: Why what came in can't be read any further: told when the requests before it are answered.
        self.unreadable: HTTPStatus | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self.flow = Flow(transport)
        self.flow.is_body_taken = self.is_body_taken
        # From the first byte on that the client does not take, handlers wait and the clock runs.
        # (With 0, one of TLS would count as full when it is empty.)
        transport.set_write_buffer_limits(high=1, low=0)
        self.expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self.head_timer, self.body_timer, self.stall_timer):
            stop(timer)
        if self.flow.write_paused and self.flow.cut is None:
            self.flow.cut = "aborted"
        self.pipeline.clear()
        if self.answered is not None:
            # Where others wait behind it, uvicorn tells the last of them alone.
            self.answered.disconnected = True
            self.answered.message_event.set()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """A request that has begun to come in is still answered."""
        self.is_last = True
        if not self.is_in_head:
            super().shutdown()

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self.unparsed += data
        self.parse()

    def parse(self) -> None:
        """Parses what came in, piece by piece, until so many requests wait that the rest has to."""
        if self.unreadable:
            self.unparsed.clear()
        while self.unparsed and len(self.pipeline) < MOST_WAITING and not self.transport.is_closing():
            piece = bytes(self.unparsed[:PIECE])
            del self.unparsed[:PIECE]
            self.parse_piece(piece)
        self.flow.is_full = bool(self.unparsed)
        if self.flow.is_full:
            self.flow.pause_reading()
        if self.answered is None:
            self.expect_head()

    def parse_piece(self, piece: bytes) -> None:
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade as offer:
            self.begin_anew(piece[offer.args[0] :])
        except httptools.HttpParserError:
            return self.refuse(HTTPStatus.BAD_REQUEST)
        self.head_bytes += len(piece)
        if self.head_bytes > MAX_HEAD_BYTES:
            self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def refuse(self, status: HTTPStatus) -> None:
        """Ends the connection at a request that can't be read, once those before it are answered."""
        self.unparsed.clear()
        is_first = self.answered is None or (self.answered is self.cycle and not self.is_in_head)
        if is_first:
            self.cut(status)
        else:
            self.unreadable = status

    def begin_anew(self, rest: bytes) -> None:
        """Takes a request that offers another protocol, such as HTTP/2, as if it did not (RFC 9110, section 7.8)."""
        method = self.parser.get_method()
        kept = [b"%s: %s" % header for header in self.headers if header[0] != b"upgrade"]
        if method == b"CONNECT" or len(kept) == len(self.headers):
            return self.cut(HTTPStatus.NOT_IMPLEMENTED)
        version = self.parser.get_http_version().encode()
        head = b"\r\n".join([b"%s %s HTTP/%s" % (method, self.url, version), *kept, b"", b""])
        self.unparsed[:0] = head + rest
        self.parser = httptools.HttpRequestParser(self)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        # For log.py and streams.py, which see no more than that the client is gone.
        self.scope["state"]["flow"] = self.flow
        self.is_in_head = True
        self.head_bytes = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        # What follows the body is for no check that has been made (RFC 9110, section 6.5.1).
        if self.is_in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if self.parser.should_upgrade():
            # The parser stops here: see begin_anew.
            return
        self.take_whole_url()
        super().on_headers_complete()
        self.is_in_head = False
        self.cycle.keep_alive = self.cycle.keep_alive and not self.is_last
        if self.parser.get_http_version() == "1.0":
            send_without_chunks(self.cycle)
        if self.answered is None:
            self.answered = self.cycle
            stop(self.head_timer)
            self.head_timer = None
            self.expect_body()

    def on_body(self, body: bytes) -> None:
        self.head_bytes = max(0, self.head_bytes - OVERHEAD * len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        if not self.is_in_head:
            super().on_message_complete()
            if self.cycle is self.answered:
                stop(self.body_timer)

    def is_body_taken(self) -> bool:
        cycle = self.answered
        return cycle is not None and not cycle.more_body and not cycle.message_event.is_set()

    def on_response_complete(self) -> None:
        self.flow.write_timeout = None
        self.answered = self.pipeline[-1][0] if self.pipeline else None
        self.expect_body()
        super().on_response_complete()
        if self.unreadable:
            self.refuse(self.unreadable)
        elif self.unparsed or self.is_in_head:
            self.parse()

    def take_whole_url(self) -> None:
        """Makes of a whole URL as request target its path. Its host is the one that counts (RFC 9112, 3.2.2)."""
        hosts = [value.decode("latin-1").strip(" \t") for name, value in self.headers if name == b"host"]
        origin = ORIGIN.match(self.url)
        if origin and all(map(names_host, hosts)):
            self.url = self.url[origin.end() :]
            self.headers[:] = [(name, origin[1] if name == b"host" else value) for name, value in self.headers]
        # Anything else is the path of no route, be it the URL of another scheme; nor has a request a fragment.
        self.url = (self.url if self.url.startswith(b"/") else b"/" + self.url).replace(b"#", b"%23")

    def pause_writing(self) -> None:
        super().pause_writing()
        self.watch_stall(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        stop(self.stall_timer)
        super().resume_writing()

    def expect_head(self) -> None:
        if self.head_timer is None:
            self.head_timer = self.loop.call_later(HEAD_TIMEOUT, self.cut, HTTPStatus.REQUEST_TIMEOUT)

    def expect_body(self) -> None:
        stop(self.body_timer)
        if self.answered is not None and self.answered.more_body:
            self.body_timer = self.loop.call_later(TIMEOUT, self.cut, HTTPStatus.REQUEST_TIMEOUT)

    def cut(self, status: HTTPStatus) -> None:
        """Ends the connection: with an answer, where that is not taken for another request's."""
        if self.transport.is_closing():
            return
        is_open = self.cycle is not None and self.cycle is self.answered and not self.cycle.response_started
        if is_open:
            self.flow.refused = status.value
            self.transport.write(last_answer(status, request_id_of(self.cycle.scope)))
        elif self.answered is None and (self.is_in_head or self.cycle is None):
            exchange = Exchange(str(uuid4()), "", "", status=status.value, outcome="rejected", observers=self.observers)
            self.transport.write(last_answer(status, exchange.request_id))
            exchange.end()
        self.transport.close()

    def watch_stall(self, waiting: int) -> None:
        seconds = self.flow.write_timeout or self.write_timeout
        self.stall_timer = self.loop.call_later(seconds, self.check_stall, waiting)

    def check_stall(self, waiting_before: int) -> None:
        waiting = self.transport.get_write_buffer_size()
        if waiting < waiting_before:
            self.watch_stall(waiting)
        else:
            self.flow.cut = "stalled"
            # To close it would wait for the client.
            self.transport.abort()


def last_answer(status: HTTPStatus, request_id: str) -> bytes:
    """An answer to what never becomes a request of the application: with the headers that all answers have."""
    answer = problem(status.value, status.phrase, {"Connection": "close", "X-Request-Id": request_id, **NO_SNIFF})
    head = b"".join(b"%s: %s\r\n" % header for header in answer.raw_headers)
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() + head + b"\r\n" + bytes(answer.body)


def stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
