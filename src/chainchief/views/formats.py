"""How a number, a band, a date and the honesty of a value are written, English and Chinese."""

from __future__ import annotations

import math
from datetime import date

MINUS = "−"
NOT_APPLICABLE = "–"
UNKNOWN = {"en": "unknown", "zh": "未知"}
WITHHELD = {"en": "withheld", "zh": "保密"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
QUALITY_MARKS = {"C": "≈", "D": "◇"}
MONEY_UNITS = {"元": 1.0, "万元": 1e4, "百万元": 1e6, "亿元": 1e8}
STEPS = {"en": ((1e9, "bn"), (1e6, "mn"), (1e3, "k"), (1.0, "")), "zh": ((1e8, "亿"), (1e4, "万"), (1.0, ""))}


def known(value: float | None) -> bool:
    """Whether there is a number at all: None and NaN are unknown."""
    return value is not None and not math.isnan(value)


def number(value: float | None, decimals: int = 0, language: str = "en", signed: bool = False) -> str:
    """A plain number with real minus; thousands comma in English only; unknown is a word, never 0.

    >>> number(-1234.5, 1), number(-1234.5, 1, "zh"), number(None), number(0.08, 2, signed=True)
    ('−1,234.5', '−1234.5', 'unknown', '+0.08')
    """
    if value is None or math.isnan(value):
        return UNKNOWN[language]
    if math.isinf(value):
        return NOT_APPLICABLE
    text = f"{abs(value):,.{decimals}f}" if language == "en" else f"{abs(value):.{decimals}f}"
    nothing = not any(digit in text for digit in "123456789")
    sign = "" if nothing else MINUS if value < 0 else "+" if signed else ""
    return sign + text


def score(value: float | None, language: str = "en") -> str:
    """A score, always with two decimals.

    >>> score(0.5849)
    '0.58'
    """
    return number(value, 2, language)


def percent(share: float | None, decimals: int = 0, language: str = "en", signed: bool = False) -> str:
    """A share 0..1 as percent: «28 %» in English, «28%» in Chinese; a share that would round to 0 is «< 1 %».

    >>> percent(0.281), percent(0.281, language="zh"), percent(0.003), percent(0.0)
    ('28 %', '28%', '< 1 %', '0 %')
    """
    if share is None or math.isnan(share):
        return UNKNOWN[language]
    tail = "%" if language == "zh" else " %"
    least = 10.0**-decimals
    if 0 < abs(share) * 100 < least / 2:
        return f"< {number(least, decimals, language)}{tail}"
    return number(share * 100, decimals, language, signed) + tail


def significant(value: float, digits: int) -> tuple[float, int]:
    """The value rounded to significant digits, and the decimals that show them."""
    if value == 0 or not math.isfinite(value):
        return value, 0
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, decimals)
    decimals = digits - 1 - math.floor(math.log10(abs(rounded)))
    return rounded, max(0, decimals)


def compact(value: float | None, language: str = "en", digits: int = 3) -> str:
    """A large number in three significant digits with k, mn, bn or 万, 亿.

    >>> compact(2.12e9), compact(2.12e9, "zh"), compact(310e6), compact(math.nan)
    ('2.12 bn', '21.2 亿', '310 mn', 'unknown')
    """
    if value is None or math.isnan(value):
        return UNKNOWN[language]
    if value == 0:
        return "0"
    rounded, _ = significant(value, digits)
    for size, word in STEPS[language]:
        if abs(rounded) >= size or size == 1.0:
            scaled, decimals = significant(rounded / size, digits)
            text = number(scaled, decimals, language)
            if "." in text:
                text = text.rstrip("0").rstrip(".")
            return f"{text} {word}".strip()
    raise AssertionError("the last step holds everything")


def money(value: float | None, unit: str = "万元", currency: str = "CNY", language: str = "en", digits: int = 3) -> str:
    """An amount given in `unit`, short: «2.1 bn» / «21 亿元»; the currency belongs into the unit line of the figure.

    value : amount in `unit`
    unit : 元, 万元, 百万元, 亿元; another word is shown as it is and the number is not scaled
    digits : three for a value, two inside a band

    >>> money(21_200), money(21_200, language="zh"), money(31.04)
    ('212 mn', '2.12 亿元', '310 k')
    """
    if value is None or math.isnan(value):
        return UNKNOWN[language]
    if unit not in MONEY_UNITS:
        return f"{compact(value, language, digits)} {unit}".strip()
    text = compact(value * MONEY_UNITS[unit], language, digits)
    return text if language == "en" else text + ("元" if currency == "CNY" else f" {currency}")


def money_scale(
    largest: float | None, unit: str = "万元", currency: str = "CNY", language: str = "en"
) -> tuple[float, str, int]:
    """One unit for a whole column or axis: (factor to multiply with, the unit's name, decimals).

    largest : the largest amount of the column, in `unit`

    >>> money_scale(212_000.0), money_scale(212_000.0, language="zh")
    ((0.01, 'CNY mn', 0), (0.0001, '亿元', 2))
    """
    if unit not in MONEY_UNITS:
        return 1.0, unit, 0
    top = abs(largest) * MONEY_UNITS[unit] if largest is not None and math.isfinite(largest) else 0.0
    least = 100.0 if language == "en" else 1.0
    size, word = next((step for step in STEPS[language] if top / step[0] >= least), STEPS[language][-1])
    decimals = (0 if top / size >= 1000 else 1) if language == "en" else (2 if word == "亿" else 0)
    tail = word + ("元" if currency == "CNY" else currency) if language == "zh" else f"{currency} {word}".strip()
    return MONEY_UNITS[unit] / size, tail, decimals


def band(low: float | None, high: float | None, decimals: int = 2, language: str = "en", signed: bool = False) -> str:
    """The two ends of a band: «0.53 to 0.63» / «0.53 至 0.63»; unknown when an end is unknown.

    >>> band(0.53, 0.63), band(-0.03, 0.19, language="zh", signed=True)
    ('0.53 to 0.63', '−0.03 至 +0.19')
    """
    if not (known(low) and known(high)):
        return UNKNOWN[language]
    between = "to" if language == "en" else "至"
    return f"{number(low, decimals, language, signed)} {between} {number(high, decimals, language, signed)}"


def with_band(
    value: float | None, low: float | None, high: float | None, decimals: int = 2, language: str = "en"
) -> str:
    """A value with its band as it is read aloud: «0.58, 0.53 to 0.63»; without a band the value alone.

    >>> with_band(0.58, 0.53, 0.63), with_band(0.58, 0.53, 0.63, language="zh"), with_band(0.58, None, None)
    ('0.58, 0.53 to 0.63', '0.58，0.53 至 0.63', '0.58')
    """
    text = number(value, decimals, language)
    if not (known(value) and known(low) and known(high)):
        return text
    return f"{text}{', ' if language == 'en' else '，'}{band(low, high, decimals, language)}"


def marked(text: str, quality: str | None = "", qualifier: str | None = "") -> str:
    """A written value with the mark of its quality: ≈ estimated or «about», ◇ from an expert.

    quality : A measured, B reported, C estimated, D expert, S synthetic (its badge stands at the figure)
    qualifier : exact, about, more_than, less_than

    >>> marked("412", "C"), marked("412", "D"), marked("412", "A"), marked("31", qualifier="more_than")
    ('≈ 412', '◇ 412', '412', '> 31')
    """
    if text in (*UNKNOWN.values(), *WITHHELD.values(), NOT_APPLICABLE, ""):
        return text
    sign = {"about": "≈", "more_than": ">", "less_than": "<"}.get(qualifier or "") or QUALITY_MARKS.get(quality or "")
    return f"{sign} {text}" if sign else text


def day(iso: str, language: str = "en") -> str:
    """An ISO date as people write it; a text that is no ISO date stays as it is.

    >>> day("2026-11-20"), day("2026-11-20", "zh"), day("2025-Q1")
    ('20 Nov 2026', '2026年11月20日', '2025-Q1')
    """
    try:
        when = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    if language == "zh":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def join(parts: list[str], language: str = "en") -> str:
    """A list in a sentence: «a, b and c» / «a、b和c».

    >>> join(["a", "b", "c"]), join(["甲", "乙"], "zh")
    ('a, b and c', '甲和乙')
    """
    if len(parts) < 2:
        return "".join(parts)
    if language == "zh":
        return "、".join(parts[:-1]) + "和" + parts[-1]
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def clip(text: str, length: int) -> str:
    """A text cut to `length` signs with an ellipsis.

    >>> clip("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
