"""What single cells must look like: codes, points on the map, whole numbers, dates in their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.columns import Column, Table, declared_tables
from chainchief.chain.finding import Finding
from chainchief.chain.membership import region_above, split_list
from chainchief.chain.period import first_month, last_month
from chainchief.chain.rules.places import RowFinding, finding_at, plain, row_name
from chainchief.chain.value import Chain

CHINA = {"lat": (3.8, 53.6), "lon": (73.4, 135.2)}
"""Degrees; mainland, Taiwan, Hong Kong, Macao and the South China Sea islands, rounded outwards (own)."""
_IN_CHINA = ("CHN", "HKG", "MAC", "TWN")
_EACH = 3
"""A text that breaks a pattern in more rows than this is told once."""


@dataclass(frozen=True)
class Form:
    """What a code looks like; `cut` takes off what a code of a longer or adorned list has too much."""

    pattern: str
    en: str
    zh: str
    cut: Callable[[str], str] = str


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _hs6(text: str) -> str:
    """The 6 digits of a customs code of 8 or 10."""
    digits = _digits(text)
    return digits[:6] if len(digits) in (8, 10) else digits


FORMS = {
    "adcode": Form(r"[1-9]\d{5}", "6 digits", "6 位数字", lambda text: text[:6] if len(text) in (9, 12) else text),
    "gbt4754": Form(r"\d{2,4}", "2 to 4 digits", "2–4 位数字", lambda text: re.sub(r"^[A-Ta-t]", "", text)),
    "iso3": Form(r"[A-Z]{3}", "three letters", "3 个字母", str.upper),
    "hs6": Form(r"\d{6}", "6 digits", "6 位数字", _hs6),
    "k": Form(r"\d{6}", "6 digits", "6 位数字", _digits),
    "isic": Form(r"[A-U]|[A-U]?\d{2,4}", "2 to 4 digits", "2–4 位数字", _digits),
    "nace": Form(r"[A-U]|[A-U]?\d{2}(\.\d{1,2})?", "2 to 4 digits, a dot after two", "2–4 位数字，两位后加点"),
    "currency": Form(r"[A-Z]{3}", "three letters", "3 个字母", str.upper),
    "code": Form(r"[^\W\d_]\S*", "a letter first, no blank", "字母开头、无空格", lambda text: re.sub(r"\s", "", text)),
    "duration": Form(r"\d+(\.\d+)?\s*([hdwm时天日周月]|小时|个月)?", "a number and h, d, w or m", "数字加单位"),
    "cost_by_year": Form(r"\d{4}[:：]\d+(\.\d+)?", "year:amount;year:amount", "年份:金额;年份:金额"),
}  # fmt: skip
"""Column or kind -> its form; in `isic` and `nace` the letter of the section may stand first."""


def _code_forms(chain: Chain) -> Iterator[Finding]:
    for table in declared_tables().values():
        for column in table.columns.values():
            form = FORMS.get(column.name) or FORMS.get(column.kind if column.kind == "duration" else "")
            if form is not None and chain.has(table.name):
                yield from _misshapen(chain, column, form)


def _misshapen(chain: Chain, column: Column, form: Form) -> Iterator[Finding]:
    cells = chain.tables[column.table][column.name].dropna()
    listed = "; list" in column.rule or column.name == "cost_by_year"
    for text, rows in cells.groupby(cells, sort=False).groups.items():
        parts = split_list(text) if listed else [str(text)]
        if all(re.fullmatch(form.pattern, part) for part in parts):
            continue
        mended = [form.cut(part) for part in parts]
        fits = all(re.fullmatch(form.pattern, part) for part in mended)
        more = len(rows) - 1
        words = {
            "form": form.en,
            "form_zh": form.zh,
            "fixed": ";".join(mended) if fits else "",
            "more": f" So in {more} more rows." if more >= _EACH else "",
            "more_zh": f"另有 {more} 行相同。" if more >= _EACH else "",
        }
        for row in rows[: 1 if more >= _EACH else None]:
            yield finding_at(chain, "code-form", column.table, column.name, row, **words)


def misplaced_points(chain: Chain, table: Table) -> Iterator[RowFinding]:
    """Regions in China by their code whose point is not."""
    if table.name != "regions":
        return
    regions = chain.regions
    stated = regions["iso3"].isin(_IN_CHINA) | (regions["iso3"].isna() & regions["adcode"].notna())
    valid = regions["lat"].between(-90, 90) & regions["lon"].between(-180, 180)
    for row in regions.index[stated & valid & ~_inside(regions)]:
        code = regions.at[row, "iso3"] if pd.notna(regions.at[row, "iso3"]) else regions.at[row, "adcode"]
        words = {"value": f"{regions.at[row, 'lat']:g}, {regions.at[row, 'lon']:g}", "code": code}
        yield row, finding_at(chain, "point-elsewhere", "regions", "lat", row, **words)


def _inside(frame: pd.DataFrame) -> pd.Series[Any]:
    return frame["lat"].between(*CHINA["lat"]) & frame["lon"].between(*CHINA["lon"])


def _points(chain: Chain) -> Iterator[Finding]:
    """Half points, and points inside China that do not say in which of its coordinate systems they stand."""
    for table, code in (("regions", "region_id"), ("firms", "firm_id")):
        frame = chain.tables[table]
        for row in frame.index[frame["lat"].notna() != frame["lon"].notna()]:
            there, absent = ("lat", "lon") if pd.notna(frame.at[row, "lat"]) else ("lon", "lat")
            label = declared_tables()[table].columns[absent].label_zh
            words = {"value": row_name(frame, row, code), "absent": absent, "absent_zh": label}
            yield finding_at(chain, "half-point", table, there, row, **words)
        unstated = frame.index[_inside(frame) & frame["coord_sys"].isna()]
        if len(unstated):
            yield finding_at(chain, "coordinates-unstated", table, "coord_sys", unstated[0], count=len(unstated))


def _whole_numbers(chain: Chain) -> Iterator[Finding]:
    for table in declared_tables().values():
        for column in table.columns.values():
            cells = chain.tables[table.name][column.name]
            if column.kind not in ("int", "year") or cells.isna().all():
                continue
            broken = cells.index[np.isfinite(cells) & (cells % 1 != 0)]
            if len(broken):
                count = len(broken)
                yield finding_at(chain, "not-whole", table.name, column.name, broken[0], count=count)


_ORDERED = (
    ("indicator_meta", "low", "high", True),
    ("effects", "low", "high", False),
    ("measures", "start", "end", False),
    ("issues", "opened", "due", False),
)
"""Table, the column that comes first, the one after it, and whether the two may not be equal."""


def _orders(chain: Chain) -> Iterator[Finding]:
    for table, first, second, strict in _ORDERED:
        frame = chain.tables[table]
        if declared_tables()[table].columns[first].numeric:
            low, high = frame[first], frame[second]
        else:
            low = frame[first].map(first_month, na_action="ignore").astype(np.float64)
            high = frame[second].map(last_month, na_action="ignore").astype(np.float64)
            days = frame[first].str.len().eq(10) & frame[second].str.len().eq(10) & frame[first].gt(frame[second])
            low, high = low.mask(days, 1.0), high.mask(days, 0.0)
        wrong = (low >= high) if strict else (low > high)
        for row in frame.index[wrong]:
            label = declared_tables()[table].columns[second].label_zh
            words = {"other": second, "other_zh": label, "limit": plain(frame.at[row, second])}
            yield finding_at(chain, "out-of-order", table, first, row, **words)


def _register_places(chain: Chain) -> Iterator[Finding]:
    """Digits 3-8 of a credit code name the office that registered the firm; a firm may have moved since."""
    firms = chain.firms[chain.firms["usci"].str.fullmatch(r"[0-9A-Z]{2}\d{6}[0-9A-Z]{10}", na=False)]
    codes = chain.regions.dropna(subset=["region_id", "adcode"]).set_index("region_id")["adcode"].to_dict()
    above = region_above(chain.regions)
    for row in firms.drop_duplicates("firm_id").index:
        region = firms.at[row, "region_id"]
        if not isinstance(region, str):
            continue
        code = next((codes[place] for place in (region, *above.get(region, ())) if place in codes), "")
        office, known = str(firms.at[row, "usci"])[2:8], re.sub(r"(00){1,2}$", "", str(code))
        if known and not office.startswith(known):
            words = {"value": row_name(firms, row, "firm_id"), "office": office, "code": code}
            yield finding_at(chain, "registered-elsewhere", "firms", "usci", row, **words)


PATTERN_RULES: tuple[Callable[[Chain], Iterator[Finding]], ...] = (
    _code_forms,
    _points,
    _whole_numbers,
    _orders,
    _register_places,
)
