"""Dividing totals by the size of a region, so that small and large ones can be compared."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from chainchief.evaluation.scoring.arrays import Floats


def denominate(values: Floats, denominators: Floats) -> Floats:
    """Values per unit of their denominators.

    values, denominators : (rows, m); a denominator that is unknown, infinite or not above 0 leaves it unknown
    returns : (rows, m) x / d      [OECD/JRC 2008, step 2; COINr Denominate]

    >>> denominate(np.array([[10.0, 3.0]]), np.array([[4.0, 0.0]]))
    array([[2.5, nan]])
    """
    found = np.full(values.shape, np.nan)
    np.divide(values, denominators, out=found, where=(denominators > 0) & np.isfinite(denominators))
    return found


def parse_denominators(text: str, named: Mapping[str, str]) -> dict[str, str]:
    """Indicator -> name of its denominator, by the option `denominate`.

    text : "framework" = those that the framework names, "none", one name for all indicators, or "code=name;code=name"
    named : indicator -> denominator named by the framework, "" = none

    >>> parse_denominators("framework", {"a": "GDP", "b": ""}), parse_denominators("b=Area", {"a": "GDP", "b": ""})
    ({'a': 'GDP'}, {'b': 'Area'})
    """
    if text == "none":
        return {}
    if text == "framework":
        return {code: name for code, name in named.items() if name}
    if "=" not in text:
        return dict.fromkeys(named, text)
    parts = (part.partition("=") for part in text.split(";") if part.strip())
    return {code.strip(): name.strip() for code, _, name in parts}
