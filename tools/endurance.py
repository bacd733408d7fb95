"""python3 dev.py endurance mutations --count 10000 | kills --count 200: files that went wrong, imports cut short.

mutations   each file is imported into a workspace that holds a good one. It must end in an import or in a sentence,
            within ten seconds and a gigabyte, and a refusal must leave the workspace as it was.
kills       an import is killed at a random moment or at a point of its writing. Afterwards the old tables or the new
            ones are in force, whole, and the next import works.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "tools")]

from endurance_kills import try_kills  # noqa: E402 - the tests' own mutations lie in tests/
from endurance_mutations import try_mutations  # noqa: E402


def main() -> int:
    """1 when anything failed."""
    parser = argparse.ArgumentParser(
        prog="endurance", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("mutations", "kills"))
    parser.add_argument("--count", type=int, default=0, help="how many; 10000 files or 200 kills when not given")
    parser.add_argument("--first", type=int, default=0, help="number of the first file or kill")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other files")
    parser.add_argument("--workers", type=int, default=2, help="processes at a time, for mutations")
    parser.add_argument("--keep", type=Path, help="folder for the files that failed")
    given = parser.parse_args()
    if given.what == "mutations":
        numbers = range(given.first, given.first + (given.count or 10_000))
        return try_mutations(numbers, given.seed, given.workers, given.keep)
    return try_kills(range(given.first, given.first + (given.count or 200)), given.seed)


if __name__ == "__main__":
    sys.exit(main())
