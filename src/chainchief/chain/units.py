"""Units of indicators: what one unit is in another, "万元/人" in "元/人", "%" in "share"."""

from __future__ import annotations

import re
import unicodedata

_DAYS_IN_YEAR = 365.0
_ADDITIVE = ("CNY", "USD", "persons", "count")

_KINDS: dict[str, dict[str, float]] = {
    "share": {
        "share": 1, "ratio": 1, "1": 1, "比例": 1, "占比": 1, "倍": 1, "%": 0.01, "percent": 0.01, "pct": 0.01,
        "百分比": 0.01, "pp": 0.01, "百分点": 0.01, "个百分点": 0.01, "percentagepoints": 0.01, "‰": 0.001,
        "permille": 0.001,
    },
    "CNY": {
        "元": 1, "cny": 1, "rmb": 1, "yuan": 1, "人民币": 1, "千元": 1e3, "thousandyuan": 1e3, "thousandcny": 1e3,
        "万元": 1e4, "10kyuan": 1e4, "10000yuan": 1e4, "10kcny": 1e4, "10thousandyuan": 1e4, "百万元": 1e6,
        "millionyuan": 1e6, "millioncny": 1e6, "千万元": 1e7, "亿元": 1e8, "100myuan": 1e8, "100millionyuan": 1e8,
        "100mcny": 1e8, "100millioncny": 1e8, "billionyuan": 1e9, "billioncny": 1e9, "万亿元": 1e12,
    },
    "USD": {
        "usd": 1, "美元": 1, "$": 1, "us$": 1, "thousandusd": 1e3, "kusd": 1e3, "万美元": 1e4, "millionusd": 1e6,
        "musd": 1e6, "亿美元": 1e8, "billionusd": 1e9,
    },
    "time": {
        "day": 1, "天": 1, "日": 1, "d": 1, "week": 7, "周": 7, "month": _DAYS_IN_YEAR / 12, "月": _DAYS_IN_YEAR / 12,
        "个月": _DAYS_IN_YEAR / 12, "year": _DAYS_IN_YEAR, "yr": _DAYS_IN_YEAR, "年": _DAYS_IN_YEAR, "a": _DAYS_IN_YEAR,
        "hour": 1 / 24, "h": 1 / 24, "小时": 1 / 24,
    },
    "persons": {
        "person": 1, "人": 1, "people": 1, "employee": 1, "worker": 1, "capita": 1, "千人": 1e3, "thousandpersons": 1e3,
        "万人": 1e4,
    },
    "count": {
        "count": 1, "number": 1, "piece": 1, "个": 1, "件": 1, "项": 1, "家": 1, "户": 1, "次": 1, "time": 1,
        "patent": 1, "firm": 1, "enterprise": 1, "company": 1, "companies": 1, "百家": 100, "千家": 1e3, "万家": 1e4,
        "万个": 1e4, "万件": 1e4, "100firm": 100, "1000firm": 1e3, "10000firm": 1e4,
    },
}  # fmt: skip
_KNOWN = {name: (kind, float(size)) for kind, sizes in _KINDS.items() for name, size in sizes.items()}


def factor(unit: str, wanted: str) -> float | None:
    """What to multiply a value in `unit` by to have it in `wanted`; None when the units do not fit or are unknown.

    A month counts 365/12 days. Currencies are never converted into each other.

    >>> factor("%", "share"), factor("亿元", "万元"), factor("元/人", "万元/人"), factor("days", "share")
    (0.01, 10000.0, 0.0001, None)
    """
    have, want = _plain(unit), _plain(wanted)
    if have == want:
        return 1.0
    have_parts, want_parts = _parts(have), _parts(want)
    if have_parts is None or want_parts is None:
        return None
    if [kind for kind, _ in have_parts] != [kind for kind, _ in want_parts]:
        return None
    (above, *below), (wanted_above, *wanted_below) = have_parts, want_parts
    size = above[1] / wanted_above[1]
    for (_, one), (_, other) in zip(below, wanted_below, strict=True):
        size *= other / one
    return float(f"{size:.12g}")


def additive(unit: str) -> bool:
    """Whether amounts in the unit may be added up over places: money, people and things, nothing per something.

    >>> additive("亿元"), additive("%"), additive("元/人")
    (True, False, False)
    """
    parts = _parts(_plain(unit))
    return parts is not None and len(parts) == 1 and parts[0][0] in _ADDITIVE


def recognised(unit: str) -> bool:
    """Whether the unit is known at all, so that one that does not convert is a wrong one and not a new word.

    >>> recognised("万美元/人"), recognised("km")
    (True, False)
    """
    return _parts(_plain(unit)) is not None


def _plain(unit: str) -> str:
    text = re.sub(r"\bper\b|每|·", "/", unicodedata.normalize("NFKC", unit).casefold())
    text = re.sub(r"(?<=\d),(?=\d{3})|\s", "", text)
    return re.sub(r"/+", "/", text).strip("()[]")


def _parts(unit: str) -> list[tuple[str, float]] | None:
    """Kind and size of the unit above the stroke and of those below it."""
    found = [_KNOWN.get(part) or _KNOWN.get(part.removesuffix("s")) for part in unit.split("/")]
    return None if None in found else [part for part in found if part is not None]
