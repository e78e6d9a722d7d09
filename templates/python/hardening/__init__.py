"""What a server needs, beside the framework's own, before others may reach it.

Each part is one module and one call below. To leave a part out, delete both.
"""

from . import package  # isort: skip

from fastapi import FastAPI
from llmbrick.servers.sse.server import SSEServer
from starlette.middleware import Middleware

from .access import ApiKeys, Cors, HostCheck, require_key
from .bodies import AcceptHeader, BodyLimits, OpenBodies
from .connections import LimitedProtocol
from .endpoint import guard
from .env import load_env
from .exchange import Observer
from .faults import hide_inputs
from .handlers import RecordingValidator, watched, write_any_text
from .included import keep_when_included
from .joined import JoinedWrites
from .log import LogLines, RequestLog, log_all, set_up_logging
from .openapi import describe
from .page import add_test_page
from .probes import add_probes
from .run import run
from .settings import Settings, load_settings
from .shutdown import DrainOnSignals, Signals, drain_on_signals
from .streams import NoRoom, OpenStreams, StreamLimits

__all__ = ["Settings", "harden", "load_env", "load_settings", "require_key", "run", "set_up_logging", "watched"]


def harden(server: SSEServer, settings: Settings) -> FastAPI:
    """Adds all of it to the server, and returns its application."""
    app = server.fastapi_app
    app.state.api_keys = settings.api_keys
    opened = app.state.open_streams = OpenStreams(settings.max_concurrent_connections)
    signals = Signals(opened, settings.shutdown_grace)

    # Those who are told what becomes of every request.
    observers: list[Observer] = [LogLines()] if settings.enable_request_logging else []
    app.state.observers = observers

    # Of every request, whatever route it finds.
    of_all = [Middleware(HostCheck, settings)]
    # Of those to the endpoint, in the order in which they are checked.
    of_endpoint = app.state.checks = [
        Middleware(RequestLog, observers),
        *of_all,
        Middleware(ApiKeys, settings.api_keys),
        Middleware(NoRoom, opened),
        Middleware(BodyLimits, OpenBodies(settings.max_body_bytes)),
        Middleware(DrainOnSignals, signals),
        Middleware(JoinedWrites, settings.flush_interval),
        Middleware(StreamLimits, settings, opened),
        Middleware(AcceptHeader),
    ]
    if settings.cors_origins:
        of_all.append(Middleware(Cors, settings.cors_origins, app.router))
    app.user_middleware[:] = [*of_all, *app.user_middleware]
    log_all(app, observers)
    guard(server, of_endpoint, settings.max_messages_count)
    server.custom_validator = RecordingValidator(*filter(None, [server.custom_validator]))

    write_any_text()
    hide_inputs(app)
    keep_when_included(app, [Middleware(RequestLog, observers), *of_all])
    describe(server, settings)
    add_probes(app, opened)
    drain_on_signals(app, signals)
    LimitedProtocol.write_timeout = settings.write_timeout
    LimitedProtocol.observers = observers
    if settings.enable_test_page:
        add_test_page(server, settings)
    return app
