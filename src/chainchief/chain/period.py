"""Periods as text: "2023", "2023-Q1", "2023-05", so that they sort by themselves."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

_QUARTER = re.compile(r"^(\d{4})年?[-./ ]?(?:Q|第)?([1-4一二三四])(?:季度|季)$|^(\d{4})[-./ ]?Q([1-4])$", re.IGNORECASE)
_MONTH = re.compile(r"^(\d{4})[-./年](\d{1,2})月?(?:[-./](\d{1,2})日?)?(?:[T ].*)?$")
_YEAR = re.compile(r"^(\d{4})(?:\.0+)?年?度?$")
_NORMAL = re.compile(r"^(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2])(?:-.*)?)?$")
_DIGITS = {"一": "1", "二": "2", "三": "3", "四": "4"}


def normal_period(value: Any) -> str | None:
    """The period in its one spelling, None when the text is no period.

    A number with a fraction is none: 2023.1 is January to one and October to another.

    >>> [normal_period(text) for text in (2023.0, "2023年", "2023年第二季度", "2023/5", "soon")]
    ['2023', '2023', '2023-Q2', '2023-05', None]
    """
    if isinstance(value, dt.date):
        return f"{value.year:04d}-{value.month:02d}"
    if isinstance(value, float) and not value.is_integer():
        return None
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if year := _YEAR.match(text):
        return year[1] if 1900 <= int(year[1]) <= 2100 else None
    if quarter := _QUARTER.match(text):
        digit = quarter[2] or quarter[4]
        return f"{quarter[1] or quarter[3]}-Q{_DIGITS.get(digit, digit)}"
    if (month := _MONTH.match(text)) and 1 <= int(month[2]) <= 12:
        return f"{month[1]}-{int(month[2]):02d}"
    return None


def latest_period(periods: Iterable[str], up_to: str | None = None) -> str | None:
    """The period that ends last, not after the end of `up_to`; texts that are no period are passed over.

    >>> latest_period(["2022", "2025", "2024-05", "soon"], up_to="2024")
    '2024-05'
    """
    known = {period for period in set(periods) if last_month(period) is not None}
    limit = None if up_to is None else last_month(up_to)
    early = {period for period in known if limit is None or (last_month(period) or 0) <= limit}
    return max(early, key=lambda period: (last_month(period) or 0, period), default=None)


def months_between(earlier: str, later: str) -> int | None:
    """Whole months from the end of one period or date to the end of another; None when one of them is neither.

    >>> months_between("2022", "2025-06")
    30
    """
    first, last = last_month(earlier), last_month(later)
    return None if first is None or last is None else last - first


def first_month(text: str) -> int | None:
    """The running number of the first month of a period or date, else None.

    >>> first_month("2023-Q3") - first_month("2023")
    6
    """
    last = last_month(text)
    if last is None:
        return None
    return last - (2 if "Q" in text else 0 if "-" in text else 11)


def last_month(text: str) -> int | None:
    """The running number of the last month of a period or date, so that a year ends after its months; else None.

    >>> last_month("2023") - last_month("2023-Q3")
    3
    """
    known = _NORMAL.match(text)
    if known is None:
        return None
    within = int(known["quarter"]) * 3 if known["quarter"] else int(known["month"] or 12)
    return int(known["year"]) * 12 + within
