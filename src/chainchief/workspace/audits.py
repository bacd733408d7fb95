"""Audits of papers: the printed tables that ship with the package, or those of a folder, worked out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from chainchief.errors import InputError
from chainchief.evaluation.audit import Audit, audit_zhang
from chainchief.options import pick

AUDITS: Mapping[str, Callable[[Mapping[str, pd.DataFrame]], Audit]] = MappingProxyType({"zhang-2024": audit_zhang})
"""Paper -> its audit; the tables stand in examples/PAPER/printed."""


def audit_paper(paper: str = "zhang-2024", folder: Path | None = None) -> Audit:
    """Recompute the tables of a paper and say what can and cannot be reproduced.

    paper : a name of AUDITS
    folder : tables to use instead of the printed ones, CSV files named alike; what is not there stays as printed
    raises : InputError for an unknown paper, a folder without such files, a file that cannot be read, a number that is
        none

    >>> audit_paper("zhang-2024").point("I7").numbers["gap"]
    1.624
    """
    audit = pick(dict(AUDITS), paper, "paper")
    with as_file(files("chainchief").joinpath("examples", paper, "printed")) as shipped:
        tables = {path.stem: _table(path) for path in sorted(shipped.glob("*.csv"))}
    found: Audit = audit(tables if folder is None else {**tables, **_replaced(folder, (*tables, "readings"))})
    return found


def _replaced(folder: Path, known: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """The tables of a folder; a name that no table has is refused, so that a slip does not go unseen."""
    paths = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    names = ", ".join(known)
    if not paths:
        raise InputError(
            f"{folder}: no CSV file there; put tables into it that are named like the printed ones: {names}",
            f"{folder}：没有 CSV 文件；请放入与原印表格同名的文件：{names}",
        )
    for path in paths:
        pick(dict.fromkeys(known), path.stem, "table")
    return {path.stem: _table(path) for path in paths}


def _table(path: Path) -> pd.DataFrame:
    """The cells as text, so that the digits stay as printed."""
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(
            f"{path}: not a CSV table in UTF-8 ({error}); save it again as CSV UTF-8",
            f"{path}：不是 UTF-8 编码的 CSV 表（{error}）；请另存为 CSV UTF-8",
        ) from error
