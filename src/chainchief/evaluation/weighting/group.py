"""Several experts: one set of weights, how far they agree, and how consistent each of them is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.remarks import listed, refusal, remark
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting.comparison import METHODS, AhpWeights, weigh_judgements
from chainchief.evaluation.weighting.consistency import LIMIT, connected
from chainchief.evaluation.weighting.reading import LARGEST_JUDGEMENT, Judgements, Table, as_series, read_judgements
from chainchief.options import pick

AGGREGATES = {
    "judgements": ("geometric mean of the judgements", "判断的几何平均"),
    "priorities": ("geometric mean of the experts' weights", "各专家权重的几何平均"),
}
"""What of several experts is averaged, with titles in English and Chinese."""

LOW_CONSENSUS = 0.5
"""Below this Goepel calls the consensus very low."""


@dataclass(frozen=True, eq=False)
class GroupWeights:
    """What several experts say together.

    weights : series, n items, sums to 1
    experts : frame, experts x (share, consistency_ratio, cycles, missing); the ratio is NaN where it is not known
    priorities : frame, experts x items, the weights of each expert alone
    individual : the AhpWeights of each expert whose judgements tie all items together
    joint : the AhpWeights of the averaged judgements; None when the weights were averaged
    consensus : 0 (none) .. 1 (full) of `priorities`; None with fewer than two of them
    """

    weights: pd.Series
    method: str
    aggregate: str
    experts: pd.DataFrame
    priorities: pd.DataFrame
    individual: Mapping[Hashable, AhpWeights]
    joint: AhpWeights | None
    consensus: float | None
    notes: tuple[Finding, ...] = ()

    @property
    def consistency_ratio(self) -> float | None:
        """The ratio of the averaged judgements; None when the weights were averaged."""
        return self.joint.consistency_ratio if self.joint else None


def group_weights(
    matrices: Mapping[Hashable, Any] | Sequence[Table],
    shares: Any = None,
    method: str = "eigenvector",
    aggregate: str = "judgements",
) -> GroupWeights:
    """Weights of a group of experts.

    matrices : expert -> matrix as in `ahp_weights`, or a list of matrices; the same items in each
    shares : what each expert counts, > 0, any sum; None = all the same
    aggregate : "judgements" or "priorities", both by the weighted geometric mean
    raises : InputError as `ahp_weights`, for experts who judge different items, for shares that do not fit

    a_ij = ∏_k a_ij(k)^{s_k} over the experts who judged the pair [Aczél & Saaty 1983]; w_i ∝ ∏_k w_i(k)^{s_k}
    [Forman & Peniwati 1998]. A consistent average may hide experts who contradict themselves or each other: see
    `experts` and `consensus`.

    >>> both = group_weights({"A": [[1, 4], ["1/4", 1]], "B": [[1, 1], [1, 1]]})
    >>> both.weights.round(4).tolist(), round(both.consensus, 2)
    ([0.6667, 0.3333], 0.84)
    """
    pick(METHODS, method, "method")
    pick(AGGREGATES, aggregate, "aggregate")
    named = matrices if isinstance(matrices, Mapping) else {str(k): one for k, one in enumerate(matrices, 1)}
    if not named:
        raise refusal("weights-empty", what="judgements")
    return weigh_group({name: read_judgements(one, f"judgements {name}") for name, one in named.items()},
                       _shares(shares, list(named)), method, aggregate)  # fmt: skip


def weigh_group(
    judgements: Mapping[Hashable, Judgements], shares: pd.Series, method: str, aggregate: str
) -> GroupWeights:
    """`group_weights` of judgements that have been read; `shares` by expert, summing to 1."""
    read = _aligned(judgements)
    labels = next(iter(read.values())).labels
    individual = {
        name: weigh_judgements(one, method)
        for name, one in read.items()
        if aggregate == "priorities" or connected(one.values).all()
    }
    priorities = pd.DataFrame(
        [one.weights.to_numpy() for one in individual.values()],
        index=list(individual),
        columns=list(labels),
        dtype=float,
    )
    joint = None
    if aggregate == "judgements":
        stack = np.array([one.values for one in read.values()])
        joint = weigh_judgements(Judgements(labels, _mean(stack, shares[list(read)].to_numpy())), method)
        weights = joint.weights
    else:
        logs = np.log(priorities).mul(shares[list(individual)].to_numpy(), axis=0).sum(axis=0)
        weights = np.exp(logs) / np.exp(logs).sum()
    found = GroupWeights(
        weights=weights,
        method=method,
        aggregate=aggregate,
        experts=_experts(read, individual, shares),
        priorities=priorities,
        individual=MappingProxyType(individual),
        joint=joint,
        consensus=consensus(priorities.to_numpy()) if len(priorities) > 1 else None,
    )
    return replace(found, notes=tuple(_notes(found, read)))


def consensus(priorities: Floats) -> float:
    """How far k experts agree on n weights: 1 = fully, 0 = as little as the scale 1..9 allows.

    priorities : (k, n), each row sums to 1

    S = (1 / exp(Hβ) - 1 / c) / (1 - 1 / c), Hβ = Hγ - Hα, Hα the mean of the Shannon entropies of the experts, Hγ the
    entropy of their mean weights, c = exp(ln n - Hα,min), Hα,min the entropy of (9, 1, …, 1) / (n + 8)
    [Goepel 2013, Proceedings of ISAHP; the form of AHP-OS 2016, classes/AhpGroup.php]. The experts count the same.
    """
    n = priorities.shape[1]
    if n == 1:
        return 1.0
    beta = _entropy(priorities.mean(axis=0)) - float(np.mean([_entropy(row) for row in priorities]))
    most = np.ones(n)
    most[0] = LARGEST_JUDGEMENT
    least = 1.0 / np.exp(np.log(n) - _entropy(most / most.sum()))
    return float((np.exp(-beta) - least) / (1.0 - least))


def _entropy(shares: Floats) -> float:
    some = shares[shares > 0]
    return float(-(some * np.log(some)).sum())


def _shares(shares: Any, names: list[Hashable]) -> pd.Series:
    """What each expert counts, summing to 1."""
    if shares is None:
        return pd.Series(1.0 / len(names), index=names)
    found = as_series(shares, "shares")
    if not isinstance(shares, pd.Series | Mapping) and len(found) == len(names):
        found.index = pd.Index(names)
    if set(found.index) != set(names) or not (found > 0).all() or not np.isfinite(found.sum()):
        raise refusal("experts-shares", experts=listed(names), value=listed(f"{k} {v:g}" for k, v in found.items()))
    return found[names] / found.sum()


def _aligned(judgements: Mapping[Hashable, Judgements]) -> dict[Hashable, Judgements]:
    """The same items in the same order for all."""
    labels = next(iter(judgements.values())).labels
    found = {}
    for name, one in judgements.items():
        if set(one.labels) != set(labels):
            odd = listed(set(one.labels) ^ set(labels))
            raise refusal("experts-items", expert=name, value=odd)
        order = [one.labels.index(label) for label in labels]
        found[name] = Judgements(labels, one.values[np.ix_(order, order)], one.notes)
    return found


def _mean(stack: Floats, shares: Floats) -> Floats:
    """(k, n, n) judgements -> (n, n) weighted geometric mean over those who judged, NaN where nobody did."""
    judged = ~np.isnan(stack)
    count = np.where(judged, shares[:, None, None], 0.0)
    total = count.sum(axis=0)
    logs = (count * np.log(np.where(judged, stack, 1.0))).sum(axis=0)
    means: Floats = np.where(total > 0, np.exp(logs / np.where(total > 0, total, 1.0)), np.nan)
    return means


def _experts(
    read: Mapping[Hashable, Judgements], individual: Mapping[Hashable, AhpWeights], shares: pd.Series
) -> pd.DataFrame:
    records = []
    for name, one in read.items():
        alone = individual.get(name)
        ratio = alone.consistency_ratio if alone else None
        count = len(alone.cycles) if alone else 0
        records.append((shares[name], np.nan if ratio is None else ratio, count, len(one.missing)))
    return pd.DataFrame(records, index=list(read), columns=["share", "consistency_ratio", "cycles", "missing"])


def _notes(found: GroupWeights, read: Mapping[Hashable, Judgements]) -> list[Finding]:
    notes = [note for one in read.values() for note in one.notes]
    high = found.experts["consistency_ratio"]
    if (inconsistent := high[high >= LIMIT]).size:
        named = listed(f"{name} {ratio:.3f}" for name, ratio in inconsistent.items())
        notes.append(remark("experts-inconsistent", value=named))
    if loose := [name for name in read if name not in found.individual]:
        notes.append(remark("experts-apart", value=listed(loose)))
    if found.joint:
        notes += found.joint.notes
    if found.consensus is not None and found.consensus < LOW_CONSENSUS:
        notes.append(remark("experts-disagree", value=f"{found.consensus:.2f}"))
    return notes
