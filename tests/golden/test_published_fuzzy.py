"""Published examples of fuzzy comprehensive evaluation, of rankings and of reliability, with the numbers as printed.

Sources stand with each test. Where a page prints three or four digits, three or four are compared.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from chainchief.evaluation.crosscheck import (
    bartlett,
    copeland,
    cronbach_alpha,
    grey_relational,
    kmo,
    kmo_by_indicator,
    topsis,
)
from chainchief.evaluation.fuzzy import fuzzy_evaluation, peak_memberships

# fuzzy comprehensive evaluation

YEAR_END = [[0.1, 0.5, 0.4, 0, 0], [0.2, 0.5, 0.2, 0.1, 0], [0.2, 0.5, 0.3, 0, 0], [0.2, 0.6, 0.2, 0, 0]]


def test_year_end_review_one_level() -> None:
    """github.com/RabbitWhite1/Mathematical-Modeling-In-Python (ec64b78), "14.2 模糊综合评判法.ipynb", cell 2: the staff
    review of example 14.2 of the textbook it follows; M(·,+) printed as [0.175 0.53 0.275 0.02 0.], 良好."""
    found = fuzzy_evaluation(
        pd.DataFrame(YEAR_END, columns=["优秀", "良好", "一般", "较差", "差"]), [0.25, 0.2, 0.25, 0.3]
    )
    assert found.memberships.round(4).tolist() == [0.175, 0.53, 0.275, 0.02, 0.0]
    assert found.grade == "良好"
    assert found.ties == ("良好",)


TWO_LEVELS = """
0.8 0.15 0.05 0 0
0.2 0.6 0.1 0.1 0
0.5 0.4 0.1 0 0
0.1 0.3 0.5 0.05 0.05
0.3 0.5 0.15 0.05 0
0.2 0.2 0.4 0.1 0.1
0.4 0.4 0.1 0.1 0
0.1 0.3 0.3 0.2 0.1
0.3 0.2 0.2 0.2 0.1
0.1 0.3 0.5 0.1 0
0.2 0.3 0.3 0.1 0.1
0.2 0.3 0.35 0.15 0
0.1 0.3 0.4 0.1 0.1
0.1 0.4 0.3 0.1 0.1
0.3 0.4 0.2 0.1 0
0.1 0.4 0.3 0.1 0.1
0.2 0.3 0.4 0.1 0
0.4 0.3 0.2 0.1 0
"""


def test_staff_review_two_levels() -> None:
    """The same notebook, cell 3, with "14.D 多层次模糊综合评判数据.txt": [0.288 0.354 0.2355 0.0865 0.036], 良好."""
    table = np.loadtxt(io.StringIO(TWO_LEVELS))
    weights = [[0.2, 0.3, 0.3, 0.2], [0.3, 0.2, 0.1, 0.2, 0.2], [0.1, 0.2, 0.3, 0.2, 0.2], [0.3, 0.2, 0.2, 0.3]]
    parts = np.split(table, [4, 9, 14])
    below = [fuzzy_evaluation(part, a).memberships.to_numpy() for part, a in zip(parts, weights, strict=True)]
    found = fuzzy_evaluation(below, [0.4, 0.3, 0.2, 0.1])
    assert found.memberships.round(4).tolist() == [0.288, 0.354, 0.2355, 0.0865, 0.036]
    assert found.grade == 1


CLOTHES = [[0.2, 0.5, 0.2, 0.1], [0.7, 0.2, 0.1, 0], [0, 0.4, 0.5, 0.1], [0.2, 0.3, 0.5, 0]]


@pytest.mark.parametrize(
    ("weights", "printed", "grade"),
    [([0.1, 0.2, 0.3, 0.4], [0.2, 0.3, 0.4, 0.1], 2), ([0.4, 0.35, 0.15, 0.1], [0.35, 0.4, 0.2, 0.1], 1)],
)
def test_clothes_by_the_decisive_factor(weights: list[float], printed: list[float], grade: int) -> None:
    """e-com-net.com/article/1276296104417181696.htm, example 8.4: M(∧,∨) printed to four digits, not normalised; the
    first customers «不太欢迎», the second «比较欢迎»."""
    found = fuzzy_evaluation(CLOTHES, weights, "max_min")
    assert found.memberships.round(4).tolist() == printed
    assert found.grade == grade


def test_clothes_of_another_lecture() -> None:
    """m.wenku365.com/p-43535473.html, «第七讲 模糊综合评价法», example 1: M(∧,∨) B = (.35, .30, .30, .15), normalised
    (.32, .27, .27, .14)."""
    table = [[0.2, 0.5, 0.3, 0], [0.1, 0.3, 0.5, 0.1], [0, 0.1, 0.6, 0.3], [0, 0.4, 0.5, 0.1], [0.5, 0.3, 0.2, 0]]
    weights = [0.1, 0.1, 0.15, 0.3, 0.35]
    assert fuzzy_evaluation(table, weights, "max_min").memberships.round(4).tolist() == [0.35, 0.3, 0.3, 0.15]
    shares = fuzzy_evaluation(table, weights, "max_min", normalise=True).memberships
    assert shares.round(2).tolist() == [0.32, 0.27, 0.27, 0.14]


def test_a_garment_and_its_weighted_average_grade() -> None:
    """zhjx19/mathmodels-book (af8b8c0), fuzzy-eval.qmd, section 10.2 (results in docs/fuzzy-eval.html):
    B = .70 .16 .14, by the highest membership 90, by the weighted average 82."""
    table = [[0.8, 0.1, 0.1], [0.7, 0.2, 0.1], [0.6, 0.2, 0.2], [0.7, 0.1, 0.2]]
    found = fuzzy_evaluation(table, [0.3, 0.3, 0.3, 0.1], scores=[90, 75, 50])
    assert found.memberships.round(4).tolist() == [0.7, 0.16, 0.14]
    assert found.grade == 0
    assert found.mean_score == pytest.approx(82)


def test_sulphur_dioxide_between_two_classes() -> None:
    """The same page, compute_mf(0.07, c(0.05, 0.15, 0.25, 0.50)): 0.8 0.2 0.0 0.0."""
    assert peak_memberships([0.07], [0.05, 0.15, 0.25, 0.5]).round(4).loc[0].tolist() == [0.8, 0.2, 0.0, 0.0]


def test_three_ways_of_farming() -> None:
    """The same page, section 10.3: three plans, five indicators, three of them smaller-is-better (the page turns them
    first; here the peaks fall). Memberships to four digits, weighted-average grades 61.5375 75.5325 75.6975, by the
    highest membership 60 75 75."""
    plans = {"甲": [592.5, 3, 55, 72, 4], "乙": [529, 2, 38, 105, 3], "丙": [412, 1, 32, 85, 2]}
    peaks = [[0, 350, 450, 550], [4, 3, 2, 1], [80, 60, 40, 20], [0, 50, 90, 130], [4, 3, 2, 1]]
    printed = {
        "甲": ([0.25, 0.3475, 0.2025, 0.2], 61.5375, 60),
        "乙": ([0, 0.25, 0.4645, 0.2855], 75.5325, 75),
        "丙": ([0, 0.1135, 0.7265, 0.16], 75.6975, 75),
    }
    scores = [30, 60, 75, 90]
    for plan, values in plans.items():
        table = np.vstack([peak_memberships([x], p).to_numpy() for x, p in zip(values, peaks, strict=True)])
        found = fuzzy_evaluation(table, [0.2, 0.1, 0.15, 0.3, 0.25], scores=scores)
        memberships, mean, best = printed[plan]
        assert found.memberships.round(4).tolist() == memberships
        assert found.mean_score == pytest.approx(mean, abs=5e-5)
        assert scores[int(str(found.grade))] == best


# rankings


def test_topsis_of_papathanasiou_and_ploskas() -> None:
    """Papathanasiou & Ploskas 2018, Multiple criteria decision aid, ch. 1, as tested in the package
    distance-metrics-mcda (tests/test_distance_metrics_mcda.py): .387 .327 .391 .615 .868 .493."""
    table = [[8, 7, 2, 1], [5, 3, 7, 5], [7, 5, 6, 4], [9, 9, 7, 3], [11, 10, 3, 7], [6, 9, 5, 4]]
    found = topsis(table, [0.4, 0.3, 0.1, 0.2])
    assert found.round(3).tolist() == [0.387, 0.327, 0.391, 0.615, 0.868, 0.493]


def test_topsis_of_jmcdm() -> None:
    """github.com/jbytecode/JMcDM, test/mcdm/testtopsis.jl, weights that sum to 20: .3876870 .6503238 .0834767."""
    found = topsis(np.array([[9, 8, 7], [7, 7, 8], [6, 9, 6], [7, 6, 6]]).T, [4, 2, 6, 8])
    assert found.to_numpy() == pytest.approx([0.3876870, 0.6503238, 0.0834767], abs=1e-6)


SUPPLIERS = """
0.83 0.90 0.99 0.92 0.87 0.95
326 295 340 287 310 303
21 38 25 19 27 10
3.2 2.4 2.2 2.0 0.9 1.7
0.20 0.25 0.12 0.33 0.20 0.09
0.15 0.20 0.14 0.09 0.15 0.17
250 180 300 200 150 175
0.23 0.15 0.27 0.30 0.18 0.26
0.87 0.95 0.99 0.89 0.82 0.94
"""


def test_grey_relational_grades_of_six_suppliers() -> None:
    """RabbitWhite1/Mathematical-Modeling-In-Python (ec64b78), "14.4 灰色关联分析法.ipynb" with
    "14.D 供应商选择决策.txt": nine indicators, three costs, equal weights, ρ = .5."""
    table = np.loadtxt(io.StringIO(SUPPLIERS)).T
    found = grey_relational(table, directions=[1, -1, -1, -1, 1, 1, 1, 1, 1])
    printed = [0.46299243, 0.55599428, 0.64907363, 0.6527227, 0.493562, 0.61301504]
    assert found.to_numpy() == pytest.approx(printed, abs=5e-9)


def test_grey_relational_grades_of_jmcdm() -> None:
    """github.com/jbytecode/JMcDM, test/mcdm/testgra.jl: weights, costs and benefits."""
    columns = [
        [105000, 120000, 150000, 115000, 135000], [105, 110, 120, 105, 115], [10, 15, 12, 20, 15],
        [4, 4, 3, 4, 5], [300, 500, 550, 600, 400], [10, 8, 12, 9, 9],
    ]  # fmt: skip
    found = grey_relational(np.array(columns).T, [0.05, 0.2, 0.1, 0.15, 0.1, 0.4], [-1, 1, -1, 1, 1, -1])
    printed = [0.525, 0.7007142857142857, 0.5464285714285715, 0.5762820512820512, 0.650952380952381]
    assert found.to_numpy() == pytest.approx(printed, abs=1e-12)


def test_copeland_of_coinr() -> None:
    """bluefoxr/COINr, tests/testthat/test-aggregate.R: the outranking matrix of four units on three indicators has
    [2,1] = 2/3, [3,1] = 1/3, row 4 = 1; the test's own rule (above a half 1, below -1, row sums) gives -1 1 -3 3."""
    frame = pd.DataFrame({"x1": [1, 2, 3, 4], "x2": [3, 2, 1, 5], "x3": [2, 3, 1, 4]}, index=list("abcd"))
    assert copeland(frame).to_dict() == {"a": -1.0, "b": 1.0, "c": -3.0, "d": 3.0}


def test_copeland_of_jmcdm() -> None:
    """github.com/jbytecode/JMcDM, test/testcopeland.jl, "Copeland with method names": 3 1 -1 -3 for four choices that
    seven methods rank alike (place 1 = best)."""
    places = np.tile(np.array([[1], [2], [3], [4]]), (1, 7))
    assert copeland(places, directions=[-1] * 7).tolist() == [3.0, 1.0, -1.0, -3.0]


# reliability

BINARY = """Q1,Q2,Q3,Q4,Q5,Q6,Q7,Q8,Q9,Q10,Q11
1,1,1,1,1,1,1,1,1,1,1
1,1,1,1,1,1,1,1,0,1,0
,0,1,1,,1,1,1,1,0,0
1,1,1,0,1,1,0,1,1,0,0
1,1,1,1,1,0,0,0,1,0,0
0,1,,0,1,1,1,1,0,0,0
1,1,1,1,0,0,1,0,0,0,0
1,1,1,1,1,0,0,0,0,0,0
0,1,0,1,1,0,0,0,0,1,0
1,0,0,1,0,1,0,0,,0,0
1,1,1,0,0,0,0,0,0,0,0
1,0,0,1,0,0,0,0,0,0,0
"""


def test_alpha_of_a_questionnaire_with_gaps() -> None:
    """pingouin 0.6.1, docstring of cronbach_alpha with its data set cronbach_wide_missing, said there to agree with
    psych::alpha of R: pairwise .732660835214447, listwise .8016949152542373."""
    answers = pd.read_csv(io.StringIO(BINARY))
    assert cronbach_alpha(answers) == pytest.approx(0.8016949152542373, abs=1e-12)
    assert cronbach_alpha(answers, missing="pairwise") == pytest.approx(0.732660835214447, abs=1e-12)


def test_alpha_of_asem_people_to_people(shared: Path) -> None:
    """COINr 1.1.14, reference page of get_cronbach: the raw indicators of the group P2P, pairwise: 0.05126659."""
    codes = ["StMob", "Research", "Pat", "CultServ", "CultGood", "Tourist", "MigStock", "Lang"]
    table = pd.read_csv(shared / "data" / "asem" / "asem_idata.csv")[codes]
    assert cronbach_alpha(table, missing="pairwise") == pytest.approx(0.05126659, abs=5e-9)


MTCARS = """
21 6 160 110 3.9 2.62 16.46 0 1 4 4
21 6 160 110 3.9 2.875 17.02 0 1 4 4
22.8 4 108 93 3.85 2.32 18.61 1 1 4 1
21.4 6 258 110 3.08 3.215 19.44 1 0 3 1
18.7 8 360 175 3.15 3.44 17.02 0 0 3 2
18.1 6 225 105 2.76 3.46 20.22 1 0 3 1
14.3 8 360 245 3.21 3.57 15.84 0 0 3 4
24.4 4 146.7 62 3.69 3.19 20 1 0 4 2
22.8 4 140.8 95 3.92 3.15 22.9 1 0 4 2
19.2 6 167.6 123 3.92 3.44 18.3 1 0 4 4
17.8 6 167.6 123 3.92 3.44 18.9 1 0 4 4
16.4 8 275.8 180 3.07 4.07 17.4 0 0 3 3
17.3 8 275.8 180 3.07 3.73 17.6 0 0 3 3
15.2 8 275.8 180 3.07 3.78 18 0 0 3 3
10.4 8 472 205 2.93 5.25 17.98 0 0 3 4
10.4 8 460 215 3 5.424 17.82 0 0 3 4
14.7 8 440 230 3.23 5.345 17.42 0 0 3 4
32.4 4 78.7 66 4.08 2.2 19.47 1 1 4 1
30.4 4 75.7 52 4.93 1.615 18.52 1 1 4 2
33.9 4 71.1 65 4.22 1.835 19.9 1 1 4 1
21.5 4 120.1 97 3.7 2.465 20.01 1 0 3 1
15.5 8 318 150 2.76 3.52 16.87 0 0 3 2
15.2 8 304 150 3.15 3.435 17.3 0 0 3 2
13.3 8 350 245 3.73 3.84 15.41 0 0 3 4
19.2 8 400 175 3.08 3.845 17.05 0 0 3 2
27.3 4 79 66 4.08 1.935 18.9 1 1 4 1
26 4 120.3 91 4.43 2.14 16.7 0 1 5 2
30.4 4 95.1 113 3.77 1.513 16.9 1 1 5 2
15.8 8 351 264 4.22 3.17 14.5 0 1 5 4
19.7 6 145 175 3.62 2.77 15.5 0 1 5 6
15 8 301 335 3.54 3.57 14.6 0 1 5 8
21.4 4 121 109 4.11 2.78 18.6 1 1 4 2
"""


def test_kmo_and_bartlett_of_the_motor_cars() -> None:
    """Data set mtcars of R. easystats/performance, reference page of check_factorstructure: KMO = .83, by variable .93
    .90 .76 .84 .95 .74 .74 .91 .88 .85 .62, Chisq(55) = 408.01; all digits from factor_analyzer 0.5.1."""
    cars = np.loadtxt(io.StringIO(MTCARS))
    assert kmo(cars) == pytest.approx(0.8265535839454812, abs=1e-10)
    assert round(kmo(cars), 2) == 0.83
    printed = [0.93, 0.90, 0.76, 0.84, 0.95, 0.74, 0.74, 0.91, 0.88, 0.85, 0.62]
    assert kmo_by_indicator(cars).round(2).tolist() == printed
    test = bartlett(cars)
    assert test.statistic == pytest.approx(408.0116347970155, abs=1e-8)
    assert (test.degrees, test.rows) == (55, 32)
    assert test.p_value == pytest.approx(2.2269267521184282e-55, rel=1e-6)
