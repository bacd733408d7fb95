"""One benchmark, and how it is measured."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Benchmark:
    """Two ways to do one thing.

    what : the work in words; twin : what it is compared with
    ours, theirs : called without arguments, each run does the whole work
    limit : seconds that ours may take; None = no promise
    """

    name: str
    what: str
    twin: str
    ours: Callable[[], object]
    theirs: Callable[[], object]
    limit: float | None = None


@dataclass(frozen=True)
class Timing:
    """Median seconds of both, and ours / theirs: below 1 ours is faster."""

    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


def measure(benchmark: Benchmark, runs: int) -> Timing:
    """Both ways by turns, so that a busy minute of the machine hits both."""
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(_seconds(benchmark.ours))
        theirs.append(_seconds(benchmark.theirs))
    return Timing(statistics.median(ours), statistics.median(theirs))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
