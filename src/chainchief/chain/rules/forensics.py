"""forensics: do the numbers look measured? Tests of digits, repeats, sums, years."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from chainchief.chain.columns import declared_tables
from chainchief.chain.finding import Finding
from chainchief.chain.rules.numbers.digits import digit_tests
from chainchief.chain.rules.numbers.doubt import Doubt
from chainchief.chain.rules.numbers.repeats import copied_years, same_values, twin_blocks
from chainchief.chain.rules.numbers.totals import parts_above_whole, total_rows, weight_sums
from chainchief.chain.rules.numbers.years import firm_years, mixed_units, years_missing
from chainchief.chain.rules.places import finding_at
from chainchief.chain.value import Chain

COLUMNS = ("table", "column", "test", "subject", "count", "of", "share", "expected", "p", "origin", "notable")
_FEW_CELLS = 0.001

TESTS: tuple[Callable[[Chain], Iterator[Doubt]], ...] = (
    digit_tests,
    same_values,
    twin_blocks,
    copied_years,
    parts_above_whole,
    total_rows,
    weight_sums,
    firm_years,
    years_missing,
    mixed_units,
)


def forensics(chain: Chain) -> pd.DataFrame:
    """What every test of the numbers counted, the notable first.

    returns : table, column, test (its rule), subject, count, of, share (0..1), expected (share by chance, NaN where
        the test is none of chance), p (probability of so many by chance), origin, notable (told as a finding)

    A doubt is none about people: rounding, joint accounts and copied forms have honest reasons.

    >>> forensics(Chain.from_tables({})).empty
    True
    """
    rows = [
        (
            doubt.table,
            doubt.column,
            doubt.test,
            doubt.subject,
            doubt.count,
            doubt.of,
            doubt.count / doubt.of if doubt.of else float("nan"),
            doubt.expected,
            doubt.p,
            chain.cell(doubt.table, doubt.row, doubt.column),
            doubt.notable,
        )
        for test in TESTS
        for doubt in test(chain)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("notable", ascending=False, kind="stable")


def _notable(test: Callable[[Chain], Iterator[Doubt]]) -> Callable[[Chain], Iterator[Finding]]:
    def rule(chain: Chain) -> Iterator[Finding]:
        for doubt in test(chain):
            if doubt.notable:
                words = {
                    "value": doubt.subject,
                    "value_zh": _subject_zh(doubt),
                    "count": doubt.count,
                    "of": doubt.of,
                    **doubt.words,
                }
                shown = {"share": _percent(doubt.count, doubt.of), "chance": _percent_of(doubt.expected)}
                shown["p"] = "< 0.0001" if doubt.p < 1e-4 else f"= {doubt.p:.2g}"
                yield finding_at(chain, doubt.test, doubt.table, doubt.column, doubt.row, **words, **shown)

    rule.__name__ = test.__name__
    return rule


def _subject_zh(doubt: Doubt) -> str:
    """A column has a Chinese name, an indicator, a region and a firm keep theirs."""
    columns = declared_tables()[doubt.table].columns
    return columns[doubt.subject].label_zh if doubt.subject in columns else doubt.subject


def _percent(count: int, of: int) -> str:
    return _percent_of(count / of) if of else "—"


def _percent_of(share: float) -> str:
    return "—" if share != share else f"{share * 100:.2g} %" if share < _FEW_CELLS * 100 else f"{share * 100:.0f} %"


NUMBER_RULES: tuple[Callable[[Chain], Iterator[Finding]], ...] = tuple(_notable(test) for test in TESTS)
