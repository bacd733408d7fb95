"""One cell to one value: numbers with percent signs, words and units, dates, yes and no, choices."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from chainchief.chain.columns import Column, declared_choices
from chainchief.chain.period import normal_period
from chainchief.chain.rules.rows import choice_words, share_limit
from chainchief.chain.units import factor as time_factor
from chainchief.intake.files.markings import Formula

MISSING = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "–",
        "/",
        "na",
        "n/a",
        "nan",
        "null",
        "none",
        "无",
        "暂无",
        "未知",
        "不详",
        "不明",
        "未填",
        "待定",
        "unknown",
        "...",
    }
)
WITHHELD = frozenset({"保密", "withheld", "confidential"})
MONEY_UNITS: Mapping[str, float] = MappingProxyType(
    {"元": 1.0, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "千万元": 1e7, "亿元": 1e8}
)
_COUNTED = re.compile(
    r"^(?P<many>百万|千万|[百千万亿])?(?:人|家|个|项|件|名|户|条|persons?|people|firms?|count)?$", re.IGNORECASE
)
_MANY = MappingProxyType({"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8})
_UNITLESS = frozenset({"", "unit", "meta unit", "as capacity", "any, unit in note"})
_NUMBER = re.compile(
    r"^(?P<before>约为?|大约|近|将近|超过?|逾|高于|大于|至少|不少于|不低于|不足|低于|小于|至多|不超过"
    r"|about|approx\.?|over|under|more than|less than|at least|at most|~|≈|>|<|≥|≤)?\s*"
    r"(?P<number>[-+−]?(?:[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:'[0-9]{3})+)(?:\.[0-9]*)?|[0-9]+\.?[0-9]*|\.[0-9]+)"
    r"(?:e[-+]?[0-9]+)?)\s*"
    r"(?P<unit>%|‰|[^\d\s,以左多余]{1,10})?\s*(?P<after>以上|以下|左右|余|多)?\s*(?P<behind>[^\d\s,以左多余]{1,10})?$",
    re.IGNORECASE,
)
_COMMA = re.compile(
    r"^(?P<whole>[-+−]?(?:[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+)),(?P<part>[0-9]+)\s*(?P<unit>%|‰|[^\d\s,.]{1,10})?$"
)
_ABOUT = frozenset({"约", "约为", "大约", "近", "将近", "about", "approx", "approx.", "~", "≈", "左右"})
_MORE = frozenset(
    {"超", "超过", "逾", "高于", "大于", "至少", "不少于", "不低于", "over", "more than", "at least"}
    | {">", "≥", "以上", "余", "多"}
)
_TRUE = frozenset({"是", "yes", "y", "true", "1", "√", "有", "对"})
_FALSE = frozenset({"否", "no", "n", "false", "0", "×", "x", "非"})
_WORD_NUMBERS = MappingProxyType({"高": 0.8, "中": 0.5, "低": 0.2, "high": 0.8, "medium": 0.5, "low": 0.2})
_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_POWER = re.compile(r"^[0-9](?:\.[0-9]+)?E\+?[12][0-9]$", re.IGNORECASE)
_MOST_DIGITS = 1e15
_CODES = frozenset({"code", "text6", "text18"})
_HARMONISED = frozenset({"hs6", "k"})
_SERIALS = range(20_000, 80_000)
_PLAIN_FORMS: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x3000, 0xA0, 0x2007, 0x2009, 0x202F), " "),
    **dict.fromkeys((0x2018, 0x2019), "'"),
    0xFE63: "-",
}
_HALF_WIDTH = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0E)
}
_QUALIFIER_RULES = {"about": "about-read", "more_than": "more-than-read", "less_than": "less-than-read"}


class Cell(NamedTuple):
    """What a cell was read as.

    value : float, text, bool or None (unknown)
    rule : id of the finding the reading deserves, "" when the cell stood as it should
    qualifier : "", "about", "more_than" or "less_than"; withheld : the cell says it is confidential
    words : further words for the finding
    unit : what the value stands in when the cell named its own unit, else ""
    """

    value: Any
    rule: str = ""
    qualifier: str = ""
    withheld: bool = False
    words: Mapping[str, str] | None = None
    unit: str = ""


def read_cell(column: Column, raw: Any, factor: float = 1.0, money_base: float = 1e4) -> Cell:
    """The value of a raw cell of `column`.

    factor : what bare numbers are multiplied by, from the unit of the header
    money_base : what one of the chain's money units is worth in 元, for cells that name their own unit
    """
    if raw is None or (isinstance(raw, float) and math.isnan(raw)):
        return Cell(None)
    if column.kind == "year" and isinstance(raw, str) and (year := normal_period(raw) or "").isdecimal():
        return Cell(float(year), rule="" if raw.strip() == year else "number-read")
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and column.numeric:
        return _ranged(column, float(raw) * factor, Cell(float(raw) * factor))
    if isinstance(raw, Formula):
        needed = column.numeric or column.required or column.key
        return Cell(None, rule="formula-without-value" if needed else "formula-unread")
    text = unicodedata.normalize("NFKC", raw).strip() if isinstance(raw, str) else raw
    if isinstance(text, str) and not (column.choice and _choice(column.choice).get(text.lower())):
        if text.lower() in MISSING:
            return Cell(None)
        if text.lower() in WITHHELD:
            return Cell(None, rule="withheld", withheld=True)
        if is_error(text):
            return Cell(None, rule="error-cell")
    if column.numeric:
        return _read_number(column, str(raw).translate(_PLAIN_FORMS).strip(), factor, money_base)
    reader = _READERS.get((column.choice and "enum") or column.kind)
    return reader(column, text) if reader else _read_text(column, raw)


def is_error(raw: Any) -> bool:
    """Whether a cell is one of the words Excel puts where it could not calculate."""
    return isinstance(raw, str) and raw.startswith("#") and raw.strip() in _ERRORS


def says_nothing(text: str) -> bool:
    """Whether a text is one of the words for a missing value, in any width and case."""
    return unicodedata.normalize("NFKC", text).strip().lower() in MISSING


def _read_number(column: Column, text: str, factor: float, money_base: float) -> Cell:
    if column.kind.startswith("0..1 or 高") and text.lower() in _WORD_NUMBERS:
        return Cell(_WORD_NUMBERS[text.lower()], rule="words-read")
    matched = _NUMBER.match(text)
    if matched is None:
        return _with_comma(text)
    digits = matched["number"].replace(",", "").replace("'", "").replace("−", "-")
    unit = matched["unit"] or matched["behind"] or ""
    scale = _unit_scale(column, unit, money_base)
    if scale is None or (matched["unit"] and matched["behind"]):
        return Cell(None, rule="not-a-number")
    value = float(digits) * (scale if unit else factor)
    qualifier = _qualifier((matched["before"] or matched["after"] or "").lower())
    rule = _QUALIFIER_RULES.get(qualifier, "")
    if not rule and unit:
        rule = "percent-read" if unit in "%‰" else "number-read"
    elif not rule and len(digits) < len(matched["number"]):
        rule = "number-read"
    if not math.isfinite(value):
        return Cell(None, rule="not-finite")
    words = {"many": unit} if unit in _MANY and unit else None
    cell = Cell(value, rule=rule, qualifier=qualifier, unit=_own_unit(unit), words=words)
    return _ranged(column, value, cell, percent=unit == "%")


def _with_comma(text: str) -> Cell:
    """A number with a decimal comma is an error that says how to write it; never 85 for "0,85".

    "1,2345" and "3,1415" may be groups of digits, so nothing is proposed for them. "(320)" is an error as well: Excel
    stores a negative number as one, so brackets were typed, and a person who types them may mean "of which 320".
    """
    matched = _COMMA.match(text)
    if matched is None:
        return Cell(None, rule="not-a-number")
    whole = matched["whole"].replace("−", "-")
    plain = re.sub(r"[. ]", "", whole)
    if plain == whole and plain.lstrip("+-") != "0" and len(matched["part"]) > 2:
        return Cell(None, rule="not-a-number")
    return Cell(None, rule="decimal-comma", words={"fixed": f"{plain}.{matched['part']}{matched['unit'] or ''}"})


def _own_unit(unit: str) -> str:
    """The unit of a value once its cell's unit is worked in: "3%" is a share of 0.03, "12万人" are 120,000 人."""
    return "share" if unit in ("%", "‰") else unit.lstrip("千万亿百十")


def _ranged(column: Column, value: float, cell: Cell, percent: bool = False) -> Cell:
    """A bare 12 in a share column is an error, not 12 and not 0.12; 1.3 of a capacity in use is only doubtful."""
    if not math.isfinite(value):
        return Cell(None, rule="not-finite")
    if not percent and abs(value) > share_limit(column) * (1 + 1e-9):
        return Cell(None, rule="share-bare", words={"fixed": f"{value / 100:.10g}", "value": f"{value:.10g}"})
    return cell


def _unit_scale(column: Column, unit: str, money_base: float) -> float | None:
    """What one of `unit` is worth in the column's own unit; None when the unit is unknown."""
    if unit in ("", "%", "‰"):
        return {"": 1.0, "%": 0.01, "‰": 0.001}[unit]
    if column.kind == "money":
        worth = MONEY_UNITS.get(_money_name(unit))
        return None if worth is None else worth / money_base
    if column.kind == "share":
        return None
    return _days(unit) if column.unit == "days" else _counted(unit)


def _days(unit: str) -> float | None:
    """Days in one `unit`, 365/12 in a month; None when it is no time. The factors have 12 digits."""
    days = time_factor(unit, "天")
    return None if days is None else round(days * 12, 6) / 12


def _counted(unit: str) -> float | None:
    """ "家" -> 1, "万人" -> 10,000; None for a unit of anything but things counted."""
    matched = _COUNTED.match(unit.lower())
    return _MANY[matched["many"] or ""] if matched else None


def unit_factor(column: Column, unit: str, money_base: float) -> float | None:
    """Multiplier that turns numbers in the header's `unit` into the column's unit; None when the unit is unknown."""
    if not unit:
        return 1.0
    if column.kind == "money":
        worth = MONEY_UNITS.get(_money_name(unit))
        return None if worth is None else worth / money_base
    if column.kind == "share":
        return {"%": 0.01, "‰": 0.001, "share": 1.0, "0-1": 1.0, "小数": 1.0}.get(unit.lower())
    if column.unit == "days":
        return _days(unit)
    if not column.numeric or column.unit in _UNITLESS or unit.lower() == column.unit.lower():
        return 1.0
    return _counted(unit)


@cache
def _money_names() -> Mapping[str, str]:
    return {
        word.lower(): choice.value
        for choice in declared_choices()["money_unit"]
        for word in (choice.value, *choice.aliases)
    }


def _money_name(unit: str) -> str:
    plain = (
        unicodedata.normalize("NFKC", unit)
        .strip()
        .lower()
        .removesuffix("/年")
        .removesuffix("/yr")
        .removesuffix(" a year")
    )
    plain = plain.removeprefix("人民币")
    return _money_names().get(plain, plain)


def _qualifier(word: str) -> str:
    if not word:
        return ""
    return "about" if word in _ABOUT else "more_than" if word in _MORE else "less_than"


def _read_text(column: Column, raw: Any) -> Cell:
    """Text keeps its characters but for blanks at its ends and runs of blanks; codes get half-width letters."""
    if isinstance(raw, dt.date):
        return Cell(plain_date(raw))
    if _lost_digits(column, raw):
        return Cell(None, rule="digits-lost")
    written = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else re.sub(r"\s+", " ", str(raw)).strip()
    place_name = (column.table, column.name) == ("regions", "name")
    if column.name in _HARMONISED:
        text = _with_zeros(written)
    elif column.kind in ("text", "text list") and not place_name:
        return Cell(written)
    else:
        text = clean_name(written) if place_name else written.translate(_HALF_WIDTH)
    if column.name == "adcode" and text.isdecimal() and len(text) != 6:
        return Cell(text, rule="area-code", words={"count": str(len(text))})
    if column.kind == "text18":
        text = text.upper()
    elif "regions" in (column.refers_to, column.table) and not column.is_list:
        text = clean_name(text)
    return Cell(text, rule="name-cleaned" if text != written else "")


def _lost_digits(column: Column, raw: Any) -> bool:
    """Whether a code went through a number: beyond 15 digits a spreadsheet keeps none."""
    if isinstance(raw, float):
        return abs(raw) >= _MOST_DIGITS
    coded = column.kind in _CODES or bool(column.refers_to)
    return coded and isinstance(raw, str) and _POWER.match(raw.strip()) is not None


def _with_zeros(written: str) -> str:
    """Codes of goods with the zero before them that a number loses: "10120" -> "010120", also in a list."""
    return re.sub(r"(?<![0-9])([0-9]{5})(?![0-9])", r"0\1", written.translate(_HALF_WIDTH))


def clean_name(text: str) -> str:
    """A name with the blanks inside Chinese words taken out: "北   京" -> "北京"."""
    return re.sub(r"(?<=[\u4e00-\u9fff])[\s\u3000]+(?=[\u4e00-\u9fff])", "", text)


def _read_period(column: Column, raw: Any) -> Cell:
    if day := _serial_day(raw):
        return Cell(normal_period(day), rule="number-read")
    period = normal_period(raw)
    return Cell(period, rule="" if period else "not-a-period")


def _serial_day(raw: Any) -> dt.date | None:
    """The day that a spreadsheet's running number of days means, None for anything else."""
    text = str(raw).removesuffix(".0").strip()
    if text.isascii() and text.isdecimal() and len(text) == 5 and int(text) in _SERIALS:
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
    return None


def _read_date(column: Column, raw: Any) -> Cell:
    if isinstance(raw, dt.date):
        return Cell(plain_date(raw)[: None if column.kind == "datetime" else 10])
    text = str(raw).removesuffix(".0").strip()
    if day := _serial_day(text):
        return Cell(day.isoformat(), rule="number-read")
    written = re.sub(r"^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?|^(\d{4})(\d{2})(\d{2})$", _iso_day, text)
    try:
        moment = dt.datetime.fromisoformat(written) if "-" in written and len(written) > 7 else None
    except ValueError:
        return Cell(None, rule="not-a-date")
    if moment is not None:
        return Cell(plain_date(moment)[: None if column.kind == "datetime" else 10])
    period = normal_period(text)
    return Cell(period, rule="" if period else "not-a-date")


def _iso_day(matched: re.Match[str]) -> str:
    year, month, day = (part for part in matched.groups() if part)
    return f"{year}-{int(month):02d}-{int(day):02d}"


def plain_date(moment: dt.date) -> str:
    """The day, and the time of the day when there is one: "2024-03-05", "2024-03-05 08:30:00"."""
    if not isinstance(moment, dt.datetime):
        return moment.isoformat()
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(sep=" ")


def _read_bool(column: Column, raw: Any) -> Cell:
    text = str(raw).removesuffix(".0").strip().lower()
    if text in _TRUE or text in _FALSE:
        return Cell(text in _TRUE)
    return Cell(None, rule="not-a-bool")


def _read_choice(column: Column, raw: Any) -> Cell:
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw).strip()
    known = _choice(column.choice)
    if text.lower() in known:
        return Cell(known[text.lower()])
    return Cell(None, rule="not-a-choice", words=choice_words(column, text))


@cache
def _choice(name: str) -> Mapping[str, str]:
    known: dict[str, str] = {}
    for choice in declared_choices()[name]:
        for word in (choice.value, choice.label_zh, *choice.aliases):
            known.setdefault(unicodedata.normalize("NFKC", word).lower(), choice.value)
    known.pop("", None)
    return known


_READERS: dict[str, Callable[[Column, Any], Cell]] = {
    "period": _read_period,
    "date": _read_date,
    "datetime": _read_date,
    "bool": _read_bool,
    "enum": _read_choice,
}
