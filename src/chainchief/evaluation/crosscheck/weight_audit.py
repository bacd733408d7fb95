"""audit_weights: whose judgement is in the weights, what speaks against it, and whether it matters."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.errors import ChainChiefError, InputError, ModelError
from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.evaluation.framework import Framework
from chainchief.evaluation.options import EvaluationOptions
from chainchief.evaluation.preparation.pipeline import prepare
from chainchief.evaluation.robustness.rescoring import Base, base_of, restored
from chainchief.evaluation.scorecard import Sheet, choose_ruler, score
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.scoring.grading import ranks
from chainchief.evaluation.weighting.consistency import LIMIT
from chainchief.evaluation.weighting.group import GroupWeights
from chainchief.evaluation.weighting.improved import Repair, repair_judgements
from chainchief.evaluation.weighting.weighing import WEIGHTINGS, Weighing, weigh

OF_THE_VALUES = ("entropy", "critic", "variation", "gini", "pca")
"""The ways of weighing that need nothing but the values."""


@dataclass(frozen=True, eq=False)
class WeightAudit:
    """The weights of a framework by every way of weighing it, and what each does to the ranks.

    options : the choices it was made with; `weights` is the way that counts
    ways : way of WEIGHTINGS -> Weighing, for all that can be worked out; refused : way -> why it cannot
    repairs : (parent, expert) -> changed judgements to propose to an expert whose consistency ratio is .1 or above
    judgements : rows of judgements there are, whether they can be used or not
    effective : series, codes; mean over the rows of what was left of a weight after those of unknown members went to
        the others; None when nothing could be scored
    overall, rank : frames, rows of the evaluation x ways, scores and ranks within the period; NaN = no score with
        these weights; empty when nothing could be scored, and `unscored` says why
    """

    framework: Framework
    options: EvaluationOptions
    ways: Mapping[str, Weighing]
    refused: Mapping[str, ChainChiefError]
    repairs: Mapping[tuple[str, str], Repair]
    judgements: int
    effective: pd.Series[float] | None
    overall: pd.DataFrame
    rank: pd.DataFrame
    unscored: ChainChiefError | None = None

    @property
    def used(self) -> str:
        """The way of weighing that counts."""
        return self.options.weights

    @property
    def weighing(self) -> Weighing:
        """The weights that count."""
        return self.ways[self.used]

    @property
    def judged(self) -> Mapping[str, GroupWeights]:
        """Parent -> what the experts say, whether it counts or not; empty without judgements that can be used."""
        return self.ways["ahp"].judged if "ahp" in self.ways else {}

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is to be said about the weights that count, and about the judgements."""
        spoken = self.ways["ahp"].notes if "ahp" in self.ways else ()
        return tuple(dict.fromkeys((*self.weighing.notes, *spoken)))

    @property
    def moved(self) -> pd.DataFrame:
        """Frame, rows x ways: by how many places the rank is another than with the weights that count; > 0 = falls."""
        return self.rank.sub(self.rank[self.used], axis=0) if self.used in self.rank else self.rank


def audit_weights(evaluation: Evaluation) -> WeightAudit:
    """Every way of weighing on the values and judgements of an evaluation, side by side.

    Nothing else changes: values are divided, filled and treated as they were, the ruler is the same. A way that cannot
    be worked out is refused in its own words and left out of the comparison; it does not stop the others.

    >>> import chainchief.evaluation as room
    >>> frame = pd.DataFrame({"B1": [0.7, 0.5], "B2": [0.6, 0.9], "B3": [0.9, 0.4]}, index=["east", "west"])
    >>> given = room.evaluate(frame, "zhang-2024-dimensions", room.EvaluationOptions(draws=0))
    >>> found = audit_weights(given)
    >>> found.rank[["framework", "entropy"]].to_dict("list"), list(found.refused)
    ({'framework': [1, 2], 'entropy': [1, 2]}, ['ahp', 'pca'])
    """
    base = base_of(evaluation)
    options = base.sheet.options
    plain = dataclasses.replace(options, weights="framework")
    prepared = prepare(restored(base.sheet, plain))
    untreated = prepared if options.treat == "none" else prepare(restored(base.sheet, _untreated(plain)))
    names = [untreated.name(row) for row in range(len(untreated.rows))]
    values = pd.DataFrame(untreated.values, index=names, columns=list(evaluation.framework.leaves))
    found = _weighed(evaluation.framework, options, values, evaluation.sheet.observed.judgements)
    scored, refused = {}, dict(found.refused)
    for way, weighing in found.ways.items():
        try:
            scored[way] = _overall(base, dataclasses.replace(prepared, options=options, local=weighing.local))
        except (InputError, ModelError) as error:
            refused[way] = error
    overall = pd.DataFrame(scored, index=base.index, dtype=np.float64)
    return dataclasses.replace(
        found,
        refused=MappingProxyType(refused),
        effective=evaluation.weights["effective"],
        overall=overall,
        rank=_ranks(base, overall),
    )


def audit_chain(chain: Chain, framework: Framework, options: EvaluationOptions) -> WeightAudit:
    """The same for a chain; where nothing can be scored, the weights of the framework and of judgements alone.

    raises : InputError or ModelError when the way that `options.weights` asks for cannot be worked out
    """
    try:
        return audit_weights(evaluate(chain, framework, dataclasses.replace(options, draws=0)))
    except (InputError, ModelError) as error:
        if options.weights in (*OF_THE_VALUES, "combined"):
            raise
        judgements = chain.judgements if chain.has("judgements") else None
        found = _weighed(framework, options, None, judgements)
        if options.weights in found.refused:
            raise found.refused[options.weights] from error
        return dataclasses.replace(found, unscored=error)


def _untreated(options: EvaluationOptions) -> EvaluationOptions:
    return dataclasses.replace(options, treat="none")


def _weighed(
    framework: Framework, options: EvaluationOptions, values: pd.DataFrame | None, judgements: pd.DataFrame | None
) -> WeightAudit:
    """Every way of weighing that can be worked out, not yet scored."""
    ways: dict[str, Weighing] = {}
    refused: dict[str, ChainChiefError] = {}
    for way in WEIGHTINGS:
        try:
            ways[way] = weigh(framework, values, judgements, way, options.combine, options.objective)
        except (InputError, ModelError) as error:
            refused[way] = error
    nothing = pd.DataFrame(columns=list(ways), dtype=np.float64)
    repairs = _repairs(ways["ahp"].judged) if "ahp" in ways else {}
    return WeightAudit(
        framework=framework,
        options=options,
        ways=MappingProxyType(ways),
        refused=MappingProxyType(refused),
        repairs=MappingProxyType(repairs),
        judgements=0 if judgements is None else len(judgements),
        effective=None,
        overall=nothing,
        rank=nothing,
    )


def _repairs(judged: Mapping[str, GroupWeights]) -> dict[tuple[str, str], Repair]:
    """What to propose to each expert who contradicts themselves; a mean of judgements is nobody's to repair."""
    return {
        (parent, str(expert)): repair_judgements(alone.matrix)
        for parent, group in judged.items()
        for expert, alone in group.individual.items()
        if alone.consistency_ratio is not None and alone.consistency_ratio >= LIMIT
    }


def _overall(base: Base, sheet: Sheet) -> Floats:
    """(rows of the evaluation,) overall scores with the weights of the sheet, NaN where too little is known."""
    sheet = dataclasses.replace(sheet, notes=[])
    scores = score(sheet, choose_ruler(sheet))
    found = np.full(len(sheet.rows), np.nan)
    found[scores.kept] = scores.overall
    return found[base.rows]


def _ranks(base: Base, overall: pd.DataFrame) -> pd.DataFrame:
    """Ranks within the period; whole numbers unless a row has no score."""
    found = overall.copy()
    for period in np.unique(base.periods):
        rows = np.flatnonzero(base.periods == period)
        numbers = overall.iloc[rows].to_numpy(dtype=np.float64)
        placed = ranks(np.where(np.isnan(numbers), -np.inf, numbers)).astype(np.float64)
        found.iloc[rows] = np.where(np.isnan(numbers), np.nan, placed)
    return found if found.isna().any(axis=None) else found.astype(np.int64)
