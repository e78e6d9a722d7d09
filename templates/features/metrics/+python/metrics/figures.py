"""The figures of a server. The labels' values are those in labels.py: whatever comes in, there are at most 200 series."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    ProcessCollector,
    disable_created_metrics,
)

from hardening.streams import OpenStreams

from .durations import Durations
from .labels import CAUSES, REASONS

#: Seconds: models take their time to think, from word to word, and for a whole answer.
FIRST_EVENT = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30)
GAP = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15)
DURATION = (0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)

# The moment at which a series began would be a second one each.
disable_created_metrics()


class Figures:
    """What is counted, and what is asked when somebody looks."""

    def __init__(self, opened: OpenStreams) -> None:
        self.opened = opened
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        gauges = {
            "open_streams": ("Answers under way", lambda: len(opened.streams)),
            "max_streams": ("Answers that may be under way", lambda: opened.most),
            "slow_readers": ("Answers that wait for their client", self.slow_readers),
            "draining": ("1 while the server shuts down", lambda: int(opened.draining)),
        }
        for name, (text, read) in gauges.items():
            Gauge(f"llmbrick_sse_{name}", text, registry=registry).set_function(read)

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"llmbrick_sse_{name}", text, labels, registry=registry)

        def histogram(name: str, text: str, buckets: tuple[float, ...]) -> Durations:
            durations = Durations(f"llmbrick_sse_{name}_seconds", text, buckets)
            registry.register(durations)
            return durations

        self.requests = counter("requests", "Requests that are over", "route", "status", "outcome")
        self.refused = counter("refused", "Requests that were refused", "reason")
        self.aborted = counter("aborted", "Answers that ended before their handler did", "cause")
        # Seen from the start, so that the first one is a rise.
        for reason in REASONS:
            self.refused.labels(reason)
        for cause in CAUSES:
            self.aborted.labels(cause)
        self.events = counter("events", "Events of answers that are over")
        self.bytes = counter("bytes", "Bytes of answers that are over")
        self.first_event = histogram(
            "time_to_first_event", "From a request to the first event of its answer", FIRST_EVENT
        )
        self.gap = histogram("event_gap", "Between two events", GAP)
        self.duration = histogram("duration", "From a request to the end of its answer", DURATION)

    def slow_readers(self) -> int:
        return sum(stream.is_blocked for stream in self.opened.streams)
