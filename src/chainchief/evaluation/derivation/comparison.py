"""compare_typed: where a typed indicator and the one derived from firms, ties and segments disagree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from chainchief.chain.value import Chain
from chainchief.evaluation.derivation.derived import derive_indicators, usual_period
from chainchief.evaluation.derivation.formulas import FORMULAS
from chainchief.evaluation.framework import load_framework
from chainchief.evaluation.observation import in_units, typed_values
from chainchief.evaluation.options import LEAST_COVERAGE
from chainchief.evaluation.preparation.extras import KEYS

TOLERANCE = 0.05
"""Relative difference above which a typed value is named."""
_COLUMNS = [*KEYS, "typed", "derived", "difference", "unit", "coverage", "origin", "basis", "basis_zh", "formula"]


def compare_typed(chain: Chain, period: str | int | None = None) -> pd.DataFrame:
    """The typed values of the twelve indicators that differ by more than 5 % from the derived ones.

    period : default every period of the firms
    returns : region_id, period, indicator, typed, derived (both in the unit of zhang-2024, column `unit`), difference
        (relative to the derived value, +0.10 = typed is 10 % higher; ±1 where the derived one is 0), coverage of the
        derived value (below 0.6 nothing is compared), origin (cell of the typed value), basis, basis_zh, formula

    >>> place = {"region_id": ["r"], "period": ["2023"]}
    >>> firms = pd.DataFrame({**place, "firm_id": ["F1"], "rd": [3.0], "revenue": [100.0]})
    >>> typed = pd.DataFrame({**place, "indicator": ["D311"], "value": [0.04]})
    >>> compare_typed(Chain.from_tables({"firms": firms, "indicators": typed}))["difference"].round(3).tolist()
    [0.333]
    """
    framework = load_framework("zhang-2024")
    typed = typed_values(chain, framework)
    typed = typed[typed["value"].notna() & typed["indicator"].isin(FORMULAS)]
    firm_periods = sorted(chain.firms["period"].dropna().unique()) or [usual_period(chain)]
    periods = firm_periods if period is None else [str(period)]
    periods = [when for when in periods if typed["period"].eq(when).any()]
    if not periods:
        return pd.DataFrame(columns=_COLUMNS)
    derived = in_units(pd.concat([derive_indicators(chain, when) for when in periods], ignore_index=True), framework)
    derived = derived[derived["value"].notna() & (derived["coverage"] >= LEAST_COVERAGE)]
    typed = typed[[*KEYS, "value", "origin"]].rename(columns={"value": "typed"})
    both = typed.merge(derived.drop(columns="origin").rename(columns={"value": "derived"}), on=KEYS)
    off = both["typed"] - both["derived"]
    size = both["derived"].abs()
    difference = (off / size.where(size > 0)).fillna(np.sign(off))
    found = both.assign(difference=difference)[difference.abs() > TOLERANCE * (1 + 1e-9)]
    return found[_COLUMNS].reset_index(drop=True)
