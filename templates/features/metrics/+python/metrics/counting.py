"""Counts what becomes of requests: of every one at its end, and of events as they go out."""

import time

from llmbrick.servers.sse.server import SSEServer

from hardening.endpoint import url_path_of
from hardening.exchange import Exchange, Observer

from .figures import Figures
from .labels import CAUSES, reason_of, status_of

OPENAI = "/v1/chat/completions"


class Counting(Observer):
    def __init__(self, figures: Figures, server: SSEServer) -> None:
        self.figures = figures
        #: The paths of the routes that answer conversations. The longer one may end in the other.
        self.routes = sorted([url_path_of(server), server.config.prefix + OPENAI], key=len, reverse=True)

    def event(self, exchange: Exchange, now: float) -> None:
        if exchange.last_event_at is None:
            self.figures.first_event.add(now - exchange.started_at)
        else:
            self.figures.gap.add(now - exchange.last_event_at)

    def end(self, exchange: Exchange) -> None:
        figures, outcome = self.figures, exchange.outcome
        route = self.route_of(exchange)
        figures.requests.labels(route, status_of(exchange), outcome).inc()
        if reason := reason_of(exchange, figures.opened.draining):
            figures.refused.labels(reason).inc()
        elif route != "other":
            if outcome in CAUSES:
                figures.aborted.labels(outcome).inc()
            figures.duration.add(time.perf_counter() - exchange.started_at)
            figures.events.inc(exchange.events)
            figures.bytes.inc(exchange.bytes)

    def route_of(self, exchange: Exchange) -> str:
        """The path as it is configured, wherever it is mounted; "other" for all else."""
        return next((route for route in self.routes if exchange.path.endswith(route)), "other")
