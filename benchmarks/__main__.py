"""python -m benchmarks [names] [--runs 5] [--scale 1]: every benchmark with its ratio to a peer or a plain twin."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import evaluate_panel, help_time, read_50k
from benchmarks.measuring import Benchmark, measure

BENCHMARKS: dict[str, Callable[[float, Path], Benchmark]] = {
    "help_time": help_time.prepare,
    "read_50k": read_50k.prepare,
    "evaluate_panel": evaluate_panel.prepare,
}


def main() -> int:
    """Run and print; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which ones: {', '.join(BENCHMARKS)}; none = all")
    parser.add_argument("--runs", type=int, default=5, help="runs of each; the median counts")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the work; 0.01 = a trial")
    given = parser.parse_args()
    if unknown := set(given.names) - BENCHMARKS.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(BENCHMARKS)}")
    kept = True
    for name in given.names or BENCHMARKS:
        with tempfile.TemporaryDirectory() as scratch:
            benchmark = BENCHMARKS[name](given.scale, Path(scratch))
            timing = measure(benchmark, given.runs)
        within = benchmark.limit is None or timing.ours <= benchmark.limit
        kept &= within
        promise = "" if benchmark.limit is None else f", promised {benchmark.limit:g} s{'' if within else ': BROKEN'}"
        print(f"{benchmark.name}, median of {given.runs}")
        print(f"  {timing.ours:8.3f} s  {benchmark.what}{promise}")
        print(f"  {timing.theirs:8.3f} s  {benchmark.twin}")
        print(f"  {timing.ratio:8.2f}    ours / theirs")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
