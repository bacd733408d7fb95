"""Mutated files, each imported by one of a few long-lived processes that are killed when they take too long."""

from __future__ import annotations

import os
import queue
import resource
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from imports_tried import PATIENCE, Outcome, good_workspace, try_import
from mutations import mutated

LARGEST_MEMORY = 1_000.0
"""Megabytes one process may take at its peak."""
BY_THE_CLOCK = 60.0
"""Seconds after which a process counts as hanging; a busy machine takes longer than its processor's seconds."""
STARTING = 120.0
TOLD_EVERY = 500
REPLACED_AFTER = 1_000
"""Files after which a process is replaced, so that the memory of one file is not laid upon another."""


def try_mutations(numbers: Iterable[int], seed: int, workers: int, keep: Path | None) -> int:
    """Import every file, print what came of them; 1 when one failed."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in numbers:
        waiting.put(number)
    found: list[tuple[Outcome, float]] = []
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        shifts = [_Shift(waiting, seed, Path(scratch) / str(number), found, keep) for number in range(workers)]
        threads = [threading.Thread(target=shift.work) for shift in shifts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if not found:
        print("no process could start; what went wrong stands above")
        return 1
    return _tell(found, seed, time.perf_counter() - start)


def _tell(found: list[tuple[Outcome, float]], seed: int, seconds: float) -> int:
    counts = Counter(outcome.kind for outcome, _ in found)
    failed = sum(outcome.failed for outcome, _ in found)
    slowest, most = max(outcome.seconds for outcome, _ in found), max(memory for _, memory in found)
    kinds = ", ".join(f"{counts[kind]:,} {kind}" for kind in sorted(counts))
    print(f"{len(found):,} mutated files, seed {seed}: {kinds}; {failed} failed")
    print(
        f"slowest {slowest:.1f} s of {PATIENCE:g} s, peak {most:,.0f} MB of {LARGEST_MEMORY:,.0f} MB; {seconds:,.0f} s"
    )
    return 1 if failed else 0


@dataclass
class _Shift:
    """One process at a time that takes numbers from the queue, and another one when it dies."""

    waiting: queue.SimpleQueue[int]
    seed: int
    scratch: Path
    found: list[tuple[Outcome, float]]
    keep: Path | None
    process: BaseProcess | None = None
    line: Connection | None = None
    done: int = 0

    def work(self) -> None:
        while True:
            try:
                number = self.waiting.get_nowait()
            except queue.Empty:
                self._stop()
                return
            outcome, memory = self._one(number)
            self.found.append((outcome, memory))
            if outcome.failed:
                self._tell(outcome)
            if len(self.found) % TOLD_EVERY == 0:
                print(f"{len(self.found):,} files so far", file=sys.stderr, flush=True)

    def _one(self, number: int) -> tuple[Outcome, float]:
        if self.process is None or self.done >= REPLACED_AFTER:
            self._start()
        assert self.line is not None
        self.line.send(number)
        self.done += 1
        start = time.perf_counter()
        if not self.line.poll(BY_THE_CLOCK):
            self._stop()
            return Outcome(number, "slow", "killed", time.perf_counter() - start), 0.0
        try:
            outcome, memory = self.line.recv()
        except (EOFError, ConnectionResetError):
            detail = (self.scratch / "words.txt").read_text(encoding="utf-8", errors="replace")[-1500:]
            self._stop()
            return Outcome(number, "traceback", detail, time.perf_counter() - start), 0.0
        if memory > LARGEST_MEMORY:
            self._stop()
            outcome = Outcome(number, "memory", f"{memory:,.0f} MB", outcome.seconds)
        return outcome, memory

    def _tell(self, outcome: Outcome) -> None:
        """Print a failure as soon as it is known, and keep its file."""
        name, content = mutated(outcome.number, self.seed)
        told = f"file {outcome.number} ({name}, seed {self.seed}): {outcome.kind}, {outcome.seconds:.1f} s"
        print(f"{told}\n  {outcome.detail}", flush=True)
        if self.keep is not None:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"{outcome.number:06d}-{name}").write_bytes(content)

    def _start(self) -> None:
        self._stop()
        self.scratch.mkdir(exist_ok=True)
        context = get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, self.seed, self.scratch), daemon=True)
        self.process.start()
        theirs.close()
        self.done = 0
        if not self.line.poll(STARTING):
            raise SystemExit("a process did not start")
        assert self.line.recv() == "ready"

    def _stop(self) -> None:
        if self.process is not None and self.line is not None:
            self.process.kill()
            self.process.join()
            self.line.close()
        self.process = self.line = None


def serve(line: Connection, seed: int, scratch: Path) -> None:
    """Import the files of the numbers that come in; a warning is a defect, and a defect ends the process.

    What it says at its end, a panic of a library too, goes to words.txt.
    """
    warnings.simplefilter("error")
    place = Path(tempfile.mkdtemp(dir=scratch))
    good = good_workspace(place)
    line.send("ready")
    with (scratch / "words.txt").open("w", encoding="utf-8") as words:
        os.dup2(words.fileno(), sys.stderr.fileno())
        while True:
            outcome = try_import(line.recv(), seed, good, place)
            line.send((outcome, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
