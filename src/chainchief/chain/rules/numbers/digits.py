"""Digits that nobody measures: runs such as 111 or 12345, and more round numbers than chance gives."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.special import bdtrc

from chainchief.chain.columns import Column
from chainchief.chain.rules.numbers.doubt import Doubt, amounts, digits, significant
from chainchief.chain.value import Chain

LEAST_CELLS = 30
"""Below it a share of cells says nothing."""
RARE = 1e-4
"""A test looks at some hundred columns and indicators; at 1 in 10,000 all of them together raise few false alarms."""
LEAST_RUNS = 3
LEAST_ROUND = 0.05
"""Rounding by habit is common: less than 1 cell in 20 is passed over however rare."""
_LONG, _TWO_ZEROS = 3, 0.01


def digit_tests(chain: Chain) -> Iterator[Doubt]:
    """Runs of digits and round numbers, by column and by indicator with 30 cells at least.

    Chance: the last digits of a measured number are uniform (own; after Beber and Scacco 2012, "What the numbers say:
    a digit-based test for election fraud", Political Analysis 20(2)); p is the upper tail of the binomial.
    """
    for column, frame in amounts(chain):
        if len(frame) < LEAST_CELLS:
            continue
        for series, cells in frame[~frame["ratio"]].groupby("series", sort=False):
            if len(cells) >= LEAST_CELLS:
                yield from _runs(column, str(series), cells["value"])
                yield from _round(column, str(series), cells["value"])


def is_run(text: str) -> bool:
    """Whether three digits or more are all the same, or count up or down by one.

    >>> is_run("777"), is_run("4567"), is_run("321"), is_run("112")
    (True, True, True, False)
    """
    steps = {int(after) - int(before) for before, after in pairwise(text)}
    return len(text) >= _LONG and len(steps) == 1 and steps <= {-1, 0, 1}


def run_chance(length: int) -> float:
    """The chance that a number of so many digits, the last not zero, is a run: 9 equal ones, those up and those down.

    >>> round(run_chance(3), 4)
    0.0284
    """
    return float((9 + 2 * max(0, 10 - length)) / (81 * 10.0 ** (length - 2)))


def _runs(column: Column, series: str, values: pd.Series[float]) -> Iterator[Doubt]:
    texts = {value: digits(value) for value in values.unique()}
    known = values[values.map(lambda value: len(texts[value]) >= _LONG)]
    if len(known) < LEAST_CELLS:
        return
    runs = known[known.map(lambda value: is_run(texts[value]))]
    expected = float(np.mean([run_chance(len(texts[value])) for value in known]))
    count, of = len(runs), len(known)
    p = _tail(count, of, expected)
    shown = ", ".join(f"{value:.10g}" for value in runs.value_counts().index[:4])
    row = runs.index[0] if count else known.index[0]
    notable = count >= LEAST_RUNS and p < RARE
    yield Doubt(
        "digit-runs", column.table, column.name, series, row, count, of, expected, p, notable, {"examples": shown}
    )


def _round(column: Column, series: str, values: pd.Series[float]) -> Iterator[Doubt]:
    """Numbers whose last two shown digits are zeros, those after the point apart: sources differ in decimals.

    How many digits a column shows is read off its upper quarter, so that a column rounded as a whole shows fewer.
    """
    size = significant(values.to_numpy())
    first = np.floor(np.log10(np.abs(values.to_numpy())) + 1e-12).astype(int)
    last = first - size + 1
    usual = np.quantile(last, 0.25, method="lower"), np.quantile(size, 0.75, method="higher")
    shown = np.maximum(np.maximum(usual[0], first - usual[1] + 1), 0)
    long = first - shown + 1 >= _LONG
    round_ = long & (last >= shown + 2)
    count, of = int(round_.sum()), int(long.sum())
    if of < LEAST_CELLS:
        return
    p = _tail(count, of, _TWO_ZEROS)
    cells = values[round_] if count else values
    examples = ", ".join(f"{value:.10g}" for value in cells.value_counts().index[:4])
    notable = count >= LEAST_ROUND * of and p < RARE
    words = {"examples": examples}
    yield Doubt(
        "round-numbers", column.table, column.name, series, cells.index[0], count, of, _TWO_ZEROS, p, notable, words
    )


def _tail(count: int, of: int, chance: float) -> float:
    """P(X >= count) for X ~ B(of, chance)."""
    return 1.0 if count == 0 else float(bdtrc(count - 1, of, chance))
