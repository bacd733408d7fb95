"""Figures of the running text held against the tables and each other."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import numpy as np

from chainchief.evaluation.audit.composites import DIMENSIONS, RESULTS, TREE
from chainchief.evaluation.audit.printed import Printed, rounded, same
from chainchief.evaluation.audit.wording import Judgement, by_count, joined, line, readings_told, worded
from chainchief.evaluation.remarks import refusal

TARGETS, MATRIX, LAYERS = "table_4-1_structure_targets", "table_4-2_strategy_matrix", "table_4-4_digital_layers"
STRATEGY = "table_4-7_resilience_strategy_targets"
_PER = re.compile(r"per ([\d,]+)")


def judge_gap(printed: Printed) -> Judgement:
    """East less centre and west."""
    east, west, told = (printed.figure(code) for code in ("T021", "T022", "T023"))
    found = rounded(east - west)
    lines = (line("R8.gap", computed=found, printed=told, east=east, west=west, at=printed.cite("T023")),)
    return Judgement("reproduced" if same(found, told) else "contradicts", {"gap": found, "printed": told}, lines)


def judge_counts(printed: Printed) -> Judgement:
    """How many aspects and indicators are in the table, and how many the conclusions speak of."""
    counted = {level: len(set(printed.texts(TREE, f"{level}_code"))) for level in ("level2", "level3")}
    told = {"level2": printed.figure("T055"), "level3": printed.figure("T056")}
    lines = tuple(
        line(f"I1.{level}", computed=float(counted[level]), printed=told[level], at=printed.cite(code))
        for level, code in (("level2", "T055"), ("level3", "T056"))
    )
    fitting = sum(counted[level] == told[level] for level in counted)
    numbers = {**counted, "level2_printed": told["level2"], "level3_printed": told["level3"]}
    return Judgement(by_count(fitting, 2), numbers, lines)


def judge_research(printed: Printed) -> Judgement:
    """The gap of R&D intensity, worked out and as the conclusions have it."""
    abroad, here, told = (printed.figure(code) for code in ("T028", "T027", "T059"))
    found = rounded(abroad - here)
    words: dict[str, Any] = {
        "abroad": abroad,
        "here": here,
        "first": printed.cite("T027"),
        "second": printed.cite("T059"),
    }
    lines = (line("I7.gap", computed=found, printed=told, **words),)
    numbers = {"gap": found, "printed": told, "difference": rounded(found - told)}
    return Judgement("reproduced" if same(found, told) else "contradicts", numbers, lines)


def judge_synergy(printed: Printed) -> Judgement:
    """The synergy index of Table 4-1 and of the conclusions, and whose value the latter is."""
    names = printed.texts(TARGETS, "indicator")
    places = [row for row, name in enumerate(names) if "synergy" in name.casefold()]
    if not places:
        raise refusal("audit-row", table=TARGETS, column="indicator", wanted="Synergy")
    told = printed.figure("T060")
    row = places[0]
    values = printed.numbers(TARGETS, "current_2023").tolist()
    value = values[row]
    alike = [name for other, name in enumerate(names) if other != row and same(values[other], told)]
    lines = [line("I8.both", computed=value, printed=told, at=printed.cite("T060"))]
    lines += [line("I8.alike", computed=told, name=name) for name in alike]
    numbers = {"table": value, "conclusions": told, "same_as": alike}
    return Judgement("reproduced" if same(value, told) else "contradicts", numbers, tuple(lines))


def judge_patents(printed: Printed) -> Judgement:
    """Patents per enterprise in the table, per so many in the text."""
    codes = printed.texts(TREE, "level3_code")
    if "D312" not in codes:
        raise refusal("audit-row", table=TREE, column="level3_code", wanted="D312")
    method = printed.texts(TREE, "calculation_method")[codes.index("D312")]
    told, unit = printed.figure("T029"), printed.told("T029", "unit")
    stated = _PER.search(unit)
    base = int(stated[1].replace(",", "")) if stated else 1
    words: dict[str, Any] = {"method": method, "unit": unit, "base": base, "at": printed.cite("T029")}
    lines = (line("I9.base", computed=told / base, printed=told, **words),)
    numbers = {"printed": told, "base": base, "per_enterprise": told / base}
    return Judgement("reproduced" if base == 1 else "contradicts", numbers, lines)


def judge_digital(printed: Printed) -> Judgement:
    """One effect of digitalisation told in two measures, and one value for two effects."""
    point, deviation, innovation = (printed.figure(code) for code in ("T009", "T067", "T066"))
    units = [printed.told(code, "unit") for code in ("T009", "T067")]
    needed = deviation / point
    cites: dict[str, Any] = {
        name: printed.cite(code) for name, code in (("one", "T009"), ("two", "T067"), ("three", "T066"))
    }
    lines = [line("I10.effects", computed=needed, point=point, deviation=deviation, units=" / ".join(units), **cites)]
    twice = same(point, innovation)
    if twice:
        lines.append(line("I10.twice", computed=point, printed=innovation, **cites))
    differ = units[0] != units[1] or not same(point, deviation)
    numbers = {"per_point": point, "per_deviation": deviation, "needed_deviation": rounded(needed), "twice": twice}
    return Judgement("contradicts" if differ else "in_part" if twice else "reproduced", numbers, tuple(lines))


def judge_emergency(printed: Printed) -> Judgement:
    """The gain of emergency response: two sizes, an absent unit, one value for two quantities."""
    case, mechanism, solving, managing = (printed.figure(code) for code in ("T048", "T049", "T050", "T063"))
    unit = printed.told("T049", "unit")
    cites = [printed.cite(code) for code in ("T048", "T049", "T050", "T063")]
    faults, lines = [], []
    if not same(case, mechanism):
        faults.append("sizes")
        words: dict[str, Any] = {"first": cites[0], "second": cites[1]}
        lines.append(line("I11.sizes", computed=rounded(case - mechanism), case=case, mechanism=mechanism, **words))
    if not unit:
        faults.append("unit")
        lines.append(line("I11.unit", printed=mechanism, at=cites[1]))
    if same(solving, managing):
        faults.append("value")
        lines.append(line("I11.twice", computed=solving, printed=managing, first=cites[2], second=cites[3]))
    listed = joined(worded(f"I11.fault.{fault}", {}) for fault in faults)
    return Judgement("contradicts" if faults else "reproduced", {"faults": faults}, tuple(lines), {"listed": listed})


def judge_concentration(printed: Printed) -> Judgement:
    """A target for concentration without its measure, beside a CR3.

    With the three largest suppliers holding s, the Herfindahl index lies between s²/3 (three alike, the others tiny)
    and s² (one of them holds all of s, the others tiny).
    """
    names, operators = (printed.texts(STRATEGY, column) for column in ("key_metric", "operator"))
    targets = printed.numbers(STRATEGY, "target_value")
    named = [row for row, name in enumerate(names) if "concentration" in name.casefold()]
    absent = printed.readings("I12", "absent")
    share = printed.figure("T032") / 100
    low, high = share**2 / 3, share**2
    lines = [line("I12.bounds", computed=share, low=low, high=high, at=printed.cite("T032"))]
    for row in named:
        words: dict[str, Any] = {"name": names[row], "operator": operators[row], "target": f"{targets[row]:.3f}"}
        lines.append(line("I12.target", printed=float(targets[row]), **words))
    supplied = [targets[row] for row in named if "supplier" in names[row].casefold() and operators[row] == "<"]
    met = [{value < target for value in (share, low, high)} for target in supplied]
    known = "open" if not met or len(met[0]) > 1 else "met" if True in met[0] else "missed"
    numbers = {
        "cr3": rounded(share, 5),
        "herfindahl_low": rounded(low),
        "herfindahl_high": rounded(high),
        "target": known,
    }
    told = (*lines, *readings_told(absent))
    verdict = "not_reproducible" if len(absent) else "reproduced"
    return Judgement(verdict, {**numbers, "target": known}, told, {"known": worded(f"I12.{known}", {})})


def judge_units(printed: Printed) -> Judgement:
    """Percentage points for what is no percentage, and columns of several kinds."""
    lines, mixed = [], []
    for level, change in (("T001", "T002"), ("T017", "T018")):
        units = printed.told(level, "unit"), printed.told(change, "unit")
        if "percentage point" not in units[1] or "%" in units[0]:
            continue
        mixed.append(change)
        now, step = printed.figure(level), printed.figure(change)
        words: dict[str, Any] = {"now": now, "step": step, "unit": units[0], "percent": now / (1 + step / 100)}
        lines.append(line("I13.points", computed=now - step, at=printed.cite(change), **words))
    for table, column, key in ((MATRIX, "effect_unit", "I13.effects"), (LAYERS, "goal_unit", "I13.goals")):
        kinds = _kinds(printed.texts(table, column))
        if len(kinds) > 1:
            mixed.append(table)
            lines.append(line(key, computed=float(len(kinds)), kinds=joined(kinds, ("; ", "；"))))
    return Judgement("contradicts" if mixed else "reproduced", {"mixed": mixed}, tuple(lines))


def judge_correlation(printed: Printed) -> Judgement:
    """One coefficient for three variables; what Table 3-1 gives for the pairs and for Cronbach's alpha.

    alpha = k/(k-1) (1 - sum of the variances / variance of the sum)     [Cronbach 1951]
    """
    told, alpha_told = printed.figure("T052"), printed.figure("T053")
    scores = np.array([printed.numbers(RESULTS, name) for name in DIMENSIONS])
    if (np.ptp(scores, axis=1) == 0).any() or scores.shape[1] < 3:
        raise refusal("audit-constant", table=RESULTS)
    matrix, names = np.corrcoef(scores), tuple(DIMENSIONS)
    pairs = {f"{names[a]}-{names[b]}": float(matrix[a, b]) for a, b in combinations(range(3), 2)}
    variances = scores.var(axis=1, ddof=1)
    alpha = float(3 / 2 * (1 - variances.sum() / scores.sum(axis=0).var(ddof=1)))
    shown = joined((f"{name} {value:.3f}", f"{_in_chinese(name)} {value:.3f}") for name, value in pairs.items())
    lines = [
        line(
            "I14.pairs",
            computed=float(len(pairs)),
            printed=told,
            shown=shown,
            regions=scores.shape[1],
            at=printed.cite("T052"),
        ),
        line("I14.alpha", computed=alpha, printed=alpha_told, at=printed.cite("T053")),
    ]
    lines += readings_told(printed.readings("I14", "absent"))
    fits = sum(same(value, told) for value in pairs.values()) + same(alpha, alpha_told)
    numbers = {"pairs": len(pairs), "printed": told, "alpha": rounded(alpha), "alpha_printed": alpha_told, "fits": fits}
    numbers |= {name: rounded(value) for name, value in pairs.items()}
    return Judgement("reproduced" if fits == len(pairs) + 1 else "not_reproducible", numbers, tuple(lines))


def _kinds(units: list[str]) -> list[str | tuple[str, str]]:
    """The different kinds of unit, in order: a level, a change in per cent, a per cent of nothing stated, the text."""
    signs = (
        ("level", ("level", "水平值")), ("not stated", ("% (not stated of what)", "%（未说明相对何值）")),
        ("%", ("% change", "变化幅度（%）")),
    )  # fmt: skip
    named: list[str | tuple[str, str]] = [next((kind for sign, kind in signs if sign in unit), unit) for unit in units]
    return list(dict.fromkeys(named))


def _in_chinese(pair: str) -> str:
    return "–".join(DIMENSIONS[name] for name in pair.split("-"))
