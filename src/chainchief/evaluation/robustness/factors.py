"""What is varied: choices of the options, weights, indicators left out, and weights within a range."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.framework import Framework
from chainchief.evaluation.options import EvaluationOptions
from chainchief.evaluation.remarks import listed, refusal
from chainchief.evaluation.robustness.enumeration import Factors, name_alternatives
from chainchief.evaluation.scoring.arrays import Flags, Floats, Places

PREPARING = ("denominate", "impute", "impute_group", "treat", "treat_by", "treat_points")
"""Options that change the values before they are put on a ruler."""
CHOICES = (*PREPARING, "normalise", "scale", "aggregate", "power")
"""Options of an evaluation that can be varied."""
STANDARD = "standard"
"""Not an option: (mean, standard deviation) that z-scores are moved to, so that a geometric mean can take them."""


@dataclass(frozen=True, eq=False)
class Alternative:
    """What one alternative of a factor changes.

    options : fields of EvaluationOptions and `standard`
    local (n,) weights of the codes among their siblings in place of those of the evaluation; None = as they are
    without : code that is left out with all below it; "" = none
    """

    options: Mapping[str, Any]
    local: Floats | None = None
    without: str = ""


@dataclass(frozen=True, eq=False)
class Plan:
    """All factors.

    discrete : factor -> name of the alternative -> what it changes
    ranges : code -> (low, high) that its weight is multiplied by
    """

    discrete: Mapping[str, Mapping[str, Alternative]]
    ranges: Mapping[str, tuple[float, float]]


def read_factors(factors: Factors | Mapping[str, Any], framework: Framework, options: EvaluationOptions) -> Plan:
    """The factors as what they change.

    factors : name -> alternatives, as a sequence or as name -> alternative:
        an option (treat, treat_points, normalise, aggregate, impute, denominate, …) -> its values;
        "weights" -> "framework", "equal" or code -> weight;
        "without" -> codes of any level, "" = nothing left out;
        any other name -> mappings of options that belong together, {"normalise": "zscore", "standard": (10, 2)};
        a code of the framework -> (low, high), the range its weight is multiplied by, continuous
    raises : InputError for what cannot be read so
    """
    ranges = {name: _range(name, given) for name, given in factors.items() if name in framework.codes}
    others = {name: given for name, given in factors.items() if name not in ranges}
    if not factors:
        raise refusal("factors-none")
    named = name_alternatives(others) if others else {}
    for name in named:
        plain = name in (*CHOICES, "weights", "without")
        if not plain and not all(isinstance(one, Mapping) for one in named[name].values()):
            raise refusal("factors-strange", factor=name, known=listed((*CHOICES, "weights", "without"), limit=30))
    discrete = {
        name: MappingProxyType({label: _alternative(name, one, framework, options) for label, one in given.items()})
        for name, given in named.items()
    }
    fields = [
        field for given in discrete.values() for field in {field for one in given.values() for field in one.options}
    ]
    if twice := sorted({field for field in fields if fields.count(field) > 1}):
        raise refusal("factors-twice", fields=listed(twice))
    return Plan(discrete, ranges)


def _range(code: str, given: Any) -> tuple[float, float]:
    ends = tuple(given) if isinstance(given, tuple | list) else ()
    if len(ends) != 2 or not all(isinstance(end, int | float) for end in ends) or not 0 <= ends[0] < ends[1]:
        raise refusal("factors-range", factor=code)
    return float(ends[0]), float(ends[1])


def _alternative(factor: str, given: Any, framework: Framework, options: EvaluationOptions) -> Alternative:
    if factor == "weights":
        return Alternative({}, local=local_weights(given, framework))
    if factor == "without":
        if given and given not in framework.codes[1:]:
            raise refusal("factors-code", factor=factor, code=given, known=listed(framework.codes[1:], limit=30))
        return Alternative({}, without=given or "")
    changed = dict(given) if isinstance(given, Mapping) and factor != "denominate" else {factor: given}
    if strange := sorted(set(changed) - {*CHOICES, STANDARD}):
        raise refusal("factors-strange", factor=listed(strange), known=listed(CHOICES, limit=30))
    dataclasses.replace(options, **{field: value for field, value in changed.items() if field != STANDARD})
    return Alternative(changed)


def local_weights(given: Any, framework: Framework) -> Floats:
    """(n,) weights of the codes among their siblings.

    given : "framework", "equal", or code -> weight (mapping or series). When the indicators alone are named, these are
        their weights in the whole and those of the levels above are their sums; else each named code gets the weight
        among its siblings, and the others keep theirs
    raises : InputError for an unknown code, a negative or missing weight, siblings that all weigh nothing
    """
    if isinstance(given, str) and given in ("framework", "equal"):
        return framework.local_weights(equal=given == "equal")
    if not isinstance(given, Mapping | pd.Series):
        raise refusal("factors-weights", known="framework, equal")
    named = {str(code): float(weight) for code, weight in given.items()}
    place = {code: number for number, code in enumerate(framework.codes)}
    if strange := [code for code in named if code not in place]:
        raise refusal("factors-code", factor="weights", code=listed(strange), known=listed(framework.codes, limit=30))
    if bad := [code for code, weight in named.items() if not (np.isfinite(weight) and weight >= 0)]:
        raise refusal("factors-weight", codes=listed(bad))
    tree = framework.tree
    if set(named) == set(framework.leaves):
        local = np.zeros(len(place))
        local[tree.leaves] = [named[code] for code in framework.leaves]
        for node in range(len(local) - 1, 0, -1):
            local[tree.parent[node]] += local[node]
        return local
    local = framework.local_weights().copy()
    for code, weight in named.items():
        local[place[code]] = weight
    return local


def local_of(plan: Plan, picks: Places, own: Floats) -> Floats:
    """(runs, discrete factors) picks -> (runs, n) weights of the codes among their siblings.

    own (n,) : those of the evaluation
    """
    local = np.repeat(own[None], len(picks), axis=0)
    for axis, given in enumerate(plan.discrete.values()):
        for number, one in enumerate(given.values()):
            if one.local is not None:
                local[picks[:, axis] == number] = one.local
    return local


def out_of(plan: Plan, picks: Places, framework: Framework) -> Flags | None:
    """(runs, discrete factors) picks -> (runs, m) indicators that are left out; None when no factor leaves any out."""
    out = np.zeros((len(picks), len(framework.leaves)), dtype=np.bool_)
    for axis, given in enumerate(plan.discrete.values()):
        for number, one in enumerate(given.values()):
            if one.without:
                columns = framework.tree.below(framework.codes.index(one.without))
                out[np.ix_(picks[:, axis] == number, columns)] = True
    return out if out.any() else None
