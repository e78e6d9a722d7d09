"""What a server needs, beside the framework's own, before others may reach it.

Each part is one module and one call below. To leave a part out, delete both.
"""

from fastapi import FastAPI
from llmbrick.servers.sse.server import SSEServer

from .access import ApiKeys, Cors, HostCheck
from .bodies import AcceptHeader, BodyLimits
from .env import load_env
from .faults import hide_inputs
from .handlers import RecordingValidator, watched
from .joined import JoinedWrites
from .log import RequestLog, set_up_logging
from .openapi import describe
from .page import add_test_page
from .probes import add_probes
from .run import run
from .settings import Settings, load_settings
from .streams import OpenStreams, StreamLimits

__all__ = ["Settings", "harden", "load_env", "load_settings", "run", "set_up_logging", "watched"]


def harden(server: SSEServer, settings: Settings) -> FastAPI:
    """Adds all of it to the server, and returns its application."""
    app, endpoint = server.fastapi_app, settings.endpoint
    opened = app.state.open_streams = OpenStreams()

    hide_inputs(app)
    add_probes(app, opened)
    describe(app, settings)
    if settings.enable_test_page:
        add_test_page(app, settings, server)
    # "/chat/completions/" is another path, as it is for every other server of this protocol.
    app.router.redirect_slashes = False
    server.custom_validator = RecordingValidator(*filter(None, [server.custom_validator]))

    # A request passes these from the last to the first.
    app.add_middleware(AcceptHeader, endpoint)
    app.add_middleware(BodyLimits, endpoint, settings.max_body_bytes)
    if settings.flush_interval:
        app.add_middleware(JoinedWrites, endpoint, settings.flush_interval)
    app.add_middleware(StreamLimits, endpoint, settings, opened)
    if settings.api_keys:
        app.add_middleware(ApiKeys, endpoint, settings.api_keys)
    if settings.cors_origins:
        app.add_middleware(Cors, settings.cors_origins)
    app.add_middleware(HostCheck, settings)
    app.add_middleware(RequestLog, settings.enable_request_logging)
    return app
