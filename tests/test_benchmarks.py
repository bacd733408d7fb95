"""Every benchmark still runs, and its twin still gives the same result."""

from __future__ import annotations

import subprocess
import sys

from checkout import ROOT


def test_benchmarks_run() -> None:
    """A hundredth of the work, once; how long it takes is nobody's business here."""
    names = ("read_50k", "read_500k_csv", "evaluate_panel", "weightings", "weightings_large", "sensitivity_exact")
    command = [sys.executable, "-m", "benchmarks", *names, "--runs", "1", "--scale", "0.01"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ours / theirs") == len(names)
