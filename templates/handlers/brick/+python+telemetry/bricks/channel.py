"""The way to a brick at an address."""

import grpc

from .traced import TracedStream, TracedUnary

#: The usual wait before a brick that was away is tried again grows to two minutes.
OPTIONS = [("grpc.max_reconnect_backoff_ms", 1_000)]


def channel_to(address: str) -> grpc.aio.Channel:
    """A connection to `host:port`. Its calls belong to the trace of the answer."""
    return grpc.aio.insecure_channel(address, OPTIONS, interceptors=[TracedUnary(address), TracedStream(address)])
