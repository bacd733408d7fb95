"""Weights printed in papers and in the tests of other programs; each number with the place it was read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from chainchief.evaluation.weighting import (
    RANDOM_INDEX,
    ahp_weights,
    best_worst_weights,
    critic_weights,
    entropy_weights,
    gini_weights,
)
from chainchief.evaluation.weighting.consistency import completed, principal
from chainchief.evaluation.weighting.reading import read_judgements

Pairs = dict[tuple[str, str], float]


def _matrix(pairs: Pairs) -> pd.DataFrame:
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    frame = pd.DataFrame(np.nan, index=names, columns=names)
    for (first, second), value in pairs.items():
        frame.loc[first, second] = value
    return frame


# https://github.com/PhilipGriffith/AHPy, tests/test_ahp.py at 4be50e8


def test_ahp_drinks_of_saaty_2008() -> None:
    """Saaty, Int. J. Services Sciences 1(1), 2008, 83-98: relative consumption of drinks; CR .022 with either table."""
    drinks: Pairs = {
        **{("coffee", "wine"): 9, ("coffee", "tea"): 5, ("coffee", "beer"): 2, ("coffee", "soda"): 1},
        **{("coffee", "milk"): 1, ("water", "coffee"): 2, ("water", "wine"): 9, ("water", "tea"): 9},
        **{("water", "beer"): 3, ("water", "soda"): 2, ("water", "milk"): 3, ("tea", "wine"): 3},
        **{("beer", "wine"): 9, ("beer", "tea"): 3, ("beer", "milk"): 1, ("soda", "wine"): 9},
        **{("soda", "tea"): 4, ("soda", "beer"): 2, ("soda", "milk"): 2, ("milk", "wine"): 9, ("milk", "tea"): 3},
    }
    found = ahp_weights(_matrix(drinks))
    printed = {"beer": 0.1164, "coffee": 0.1775, "milk": 0.1288, "soda": 0.1896}
    assert found.weights.round(4).to_dict() == {**printed, "tea": 0.0418, "water": 0.3268, "wine": 0.0191}
    assert round(found.consistency_ratio or 0, 3) == round(found.consistency_index / 1.35, 3) == 0.022


def test_ahp_cities_of_saaty_2005() -> None:
    """Saaty, Theory and Applications of the Analytic Network Process, 2005: the best city, composite priorities."""
    goal: Pairs = {
        **{("Culture", "Housing"): 3, ("Culture", "Transportation"): 5, ("Family", "Culture"): 5},
        **{("Family", "Housing"): 7, ("Family", "Transportation"): 7, ("Housing", "Transportation"): 3},
        **{("Jobs", "Culture"): 2, ("Jobs", "Housing"): 4, ("Jobs", "Transportation"): 7, ("Family", "Jobs"): 1},
    }
    towns: dict[str, Pairs] = {
        "Culture": {
            **{("Be", "Pi"): 1, ("Bo", "Be"): 2, ("Bo", "Pi"): 2.5},
            **{("Bo", "Sa"): 1, ("Sa", "Be"): 2, ("Sa", "Pi"): 2.5},
        },
        "Family": {
            **{("Be", "Bo"): 2, ("Be", "Sa"): 4, ("Bo", "Sa"): 2},
            **{("Pi", "Be"): 3, ("Pi", "Bo"): 8, ("Pi", "Sa"): 9},
        },
        "Housing": {
            **{("Be", "Bo"): 5, ("Be", "Sa"): 2.5, ("Pi", "Be"): 2},
            **{("Pi", "Bo"): 9, ("Pi", "Sa"): 7, ("Sa", "Bo"): 4},
        },
        "Jobs": {
            **{("Be", "Pi"): 3, ("Be", "Sa"): 4, ("Bo", "Be"): 2},
            **{("Bo", "Pi"): 6, ("Bo", "Sa"): 8, ("Pi", "Sa"): 1},
        },
        "Transportation": {
            **{("Be", "Bo"): 1.5, ("Be", "Sa"): 4, ("Bo", "Sa"): 2.5},
            **{("Pi", "Be"): 2, ("Pi", "Bo"): 3.5, ("Pi", "Sa"): 9},
        },
    }
    heads = ahp_weights(_matrix(goal)).weights
    below = pd.DataFrame({head: ahp_weights(_matrix(pairs)).weights for head, pairs in towns.items()})
    assert (below @ heads[below.columns]).round(4).to_dict() == pytest.approx(
        {"Be": 0.2291, "Bo": 0.2748, "Pi": 0.3852, "Sa": 0.1110}, abs=1.01e-4
    )


def test_incomplete_matrices_of_bozoki_2010() -> None:
    """Bozóki, Fülöp & Rónyai, Mathematical and Computer Modelling 52, 2010, 318-333: the completions of least λmax.

    The oracle stops at 1e-4. Its weights are those of the completion; Harker's are close where CR is small.
    """
    small: Pairs = {("a", "b"): 1, ("a", "c"): 5, ("a", "d"): 2, ("b", "c"): 3, ("b", "d"): 4}
    read = read_judgements(_matrix(small))
    whole = completed(read.values)
    assert whole[2, 3] == pytest.approx(0.730297106886979, abs=1e-5)
    assert principal(whole)[1].round(4).tolist() == [0.3738, 0.3920, 0.0985, 0.1357]
    assert ahp_weights(_matrix(small)).consistency_index / 0.8286 == pytest.approx(0.0372, abs=5e-5)
    assert ahp_weights(_matrix(small)).weights.tolist() == pytest.approx([0.3738, 0.3920, 0.0985, 0.1357], abs=5e-4)
    large: Pairs = {
        **{("a", "b"): 5, ("a", "c"): 3, ("a", "d"): 7, ("a", "e"): 6, ("a", "f"): 6, ("b", "d"): 5, ("b", "f"): 3},
        **{("c", "e"): 3, ("c", "g"): 6, ("f", "d"): 4, ("g", "a"): 3, ("g", "e"): 5, ("h", "a"): 4, ("h", "b"): 7},
        **{("h", "d"): 8, ("h", "f"): 6},
    }
    expected: Pairs = {
        **{("b", "c"): 0.3300187496, ("b", "e"): 1.7197409185, ("b", "g"): 0.4663515002, ("c", "d"): 9.9205126619},
        **{("c", "f"): 4.8524864492, ("c", "h"): 0.5696073302, ("d", "e"): 0.5252768143, ("d", "g"): 0.1424438147},
        **{("e", "f"): 0.9311973565, ("e", "h"): 0.1093082818, ("f", "g"): 0.2912120796, ("g", "h"): 0.4030898885},
    }
    matrix = _matrix(large)
    filled = pd.DataFrame(completed(read_judgements(matrix).values), index=matrix.index, columns=matrix.columns)
    for (first, second), value in expected.items():
        assert filled.loc[first, second] == pytest.approx(value, rel=5e-5), (first, second)


def test_random_index_table_of_saaty_2005() -> None:
    """AHPy, src/ahpy/ahpy.py at d818996: page 31 of the book; we take n = 10..15 from it."""
    later = [1.49, 1.52, 1.54, 1.56, 1.58, 1.59]
    assert [RANDOM_INDEX[n] for n in range(10, 16)] == later


def test_ahp_tourist_place_of_jiang() -> None:
    """Jiang, Xie & Ye, Mathematical Models (数学模型), choice of a place to travel to: λ 5.073, CI .018, CR .016, as on
    http://www.hezhiquan.com/docs/view/d94c382a1d6b4e67b7520f30c5cc37dd_3.html

    The printed weights .263 .475 .055 .090 .110 sum to .993: .090 is a misprint of .099. The rest is within .0015 of
    the eigenvector and within .001 of the means of the normalised columns, by which they seem to have been worked out.
    """
    matrix = [
        [1, "1/2", 4, 3, 3],
        [2, 1, 7, 5, 5],
        ["1/4", "1/7", 1, "1/2", "1/3"],
        ["1/3", "1/5", 2, 1, 1],
        ["1/3", "1/5", 3, 1, 1],
    ]
    found = ahp_weights(matrix)
    assert round(found.lambda_max, 2) == 5.07
    assert round(found.consistency_index, 3) == 0.018
    assert round(found.consistency_ratio or 0, 3) == 0.016
    assert found.weights[[0, 1, 2, 4]].tolist() == pytest.approx([0.263, 0.475, 0.055, 0.110], abs=0.0015)


# https://github.com/energyinpython/pyrepo-mcda, tests/test_weights.py at 04c357b


def test_entropy_of_zavadskas_2016() -> None:
    """Zavadskas & Podvezko, IJITDM 15(2), 2016, 267-283; costs are not turned."""
    found = entropy_weights([[3.0, 100, 10, 7], [2.5, 80, 8, 5], [1.8, 50, 20, 11], [2.2, 70, 12, 9]])
    assert found.round(4).tolist() == [0.1146, 0.1981, 0.4185, 0.2689]


def test_entropy_of_xu_2004() -> None:
    """Xu, European Journal of Operational Research 156(2), 2004, 530-532."""
    found = entropy_weights([[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]])
    assert found.round(4).tolist() == [0.4630, 0.3992, 0.1378, 0.0000]


def test_critic_of_tus_2019() -> None:
    """Tuş & Aytaç Adalı, Opsearch 56(2), 2019, 528-538; without directions."""
    matrix = [
        [5000, 3, 3, 4, 3, 2],
        [680, 5, 3, 2, 2, 1],
        [2000, 3, 2, 3, 4, 3],
        [600, 4, 3, 1, 2, 2],
        [800, 2, 4, 3, 3, 4],
    ]
    assert critic_weights(matrix).round(3).tolist() == [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]


# https://github.com/quatrope/scikit-criteria, tests/preprocessing/test_weighters.py


def test_critic_of_diakoulaki_1995() -> None:
    """Diakoulaki, Mavrotas & Papayannakis, Computers & Operations Research 22(7), 1995, 763-770."""
    matrix = [
        [61, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9.0, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4.0, 4.12, 1.21],
        [-6.1, 3.52, 2.10],
        [-34.6, 3.31, 0.98],
    ]
    assert critic_weights(matrix).tolist() == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=5e-9)


def test_gini_of_aggarwal_2024() -> None:
    """Aggarwal, Aggarwal & Bansal, IJISAE 12(21s), 2024, 3291-3299: women vulnerability index, 36 states.

    The copied table has 34 as its third cell, where 340 must have stood: with 340 all nine printed weights come out
    within .00011 (with 34 the third is .1137 for .1131; the copy's own test allows .001).
    """
    rows = """28 38 34 265 39 10 25 226 541;3 1 3 13 3 0 0 3 7;12 17 106 153 28 8 12 77 223
    200 207 2373 1482 448 91 284 2347 3325;24 20 306 272 73 11 30 279 497;3 3 10 40 6 0 3 15 127
    26 39 276 356 67 13 19 261 488;119 209 2800 2447 828 203 189 4164 4862;14 18 135 166 18 6 14 145 307
    12 19 105 119 10 4 9 126 296;62 57 773 556 148 44 73 769 1147;42 93 474 603 59 11 33 372 1361
    10 25 112 203 16 1 10 132 458;155 255 2256 1935 447 105 243 2273 3183;133 153 1141 1561 235 28 108 1301 3329
    2 0 5 6 4 1 0 10 11;1 2 4 16 5 0 0 6 25;0 1 2 5 1 0 0 4 3;0 0 0 5 7 0 0 2 2;17 31 279 268 44 17 28 260 449
    37 68 827 688 116 23 32 780 1314;235 319 2927 2466 1168 212 306 4220 3762;0 2 3 10 1 0 0 3 8
    68 56 453 696 75 19 51 815 1498;30 40 304 298 59 6 17 253 633;2 0 13 19 2 0 1 12 30
    1425 3830 34370 21473 7234 2185 1484 38174 54931;87 114 1121 875 176 65 105 958 1666
    47 69 459 656 100 27 51 587 1723;2 2 3 28 0 0 0 5 16;3 20 88 159 21 2 5 105 182;1 3 2 9 3 0 1 9 19
    0 0 4 6 0 0 0 9 27;0 0 1 2 0 0 0 1 4;348 675 6164 5997 860 376 291 5902 12087;2 3 24 48 5 2 3 35 54"""
    values = [[float(cell) for cell in row.split()] for row in rows.replace("\n", ";").split(";")]
    printed = [0.1055, 0.1122, 0.1131, 0.1076, 0.1140, 0.1169, 0.1062, 0.1136, 0.1104]
    assert len(values) == 36
    assert gini_weights(values)[2] == pytest.approx(0.1137, abs=5e-5)
    values[0][2] = 340
    assert gini_weights(values).tolist() == pytest.approx(printed, abs=1.1e-4)


# https://github.com/jakub-tomczak/BWM, tests/testthat/test-example-data.R at 8e62890, after Rezaei, Omega 64, 2016


def test_best_worst_car_consistent() -> None:
    names = ["quality", "price", "comfort", "safety", "style"]
    found = best_worst_weights(
        dict(zip(names, [2, 1, 4, 2, 8], strict=True)), dict(zip(names, [4, 8, 2, 4, 1], strict=True))
    )
    assert found.weights.tolist() == pytest.approx(
        [0.21052632, 0.42105263, 0.10526316, 0.21052632, 0.05263158], abs=1e-8
    )
    assert (found.best, found.worst) == ("price", "style")
    assert found.xi == pytest.approx(0, abs=1e-9)


def test_best_worst_car_inconsistent() -> None:
    """Their ratio divides ξ of the linear model by the index 4.47 of the nonlinear one; ξ itself is what we report."""
    found = best_worst_weights([2, 1, 4, 3, 8], [4, 8, 2, 3, 1])
    assert found.weights.tolist() == pytest.approx(
        [0.22950820, 0.44808743, 0.11475410, 0.15300546, 0.05464481], abs=1e-8
    )
    assert found.xi / 4.47 == pytest.approx(0.002444958, abs=1e-9)
    assert found.threshold == 0.2958
