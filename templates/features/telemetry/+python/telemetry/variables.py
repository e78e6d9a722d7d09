"""What the variables say that OpenTelemetry's parts do not read by themselves.

https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

import os


def value_of(name: str) -> str:
    return os.environ.get(name, "").strip().lower()


def is_off() -> bool:
    """Whether no traces are wanted."""
    return value_of("OTEL_SDK_DISABLED") == "true" or value_of("OTEL_TRACES_EXPORTER") == "none"


def has_collector() -> bool:
    """Whether there is a collector: named, or at the usual address on purpose."""
    names = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    return any(map(value_of, names)) or value_of("OTEL_TRACES_EXPORTER") == "otlp"


def other_protocol() -> str | None:
    """The protocol that is asked for, where it is not the one that is spoken."""
    protocol = value_of("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or value_of("OTEL_EXPORTER_OTLP_PROTOCOL")
    return None if protocol in ("", "http/protobuf") else protocol


def is_trace_shared() -> bool:
    """Whether a trace comes in with requests, and goes on: in the only form that is spoken, and that is usual."""
    value = value_of("OTEL_PROPAGATORS")
    return value == "" or "tracecontext" in map(str.strip, value.split(","))


def is_content_wanted() -> bool:
    """Whether spans are to have what was asked and answered."""
    value = value_of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT")
    return value in ("true", "span_only", "span_and_event")
