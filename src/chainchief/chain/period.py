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
_DIGITS = {"一": "1", "二": "2", "三": "3", "四": "4"}


def normal_period(value: Any) -> str | None:
    """The period in its one spelling, None when the text is no period.

    >>> [normal_period(text) for text in (2023.0, "2023年", "2023年第二季度", "2023/5", "soon")]
    ['2023', '2023', '2023-Q2', '2023-05', None]
    """
    if isinstance(value, dt.date):
        return f"{value.year:04d}-{value.month:02d}"
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
    """The last of the periods, not after `up_to`; None when there is none.

    >>> latest_period(["2022", "2025", "2024"], up_to="2024")
    '2024'
    """
    return max((period for period in periods if up_to is None or period <= up_to), default=None)


def months_between(earlier: str, later: str) -> int:
    """Whole months from the end of one period or date to the end of another.

    >>> months_between("2022", "2025-06")
    30
    """
    return _last_month(later) - _last_month(earlier)


def _last_month(text: str) -> int:
    year, _, rest = text.partition("-")
    if not rest:
        return int(year) * 12 + 12
    return int(year) * 12 + (int(rest[1]) * 3 if rest.startswith("Q") else int(rest[:2]))
