"""Small workbooks and folders for tests, and the five-firm chain they are made of, as rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from chainchief.views.workbook import pack_sheets

Sheets = Mapping[str, Sequence[Sequence[Any]]]

FIVE_FIRMS: dict[str, list[list[Any]]] = {
    "chain": [["chain_id", "name", "region_id", "base_year", "unit"], ["lenses", "Lenses", "r", 2023, "万元"]],
    "regions": [
        ["region_id", "name", "level", "parent_id", "blocs"],
        ["r", "Rivertown", "county", "p", None],
        ["q", "Quayside", "county", "p", None],
        ["p", "Province", "province", "cn", None],
        ["cn", "China", "country", None, "RCEP"],
        ["de", "Germany", "country", None, "EU"],
    ],
    "segments": [
        ["segment_id", "name", "position", "position_order", "presence", "core"],
        ["U", "Glass", "upstream", 1, None, None],
        ["M", "Lenses", "midstream", 2, "strong", "yes"],
        ["D", "Eyewear", "downstream", 3, None, "no"],
        ["X", "Moulds", "related", 4, "missing", None],
    ],
    "segment_flows": [["from_segment", "to_segment", "input_share"], ["X", "M", 0.2], ["U", "M", 0.5]],
    "firms": [
        ["firm_id", "name", "segment_id", "role", "region_id", "output", "revenue", "period"],
        ["F1", "Alder", "M", "owner", "r", 1000, 1100, "2023"],
        ["F2", "Birch", "M:0.6;D:0.4", "support", "r", 500, 600, "2023"],
        ["F3", "Cedar", "D", "support", "r", None, None, "2023"],
        ["F4", "Dogwood", "U", "supplier", "q", 80, 90, "2023"],
        ["F5", "Elm GmbH", "U", "supplier", "de", None, None, "2023"],
    ],
    "ties": [
        ["supplier", "buyer", "segment_id", "amount", "share_of_input", "period", "basis"],
        ["F4", "F1", "U", 100, 0.25, "2023", "survey"],
        ["F5", "F1", "U", 300, 0.75, "2023", "survey"],
        ["F1", "F2", None, 200, None, "2023", "survey"],
        ["F2", "F3", None, 100, None, "2023", "survey"],
        ["F3", "F5", None, 50, None, "2023", "survey"],
    ],
    "indicators": [
        ["region_id", "period", "indicator", "value", "unit"],
        ["r", "2023", "D111", 0.4, "share"],
        ["q", "2023", "D111", 0.6, "share"],
        ["r", "2023", "D311", 0.03, "share"],
        ["q", "2023", "D311", 0.01, "share"],
    ],
}
"""Rows of a workbook; first row = header. F1..F3 are local to r, F4 is in the same province, F5 abroad."""


def write_workbook(path: Path, sheets: Sheets) -> Path:
    """An .xlsx of the given rows."""
    path.write_bytes(pack_sheets(sheets))
    return path


def write_csv_folder(folder: Path, sheets: Sheets) -> Path:
    """A folder with one CSV file a sheet."""
    folder.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        (folder / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")
    return folder


def write_parquet_folder(folder: Path, sheets: Sheets) -> Path:
    """A folder with one Parquet file a sheet; columns that mix texts and numbers become texts."""
    folder.mkdir(exist_ok=True)
    for name, (header, *rows) in sheets.items():
        frame = pd.DataFrame(rows, columns=list(header))
        for column in frame.columns[frame.dtypes.eq(object)]:
            frame[column] = frame[column].map(str, na_action="ignore")
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    return folder


def as_frames(sheets: Sheets) -> dict[str, pd.DataFrame]:
    """The rows as plain frames, for `Chain.from_tables`; yes and no become true and false."""
    frames = {name: pd.DataFrame(rows[1:], columns=list(rows[0])) for name, rows in sheets.items()}
    if "segments" in frames:
        frames["segments"]["core"] = frames["segments"]["core"].map({"yes": True, "no": False})
    return frames
