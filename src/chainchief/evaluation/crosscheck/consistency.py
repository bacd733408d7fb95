"""All checks of how the indicators of one evaluation go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.errors import ChainChiefError
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.crosscheck.correlation import (
    NEAR_SINGULAR,
    alphas,
    constant,
    explained_variance,
    flag_pairs,
)
from chainchief.evaluation.crosscheck.reliability import Bartlett, bartlett, involved, kmo, kmo_by_indicator
from chainchief.evaluation.framework import Framework
from chainchief.evaluation.remarks import listed, plain, remark


@dataclass(frozen=True, eq=False)
class Consistency:
    """Whether the indicators of an evaluation belong together.

    flags : pairs within a group: group, first, second, correlation, rows, flag
    reliability : group x indicators, rows, left_out, alpha, doubtful, reason, reason_zh
    components : component x eigenvalue, share, cumulative; empty when it cannot be worked out
    kmo : 0..1, None when it cannot be worked out; kmo_by_indicator : indicator -> 0..1, empty likewise
    bartlett : None when it cannot be worked out
    condition : of the correlation matrix, >= 1, infinite when singular; None likewise
    rows : regions and periods without an unknown score, on which all but the flags and alphas rest
    notes : what was left out, what could not be worked out and why, what to look at
    """

    flags: pd.DataFrame
    reliability: pd.DataFrame
    components: pd.DataFrame
    kmo: float | None
    kmo_by_indicator: pd.Series[float]
    bartlett: Bartlett | None
    condition: float | None
    rows: int
    notes: tuple[Finding, ...]


def check_consistency(evaluation: Evaluation) -> Consistency:
    """Correlations, Cronbach's alpha, principal components, KMO and Bartlett of an evaluation's scores.

    Works with the scores of the indicators, whose direction is turned already, over all regions and periods together.
    Indicators that never vary are left out and named. Nothing is refused: what cannot be worked out is noted.
    """
    framework = evaluation.framework
    scores = evaluation.scores[list(framework.leaves)]
    still = constant(scores)
    used = scores.loc[:, ~still]
    kept = used.dropna()
    notes = [remark("crosscheck-rows", value=len(kept), all=len(scores), columns=used.shape[1])]
    if still.any():
        notes.append(remark("crosscheck-still", value=listed(scores.columns[still])))
    flags, reliability = flag_pairs(framework, used), alphas(framework, used)
    components, condition = _components(kept, notes)
    adequacy, parts, test = _adequacy(kept, notes)
    notes += _doubts(framework, flags, reliability)
    return Consistency(flags, reliability, components, adequacy, parts, test, condition, len(kept), tuple(notes))


def _components(kept: pd.DataFrame, notes: list[Finding]) -> tuple[pd.DataFrame, float | None]:
    try:
        found = explained_variance(kept)
    except ChainChiefError as error:
        notes.append(remark("crosscheck-no-components", value=error.message, value_zh=error.message_zh))
        return pd.DataFrame(columns=["eigenvalue", "share", "cumulative"]), None
    largest, smallest = float(found["eigenvalue"].iloc[0]), float(found["eigenvalue"].iloc[-1])
    condition = largest / smallest if smallest > 1e-12 else np.inf
    if len(kept) > kept.shape[1] and condition > NEAR_SINGULAR:
        vectors = np.linalg.eigh(np.corrcoef(kept.to_numpy(), rowvar=False))[1]
        named = listed(kept.columns[involved(vectors[:, 0])])
        notes.append(remark("crosscheck-near-singular", value=named, condition=_said(condition)))
    return found, condition


def _adequacy(kept: pd.DataFrame, notes: list[Finding]) -> tuple[float | None, pd.Series[float], Bartlett | None]:
    try:
        return kmo(kept), kmo_by_indicator(kept), bartlett(kept)
    except ChainChiefError as error:
        notes.append(remark("crosscheck-no-kmo", value=error.message, value_zh=error.message_zh))
        return None, pd.Series(dtype=np.float64, name="kmo"), None


def _doubts(framework: Framework, flags: pd.DataFrame, reliability: pd.DataFrame) -> list[Finding]:
    notes = []
    for flag, rule in (("collinear", "crosscheck-collinear"), ("negative", "crosscheck-negative")):
        pairs = flags[flags["flag"].eq(flag)]
        if len(pairs):
            named = listed(f"{row.first}–{row.second} {row.correlation:.2f}" for row in pairs.itertuples())
            notes.append(remark(rule, value=named, count=len(pairs)))
    doubtful = reliability[reliability["doubtful"]]
    if len(doubtful):
        named = listed(f"{code} {alpha:.2f}" for code, alpha in doubtful["alpha"].items())
        notes.append(remark("crosscheck-alpha", value=named, count=len(doubtful)))
    return notes


def _said(condition: Any) -> str:
    return "∞" if condition == np.inf else plain(round(float(condition)))
