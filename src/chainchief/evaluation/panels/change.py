"""decompose_change: why a score is another than before, down to indicators, weights, ruler, and who came or went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.options import UNGRADED
from chainchief.evaluation.panels.allocation import TwoStates, share_out
from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.evaluation.scoring.aggregation import leaf_weights, power_mean
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.scoring.normalisation import LINEAR, normalise

PREPARATION = ("denominate", "impute", "impute_group", "treat", "treat_by", "treat_points")
_CLOSED = ("goalposts", "minmax")
_NEAR = 1e-9


@dataclass(frozen=True, eq=False)
class ChangeSplit:
    """Why the overall score of a region changed; parts + weights + method + came + went = change, nothing is left over.

    region; start, end : periods; score_start, score_end, change : on the scale
    parts : indicators known at both ends x value (its value moved), ruler (its bounds moved), score_start, score_end
    weights : the weights or the tree are others; method : the mean is another one
    went, came : what it did that indicators known only at the start, only at the end, count; went_codes, came_codes
    notes : how it was shared out, what could not be told apart
    """

    region: str
    start: str
    end: str
    score_start: float
    score_end: float
    change: float
    parts: pd.DataFrame
    weights: float
    method: float
    went: float
    came: float
    went_codes: tuple[str, ...]
    came_codes: tuple[str, ...]
    notes: tuple[Finding, ...]

    @property
    def table(self) -> pd.DataFrame:
        """Every part that is not 0, largest first: cause (value, ruler, weights, method, went, came), code, part."""
        rows = [
            (cause, str(code), float(part)) for cause in ("value", "ruler") for code, part in self.parts[cause].items()
        ]
        rows += [("weights", "", self.weights), ("method", "", self.method)]
        rows += [("went", listed(self.went_codes, 99), self.went), ("came", listed(self.came_codes, 99), self.came)]
        table = pd.DataFrame(rows, columns=["cause", "code", "part"])
        kept = table[table["part"] != 0]
        return kept.iloc[np.argsort(-kept["part"].abs().to_numpy(), kind="stable")].reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class _End:
    """One end of the change: scores, prepared values, bounds and directions of the indicators, all by code."""

    evaluation: Evaluation
    region: Any
    period: str
    overall: float
    scores: pd.Series[Any]
    prepared: pd.Series[Any]

    def weights(self, codes: list[str]) -> Floats:
        """What each code weighs when only these are known; 0 for all when they have no weight."""
        framework, options = self.evaluation.framework, self.evaluation.options
        known = np.isin(np.array(framework.leaves), codes)
        local = self.evaluation.weights["local"].to_numpy(dtype=np.float64)
        found = leaf_weights(framework.tree, local, known, options.aggregate == "weighted_sum")
        held: Floats = pd.Series(found, list(framework.leaves)).loc[codes].to_numpy(dtype=np.float64)
        return held

    def mean(self, codes: list[str]) -> float:
        scores = self.scores.loc[codes].to_numpy(dtype=np.float64)
        return float(power_mean(scores, self.weights(codes), self.evaluation.options.exponent, axis=0))


def decompose_change(
    evaluation: Evaluation,
    region: str,
    start: str | int | None = None,
    end: str | int | None = None,
    other: Evaluation | None = None,
) -> ChangeSplit:
    """The change of a region's overall score, shared out among its causes without residual.

    start, end : periods; default the first and the last one the region has (with `other`: the last one both have)
    other : the evaluation in which the end is looked up, another year's run or another framework's; default the same
    raises : InputError for a region or period without score; ModelError for two scales, for no indicator in common, for
        a score that its own weights and mean do not give

    First the indicators known only at the start leave, at the values of the start (`went`); then those known at both
    ends move from start to end, shared among values, rulers, weights and method by Owen's value (see `share_out`);
    last those known only at the end join, at the values of the end (`came`). The sum is the change to rounding.

    >>> from chainchief.evaluation.assessment import evaluate
    >>> index = pd.MultiIndex.from_product([["a", "b"], [2021, 2022]], names=["region_id", "year"])
    >>> frame = pd.DataFrame({"B1": [0.2, 0.4, 0.5, 0.5], "B2": 0.5, "B3": 0.5}, index)
    >>> found = decompose_change(evaluate(frame, "zhang-2024-dimensions"), "a")
    >>> round(found.change, 3), found.table[["cause", "code"]].values.tolist()
    (0.068, [['value', 'B1']])
    """
    later = evaluation if other is None else other
    ends = _ends(evaluation, later, str(region), start, end)
    if evaluation.options.scale != later.options.scale or (
        (evaluation.options.normalise in UNGRADED) != (later.options.normalise in UNGRADED)
    ):
        raise refusal("change-scale")
    known = [[str(code) for code in side.scores.index[side.scores.notna()]] for side in ends]
    both = [code for code in known[0] if code in known[1]]
    weights = [side.weights(both) for side in ends]
    if not both or min(weight.sum() for weight in weights) <= 0:
        raise refusal("change-nothing-common", region=region)
    notes = [remark("change-method")]
    apart = _apart(ends, both, notes)
    scores = _crossed(ends, both, apart)
    powers = (evaluation.options.exponent, later.options.exponent)
    if set(powers) != {1.0} and (scores < 0).any():
        raise refusal("change-negative", region=region)
    shares = share_out(TwoStates(scores, np.array(weights), powers))
    middle = [side.mean(both) for side in ends]
    gone, new = ([code for code in own if code not in both] for own in known)
    columns = {"value": shares.value, "ruler": shares.ruler, "score_start": scores[0, 0], "score_end": scores[1, 1]}
    return ChangeSplit(
        str(region), ends[0].period, ends[1].period, ends[0].overall, ends[1].overall,
        ends[1].overall - ends[0].overall, pd.DataFrame(columns, index=both), shares.weights, shares.method,
        middle[0] - ends[0].overall if gone else 0.0, ends[1].overall - middle[1] if new else 0.0,
        tuple(gone), tuple(new), tuple(notes),
    )  # fmt: skip


def _ends(
    evaluation: Evaluation, later: Evaluation, region: str, start: Any, end: Any
) -> tuple[_End, _End]:  # fmt: skip
    ours, theirs = _rows(evaluation, region), _rows(later, region)
    if evaluation is later:
        first = str(start) if start is not None else min(ours, default="")
        last = str(end) if end is not None else max(theirs, default="")
    else:
        shared = max(ours.keys() & theirs.keys(), default="")
        first = str(start) if start is not None else shared or max(ours, default="")
        last = str(end) if end is not None else shared or max(theirs, default="")
    return _end(evaluation, region, first, ours), _end(later, region, last, theirs)


def _rows(evaluation: Evaluation, region: str) -> dict[str, Any]:
    """Period -> label of the region's row."""
    index = evaluation.scores.index
    if isinstance(index, pd.MultiIndex):
        return {str(label[1]): label for label in index if str(label[0]) == region}
    periods = sorted({str(period) for period in evaluation.observations["period"]})
    return {periods[0] if periods else "": label for label in index if str(label) == region}


def _end(evaluation: Evaluation, region: str, period: str, rows: dict[str, Any]) -> _End:
    if period not in rows:
        regions = listed(dict.fromkeys(str(label) for label in evaluation.scores.index.get_level_values(0)))
        raise refusal("unknown-row", region=region, period=period or "–", known=regions, periods=listed(rows) or "–")
    row, leaves = rows[period], list(evaluation.framework.leaves)
    weighted = evaluation.weights.loc[leaves, "global"] > 0
    scores = evaluation.scores.loc[row, leaves].where(weighted)
    found = _End(evaluation, row, period, float(evaluation.overall.loc[row]), scores, evaluation.prepared.loc[row])
    codes = [str(code) for code in scores.index[scores.notna()]]
    if abs(found.mean(codes) - found.overall) > _NEAR * max(1.0, abs(found.overall)):
        raise refusal("change-not-reproduced", region=region, period=period or "–", score=plain(found.overall))
    return found


def _apart(ends: tuple[_End, _End], codes: list[str], notes: list[Finding]) -> list[str]:
    """The indicators whose ruler can be told from their value."""
    one, two = (side.evaluation for side in ends)
    if one is two:
        if one.options.normalise not in LINEAR:
            notes.append(remark("change-places"))
        return []
    moved = [code for code in codes if not _same(ends, code)]
    if not moved:
        return []
    alike = all(getattr(one.options, name) == getattr(two.options, name) for name in PREPARATION)
    logged = _logged(one) | _logged(two)
    found = [code for code in moved if alike and code not in logged and all(_linear(side, code) for side in ends)]
    if lost := [code for code in moved if code not in found]:
        notes.append(remark("change-ruler-mixed", value=listed(lost)))
    return found


def _same(ends: tuple[_End, _End], code: str) -> bool:
    """Whether both ends read the indicator on one ruler."""
    one, two = (side.evaluation for side in ends)
    if one.options.normalise != two.options.normalise or one.options.normalise not in LINEAR:
        return False
    bounds = [side.evaluation.bounds.loc[code, ["low", "high"]].to_numpy(dtype=np.float64) for side in ends]
    turned = [side.evaluation.framework.table.at[code, "direction"] for side in ends]
    return bool(np.array_equal(bounds[0], bounds[1], equal_nan=True)) and turned[0] == turned[1]


def _linear(side: _End, code: str) -> bool:
    """Whether the score of the indicator is its prepared value on a straight ruler."""
    return (
        side.evaluation.options.normalise in LINEAR
        and abs(_on_ruler(side, side, code) - float(side.scores[code])) <= _NEAR
    )


def _logged(evaluation: Evaluation) -> set[str]:
    """The indicators whose values were turned into logarithms, each run in its own way."""
    seen = evaluation.observations
    return set(seen.loc[seen["how"].astype(str).str.contains("log"), "indicator"])


def _on_ruler(value: _End, ruler: _End, code: str) -> float:
    """The score of one end's value on the other end's ruler."""
    evaluation = ruler.evaluation
    low, high = (np.array([float(evaluation.bounds.at[code, end])]) for end in ("low", "high"))
    direction = np.array([float(evaluation.framework.table.at[code, "direction"])])
    kind = str(evaluation.options.normalise)
    read = np.array([[float(value.prepared[code])]])
    unit = float(normalise(read, low, high, direction, open_ended=kind not in _CLOSED)[0, 0])
    worst, best = evaluation.options.scale
    return unit if kind in UNGRADED else worst + unit * (best - worst)


def _crossed(ends: tuple[_End, _End], codes: list[str], apart: list[str]) -> Floats:
    """(2, 2, m) score by value and ruler; where the two cannot be told apart, the ruler changes nothing."""
    own = [side.scores.loc[codes].to_numpy(dtype=np.float64) for side in ends]
    found = np.array([[own[0], own[0]], [own[1], own[1]]])
    for place, code in enumerate(codes):
        if code in apart:
            found[0, 1, place] = _on_ruler(ends[0], ends[1], code)
            found[1, 0, place] = _on_ruler(ends[1], ends[0], code)
    return found
