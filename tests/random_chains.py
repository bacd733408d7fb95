"""Random chains that hold together: every kind of cell, references that exist, keys that do not repeat."""

from __future__ import annotations

import unicodedata
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from chainchief.chain.columns import Column, Table, declared_choices, declared_tables
from chainchief.chain.rules.rows import usual_range
from chainchief.chain.value import Chain
from chainchief.intake.sheets.cell import WITHHELD, says_nothing

TRICKY = [
    "007",
    "1e5",
    "=1+1",
    "'=1+1",
    "+86 577",
    "@home",
    "001",
    "TRUE",
    "12%",
    "3,14",
    "2023-01-01",
    "S3:0.7",
    "a;b",
    "'quoted'",
    '"',
    "示例（有限）公司",
    "½ €",
]
CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,6}", fullmatch=True) | st.sampled_from(
    ["007", "1e5", "环节一", "甲（示例）", "S1-1", "S11", "a b"]
)
LETTERS = st.characters(exclude_categories=["C", "Z"]) | st.just(" ")


def plain(text: str) -> bool:
    """A text that stands as it is: tidy blanks, none of the words for missing or withheld."""
    withheld = unicodedata.normalize("NFKC", text).strip().lower() in WITHHELD
    return text == " ".join(text.split()) and text != "" and not says_nothing(text) and not withheld


TEXTS = st.sampled_from(TRICKY) | st.text(LETTERS, min_size=1, max_size=12).filter(plain)
CODE = CODES.filter(plain)


def number(column: Column) -> st.SearchStrategy[float]:
    low, high = usual_range(column)
    low = max(low, 0.0 if column.kind in ("share", "money") or _floored(column) else -1e12)
    if column.kind in ("int", "year"):
        return st.integers(int(low), int(min(high, 1e9))).map(float)
    return st.floats(low, min(high, 1e12)).map(lambda value: float(f"{value:.15g}"))


def _floored(column: Column) -> bool:
    return ">= 0" in column.rule or column.rule.startswith("> 0")


def cell(column: Column, codes: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    """Any value the column may hold; a reference is one of the codes of its table."""
    if column.numeric:
        return number(column)
    if column.choice:
        return st.sampled_from([choice.value for choice in declared_choices()[column.choice]])
    if column.refers_to in codes:
        one = st.sampled_from(codes[column.refers_to])
        return st.lists(one, min_size=1, max_size=2, unique=True).map(";".join) if column.is_list else one
    years = st.integers(1990, 2099)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "period": years.map(str) | years.map("{}-Q2".format) | years.map("{}-05".format),
        "date": st.dates().filter(lambda day: day.year >= 1900).map(str) | years.map(str),
        "datetime": st.dates().filter(lambda day: day.year >= 1900).map("{} 08:30:00".format),
        "text6": st.from_regex(r"[0-9]{6}", fullmatch=True),
        "text18": st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{18}", fullmatch=True),
        "code": CODE,
        "iso3": st.sampled_from(["CHN", "DEU"]),
        "iso4217": st.just("CNY"),
    }
    loose = CODE if column.refers_to or column.kind.startswith("ref") else TEXTS
    return kinds.get(column.kind, loose)


@st.composite
def table_of(draw: st.DrawFn, table: Table, codes: dict[str, list[str]], size: int) -> pd.DataFrame:
    """`size` rows at most of one table: the key, the required and some other columns, and undeclared ones."""
    some = draw(st.lists(st.sampled_from(list(table.columns)), max_size=6, unique=True))
    names = [name for name in table.columns if name in {*table.keys, *table.required, *some}]
    frame = pd.DataFrame(index=range(size))
    for name in names:
        column = table.columns[name]
        any_cell = cell(column, codes)
        if table.keys[0] == name and table.name in codes:
            frame[name] = pd.Series(codes[table.name][:size], dtype=object)
            continue
        empty = not column.key and not column.required and not column.default
        cells = [draw(st.none() | any_cell if empty else any_cell) for _ in range(size)]
        frame[name] = pd.Series(cells, dtype=object)
    if draw(st.booleans()):
        frame["colour 颜色"] = [draw(TEXTS) for _ in range(size)]
        frame["rank"] = [draw(number(declared_tables()["indicators"].columns["value"])) for _ in range(size)]
        frame["flag"] = pd.Series([draw(st.booleans()) for _ in range(size)], dtype="boolean")
    frame = frame.drop_duplicates(list(table.keys), ignore_index=True)
    ends = {"ties": ("supplier", "buyer"), "segment_flows": ("from_segment", "to_segment")}.get(table.name)
    return frame if ends is None else frame[frame[ends[0]].ne(frame[ends[1]])]


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """A chain with regions, segments and firms and a few more tables; nothing in it is wrong by declaration."""
    declared = declared_tables()
    referred = ("regions", "segments", "firms", "measures", "indicator_meta", "scenarios")
    codes = {name: draw(st.lists(CODE, min_size=2, max_size=4, unique=True)) for name in referred}
    codes["regions"] = list(dict.fromkeys(code.replace(" ", "") for code in codes["regions"]))
    codes["chain"] = [draw(CODE)]
    frames = {name: draw(table_of(declared[name], codes, len(codes[name]))) for name in codes}
    others = st.lists(st.sampled_from([name for name in declared if name not in codes]), max_size=4, unique=True)
    for name in draw(others):
        frames[name] = draw(table_of(declared[name], codes, draw(st.integers(1, 4))))
    frames["chain"] = frames["chain"].assign(unit=draw(st.sampled_from(["元", "万元", "亿元"])))
    return Chain.from_tables(_whole(frames))


def _whole(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """What reading would fill in from sheet `chain` stands there already."""
    for name, column in (("indicators", "chain_id"),):
        if name in frames:
            frames[name][column] = frames["chain"][column].iloc[0]
    if "withheld" in frames.get("indicators", pd.DataFrame()):
        frames["indicators"]["withheld"] = frames["indicators"]["withheld"].astype("boolean").fillna(False)
    firms = frames["firms"]
    firms["region_id"] = frames["regions"]["region_id"].iloc[0]
    firms["name"] = firms["name"].fillna(firms["firm_id"])
    frames["regions"]["name"] = frames["regions"]["region_id"]
    if "lat" in frames["regions"]:
        frames["regions"]["lat"] = None  # a point must lie in the country of its code
    return frames


def same(one: Chain, other: Chain) -> None:
    """Raise AssertionError where two chains differ in more than the places of their rows."""
    for name in one.tables:
        frames = [chain.tables[name].drop(columns="origin") for chain in (one, other)]
        pd.testing.assert_frame_equal(*frames, obj=name, check_like=True)
