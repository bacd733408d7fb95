"""Tables 4-3 to 4-6: means, shares, gaps, and what the levels of risk follow."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np

from chainchief.evaluation.audit.printed import Printed, rounded, same
from chainchief.evaluation.audit.wording import Judgement, by_count, joined, line
from chainchief.evaluation.remarks import refusal
from chainchief.evaluation.scoring.arrays import Floats, Places

INDUSTRIES, LAYERS, MACHINES, RISKS = (
    "table_4-3_emerging_industries", "table_4-4_digital_layers", "table_4-5_smart_manufacturing",
    "table_4-6_risk_matrix",
)  # fmt: skip
LEVELS = ("low", "medium", "high")
CRITERIA = {
    "product": ("probability × impact", "概率×影响"),
    "sum": ("probability + impact", "概率＋影响"),
    "probability": ("probability alone", "仅概率"),
    "impact": ("impact alone", "仅影响"),
}
"""What a level might follow -> its name in English and Chinese."""


def judge_ratings(printed: Printed) -> Judgement:
    """Overall ratings are the plain means of three, and priorities follow them."""
    parts = [printed.numbers(INDUSTRIES, name) for name in ("relevance", "spillover_effect", "growth")]
    told = printed.numbers(INDUSTRIES, "overall_rating")
    means = np.mean(parts, axis=0)
    fits = [same(one, other) for one, other in zip(means, told, strict=True)]
    lines = []
    for row, industry in enumerate(printed.texts(INDUSTRIES, "industry")):
        summed = " + ".join(f"{part[row]:.3f}" for part in parts)
        words = {"industry": industry, "summed": summed, "rounded": f"{rounded(means[row]):.3f}"}
        lines.append(line("R5.row", computed=float(means[row]), printed=float(told[row]), **words))
    order = np.argsort(np.argsort(-told)) + 1
    ranked = int((order == printed.numbers(INDUSTRIES, "priority")).sum())
    lines.append(line("R5.priority", computed=float(ranked), total=len(told)))
    return Judgement(by_count(sum(fits), len(fits)), {"fitting": sum(fits), "industries": len(fits)}, tuple(lines))


def judge_shares(printed: Printed) -> Judgement:
    """The shares of the four layers add to 100 %."""
    shares = printed.numbers(LAYERS, "enterprise_share_pct")
    total = float(shares.sum())
    parts = " + ".join(f"{share:.3f}" for share in shares)
    lines = (line("R6.total", computed=rounded(total), printed=100.0, parts=parts),)
    verdict = "reproduced" if same(total, 100.0) else "contradicts"
    return Judgement(verdict, {"total": rounded(total), "layers": len(shares)}, lines)


def judge_gaps(printed: Printed) -> Judgement:
    """A gap is the benchmark less what there is."""
    names = printed.texts(MACHINES, "indicator")
    current, benchmark, told = (printed.numbers(MACHINES, name) for name in ("current", "benchmark", "gap_printed"))
    fits = [same(high - low, gap) for low, high, gap in zip(current, benchmark, told, strict=True)]
    lines = [
        line("R7.row", computed=rounded(high - low), printed=float(gap), name=name, low=low, high=high)
        for name, low, high, gap in zip(names, current, benchmark, told, strict=True)
    ]
    return Judgement(by_count(sum(fits), len(fits)), {"fitting": sum(fits), "indicators": len(fits)}, tuple(lines))


def judge_risks(printed: Printed) -> Judgement:
    """What the printed levels of risk are monotone in: product, sum, probability or impact."""
    probability, impact = (printed.numbers(RISKS, name) for name in ("probability", "impact"))
    values = {
        "product": probability * impact, "sum": probability + impact, "probability": probability, "impact": impact,
    }  # fmt: skip
    names, told = printed.texts(RISKS, "risk_type"), printed.texts(RISKS, "risk_level_printed")
    levels = _levels(told)
    lines = [
        line(
            "I5.row", computed=float(values["product"][row]), name=name, level=told[row], p=probability[row],
            i=impact[row], sum=values["sum"][row],
        )
        for row, name in enumerate(names)
    ]  # fmt: skip
    broken = {key: inversions(found, levels) for key, found in values.items()}
    for key, pairs in broken.items():
        shown = [(f"{names[one]} > {names[other]}", f"{names[one]}＞{names[other]}") for one, other in pairs]
        listed = joined(shown or [("none", "无")], ("; ", "；"))
        lines.append(line("I5.criterion", computed=float(len(pairs)), name=CRITERIA[key], pairs=listed))
    cuts = {key: _cuts(values[key], levels) for key, pairs in broken.items() if not pairs}
    for key, ends in cuts.items():
        lines += [line("I5.cut", name=CRITERIA[key], low=low, high=high) for low, high in ends]
    verdict = "reproduced" if not broken["product"] else "in_part" if cuts else "contradicts"
    following = joined(CRITERIA[key] for key in cuts)
    numbers = {**{key: len(pairs) for key, pairs in broken.items()}, "cuts": cuts}
    return Judgement(verdict, numbers, tuple(lines), {"following": following})


def inversions(values: Floats, levels: Places) -> list[tuple[int, int]]:
    """Pairs (a, b) of rows where a has the lower level and yet not the lower value.

    >>> inversions(np.array([0.3, 0.2]), np.array([0, 1]))
    [(0, 1)]
    """
    pairs = combinations(range(len(values)), 2)
    ordered = [(one, other) if levels[one] < levels[other] else (other, one) for one, other in pairs]
    return [(one, other) for one, other in ordered if levels[one] < levels[other] and values[one] >= values[other]]


def _cuts(values: Floats, levels: Places) -> list[tuple[float, float]]:
    """Between which values the cut from each level to the next lies, the highest level first."""
    present = sorted(set(levels.tolist()), reverse=True)
    return [
        (float(values[levels == lower].max()), float(values[levels == upper].min()))
        for upper, lower in pairwise(present)
    ]


def _levels(told: list[str]) -> Places:
    """Place of each printed level in LEVELS."""
    found = [text.split()[0].casefold() if text else "" for text in told]
    for row, level in enumerate(found):
        if level not in LEVELS:
            raise refusal("audit-level", table=RISKS, row=row + 1, found=told[row])
    return np.array([LEVELS.index(level) for level in found], dtype=np.int64)
