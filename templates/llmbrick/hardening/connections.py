"""Limits on clients that are slow: to send the head of a request, or to take what was sent to them."""

import asyncio

from uvicorn.config import Config
from uvicorn.protocols.http.auto import AutoHTTPProtocol

#: Seconds, and bytes, that the head of a request may take.
HEAD_TIMEOUT = 10
MAX_HEAD_BYTES = 65_536

CLOSING = b"connection: close\r\ncontent-length: 0\r\n\r\n"
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\n" + CLOSING
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\n" + CLOSING


def limited_protocol(write_timeout: float) -> type[asyncio.Protocol]:
    """uvicorn's HTTP protocol, with the limits that it leaves out."""

    class LimitedProtocol(AutoHTTPProtocol):
        def __init__(self, config: Config, **options: object) -> None:
            super().__init__(config, **options)
            self.head_timer: asyncio.TimerHandle | None = None
            self.head_bytes = 0
            self.stall_timer: asyncio.TimerHandle | None = None
            #: The server is shutting down: no further request is taken here.
            self.is_last = False

        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            # From the first byte on that the client does not take, handlers wait and the clock runs.
            # (With 0, one of TLS would count as full when it is empty.)
            transport.set_write_buffer_limits(high=1, low=0)
            self.expect_head()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            is_within_request = self.cycle is not None and not self.cycle.response_complete
            if is_within_request:
                stop(self.head_timer)
                self.head_timer, self.head_bytes = None, 0
                if self.is_last:
                    self.cycle.keep_alive = False
                return
            self.expect_head()
            self.head_bytes += len(data)
            if self.head_bytes > MAX_HEAD_BYTES:
                self.cut(TOO_LARGE)

        def connection_lost(self, exc: Exception | None) -> None:
            stop(self.head_timer)
            stop(self.stall_timer)
            super().connection_lost(exc)

        def shutdown(self) -> None:
            """A request that has begun to come in is still answered."""
            self.is_last = True
            if self.head_bytes == 0:
                super().shutdown()

        def pause_writing(self) -> None:
            super().pause_writing()
            self.watch_stall(self.transport.get_write_buffer_size())

        def resume_writing(self) -> None:
            stop(self.stall_timer)
            super().resume_writing()

        def expect_head(self) -> None:
            if self.head_timer is None:
                self.head_timer = self.loop.call_later(HEAD_TIMEOUT, self.cut, TOO_SLOW)

        def cut(self, answer: bytes) -> None:
            self.transport.write(answer)
            self.transport.close()

        def watch_stall(self, waiting: int) -> None:
            self.stall_timer = self.loop.call_later(write_timeout, self.check_stall, waiting)

        def check_stall(self, waiting_before: int) -> None:
            waiting = self.transport.get_write_buffer_size()
            if waiting < waiting_before:
                self.watch_stall(waiting)
            else:
                # For streams.py, which sees no more than that the client is gone.
                self.cycle.scope["stalled"] = True
                # To close it would wait for the client.
                self.transport.abort()

    return LimitedProtocol


def stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
