"""A trace of each answer, by OpenTelemetry. To leave it out, delete this folder and its lines in server.py."""

from llmbrick.servers.sse.server import SSEServer

from .answers import Tracing
from .passing import pass_on, trace_headers
from .sdk import flush_at_end, set_up, tracer

__all__ = ["add_telemetry", "pass_on", "trace_headers", "tracer"]


def add_telemetry(server: SSEServer, service: str, provider: str) -> None:
    """Traces each answer, unless the variables of OpenTelemetry say otherwise.

    `service` is what traces call this server, where OTEL_SERVICE_NAME does not; `provider` who runs its models.
    """
    if set_up(service):
        app = server.fastapi_app
        app.state.observers.append(Tracing(provider, server.config.allowed_models))
        flush_at_end(app)
