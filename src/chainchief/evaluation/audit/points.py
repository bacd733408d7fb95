"""audit: the points of Zhang 2024 in order, each with its arithmetic and a verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from chainchief.evaluation.audit import chapter4, composites, digits, figures, readings
from chainchief.evaluation.audit.printed import Printed, as_printed
from chainchief.evaluation.audit.result import Audit
from chainchief.evaluation.audit.wording import Judgement, point_of

_POINTS: dict[str, tuple[str, Callable[[Printed], Judgement]]] = {
    "R1": ("computed", composites.judge_weights),
    "R2": ("computed", composites.judge_grades),
    "R3": ("computed", composites.judge_composites),
    "R4": ("computed", composites.judge_ways),
    "R5": ("computed", chapter4.judge_ratings),
    "R6": ("computed", chapter4.judge_shares),
    "R7": ("computed", chapter4.judge_gaps),
    "R8": ("computed", figures.judge_gap),
    "I1": ("computed", figures.judge_counts),
    "I2": ("both", readings.judge_model),
    "I3": ("read", readings.judge_weighting),
    "I4": ("both", readings.judge_directions),
    "I5": ("computed", chapter4.judge_risks),
    "I6": ("both", readings.judge_responses),
    "I7": ("computed", figures.judge_research),
    "I8": ("computed", figures.judge_synergy),
    "I9": ("computed", figures.judge_patents),
    "I10": ("computed", figures.judge_digital),
    "I11": ("computed", figures.judge_emergency),
    "I12": ("both", figures.judge_concentration),
    "I13": ("computed", figures.judge_units),
    "I14": ("both", figures.judge_correlation),
    "I15": ("both", readings.judge_names),
    "I16": ("both", readings.judge_references),
    "I17": ("read", readings.judge_placeholders),
    "I18": ("both", digits.judge_digits),
}
"""Code -> what the point rests on, and the check."""


def audit_zhang(tables: Mapping[str, pd.DataFrame]) -> Audit:
    """Recompute the tables of Zhang 2024 and say of each point whether it can be reproduced.

    tables : name -> frame, named and headed as the tables in `examples/zhang-2024/printed` (`PRINTED_COLUMNS`), cells
        as text so that the digits stay as printed; a frame `readings` replaces what was read in the text
    returns : R1 … R8 are the tables worked out again, I1 … I18 what does not fit or is not said
    raises : InputError with table, column and row for an absent table or column, a cell without its number, an unknown
        level of risk

    Every number is worked out from `tables`; what cannot be computed is labelled "read in the text". [Zhang 2024]

    >>> audit_zhang({"grades": pd.DataFrame({"grade_as_printed": ["High"]})})
    Traceback (most recent call last):
    chainchief.errors.InputError: grades: no column 'lower_inclusive' among grade_as_printed; add it.
    """
    printed = as_printed(tables)
    return Audit("zhang-2024", tuple(point_of(code, basis, check(printed)) for code, (basis, check) in _POINTS.items()))
