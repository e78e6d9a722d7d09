"""Runs the server as this process's work: prints its address, and shuts down in order on SIGINT or SIGTERM."""

import asyncio
import errno
import os
import signal
import socket
import sys
from math import ceil
from types import FrameType

import uvicorn
from fastapi import FastAPI

from .connections import limited_protocol
from .settings import Settings
from .streams import OpenStreams, lingering

#: Longer than the 60 s of the usual load balancers, so that it is they who close idle connections.
KEEP_ALIVE = 75


def run(app: FastAPI, settings: Settings) -> None:
    """Serves until a signal ends it. A port that can't be had: one message on standard error, exit code 1."""
    # Before the server runs, and once it has ended in order, a signal ends the process with 0.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    listener = listen(settings.host, settings.port)
    config = uvicorn.Config(
        app,
        http=limited_protocol(settings.write_timeout),
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
        raise SystemExit(f"The TLS key and certificate can't be used: {error}") from error
    Server(config, settings, app.state.open_streams).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        raise SystemExit(explain(error, host, port)) from None


def explain(error: OSError, host: str, port: int) -> str:
    if isinstance(error, socket.gaierror):
        return f"The host name {host} is not known. Set LLMBRICK_HOST to an address of this machine: 127.0.0.1"
    explanations = {
        errno.EADDRINUSE: f"Port {port} of {host} is in use by another program. "
        f"Stop that program, or choose another port: LLMBRICK_PORT={port + 1}",
        errno.EACCES: f"This user may not listen on port {port}. Choose a port from 1024 up: LLMBRICK_PORT=9000",
        errno.EADDRNOTAVAIL: f"{host} is not an address of this machine. Set LLMBRICK_HOST to one that is: 127.0.0.1",
    }
    return explanations.get(error.errno or 0, f"The server can't listen on {host}, port {port}: {error}")


class Server(uvicorn.Server):
    """uvicorn's server; a signal lets open streams finish, then tells their clients, then ends."""

    def __init__(self, config: uvicorn.Config, settings: Settings, opened: OpenStreams) -> None:
        super().__init__(config)
        self.settings = settings
        self.opened = opened

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets:
            print(f"Listening on {self.address(sockets[0])}", flush=True)

    def address(self, listener: socket.socket) -> str:
        """An address that a browser can open: "every address" is none."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.settings.host, self.settings.host)
        scheme = "https" if self.settings.ssl_keyfile else "http"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            os._exit(128 + sig)
        super().handle_exit(sig, frame)
        self.opened.draining = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().call_later(self.settings.shutdown_grace, self.opened.end_all)
        await super().shutdown(sockets)
        if lingering:
            # A handler that will not be cancelled would keep the process alive.
            sys.stdout.flush()
            os._exit(0)
