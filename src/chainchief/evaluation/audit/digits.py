"""How the printed numbers end, and how often one value serves."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import Any

from chainchief.evaluation.audit.printed import Printed
from chainchief.evaluation.audit.wording import Judgement, joined, line, readings_told

SHOWN_FROM = 3
"""Places from which a repeated value is listed."""
LEAST_ODD = 1e-6
"""Chance below which the endings are called unlike measured data: own threshold, far from any edge."""


def is_run(ending: str) -> bool:
    """Whether three digits from 1 to 9 are neighbours, up or down.

    >>> [is_run(text) for text in ("234", "876", "235", "012")]
    [True, True, False, False]
    """
    steps = {int(after) - int(before) for before, after in pairwise(ending)}
    return steps in ({1}, {-1}) and "0" not in ending


def run_chance() -> float:
    """Share of runs among the endings 001 … 999, all alike likely: 14 / 999."""
    return sum(is_run(f"{ending:03d}") for ending in range(1, 1000)) / 999


def log10_tail(count: int, total: int, chance: float) -> float:
    """log10 of the chance that at least `count` of `total` independent draws hit; binomial, summed in logarithms.

    >>> round(10 ** log10_tail(2, 2, 0.5), 12)
    0.25
    """
    if count <= 0:
        return 0.0
    terms = [
        math.lgamma(total + 1) - math.lgamma(hits + 1) - math.lgamma(total - hits + 1)
        + hits * math.log(chance) + (total - hits) * math.log1p(-chance)
        for hits in range(count, total + 1)
    ]  # fmt: skip
    top = max(terms)
    return (top + math.log(math.fsum(math.exp(term - top) for term in terms))) / math.log(10)


def judge_digits(printed: Printed) -> Judgement:
    """Endings in a run of neighbouring digits against chance, and values that serve several quantities."""
    listed = list(printed.thousandths())
    again = printed.readings("I18", "printed again")
    numbers = [number for _, number in listed] + again["item"].tolist()
    runs, total = sum(is_run(number[-3:]) for number in numbers), len(numbers)
    chance = run_chance()
    tail = log10_tail(runs, total, chance)
    places = Counter([number for table, number in listed if table != "grades"] + again["item"].tolist())
    ordered = sorted(places.items(), key=lambda item: (-item[1], item[0]))
    repeated = {number: count for number, count in ordered if count > 1}
    often = [(f"{one} ({count})", f"{one}（{count}）") for one, count in repeated.items() if count >= SHOWN_FROM]
    own = sum(is_run(number[-3:]) for _, number in listed)
    lines = [
        line("I18.listed", computed=float(own), total=len(listed)),
        *readings_told(again),
        line("I18.runs", computed=float(runs), total=total, share=100 * runs / total if total else 0.0),
        line("I18.chance", computed=chance, runs=round(chance * 999), percent=100 * chance, expected=total * chance),
        line("I18.tail", computed=tail, at_least=runs, total=total),
        line("I18.repeated", computed=float(len(repeated)), shown=joined(often or ["–"])),
    ]
    found: dict[str, Any] = {"runs": runs, "total": total, "listed_runs": own, "listed": len(listed), "chance": chance}
    found |= {"expected": total * chance, "log10_tail": tail, "repeated": repeated}
    odd = tail < math.log10(LEAST_ODD)
    words = {"share": 100 * runs / total if total else 0.0, "percent": 100 * chance}
    return Judgement("not_reproducible" if odd else "reproduced", found, tuple(lines), words)
