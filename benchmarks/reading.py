"""One file read in a process of its own, warm, with the most memory the process held.

python -m benchmarks.reading WAY FILE WARM: reads WARM once, then FILE; prints what it took and the rows.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from benchmarks.measuring import Measured
from chainchief import read


def _ours(path: Path) -> int:
    return len(read(path).ties)


def _excel(path: Path) -> int:
    return len(pd.read_excel(path, sheet_name=None, engine="openpyxl")["ties"])


def _csv(path: Path) -> int:
    return {file.stem: len(pd.read_csv(file)) for file in sorted(path.glob("*.csv"))}["ties"]


WAYS: dict[str, Callable[[Path], int]] = {"chainchief": _ours, "read_excel": _excel, "read_csv": _csv}


def read_apart(way: str, path: Path, warm: Path, rows: int) -> Measured:
    """Seconds and megabytes of one way to read a file of `rows` ties."""
    command = [sys.executable, "-m", "benchmarks.reading", way, str(path), str(warm)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    found = json.loads(done.stdout)
    assert found["rows"] == rows, f"{way}: {found['rows']} of {rows} ties were read"
    return Measured(found["seconds"], found["megabytes"], found["processor"])


def main() -> None:
    """What `read_apart` starts."""
    way, path, warm = WAYS[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])
    way(warm)
    start, busy = time.perf_counter(), time.process_time()
    rows = way(path)
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "processor": processor, "megabytes": megabytes, "rows": rows}))


if __name__ == "__main__":
    main()
