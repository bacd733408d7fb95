"""python -m benchmarks [names] [--runs 5] [--scale 1] [--full]: each with its ratio to a peer or a plain twin."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import evaluate_panel, help_time, read_50k, read_500k, sensitivity_exact, weightings
from benchmarks.measuring import Benchmark, Measured, Timing, measure

Prepare = Callable[[float, Path], Benchmark]
BENCHMARKS: dict[str, Prepare] = {
    "help_time": help_time.prepare,
    "read_50k": read_50k.prepare,
    "read_500k_csv": read_500k.prepare_csv,
    "read_500k_xlsx": read_500k.prepare_xlsx,
    "evaluate_panel": evaluate_panel.prepare,
    "weightings": weightings.prepare,
    "weightings_large": weightings.prepare_large,
    "sensitivity_exact": sensitivity_exact.prepare,
}
FULL: dict[str, Prepare] = {
    "read_500k_xlsx": partial(read_500k.prepare_xlsx, full=True),
    "weightings_large": partial(weightings.prepare_large, full=True),
    "sensitivity_exact": partial(sensitivity_exact.prepare, full=True),
}
"""Those whose twin is measured on a part of the work unless --full is said."""


def main() -> int:
    """Run and print; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which ones: {', '.join(BENCHMARKS)}; none = all")
    parser.add_argument("--runs", type=int, default=5, help="runs of each; the median counts")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the work; 0.01 = a trial")
    parser.add_argument("--full", action="store_true", help="let a slow twin do all of the work, however long it takes")
    given = parser.parse_args()
    if unknown := set(given.names) - BENCHMARKS.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(BENCHMARKS)}")
    known = {**BENCHMARKS, **(FULL if given.full else {})}
    kept = True
    for name in given.names or BENCHMARKS:
        with tempfile.TemporaryDirectory() as scratch:
            benchmark = known[name](given.scale, Path(scratch))
            timing = measure(benchmark, given.runs)
            kept &= _tell(benchmark, timing)
            _tell_peers(benchmark, timing)
    return 0 if kept else 1


def _tell(benchmark: Benchmark, timing: Timing) -> bool:
    """Print what was measured; whether the promises are kept."""
    held = timing.ours.megabytes
    promises = [
        f"promised {limit:,g} {unit}{'' if found <= limit else ': BROKEN'}"
        for found, limit, unit in ((timing.ours.seconds, benchmark.limit, "s"), (held, benchmark.memory, "MB"))
        if limit is not None and found is not None
    ]
    print(f"{benchmark.name}, median of {timing.runs}")
    print(f"  {_figures(timing.ours)}  {', '.join([benchmark.what, *promises])}")
    print(f"  {_figures(timing.theirs)}  {benchmark.twin}")
    print(f"  {timing.ratio:8.4f}    ours / theirs", flush=True)
    return not any("BROKEN" in promise for promise in promises)


def _tell_peers(benchmark: Benchmark, timing: Timing) -> None:
    for peer in benchmark.peers():
        if peer.taken is None:
            print(f"  {peer.name} {peer.what}", flush=True)
            continue
        ratio = timing.ours.seconds / peer.taken.seconds
        print(f"  {_figures(peer.taken)}  {peer.name}: {peer.what}")
        print(f"  {ratio:8.4f}    ours / {peer.name}", flush=True)


def _figures(found: Measured) -> str:
    held = "" if found.megabytes is None else f" {found.megabytes:7,.0f} MB"
    busy = "" if found.processor is None else f" ({found.processor:.1f} s of the processor)"
    return f"{found.seconds:8.3f} s{busy}{held}"


if __name__ == "__main__":
    sys.exit(main())
