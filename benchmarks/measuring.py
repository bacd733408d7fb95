"""One benchmark, and how it is measured."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """What one run took.

    seconds : by the clock, without the start of a process; megabytes : the most memory it held
    processor : seconds of the processor, which a busy machine does not stretch; None = not measured
    """

    seconds: float
    megabytes: float | None = None
    processor: float | None = None


@dataclass(frozen=True)
class Peer:
    """What another program took, None = it was not measured; and what it did, or why it was not."""

    name: str
    taken: Measured | None
    what: str


@dataclass(frozen=True)
class Benchmark:
    """Two ways to do one thing.

    what : the work in words; twin : what it is compared with
    ours, theirs : called without arguments, each run does the whole work; one that returns Measured timed itself
    limit : seconds that ours may take; memory : megabytes it may hold; None = no promise
    most_runs : how often at most, for long work
    peers : measures other programs at the same work, once; see peers_environment
    """

    name: str
    what: str
    twin: str
    ours: Callable[[], object]
    theirs: Callable[[], object]
    limit: float | None = None
    memory: float | None = None
    most_runs: int = 1_000
    peers: Callable[[], Sequence[Peer]] = tuple


@dataclass(frozen=True)
class Timing:
    """Median seconds and the most megabytes of both, and ours / theirs: below 1 ours is faster."""

    ours: Measured
    theirs: Measured
    runs: int

    @property
    def ratio(self) -> float:
        return self.ours.seconds / self.theirs.seconds


def measure(benchmark: Benchmark, runs: int) -> Timing:
    """Both ways by turns, so that a busy minute of the machine hits both."""
    runs = min(runs, benchmark.most_runs)
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(_measured(benchmark.ours))
        theirs.append(_measured(benchmark.theirs))
    return Timing(_median(ours), _median(theirs), runs)


def _measured(work: Callable[[], object]) -> Measured:
    start = time.perf_counter()
    found = work()
    return found if isinstance(found, Measured) else Measured(time.perf_counter() - start)


def _median(found: list[Measured]) -> Measured:
    held = [one.megabytes for one in found if one.megabytes is not None]
    busy = [one.processor for one in found if one.processor is not None]
    seconds = statistics.median(one.seconds for one in found)
    return Measured(seconds, max(held, default=None), statistics.median(busy) if busy else None)
