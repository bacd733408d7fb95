"""Run by the interpreter of .venv-peers: one peer ranks the rows of each period under each weighting.

python peers_weighted_sum.py pymcdm|pyDecision DATA.npz: prints {"seconds", "part", "all"}. The data hold scores
(rows, m) with the highest value 1 in each column of a period, weights (draws, m), periods (rows,), part, and expected
(rows, 3), the 5, 50 and 95 % of the ranks: when all weightings are measured, what comes out must agree with it; empty =
is not looked at.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np

Ranks = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def pymcdm() -> Ranks:
    """WSM on scores that need no further normalisation, without validation."""
    from pymcdm.helpers import rankdata
    from pymcdm.methods import WSM

    method = WSM(normalization_function=lambda values, cost: values)
    types: dict[int, np.ndarray] = {}

    def ranks(scores: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        kinds = types.setdefault(scores.shape[1], np.ones(scores.shape[1]))
        found = method(scores, weights, kinds, validation=False)
        return found, rankdata(found, reverse=True)

    return ranks


def py_decision() -> Ranks:
    """saw_method without figure and print; it gives scores, ranked here by the fastest way there is."""
    from pyDecision.algorithm import saw_method

    def ranks(scores: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        found = saw_method(scores, ["max"] * scores.shape[1], weights, graph=False, verbose=False)[:, 1]
        place = np.empty(len(found))
        place[np.argsort(-found)] = np.arange(1, len(found) + 1)
        return found, place

    return ranks


def main() -> None:
    peer = {"pymcdm": pymcdm, "pyDecision": py_decision}[sys.argv[1]]
    ranks = peer()
    with np.load(sys.argv[2]) as data:
        scores, weights, periods, part = data["scores"], data["weights"], data["periods"], int(data["part"])
        expected = data["expected"]
    start = time.perf_counter()
    found = np.empty((len(scores), 3))
    for period in np.unique(periods):
        rows = periods == period
        mine = scores[rows]
        overall, place = np.empty((2, part, len(mine)))
        for draw in range(part):
            overall[draw], place[draw] = ranks(mine, weights[draw])
        np.quantile(overall, (0.05, 0.5, 0.95), axis=0)
        found[rows] = np.quantile(place, (0.05, 0.5, 0.95), axis=0, method="inverted_cdf").T
    seconds = time.perf_counter() - start
    if part == len(weights) and len(expected) and not np.array_equal(found, expected):
        sys.exit("its ranks are others than ours")
    print(json.dumps({"seconds": seconds, "part": part, "all": len(weights)}))


if __name__ == "__main__":
    main()
