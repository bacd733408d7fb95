"""The weights of a whole framework: for every parent where they come from and what speaks against them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.framework import Framework
from chainchief.evaluation.options import WEIGHTS
from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting.combination import combine_weights
from chainchief.evaluation.weighting.consistency import connected
from chainchief.evaluation.weighting.group import GroupWeights, weigh_group
from chainchief.evaluation.weighting.objective import OBJECTIVE
from chainchief.evaluation.weighting.reading import RECIPROCAL_TOLERANCE, Judgements, as_numbers, number_of, scale_notes
from chainchief.options import pick

WEIGHTINGS: Mapping[str, tuple[str, str]] = MappingProxyType(WEIGHTS)
"""Ways of weighing a framework, with titles in English and Chinese."""

COLUMNS = ("first", "second", "value")


@dataclass(frozen=True, eq=False)
class Weighing:
    """The weights of a framework and where they come from.

    local : (n,) share of every code among its siblings, in the order of `framework.codes`; 1 for the root
    weights : frame, codes x (parent, framework, judged, data, local, global): local weights by the framework, by
        judgements, by the values (NaN = not used), the ones that count, and their product down the tree
    sources : frame, one row a parent with more than one member: source ("framework", "equal", "ahp", "entropy", …,
        "framework + entropy", …), experts, judgements (pairs judged), consistency_ratio, consensus (NaN = none)
    judged : what the experts said, by parent
    data : series, the weights of the indicators by the values alone, None when not used
    """

    framework: Framework
    method: str
    local: Floats
    weights: pd.DataFrame
    sources: pd.DataFrame
    judged: Mapping[str, GroupWeights]
    data: pd.Series | None
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, eq=False)
class _Survey:
    """What a table of judgements says, by parent and expert; `shares` of the experts for whom one is stated."""

    groups: dict[str, dict[Hashable, Judgements]] = field(default_factory=dict)
    shares: dict[Hashable, float] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)


def weigh(
    framework: Framework,
    values: pd.DataFrame | None = None,
    judgements: pd.DataFrame | None = None,
    method: str = "framework",
    rule: str = "geometric",
    objective: str = "entropy",
) -> Weighing:
    """The local weights of a framework by one of `WEIGHTINGS`.

    values : rows x codes of indicators, raw; NaN = unknown. All rows are pooled; rows with a gap are left out, an
        indicator without any value keeps its share by the framework
    judgements : one row a comparison: first, second (codes or names of siblings), value (first is `value` times as
        important as second, a number or a text such as "1/3"), and, if wanted, parent, expert, expert_weight
    rule, objective : for "combined": the rule of `combine_weights` and the method for the values; combined are the
        global weights of the indicators, from which the local ones follow by summing up the tree
    raises : InputError and ModelError of the method; InputError for judgements of codes that are no siblings, that
        contradict each other word for word, or when there are none at all

    Where experts judged nothing under a parent, or not enough to tie its members together, the framework's weights
    stay, and a note says so.
    """
    pick(dict(WEIGHTINGS), method, "weights")
    local = framework.local_weights(equal=method == "equal").copy()
    notes: list[Finding] = []
    judged: dict[str, GroupWeights] = {}
    spoken = by_data = data = None
    if method == "ahp" or (method == "combined" and judgements is not None and len(judgements)):
        judged, notes = _judged(framework, judgements)
        local = spoken = _with_judged(framework, judged)
    if method == "combined" or method in OBJECTIVE:
        pick(dict(OBJECTIVE), objective, "objective")
        data, said = _leaf_weights(framework, values, objective if method == "combined" else method)
        notes += said
        by_data = _summed_up(framework, data, [])
        if method == "combined":
            both = [_global(framework, local)[framework.tree.leaves], data.to_numpy()]
            joined = combine_weights(both, rule).set_axis(list(framework.leaves))
            notes.append(remark("weights-combined", value=rule, objective=objective))
            local = _summed_up(framework, joined, notes)
        else:
            local = _summed_up(framework, data, notes)
    frame = _frame(framework, local, spoken, by_data)
    sources = _sources(framework, judged, method, objective)
    return Weighing(framework, method, local, frame, sources, MappingProxyType(judged), data, tuple(notes))


# judgements


def _judged(framework: Framework, table: pd.DataFrame | None) -> tuple[dict[str, GroupWeights], list[Finding]]:
    """What the experts say under each parent that they judged well enough, and what is to be said about it."""
    survey = _read_survey(framework, pd.DataFrame(columns=list(COLUMNS)) if table is None else table)
    if not survey.groups:
        raise refusal("judgements-none")
    found: dict[str, GroupWeights] = {}
    if silent := [parent for parent in _parents(framework) if parent not in survey.groups]:
        survey.notes.append(remark("judgements-fallback", value=listed(silent)))
    for parent in _parents(framework):
        group = survey.groups.get(parent)
        if group is None:
            continue
        known = np.array([~np.isnan(one.values) for one in group.values()]).any(axis=0)
        tied = connected(np.where(known, 1.0, np.nan))
        if not tied.all():
            apart = [code for code, tie in zip(framework.members(parent), tied, strict=True) if not tie]
            survey.notes.append(remark("judgements-fallback-apart", column=parent, value=parent, apart=listed(apart)))
            continue
        shares = pd.Series({name: survey.shares.get(name, 1.0) for name in group})
        found[parent] = weigh_group(group, shares / shares.sum(), "eigenvector", "judgements")
        survey.notes.extend(_under(parent, note) for note in found[parent].notes)
    return found, survey.notes


def _under(parent: str, note: Finding) -> Finding:
    """The note with the parent it is about."""
    en, zh = f"{parent}: {note.message}", f"{parent}：{note.message_zh}"
    return Finding(note.level, note.rule, column=parent, value=note.value, message=en, message_zh=zh)


def _read_survey(framework: Framework, table: pd.DataFrame) -> _Survey:
    if absent := [column for column in COLUMNS if column not in table.columns]:
        raise refusal("judgements-columns", value=listed(absent))
    survey, unknown = _Survey(), list[str]()
    cells: dict[tuple[str, str], Floats] = {}
    for label, row in zip(table.index, table.to_dict("records"), strict=True):
        where = _text(row.get("origin")) or f"judgements {label}"
        value = number_of(row["value"], where)
        if np.isnan(value):
            continue
        pair = _pair(framework, row, where, unknown)
        if pair is None:
            continue
        if not 1e-9 <= value <= 1e9:
            raise refusal("judgement-not-positive", place=where, value=plain(value))
        parent, first, second = pair
        expert = _text(row.get("expert"))
        _count(survey, expert, row.get("expert_weight"), where)
        members = framework.members(parent)
        matrix = cells.setdefault((parent, expert), np.where(np.eye(len(members)) > 0, 1.0, np.nan))
        i, j = members.index(first), members.index(second)
        if not np.isnan(matrix[i, j]) and abs(matrix[i, j] / value - 1) > RECIPROCAL_TOLERANCE:
            raise refusal(
                "judgement-twice",
                place=where,
                first=first,
                second=second,
                value=plain(value),
                other=plain(matrix[i, j]),
            )
        matrix[i, j], matrix[j, i] = value, 1 / value
    for (parent, expert), matrix in cells.items():
        members = framework.members(parent)
        one = Judgements(members, matrix, tuple(scale_notes(members, matrix)))
        survey.groups.setdefault(parent, {})[expert] = one
    if unknown:
        survey.notes.append(remark("judgements-unknown", value=listed(dict.fromkeys(unknown))))
    return survey


def _pair(framework: Framework, row: Mapping[Any, Any], where: str, unknown: list[str]) -> tuple[str, str, str] | None:
    """Parent, first and second code of a row; None when the framework has no such indicators."""
    names = [_text(row[side]) for side in ("first", "second")]
    codes = [framework.resolve(name) for name in names]
    first, second = codes
    if first is None or second is None:
        unknown += [name for name, code in zip(names, codes, strict=True) if code is None]
        return None
    parent, other = (str(framework.table.at[code, "parent"]) for code in (first, second))
    stated = _text(row.get("parent"))
    if first == second or not parent or parent != other or (stated and framework.resolve(stated) != parent):
        raise refusal(
            "judgements-no-siblings", place=where, first=first, second=second, parent=stated or parent or first
        )
    return parent, first, second


def _count(survey: _Survey, expert: str, weight: Any, where: str) -> None:
    """Keep what an expert counts: 1 unless stated, the same in every row that states it."""
    stated = number_of(weight, where)
    if np.isnan(stated):
        return
    if not 0 < stated < np.inf or survey.shares.get(expert, stated) != stated:
        raise refusal("experts-weight", place=where, expert=expert, value=plain(stated))
    survey.shares[expert] = stated


def _text(cell: Any) -> str:
    return "" if cell is None or cell is pd.NA or cell != cell else str(cell).strip()


# values


def _leaf_weights(framework: Framework, values: pd.DataFrame | None, method: str) -> tuple[pd.Series, list[Finding]]:
    """The weights of all indicators by the values, summing to 1, and what was left out on the way."""
    leaves = list(framework.leaves)
    if values is None or not len(values):
        raise refusal("weights-no-values", method=method)
    frame = values.reindex(columns=leaves)
    x = pd.DataFrame(as_numbers(frame, "values"), index=frame.index, columns=leaves)
    known = x.columns[x.notna().any()]
    whole = x.loc[x[known].notna().all(axis=1), known]
    notes = []
    if not len(known) or len(whole) < 2:
        raise refusal("weights-few-rows", method=method, count=len(whole), all=len(x))
    if len(whole) < len(x):
        notes.append(remark("weights-rows-left-out", value=len(x) - len(whole), all=len(x)))
    found = OBJECTIVE[method](whole)
    notes += found.attrs["notes"]
    given = pd.Series(_global(framework, framework.local_weights())[framework.tree.leaves], index=leaves)
    unknown = [leaf for leaf in leaves if leaf not in known]
    if unknown:
        notes.append(remark("weights-nowhere", value=listed(unknown)))
    weights = given.where(given.index.isin(unknown), 0.0)
    weights[known] = found * (1.0 - weights.sum())
    return weights, notes


def _summed_up(framework: Framework, leaves: pd.Series, notes: list[Finding]) -> Floats:
    """(n,) local weights from those of the indicators; the framework's under a parent whose indicators all weigh 0."""
    tree = framework.tree
    total = np.zeros(len(tree.parent))
    total[tree.leaves] = leaves.to_numpy()
    for node in range(len(total) - 1, 0, -1):
        total[tree.parent[node]] += total[node]
    local, empty = framework.local_weights().copy(), []
    for node in sorted(set(tree.parent[1:].tolist())):
        members = tree.members(node)
        if total[node] > 0:
            local[members] = total[members] / total[node]
        else:
            empty.append(framework.codes[node])
    if empty:
        notes.append(remark("weights-empty-parent", value=listed(empty)))
    return local


# the whole


def _parents(framework: Framework) -> list[str]:
    """The codes with more than one member."""
    return [code for code in framework.codes if len(framework.members(code)) > 1]


def _with_judged(framework: Framework, judged: Mapping[str, GroupWeights]) -> Floats:
    local = pd.Series(framework.local_weights(), index=list(framework.codes))
    for group in judged.values():
        local[group.weights.index] = group.weights
    found: Floats = local.to_numpy(dtype=np.float64, copy=True)
    return found


def _global(framework: Framework, local: Floats) -> Floats:
    """(n,) products of the local weights down the tree."""
    found = local.copy()
    found[0] = 1.0
    for node, parent in enumerate(framework.tree.parent):
        if parent >= 0:
            found[node] *= found[parent]
    return found


def _frame(framework: Framework, local: Floats, spoken: Floats | None, by_data: Floats | None) -> pd.DataFrame:
    absent = np.full(len(local), np.nan)
    columns = {
        "parent": framework.table["parent"].to_numpy(),
        "framework": framework.local_weights(),
        "judged": absent if spoken is None else spoken,
        "data": absent if by_data is None else by_data,
        "local": local,
        "global": _global(framework, local),
    }
    return pd.DataFrame(columns, index=pd.Index(framework.codes, name="code"))


def _sources(framework: Framework, judged: Mapping[str, GroupWeights], method: str, objective: str) -> pd.DataFrame:
    records = []
    for parent in _parents(framework):
        group = judged.get(parent)
        voice = "ahp" if group else "framework"
        source = f"{voice} + {objective}" if method == "combined" else voice if method == "ahp" else method
        ratio = group.consistency_ratio if group else None
        pairs = int(np.triu(group.joint.matrix.notna(), 1).sum()) if group and group.joint else 0
        agreed = group.consensus if group else None
        records.append((source, len(group.experts) if group else 0, pairs, ratio, agreed))
    columns = ["source", "experts", "judgements", "consistency_ratio", "consensus"]
    frame = pd.DataFrame(records, index=pd.Index(_parents(framework), name="parent"), columns=columns)
    return frame.astype({"consistency_ratio": "float64", "consensus": "float64"})
