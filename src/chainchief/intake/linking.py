"""Names to codes: regions, segments and firms may be written by name; unknown firms of ties become outside firms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from chainchief.chain.columns import Column, Table, declared_tables, referring_columns
from chainchief.chain.finding import Finding, finding
from chainchief.chain.membership import split_list
from chainchief.chain.rules.rows import looks_coded
from chainchief.chain.value import Chain
from chainchief.intake.sheets.cell import clean_name
from chainchief.intake.sheets.header import plain_name

Frames = dict[str, pd.DataFrame]
Known = Mapping[str, pd.DataFrame]
"""Tables in force whose rows new rows may refer to."""
_NONE = pd.DataFrame()
NOTHING_KNOWN: Known = MappingProxyType({})
_IDENTITY = ("firm_id", "name", "name_en", "name_zh", "segment_id", "role", "region_id", "period", "quality", "origin")
_SEGMENT = ("segment_id", "name", "name_en", "name_zh", "parent_id", "quality", "origin")
_NAMES = ("name", "name_zh", "name_en")
CODED = (
    ("regions", "region_id", "name"),
    ("segments", "segment_id", "name"),
    ("firms", "firm_id", "name"),
    ("chain", "chain_id", "name"),
)


CONTEXT = (
    ("indicators", "period", "base_year", False),
    ("indicators", "chain_id", "chain_id", False),
    ("indicators", "region_id", "region_id", True),
    ("firms", "region_id", "region_id", True),
)
"""Table, column, column of `chain` it is filled from, and whether only where no row of the sheet states it."""


def needed_columns(table: Table) -> list[str]:
    """The required columns that nothing but the sheet itself can give."""
    filled = {column for of, column, _, _ in CONTEXT if of == table.name}
    filled |= {column for of, code, name in CODED if of == table.name for column in (code, name)}
    return [name for name in table.required if name not in filled]


def give_codes(frames: Frames, places: dict[str, str], known: Known = NOTHING_KNOWN) -> Iterator[Finding]:
    """Rows that have a name but no code get the code of that name in force, else the name as their code; and back."""
    for table, code, name in CODED:
        frame = frames.get(table)
        if frame is None or frame.empty:
            continue
        for column in (code, name):
            if column not in frame:
                frame[column] = None
        columns = declared_tables()[table].columns
        if table in known:
            coded = Codes(known[table], code)
            found = frame[name].map(lambda text, coded=coded: coded.find(text) if isinstance(text, str) else None)
            frame[code] = frame[code].astype(object).where(frame[code].notna(), found)
        for column, other in ((code, name), (name, code)):
            made = frame[column].isna() & frame[other].notna()
            if made.any():
                given = frame[other].astype(str)
                given = given.map(slug) if (table, column) == ("chain", "chain_id") else given
                frame[column] = frame[column].astype(object).where(~made, given)
                words = {"count": int(made.sum()), "label": columns[column].label_zh, "other": other}
                words["other_zh"] = columns[other].label_zh
                yield finding("id-made", table=table, column=column, origin=places.get(table, ""), **words)


def slug(name: str) -> str:
    """A code of small letters, digits and hyphens where the name has any, else the name itself.

    >>> slug("Demo  Eyewear")
    'demo-eyewear'
    """
    letters = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in name.lower()).split()
    return "-".join(letters) or name


def link_regions(frames: Frames, known: Known = NOTHING_KNOWN) -> Iterator[Finding]:
    """Region names become codes; a region nobody declared becomes a row of `regions` of its own."""
    listed = "regions" in frames or not known.get("regions", _NONE).empty
    regions = frames.get("regions", pd.DataFrame(columns=["region_id", "name", "origin"]))
    codes = Codes(regions, "region_id").and_of(known.get("regions", _NONE))
    declared = codes.known
    fresh: list[dict[str, Any]] = []
    for column in referring_columns("regions"):
        frame = frames.get(column.table)
        if frame is None or column.name not in frame:
            continue
        for row, cell in frame[column.name].dropna().drop_duplicates().items():
            for text in split_list(cell) if column.is_list else [clean_name(str(cell))]:
                if not codes.fitting(text):
                    codes.add(text, text)
                    fresh.append({"region_id": text, "name": text, "origin": frame.at[row, "origin"]})
                    if listed:
                        yield _fresh_region(column.table, column.name, frame, row, text, declared)
        yield from _link(frame, column, codes)
    if fresh and not listed:
        yield finding("regions-by-name", table="regions", count=len(fresh))
    if fresh or len(regions):
        frames["regions"] = pd.concat([regions, pd.DataFrame(fresh)], ignore_index=True) if fresh else regions


def _fresh_region(table: str, column: str, frame: pd.DataFrame, row: Any, text: str, declared: list[str]) -> Finding:
    place = str(frame.at[row, "origin"])
    return finding("unknown-region", table=table, column=column, origin=place, value=text, **_hint(text, declared, 75))


def _hint(text: str, known: list[str], cutoff: int) -> dict[str, str]:
    near = process.extractOne(text, known, scorer=fuzz.ratio, score_cutoff=cutoff)
    if near is None:
        return {"hint": "", "hint_zh": "", "near": ""}
    safe = "" if looks_coded(near[0]) else near[0]
    return {"near": safe, "hint": f" Did you mean “{near[0]}”?", "hint_zh": f"是“{near[0]}”吗？"}


def link_segments(frames: Frames, known: Known = NOTHING_KNOWN) -> Iterator[Finding]:
    """Segment names become codes wherever a column refers to segments; unknown ones stay for `check`."""
    codes = Codes(frames.get("segments", _NONE), "segment_id").and_of(known.get("segments", _NONE))
    if not codes.known:
        return
    for column in referring_columns("segments"):
        frame = frames.get(column.table)
        if frame is not None and column.name in frame:
            yield from _link(frame, column, codes)


def stand_ins(frames: Frames, kept_out: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Rows that stay out but whom other rows name: who and where they are is kept, their numbers are unknown.

    kept_out : table -> rows refused for a cell; firms that ties name and segments are kept so
    """
    ties = frames.get("ties", pd.DataFrame())
    sides = [ties[side].dropna().astype(str) for side in ("supplier", "buyer") if side in ties]
    named = {plain_name(text) for cells in sides for text in cells.unique()}
    for table, code, identity in (("firms", "firm_id", _IDENTITY), ("segments", "segment_id", _SEGMENT)):
        rows = kept_out.get(table, pd.DataFrame())
        known = rows[[column for column in identity if column in rows]].copy()
        for column, other in ((code, "name"), ("name", code)):
            known[column] = known.get(column, pd.Series(None, index=known.index, dtype=object)).astype(object)
            known[column] = known[column].where(known[column].notna(), known.get(other))
        spelled = known[[code, "name"]].map(lambda text: plain_name(text) if isinstance(text, str) else "")
        wanted = known[spelled.isin(named).any(axis=1)] if table == "firms" else known[known[code].notna()]
        for place, name in zip(wanted["origin"] if len(wanted) else (), wanted["name"], strict=True):
            rule = "firm-kept-out" if table == "firms" else "segment-kept-out"
            yield finding(rule, table=table, origin=str(place), value=name)
        if len(wanted):
            frames[table] = pd.concat([frames.get(table, wanted.iloc[:0]), wanted], ignore_index=True)


def keep_named_firms(
    chain: Chain, left: Mapping[str, pd.DataFrame], wrong: Iterable[tuple[Any, Finding]]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Firms left out for an error but named by ties, as rows that say who and where they are and nothing else.

    chain : before the erroneous rows went; left : its tables without them
    returns : the firms with those rows, and a note for each
    """
    firms, ties = left["firms"], left["ties"]
    named = {*ties["supplier"].dropna(), *ties["buyer"].dropna()} - set(firms["firm_id"])
    faulty: dict[Any, set[str]] = defaultdict(set)
    for row, remark in wrong:
        if remark.table == "firms" and chain.firms.at[row, "firm_id"] in named:
            faulty[row].add(remark.column)
    rows = chain.firms.loc[list(faulty), [name for name in _IDENTITY if name in chain.firms]].copy()
    for row, columns in faulty.items():
        rows.loc[row, [name for name in columns if name in rows and name not in ("firm_id", "origin")]] = None
    rows = rows.drop_duplicates("firm_id")
    notes = [
        finding("firm-kept-out", table="firms", origin=str(row.origin), value=row.name_)
        for row in rows.rename(columns={"name": "name_"}).itertuples()
    ]
    return (pd.concat([firms, rows]) if len(rows) else firms), notes


def link_firms(frames: Frames, known: Known = NOTHING_KNOWN) -> Iterator[Finding]:
    """Firm names become codes; a supplier or buyer nobody listed becomes an outside firm."""
    firms = frames.get("firms", pd.DataFrame(columns=["firm_id", "name", "origin"]))
    before = known.get("firms", _NONE)
    codes = Codes(firms, "firm_id").and_of(before)
    for column in referring_columns("firms"):
        frame = frames.get(column.table)
        if frame is not None and column.name in frame:
            yield from _link(frame, column, codes)
    ties = frames.get("ties")
    if ties is None or ties.empty or not {"supplier", "buyer"} <= set(ties.columns):
        return
    named = [frame["name"].dropna().astype(str) for frame in (firms, before) if "name" in frame]
    declared = list(dict.fromkeys(name for names in named for name in names))
    strangers: dict[str, tuple[str, Any]] = {}
    for side in ("supplier", "buyer"):
        for row, text in ties[side].dropna().astype(str).drop_duplicates().items():
            if text not in strangers and not codes.fitting(text):
                strangers[text] = (side, row)
    for text, (side, row) in strangers.items():
        place = str(ties.at[row, "origin"])
        hint = _hint(text, declared, 80)
        yield finding("external-firm", table="ties", column=side, origin=place, value=text, **hint)
    if strangers:
        rows = [
            {
                "firm_id": text,
                "name": text,
                "role": "supplier" if side == "supplier" else "customer",
                "listed_here": False,
                "origin": ties.at[row, "origin"],
            }
            for text, (side, row) in strangers.items()
        ]
        frames["firms"] = pd.concat([firms, pd.DataFrame(rows)], ignore_index=True)


class Codes:
    """Codes by the texts people write for them: the code itself, a name, either in another spelling.

    A spelling that fits several codes finds none of them: the wrong firm must not be hit.
    """

    def __init__(self, frame: pd.DataFrame, code: str) -> None:
        self._exact: dict[str, None] = {}
        self._named: dict[str, set[str]] = defaultdict(set)
        self._spelled: dict[str, set[str]] = defaultdict(set)
        self._code = code
        self.and_of(frame)

    def and_of(self, frame: pd.DataFrame) -> Codes:
        """The same with the rows of one more table; a code that stands already keeps its own names only."""
        if self._code not in frame:
            return self
        mine = dict(self._exact)
        for column in (self._code, *_NAMES):
            if column in frame:
                for text, target in zip(frame[column], frame[self._code], strict=True):
                    if isinstance(text, str) and isinstance(target, str) and target not in mine:
                        self.add(text, target)
        return self

    @property
    def known(self) -> list[str]:
        """Every code, in the order of the sheet."""
        return list(self._exact)

    def add(self, text: str, code: str) -> None:
        if text == code:
            self._exact[text] = None
        self._named[text].add(code)
        self._spelled[plain_name(text)].add(code)

    def find(self, text: str) -> str | None:
        """The code a text means, None when no code or more than one could be meant."""
        fitting = self.fitting(text)
        return next(iter(fitting)) if len(fitting) == 1 else None

    def fitting(self, text: str) -> set[str]:
        """Every code a text could mean: itself if it is one, else what has it as name, else as another spelling."""
        if text in self._exact:
            return {text}
        return self._named.get(text) or self._spelled.get(plain_name(text)) or set()


def _link(frame: pd.DataFrame, column: Column, codes: Codes) -> Iterator[Finding]:
    """Codes in place of names in one column; a name of several rows is left as it stands and told."""
    cells = frame[column.name]
    shares = column.refers_to == "segments"
    linked: dict[str, str] = {}
    for row, cell in cells.drop_duplicates().items():
        if not isinstance(cell, str):
            continue
        parts = split_list(cell) if column.is_list else [cell]
        named = [
            part.replace("：", ":").partition(":") if shares and column.is_list else (part, "", "") for part in parts
        ]
        for name, _, _ in named:
            if len(fitting := codes.fitting(name)) > 1:
                words = {"value": name, "count": len(fitting), "others": ", ".join(sorted(fitting))}
                place = str(frame.at[row, "origin"])
                yield finding("name-ambiguous", table=column.table, column=column.name, origin=place, **words)
        whole = [
            f"{codes.find(name) or clean_name(name.strip())}{colon}{share.strip()}" for name, colon, share in named
        ]
        linked[cell] = ";".join(whole)
    frame[column.name] = cells.where(~cells.isin(linked), cells.map(linked))
