"""A histogram of durations, as a registry of prometheus_client takes it."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import Metric
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString


class Durations(Collector):
    """Plain numbers: one is added at every event, and a Histogram, with its locks, takes five times as long."""

    def __init__(self, name: str, text: str, buckets: tuple[float, ...]) -> None:
        self.name = name
        self.text = text
        #: Seconds, the least first.
        self.bounds = buckets
        #: How many were at most as long as each bound, and longer than the one before; last, those longer than all.
        self.counts = [0] * (len(buckets) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.sum += seconds

    def collect(self) -> Iterator[Metric]:
        """What the registry writes: buckets, of which each holds those below it too, and the sum."""
        names = [*map(floatToGoString, self.bounds), "+Inf"]
        buckets = list(zip(names, accumulate(self.counts), strict=True))
        yield HistogramMetricFamily(self.name, self.text, buckets, self.sum)
