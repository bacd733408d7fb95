"""Parquet files to rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from chainchief.errors import InputError
from chainchief.intake.files.extent import check_cells


def read_parquet(path: Path) -> list[list[Any]]:
    """The names of the columns, then the rows; a named index is a column too, a list in a cell reads "a;b".

    Raises InputError when the file is damaged, too large, or has two columns of one name.
    """
    try:
        about = pq.ParquetFile(path)
        check_cells(path, about.metadata.num_rows * about.metadata.num_columns)
        _check_names(path, about.schema_arrow.names)
        frame = pd.read_parquet(path)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        what = " ".join(str(error).split())[:200]
        raise InputError(
            f"{path.name}: not a readable Parquet file ({what})", f"{path.name}：Parquet 文件无法读取（{what}）"
        ) from error
    named = [name for name in frame.index.names if name is not None]
    frame = frame.reset_index(level=named) if named else frame
    _check_names(path, [str(name) for name in frame.columns])
    cells = frame.astype(object).where(frame.notna(), None)
    rows = cells.to_numpy().tolist()
    return [[str(name) for name in frame.columns], *([_plain(cell) for cell in row] for row in rows)]


def _check_names(path: Path, names: list[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise InputError(
            f"{path.name}: two columns are called {', '.join(twice)}; rename one",
            f"{path.name}：有两列同名（{'、'.join(twice)}）；请改名其中一列",
        )


def _plain(cell: Any) -> Any:
    if isinstance(cell, (list, tuple, np.ndarray)):
        return ";".join(str(_plain(part)) for part in cell if part is not None)
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell
