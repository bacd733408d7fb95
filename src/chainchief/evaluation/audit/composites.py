"""Weights, composites and grades: Tables 2-1 and 3-1 and the bounds of the grades."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from chainchief.evaluation.audit.printed import Printed, rounded, same
from chainchief.evaluation.audit.result import AuditLine
from chainchief.evaluation.audit.wording import Judgement, by_count, joined, line
from chainchief.evaluation.remarks import refusal
from chainchief.evaluation.scoring.arrays import Floats

TREE, RESULTS, GRADES = "table_2-1_indicators", "table_3-1_regional_results", "grades"
DIMENSIONS = {"structural": "结构", "functional": "功能", "evolutionary": "演化"}
"""Column of Table 3-1 -> its name in Chinese."""
HALF = 0.0005
"""Half a unit of the third decimal: how far a printed number may be from the true one."""

DUST = 1e-12
"""What floating point may add: intervals that touch meet."""


@dataclass(frozen=True)
class Way:
    """One way to make a composite: scores (rows, 3) and weights (3,) -> (rows,); and how it is written out."""

    name: tuple[str, str]
    work_out: Callable[[Floats, Floats], Floats]
    write: Callable[[list[str], list[str]], str]


def _weighted_geometric(scores: Floats, weights: Floats) -> Floats:
    return np.asarray(np.exp(np.log(scores) @ weights), dtype=np.float64)


WAYS: dict[str, Way] = {
    "mean": Way(
        ("plain mean", "简单平均"), lambda scores, _: scores.mean(axis=1), lambda x, _: f"({' + '.join(x)}) / 3"
    ),
    "geometric": Way(
        ("plain geometric mean", "简单几何平均"),
        lambda scores, _: scores.prod(axis=1) ** (1 / 3),
        lambda x, _: f"({' · '.join(x)})^(1/3)",
    ),
    "weighted_sum": Way(
        ("weighted sum E = W·R", "加权和 E = W·R"),
        lambda scores, weights: scores @ weights,
        lambda x, w: " + ".join(f"{a} · {b}" for a, b in zip(w, x, strict=True)),
    ),
    "weighted_geometric": Way(
        ("weighted geometric mean", "加权几何平均"),
        _weighted_geometric,
        lambda x, w: " · ".join(f"{b}^{a}" for a, b in zip(w, x, strict=True)),
    ),
}


def judge_weights(printed: Printed) -> Judgement:
    """The twelve weights add to 1."""
    sums = _dimension_sums(printed)
    lines = []
    for code, total in sums.items():
        own = zip(printed.texts(TREE, "level1_code"), printed.texts(TREE, "weight"), strict=True)
        parts = " + ".join(weight for other, weight in own if other == code)
        lines.append(line("R1.part", computed=rounded(total), code=code, parts=parts))
    total = float(sum(sums.values()))
    parts = " + ".join(f"{part:.3f}" for part in sums.values())
    lines.append(line("R1.total", computed=rounded(total), printed=1.0, parts=parts))
    numbers = {**{code: rounded(part) for code, part in sums.items()}, "total": rounded(total)}
    return Judgement("reproduced" if same(total, 1.0) else "contradicts", numbers, tuple(lines))


def judge_grades(printed: Printed) -> Judgement:
    """Every grade follows from the composite and the bounds, closed below."""
    names = printed.texts(GRADES, "grade_as_printed")
    lower, upper = (_bounds(printed, column, end) for column, end in (("lower_inclusive", -1), ("upper_exclusive", 1)))
    fitting, lines = 0, []
    rows = zip(*(printed.texts(RESULTS, column) for column in ("region", "grade_as_printed")), strict=True)
    for (region, told), value in zip(rows, printed.numbers(RESULTS, "composite"), strict=True):
        inside = [name for name, low, high in zip(names, lower, upper, strict=True) if low <= value < high]
        found = inside[0] if len(inside) == 1 else "–"
        fitting += found == told
        bound = f"{lower[names.index(found)]:.3f}" if found in names else "–"
        words: dict[str, Any] = {"region": region, "found": found, "told": told, "bound": bound}
        lines.append(line("R2.row", computed=float(value), **words))
    total = len(lines)
    return Judgement(by_count(fitting, total), {"fitting": fitting, "regions": total}, tuple(lines))


def judge_composites(printed: Printed) -> Judgement:
    """How many composites each of four ways gives to three decimals."""
    scores, weights, told = _table(printed)
    regions = printed.texts(RESULTS, "region")
    fits, lines = {}, []
    for key, way in WAYS.items():
        found = way.work_out(scores, weights)
        hit = [same(one, other) for one, other in zip(found, told, strict=True)]
        fits[key] = sum(hit)
        shown = joined(f"{one:.4f}" for one in found)
        lines.append(line("R3.way", computed=float(sum(hit)), way=way.name, shown=shown, total=len(told)))
        lines += [_miss(way, regions[row], (scores[row], weights), told[row]) for row, fit in enumerate(hit) if not fit]
    complete = [key for key, count in fits.items() if count == len(told)]
    verdict = "reproduced" if "weighted_sum" in complete else "in_part" if complete else "contradicts"
    missed = [region for row, region in enumerate(regions) if not same(scores[row] @ weights, told[row])]
    words = {"missed": joined(missed)}
    return Judgement(verdict, {"regions": len(told), **fits}, tuple(lines), words)


def judge_ways(printed: Printed) -> Judgement:
    """How many of the four ways fit every composite once the inputs may be off by half a unit of the last decimal.

    Each way grows with each score, so its values over all inputs that print alike run from that of the lowest to that
    of the highest; it fits where this interval meets the interval of the printed composite.
    """
    scores, weights, told = _table(printed)
    low, high = ([way.work_out(scores + shift, weights) for way in WAYS.values()] for shift in (-HALF, HALF))
    floor, ceiling = told - HALF - DUST, told + HALF + DUST
    meets = [(below <= ceiling) & (above >= floor) for below, above in zip(low, high, strict=True)]
    counts = {key: int(hit.sum()) for key, hit in zip(WAYS, meets, strict=True)}
    lines = []
    for row, region in enumerate(printed.texts(RESULTS, "region")):
        spans = [f"{low[place][row]:.4f}–{high[place][row]:.4f}" for place in range(len(WAYS))]
        named = [
            (f"{way.name[0]} {span}", f"{way.name[1]} {span}") for way, span in zip(WAYS.values(), spans, strict=True)
        ]
        shown = joined(named, (", ", "，"))
        ends: dict[str, Any] = {"low": f"{told[row] - HALF:.4f}", "high": f"{told[row] + HALF:.4f}"}
        lines.append(line("R4.row", printed=float(told[row]), region=region, shown=shown, **ends))
    ways = sum(count == len(told) for count in counts.values())
    verdict = "not_reproducible" if ways > 1 else "reproduced" if ways else "contradicts"
    return Judgement(verdict, {"regions": len(told), **counts, "ways": ways}, tuple(lines))


def _miss(way: Way, region: str, inputs: tuple[Floats, Floats], told: float) -> AuditLine:
    scores, weights = inputs
    value = float(way.work_out(scores[None, :], weights)[0])
    arithmetic = way.write([f"{one:.3f}" for one in scores], [f"{one:.3f}" for one in weights])
    words: dict[str, Any] = {"region": region, "arithmetic": arithmetic, "rounded": f"{rounded(value):.3f}"}
    return line("R3.miss", computed=value, printed=float(told), **words)


def _table(printed: Printed) -> tuple[Floats, Floats, Floats]:
    """Scores (rows, 3), weights of the dimensions (3,), composites (rows,) as printed."""
    sums = _dimension_sums(printed)
    if len(sums) != len(DIMENSIONS):
        raise refusal("audit-dimensions", table=TREE, found=len(sums), expected=len(DIMENSIONS))
    scores = np.column_stack([printed.numbers(RESULTS, name) for name in DIMENSIONS])
    if (scores <= HALF).any():
        raise refusal("audit-positive", table=RESULTS)
    return scores, np.array(list(sums.values())), printed.numbers(RESULTS, "composite")


def _dimension_sums(printed: Printed) -> dict[str, float]:
    sums: dict[str, float] = {}
    for code, weight in zip(printed.texts(TREE, "level1_code"), printed.numbers(TREE, "weight"), strict=True):
        sums[code] = sums.get(code, 0.0) + float(weight)
    return {code: round(total, 12) for code, total in sums.items()}


def _bounds(printed: Printed, column: str, end: int) -> list[float]:
    """The bounds of the grades; an empty cell is open."""
    texts = printed.texts(GRADES, column)
    kept = printed.tables[GRADES][column].ne("")
    given = iter(Printed({GRADES: printed.tables[GRADES][kept]}).numbers(GRADES, column).tolist())
    return [next(given) if text else end * float("inf") for text in texts]
