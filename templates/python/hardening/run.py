"""Runs the server as this process's work: prints its address, and shuts down in order on SIGINT or SIGTERM."""

import asyncio
import os
import signal
import socket
import sys
from functools import partial
from math import ceil
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI

from . import words
from .addresses import addresses_of, is_open_to_all, listen
from .connections import HEAD_TIMEOUT, LimitedProtocol
from .log import say
from .settings import Settings
from .shutdown import SIGNALS
from .streams import lingering

#: Longer than the 60 s of the usual load balancers, so that it is they who close idle connections.
KEEP_ALIVE = 75
#: For a server to which connections come faster than it takes them.
MOST_TURNS = 100
#: Seconds from a connection to the first bytes of its request.
ARRIVAL = 0.05


def run(app: FastAPI, settings: Settings) -> None:
    """Serves until a signal ends it. A port that can't be had: one message on standard error, exit code 1."""
    # Before the server runs, and once it has ended in order, a signal ends the process with 0.
    for number in SIGNALS:
        signal.signal(number, lambda *_: sys.exit(0))
    end_with_terminal()
    listener = listen(settings)
    config = uvicorn.Config(
        app,
        http=LimitedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        # Clients that know it use no connection that is about to close.
        headers=[("Keep-Alive", f"timeout={KEEP_ALIVE}")],
        # For clients that do not take the last frame.
        timeout_graceful_shutdown=ceil(settings.shutdown_grace) + 1,
        ssl_keyfile=settings.ssl_keyfile or None,
        ssl_certfile=settings.ssl_certfile or None,
    )
    try:
        config.load()
    except (OSError, ValueError) as error:
        raise SystemExit(words.bad_tls(settings.ssl_keyfile, settings.ssl_certfile, error)) from error
    Server(config, settings).run(sockets=[listener])


def end_with_terminal() -> None:
    """Ends in order when the terminal is closed, unless `nohup` said otherwise."""
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))


class Server(uvicorn.Server):
    """uvicorn's server; a signal lets open streams finish, then tells their clients, then ends."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self.settings = settings

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        if self.config.is_ssl:
            loop: Any = asyncio.get_running_loop()
            # uvicorn leaves a client a minute for it.
            loop.create_server = partial(loop.create_server, ssl_handshake_timeout=HEAD_TIMEOUT)
        await super().startup(sockets)
        if sockets:
            first, *others = addresses_of(sockets[0], self.settings)
            say("\n".join([words.listening(first), *map(words.also_listening, others)]))
            if is_open_to_all(sockets[0], self.settings):
                print(words.OPEN_TO_ALL, file=sys.stderr, flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            os._exit(128 + sig)
        super().handle_exit(sig, frame)

    async def take_waiting(self) -> None:
        """Takes the connections that wait to be taken, until a turn brings none, and lets them bring their requests."""
        for _ in range(MOST_TURNS):
            known = set(self.server_state.connections)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            if self.server_state.connections <= known:
                break
        for server in self.servers:
            server.close()
        await asyncio.sleep(ARRIVAL)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.take_waiting()
        await super().shutdown(sockets)
        if lingering:
            # A handler that will not be cancelled would keep the process alive.
            sys.stdout.flush()
            os._exit(0)
