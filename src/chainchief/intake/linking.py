"""Names to codes: regions, segments and firms may be written by name; unknown firms of ties become outside firms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
from rapidfuzz import process

from chainchief.chain.columns import declared_tables
from chainchief.chain.finding import Finding, finding
from chainchief.chain.membership import split_list
from chainchief.intake.cell import clean_name
from chainchief.intake.header import plain_name

Frames = dict[str, pd.DataFrame]
_CODED = (
    ("regions", "region_id", "name"),
    ("segments", "segment_id", "name"),
    ("firms", "firm_id", "name"),
    ("chain", "chain_id", "name"),
)


def give_codes(frames: Frames, places: dict[str, str]) -> Iterator[Finding]:
    """Rows that have a name but no code get the name as their code, and the other way round for regions."""
    for table, code, name in _CODED:
        frame = frames.get(table)
        if frame is None or frame.empty:
            continue
        for column in (code, name):
            if column not in frame:
                frame[column] = None
        made = frame[code].isna() & frame[name].notna()
        if made.any():
            named = frame[name].astype(str)
            frame[code] = frame[code].astype(object).where(~made, named.map(slug) if table == "chain" else named)
            label = declared_tables()[table].columns[code].label_zh
            yield finding(
                "id-made", table=table, column=code, origin=places.get(table, ""), count=int(made.sum()), label=label
            )
        if table == "regions":
            frame[name] = frame[name].astype(object).where(frame[name].notna(), frame[code])


def slug(name: str) -> str:
    """A code of small letters, digits and hyphens where the name has any, else the name itself.

    >>> slug("Demo  Eyewear")
    'demo-eyewear'
    """
    letters = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in name.lower()).split()
    return "-".join(letters) or name


def link_regions(frames: Frames) -> Iterator[Finding]:
    """Region names become codes; a region nobody declared becomes a row of `regions` of its own."""
    listed = "regions" in frames
    regions = frames.get("regions", pd.DataFrame(columns=["region_id", "name", "origin"]))
    codes = _codes(regions, "region_id", ("name", "name_zh", "name_en"))
    declared = list(dict.fromkeys(codes.values()))
    fresh: list[dict[str, Any]] = []
    for table, column in _referring("regions"):
        frame = frames.get(table)
        if frame is None or column.name not in frame or (table, column.name) == ("regions", "region_id"):
            continue
        for row, cell in frame[column.name].dropna().drop_duplicates().items():
            for text in split_list(cell) if column.is_list else [clean_name(str(cell))]:
                if plain_name(text) not in codes:
                    codes[plain_name(text)] = text
                    fresh.append({"region_id": text, "name": text, "origin": frame.at[row, "origin"]})
                    if listed:
                        yield _fresh_region(table, column.name, frame, row, text, declared)
        frame[column.name] = _relabel(frame[column.name], codes, column.is_list)
    if fresh and not listed:
        yield finding("regions-by-name", table="regions", count=len(fresh))
    if fresh or len(regions):
        frames["regions"] = pd.concat([regions, pd.DataFrame(fresh)], ignore_index=True) if fresh else regions


def _fresh_region(table: str, column: str, frame: pd.DataFrame, row: Any, text: str, declared: list[str]) -> Finding:
    near = process.extractOne(text, declared, score_cutoff=75) if declared else None
    return finding(
        "unknown-region", table=table, column=column, origin=str(frame.at[row, "origin"]), value=text,
        hint=f" Did you mean “{near[0]}”?" if near else "", hint_zh=f"是“{near[0]}”吗？" if near else "",
    )  # fmt: skip


def link_segments(frames: Frames) -> None:
    """Segment names become codes wherever a column refers to segments; unknown ones stay for `check`."""
    segments = frames.get("segments")
    if segments is None or segments.empty:
        return
    codes = _codes(segments, "segment_id", ("name", "name_zh", "name_en"))
    for table, column in _referring("segments"):
        frame = frames.get(table)
        if frame is not None and column.name in frame:
            frame[column.name] = _relabel(frame[column.name], codes, column.is_list, shares=True)


def link_firms(frames: Frames) -> Iterator[Finding]:
    """Firm names become codes; a supplier or buyer nobody listed becomes an outside firm."""
    firms = frames.get("firms", pd.DataFrame(columns=["firm_id", "name", "origin"]))
    codes = _codes(firms, "firm_id", ("name", "name_zh", "name_en"))
    for table, column in _referring("firms"):
        frame = frames.get(table)
        if frame is not None and column.name in frame:
            frame[column.name] = _relabel(frame[column.name], codes, column.is_list)
    ties = frames.get("ties")
    if ties is None or ties.empty or not {"supplier", "buyer"} <= set(ties.columns):
        return
    declared = list(dict.fromkeys(firms.get("name", pd.Series(dtype=object)).dropna().astype(str)))
    strangers: dict[str, tuple[str, Any]] = {}
    for side in ("supplier", "buyer"):
        for row, text in ties[side].dropna().astype(str).items():
            if plain_name(text) not in codes and text not in strangers:
                strangers[text] = (side, row)
    for text, (side, row) in strangers.items():
        near = process.extractOne(text, declared, score_cutoff=80) if declared else None
        yield finding(
            "external-firm", table="ties", column=side, origin=str(ties.at[row, "origin"]), value=text,
            hint=f" Did you mean “{near[0]}”?" if near else "", hint_zh=f"是“{near[0]}”吗？" if near else "",
        )  # fmt: skip
    if strangers:
        rows = [
            {
                "firm_id": text,
                "name": text,
                "role": "supplier" if side == "supplier" else "customer",
                "origin": ties.at[row, "origin"],
            }
            for text, (side, row) in strangers.items()
        ]
        frames["firms"] = pd.concat([firms, pd.DataFrame(rows)], ignore_index=True)


def _referring(target: str) -> list[tuple[str, Any]]:
    return [
        (table.name, column)
        for table in declared_tables().values()
        for column in table.columns.values()
        if column.refers_to == target
    ]


def _codes(frame: pd.DataFrame, code: str, names: Iterable[str]) -> dict[str, str]:
    """Plain spelling of every code and name -> code; a code wins over another row's name."""
    known: dict[str, str] = {}
    for column in (code, *names):
        if column in frame:
            for text, target in zip(frame[column], frame[code], strict=True):
                if isinstance(text, str) and isinstance(target, str):
                    known.setdefault(plain_name(text), target)
    return known


def _relabel(cells: pd.Series[Any], codes: dict[str, str], is_list: bool, shares: bool = False) -> pd.Series[Any]:
    def relabel(cell: Any) -> Any:
        if not isinstance(cell, str):
            return cell
        if not is_list:
            return codes.get(plain_name(cell), clean_name(cell))
        parts = [part.replace("：", ":").partition(":") if shares else (part, "", "") for part in split_list(cell)]
        return ";".join(
            f"{codes.get(plain_name(name), name.strip())}{colon}{share.strip()}" for name, colon, share in parts
        )

    known = {cell: relabel(cell) for cell in cells.dropna().unique()}
    return cells.map(lambda cell: known.get(cell, cell))
