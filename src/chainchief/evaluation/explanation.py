"""explain: the arithmetic behind one score, from the overall score down to the value and its cell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.options import UNGRADED
from chainchief.evaluation.remarks import listed, plain, refusal, texts
from chainchief.evaluation.scorecard import BOUNDED
from chainchief.evaluation.scoring.aggregation import leaf_weights

PLACED = ("rank", "percentile", "borda")
"""Rulers on which a score is a place in the order of the values."""


@dataclass(frozen=True)
class ExplanationStep:
    """One line of arithmetic.

    kind : "aggregate" (from its members), "contribution" (what it adds to the overall score), "normalise" (from a
        value), "treat", "impute", "denominate" (what was done to the value before), "observation" (the value itself),
        "derivation" (the value from cells of firms, ties, segments, regions), "unknown" (why there is no number)
    code : of the framework; title, title_zh : what the line is about
    arithmetic : "(85 - 62) / (85 - 30) = 0.418"; arithmetic_zh is the same with its words in Chinese
    value : of the line, NaN = unknown
    origin : place of the value, "book.xlsx!indicators!E12", "derived:…", "" for a computed line
    """

    kind: str
    code: str
    title: str
    title_zh: str
    arithmetic: str
    arithmetic_zh: str
    value: float
    origin: str = ""


@dataclass(frozen=True)
class Explanation:
    """How the score of one code came about, the overall score first.

    region, period, code : what is explained; steps : in the order in which one walks down; basis : of the value of an
    indicator, "typed", "derived", "given", "" for an aggregate (for "derived" the cells are in `derivation_parts`)
    """

    region: str
    period: str
    code: str
    steps: tuple[ExplanationStep, ...]
    basis: str = ""


def explain(
    evaluation: Evaluation, region: str, code: str | None = None, period: str | int | None = None
) -> Explanation:
    """The steps from the overall score of a region down to one code and, for an indicator, to its value.

    code : a code or a name of the framework; default the root
    period : needed when the evaluation has several; default the newest
    raises : InputError for a region, code or period that the evaluation does not have

    >>> from chainchief.evaluation.assessment import evaluate
    >>> frame = pd.DataFrame({"B1": [0.8], "B2": [0.5], "B3": [0.2]}, index=["r"])
    >>> print(explain(evaluate(frame, "zhang-2024-dimensions"), "r", "B1").steps[0].arithmetic)
    0.340 × 0.800 + 0.344 × 0.500 + 0.316 × 0.200 = 0.507
    """
    framework = evaluation.framework
    found = framework.root if code is None else framework.resolve(code)
    if found is None:
        near = framework.nearest(str(code))
        raise refusal("unknown-code", code=code, hint=f" Did you mean '{near}'?" if near else "", hint_zh=(
            f"是“{near}”吗？" if near else ""), known=listed(framework.codes, limit=30))  # fmt: skip
    row, when = _row(evaluation, region, period)
    steps: list[ExplanationStep] = []
    for step in framework.path(found):
        if step not in framework.leaves:
            steps.append(_aggregate(evaluation, row, step))
    if found not in framework.leaves:
        return Explanation(str(region), when, found, tuple(steps))
    observation = _observation(evaluation, region, when, found)
    basis = "" if observation is None else str(observation["basis"])
    steps += _leaf(evaluation, row, found, observation)
    return Explanation(str(region), when, found, tuple(steps), basis)


def _row(evaluation: Evaluation, region: str, period: str | int | None) -> tuple[Any, str]:
    """The label of the row in the frames of the evaluation, and its period as text."""
    index = evaluation.scores.index
    periods = sorted({str(label) for label in evaluation.observations["period"]})
    if not isinstance(index, pd.MultiIndex):
        labels = {(str(label), periods[0]): label for label in index}
    else:
        labels = {(str(label[0]), str(label[1])): label for label in index}
    when = str(period) if period is not None else max((p for r, p in labels if r == str(region)), default="")
    if (str(region), when) in labels:
        return labels[(str(region), when)], when
    unscored = evaluation.missing
    lost = unscored["region_id"].astype(str).eq(str(region)) & unscored["period"].astype(str).eq(when)
    rule = "unscored-row" if lost.any() else "unknown-row"
    regions = listed(dict.fromkeys(name for name, _ in labels))
    raise refusal(rule, region=region, period=when or "–", known=regions, periods=listed(periods))


def _observation(evaluation: Evaluation, region: str, period: str, code: str) -> pd.Series[Any] | None:
    table = evaluation.observations
    rows = table[
        table["region_id"].astype(str).eq(str(region))
        & table["period"].astype(str).eq(period)
        & table["indicator"].eq(code)
    ]
    return None if rows.empty else rows.iloc[0]


def _aggregate(evaluation: Evaluation, row: Any, code: str) -> ExplanationStep:
    """The mean of the known members with the weights they had."""
    framework, kind = evaluation.framework, evaluation.options.aggregate
    members = framework.members(code)
    if kind == "weighted_sum":
        members = tuple(leaf for leaf in framework.leaves if code in framework.path(leaf))
    scores = evaluation.scores.loc[row]
    weights = evaluation.weights["global" if kind == "weighted_sum" else "local"]
    known = [member for member in members if not math.isnan(scores[member]) and weights[member] > 0]
    if not known:
        return _unknown(evaluation, row, code)
    total = sum(float(weights[member]) for member in known)
    shares = [(float(weights[member]) / total, float(scores[member])) for member in known]
    written = _mean(shares, evaluation.options.exponent)
    value = float(scores[code])
    skipped = [member for member in members if math.isnan(scores[member])]
    words = texts("explain-skipped", codes=", ".join(skipped)) if skipped else None
    return _step(evaluation, "aggregate", code, _with_words(f"{written} = {value:.3f}", words), value)


def _mean(shares: list[tuple[float, float]], power: float) -> str:
    """The power mean of (weight, score) pairs written out."""
    if power == 0:
        return " × ".join(f"{score:.3f}^{share:.3f}" for share, score in shares)
    if power == 1:
        return " + ".join(f"{share:.3f} × {score:.3f}" for share, score in shares)
    if power == -1:
        return "1 / (" + " + ".join(f"{share:.3f} / {score:.3f}" for share, score in shares) + ")"
    return (
        "("
        + " + ".join(f"{share:.3f} × {score:.3f}^{plain(power)}" for share, score in shares)
        + f")^(1/{plain(power)})"
    )


def _leaf(evaluation: Evaluation, row: Any, code: str, observation: pd.Series[Any] | None) -> list[ExplanationStep]:
    """What the indicator adds, how its value became a score, the value, and how the value was derived."""
    if observation is None:
        return [_unknown(evaluation, row, code)]
    score = float(evaluation.scores.loc[row, code])
    if math.isnan(score):
        return [_unknown(evaluation, row, code), *_value(evaluation, code, observation)]
    held = _normalised(evaluation, row, code, score)
    below = [*_prepared(evaluation, observation, code), *_value(evaluation, code, observation)]
    return [_contribution(evaluation, row, code), held, *below]


def _contribution(evaluation: Evaluation, row: Any, code: str) -> ExplanationStep:
    part = float(evaluation.contributions.loc[row, code])
    score, overall = float(evaluation.scores.loc[row, code]), f"{evaluation.overall.loc[row]:.3f}"
    power = evaluation.options.exponent
    if power == 1:
        words = {"weight": f"{_weight(evaluation, row, code):.3f}", "score": f"{score:.3f}", "part": f"{part:.3f}"}
        return _step(evaluation, "contribution", code, texts("explain-part", overall=overall, **words), part)
    reference = f"{evaluation.contribution_reference[code]:.3f}"
    rule = "explain-shapley" if power == 0 else "explain-share"
    said = texts(rule, part=f"{part:+.3f}", overall=overall, reference=reference)
    return _step(evaluation, "contribution", code, said, part)


def _weight(evaluation: Evaluation, row: Any, code: str) -> float:
    """What the indicator weighs in this row, where the weights of unknown members went to the others."""
    framework, leaves = evaluation.framework, list(evaluation.framework.leaves)
    known = evaluation.scores.loc[row, leaves].notna().to_numpy(dtype=np.bool_)
    local = evaluation.weights["local"].to_numpy(dtype=np.float64)
    flat = evaluation.options.aggregate == "weighted_sum"
    return float(leaf_weights(framework.tree, local, known, flat)[leaves.index(code)])


def _normalised(evaluation: Evaluation, row: Any, code: str, score: float) -> ExplanationStep:
    """How the value that the ruler read became a score."""
    kind, value = str(evaluation.options.normalise), float(evaluation.prepared.loc[row, code])
    if kind in PLACED:
        line = evaluation.sheet.values[:, list(evaluation.framework.leaves).index(code)]
        better = line < value if evaluation.framework.table.at[code, "direction"] > 0 else line > value
        said = texts("explain-place", place=int(better.sum()) + 1, count=int((~np.isnan(line)).sum()))
        return _step(evaluation, "normalise", code, said, score)
    low, high = (float(evaluation.bounds.at[code, end]) for end in ("low", "high"))
    held = min(max(value, low), high) if kind in BOUNDED else value
    ends = (held, low) if evaluation.framework.table.at[code, "direction"] > 0 else (high, held)
    written = f"({plain(ends[0])} − {plain(ends[1])}) / ({plain(high)} − {plain(low)})"
    worst, best = evaluation.options.scale
    if (worst, best) != (0.0, 1.0) and kind not in UNGRADED:
        written = f"{plain(worst)} + {plain(best - worst)} × {written}"
    words = texts("explain-clipped", value=plain(value), held=plain(held)) if held != value else None
    return _step(evaluation, "normalise", code, _with_words(f"{written} = {score:.3f}", words), score)


def _prepared(evaluation: Evaluation, observation: pd.Series[Any], code: str) -> list[ExplanationStep]:
    """What was done to the value before the ruler read it, the last step first."""
    found: list[ExplanationStep] = []
    if not observation["how"]:
        return found
    for step in reversed(evaluation.log):
        cells = step.changed
        mine = cells[
            cells["region_id"].eq(observation["region_id"])
            & cells["period"].eq(observation["period"])
            & cells["indicator"].eq(code)
        ]
        for cell in mine.itertuples():
            before, after = plain(float(cell.before)), plain(float(cell.after))
            if step.name == "impute":
                said = texts("explain-imputed", number=after)
            elif step.name == "denominate":
                size = plain(float(cell.before) / float(cell.after)) if cell.after else "–"
                by = step.arguments["by"][code]
                said = texts("explain-divided", value=before, size=f"{by} {size}", result=after)
            else:
                how, how_zh = texts(f"how-{str(cell.how).rpartition('; ')[2]}")
                said = texts("explain-treated", before=before, after=after, how=how, how_zh=how_zh)
            found.append(_step(evaluation, step.name, code, said, float(cell.after)))
    return found


def _value(evaluation: Evaluation, code: str, observation: pd.Series[Any]) -> list[ExplanationStep]:
    value, origin = float(observation["value"]), str(observation["origin"])
    if observation["basis"] == "imputed":
        said = texts("reason-imputed")
        return [_step(evaluation, "observation", code, said, value, origin)]
    number = "?" if math.isnan(value) else f"{plain(value)} {observation['unit']}".strip()
    said = texts(f"explain-{observation['basis']}", number=number, quality=observation["quality"] or "–")
    steps = [_step(evaluation, "observation", code, said, value, origin)]
    if observation["basis"] == "derived" and observation["formula"]:
        en, zh = (f"{observation['formula']}; {observation[name]}" for name in ("message", "message_zh"))
        steps.append(_step(evaluation, "derivation", code, (en, zh), value, origin))
    return steps


def _unknown(evaluation: Evaluation, row: Any, code: str) -> ExplanationStep:
    missing = evaluation.missing
    several = isinstance(evaluation.scores.index, pd.MultiIndex)
    region, period = row if several else (row, None)
    mine = missing["region_id"].eq(region) & missing["indicator"].eq(code)
    if several:
        mine &= missing["period"].eq(period)
    why = missing[mine].iloc[0]
    return _step(evaluation, "unknown", code, (why["message"], why["message_zh"]), math.nan)


def _with_words(written: str, words: tuple[str, str] | None) -> tuple[str, str]:
    return (f"{written} ({words[0]})", f"{written}（{words[1]}）") if words else (written, written)


def _step(
    evaluation: Evaluation, kind: str, code: str, said: tuple[str, str], value: float, origin: str = ""
) -> ExplanationStep:
    label, label_zh = (evaluation.framework.label(code, language) for language in ("en", "zh"))
    return ExplanationStep(kind, code, label, label_zh, *said, value, origin)
