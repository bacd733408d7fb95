"""Imports killed on the way, one after the other."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from chainchief.errors import ChainChiefError
from chainchief.intake.storage import generation_in_force
from interrupted_import import go_on, plan_trial, prepare_site, start_import, what_is_wrong


def try_kills(numbers: Iterable[int], seed: int) -> int:
    """Kill every import, print what was found; 1 when one failed."""
    failed = 0
    left: Counter[str] = Counter()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        site = prepare_site(Path(scratch))
        for number in numbers:
            trial = plan_trial(site, Path(scratch) / "trials", number, seed)
            operations, _ = go_on(start_import(trial.workspace, site.source, trial.point), trial.kill_after)
            left["finished" if operations else "old" if generation_in_force(trial.workspace) == 1 else "new"] += 1
            try:
                wrong = what_is_wrong(site, trial.workspace)
            except ChainChiefError as refusal:
                wrong = [str(refusal)]
            failed += bool(wrong)
            for line in wrong:
                print(f"kill {number} (seed {seed}), {trial.when}: {line}")
    kinds = ", ".join(f"{left[kind]} {words}" for kind, words in WORDS.items())
    print(f"{sum(left.values())} imports of {site.operations} operations and {site.seconds * 1000:.0f} ms: {kinds}")
    print(f"{failed} failed; {time.perf_counter() - start:,.0f} s")
    return 1 if failed else 0


WORDS = {"old": "left the old tables", "new": "the new ones", "finished": "were done before the kill"}
