"""An audit of weights as frames: what its files, tables and pages are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.crosscheck.weight_audit import WeightAudit
from chainchief.evaluation.weighting.comparison import AhpWeights
from chainchief.evaluation.weighting.group import GroupWeights
from chainchief.evaluation.weighting.weighing import Weighing

TOGETHER = "*"
"""The voice of all experts of a parent together; "" is the voice of judgements that name nobody."""

_CONSISTENCY = ["parent", "expert", "items", "judged", "missing", "consistency_ratio", "cycles", "share", "consensus"]


def audit_frames(audit: WeightAudit) -> dict[str, pd.DataFrame]:
    """Everything an audit of weights found, by name; every frame carries its labels in columns.

    weights : code, parent, framework, judged, data, local, global, effective, with the way that counts
    sources : parent, source, experts, judgements, consistency_ratio, consensus, with the way that counts
    local_by_way, global_by_way : code and one column a way of weighing
    matrices : parent, expert ("*" = all together, "" = nobody named), first, second, judgement; every pair once
    consistency : parent, expert, items, judged (pairs), missing (pairs), consistency_ratio (of the judgements as they
        were given), cycles (how many), share (of the expert), consensus (of all)
    worst : parent, expert, first, second, judgement, fitting (the value that would agree), factor
    cycles : parent, expert, cycle ("a > b > c > a")
    repairs : parent, expert, first, second, original, proposed, consistency_ratio, repaired_ratio
    refused : way, message, message_zh
    scores, ranks : rows of the evaluation x ways
    """
    weighing = audit.weighing
    weights = weighing.weights.reset_index()
    effective = audit.effective
    weights["effective"] = np.nan if effective is None else effective.reindex(weights["code"]).to_numpy()
    voices = list(_voices(audit.judged))
    refused = [(way, error.message, error.message_zh) for way, error in audit.refused.items()]
    return {
        "weights": weights,
        "sources": weighing.sources.reset_index(),
        "local_by_way": _by_way(audit.ways, "local"),
        "global_by_way": _by_way(audit.ways, "global"),
        "matrices": _frame(_cells(voices), ["parent", "expert", "first", "second", "judgement"]),
        "consistency": _frame(_ratios(audit.judged, voices), _CONSISTENCY),
        "worst": _frame(_worst(voices), ["parent", "expert", "first", "second", "judgement", "fitting", "factor"]),
        "cycles": _frame(_cycles(voices), ["parent", "expert", "cycle"]),
        "repairs": _repairs(audit),
        "refused": _frame(refused, ["way", "message", "message_zh"]),
        "scores": audit.overall.reset_index(),
        "ranks": audit.rank.reset_index(),
    }


Voice = tuple[str, str, AhpWeights]


def _voices(judged: Mapping[str, GroupWeights]) -> Iterator[Voice]:
    """Parent, expert, weights: several together first, then everyone who ties all members together alone."""
    for parent, group in judged.items():
        if group.joint is not None and len(group.experts) > 1:
            yield parent, TOGETHER, group.joint
        for expert, alone in group.individual.items():
            yield parent, str(expert), alone


def _by_way(ways: Mapping[str, Weighing], column: str) -> pd.DataFrame:
    frame = pd.DataFrame({way: weighing.weights[column] for way, weighing in ways.items()})
    return frame.rename_axis("code").reset_index()


def _frame(records: Any, columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(records), columns=columns)


def _cells(voices: list[Voice]) -> Iterator[tuple[Any, ...]]:
    for parent, expert, found in voices:
        items = list(found.matrix.columns)
        for place, first in enumerate(items):
            for second in items[place + 1 :]:
                yield parent, expert, first, second, float(found.matrix.at[first, second])


def _ratios(judged: Mapping[str, GroupWeights], voices: list[Voice]) -> Iterator[tuple[Any, ...]]:
    for parent, expert, found in voices:
        group = judged[parent]
        items = len(found.weights)
        shares = {str(name): float(share) for name, share in group.experts["share"].items()}
        ratio = np.nan if found.consistency_ratio is None else found.consistency_ratio
        agreed = np.nan if group.consensus is None or expert != TOGETHER else group.consensus
        pairs = items * (items - 1) // 2
        gaps = len(found.missing)
        yield parent, expert, items, pairs - gaps, gaps, ratio, len(found.cycles), shares.get(expert, 1.0), agreed


def _worst(voices: list[Voice]) -> Iterator[tuple[Any, ...]]:
    for parent, expert, found in voices:
        for row in found.worst.itertuples(index=False):
            yield parent, expert, row.first, row.second, row.judgement, row.fitting, row.factor


def _cycles(voices: list[Voice]) -> Iterator[tuple[Any, ...]]:
    for parent, expert, found in voices:
        for cycle in found.cycles:
            yield parent, expert, " > ".join(map(str, (*cycle, cycle[0])))


def _repairs(audit: WeightAudit) -> pd.DataFrame:
    columns = ["parent", "expert", "first", "second", "original", "proposed", "consistency_ratio", "repaired_ratio"]
    records = [
        (parent, expert, *row, repair.original.consistency_ratio, repair.repaired.consistency_ratio)
        for (parent, expert), repair in audit.repairs.items()
        for row in repair.changes.itertuples(index=False)
    ]
    return _frame(records, columns)
