"""`chainchief --help` against a bare `import pandas`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import Benchmark


def prepare(scale: float, scratch: Path) -> Benchmark:
    """Two fresh interpreters; `scale` changes nothing."""
    show_help = "import sys; sys.argv = ['chainchief', '--help']; from chainchief.cli.app import main; main()"
    return Benchmark(
        name="help_time",
        what="chainchief --help in a fresh interpreter",
        twin="import pandas in a fresh interpreter",
        ours=lambda: _run(show_help),
        theirs=lambda: _run("import pandas"),
        limit=0.5,
    )


def _run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
