"""Every point of the audit of Zhang 2024 (ARISE 4(4), 100-125): its verdict and its numbers.

The expected numbers are those of the list of known points that came with the extracted tables (weights .340/.344/.316,
composites 6, 5, 6 and 4 of 6, cuts .567-.678 and .789-.867, 62 of 162, …); where a test works a number out, it does so
from the rows of the CSV files with plain Python.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from chainchief.evaluation.assessment import evaluate
from chainchief.evaluation.audit import BASES, VERDICTS, Audit, AuditPoint, audit_zhang
from chainchief.evaluation.audit.composites import HALF, WAYS
from chainchief.evaluation.audit.digits import is_run, log10_tail, run_chance
from chainchief.evaluation.options import EvaluationOptions
from evaluation.audit.printed_tables import FOLDER, printed_tables, rows_of

RECOMPUTED = [f"R{number}" for number in range(1, 9)]
MISFITS = [f"I{number}" for number in range(1, 19)]
EXPECTED = {
    "R1": "reproduced", "R2": "reproduced", "R3": "in_part", "R4": "not_reproducible", "R5": "reproduced",
    "R6": "reproduced", "R7": "reproduced", "R8": "reproduced", "I1": "contradicts", "I2": "contradicts",
    "I3": "not_reproducible", "I4": "not_reproducible", "I5": "in_part", "I6": "not_reproducible", "I7": "contradicts",
    "I8": "contradicts", "I9": "contradicts", "I10": "contradicts", "I11": "contradicts", "I12": "not_reproducible",
    "I13": "contradicts", "I14": "not_reproducible", "I15": "contradicts", "I16": "not_reproducible",
    "I17": "not_reproducible", "I18": "not_reproducible",
}  # fmt: skip


@pytest.fixture(scope="module")
def audit() -> Audit:
    return audit_zhang(printed_tables())


def _texts(point: AuditPoint) -> str:
    return "\n".join(line.text for line in point.lines)


def _figures() -> dict[str, float]:
    return {row["id"]: float(row["value"]) for row in rows_of(FOLDER / "text_figures.csv")}


def test_every_point_has_its_verdict(audit: Audit) -> None:
    assert [point.code for point in audit.points] == [*RECOMPUTED, *MISFITS]
    assert {point.code: point.verdict for point in audit.points} == EXPECTED
    assert audit.counts == {"reproduced": 6, "in_part": 2, "not_reproducible": 9, "contradicts": 9}


def test_every_point_says_place_arithmetic_and_conclusion_in_both_languages(audit: Audit) -> None:
    for point in audit.points:
        assert point.verdict in VERDICTS
        assert point.basis in BASES
        assert point.lines, point.code
        for name in ("title", "place", "finding"):
            assert getattr(point, name).isascii() or set("·×–ᵀ−…") & set(getattr(point, name)), point.code
            assert not getattr(point, f"{name}_zh").isascii(), point.code
        for line in point.lines:
            assert line.text
            assert line.text_zh


def test_what_is_read_is_labelled_and_has_a_place(audit: Audit) -> None:
    read = [point for point in audit.points if point.basis in ("read", "both") and point.code not in ("I16",)]
    for point in read:
        assert "read in the text (" in _texts(point), point.code
    computed = [point for point in audit.points if point.basis == "computed"]
    assert not any("read in the text" in _texts(point) for point in computed)


def test_figures_of_the_text_are_cited_with_their_line(audit: Audit) -> None:
    assert "T059, line 466" in _texts(audit.point("I7"))
    assert "T059，第 466 行" in audit.point("I7").lines[0].text_zh


def test_r1_weights(audit: Audit) -> None:
    assert audit.point("R1").numbers == {"B1": 0.340, "B2": 0.344, "B3": 0.316, "total": 1.0}
    exact = sum(Fraction(row["weight"]) for row in rows_of(FOLDER / "table_2-1_indicators.csv"))
    assert exact == 1


def test_r2_grades(audit: Audit) -> None:
    assert audit.point("R2").numbers == {"fitting": 6, "regions": 6}


def test_r3_composites(audit: Audit) -> None:
    numbers = audit.point("R3").numbers
    assert numbers == {"regions": 6, "mean": 6, "geometric": 4, "weighted_sum": 5, "weighted_geometric": 6}
    assert "0.340 · 0.767 + 0.344 · 0.745 + 0.316 · 0.723 = 0.74553 → 0.746, printed 0.745" in _texts(audit.point("R3"))
    assert "Middle Yangtze River" in audit.point("R3").finding


def test_r3_agrees_with_the_engine_of_the_package(audit: Audit) -> None:
    rows = rows_of(FOLDER / "table_3-1_regional_results.csv")
    columns = {"B1": "structural", "B2": "functional", "B3": "evolutionary"}
    frame = pd.DataFrame({code: [float(row[name]) for row in rows] for code, name in columns.items()})
    frame.index = pd.Index([row["region"] for row in rows])
    told = [float(row["composite"]) for row in rows]
    ways = {
        "mean": {"weights": "equal"}, "weighted_sum": {"aggregate": "weighted_sum"},
        "weighted_geometric": {"aggregate": "geometric"}, "geometric": {"aggregate": "geometric", "weights": "equal"},
    }  # fmt: skip
    for key, options in ways.items():
        found = evaluate(frame, "zhang-2024-dimensions", EvaluationOptions(draws=0, **options)).overall.round(3)
        assert sum(found.to_numpy() == told) == audit.point("R3").numbers[key], key


def test_r4_the_table_cannot_tell(audit: Audit) -> None:
    numbers = audit.point("R4").numbers
    assert {name: numbers[name] for name in WAYS} == dict.fromkeys(WAYS, 6)
    assert numbers["ways"] == 4
    assert "cannot tell" in audit.point("R4").finding


def test_r4_intervals_are_those_of_the_corners() -> None:
    """Brute force: all 8 corners of the box of inputs that print alike."""
    weights = np.array([0.340, 0.344, 0.316])
    scores = np.array([0.767, 0.745, 0.723])
    corners = np.array([scores + np.array(signs) * HALF for signs in product((-1, 1), repeat=3)])
    for key, way in WAYS.items():
        found = way.work_out(corners, weights)
        ends = [way.work_out(scores[None, :] + shift, weights)[0] for shift in (-HALF, HALF)]
        assert ends == pytest.approx([found.min(), found.max()], abs=1e-15), key


def test_r5_ratings(audit: Audit) -> None:
    assert audit.point("R5").numbers == {"fitting": 5, "industries": 5}
    assert audit.point("R5").lines[0].computed == pytest.approx((0.876 + 0.923 + 0.912) / 3)
    assert "5 of 5 priorities" in _texts(audit.point("R5"))


def test_r6_shares(audit: Audit) -> None:
    assert audit.point("R6").numbers == {"total": 100.0, "layers": 4}
    assert sum(Fraction(row["enterprise_share_pct"]) for row in rows_of(FOLDER / "table_4-4_digital_layers.csv")) == 100


def test_r7_gaps(audit: Audit) -> None:
    assert audit.point("R7").numbers == {"fitting": 5, "indicators": 5}
    for line, row in zip(audit.point("R7").lines, rows_of(FOLDER / "table_4-5_smart_manufacturing.csv"), strict=True):
        assert Fraction(row["benchmark"]) - Fraction(row["current"]) == Fraction(row["gap_printed"])
        assert line.computed == line.printed == float(row["gap_printed"])


def test_r8_gap_of_the_east(audit: Audit) -> None:
    assert audit.point("R8").numbers == {"gap": 0.162, "printed": 0.162}
    assert "0.845 − 0.683 = 0.162" in _texts(audit.point("R8"))


def test_i1_counts(audit: Audit) -> None:
    numbers = audit.point("I1").numbers
    assert numbers == {"level2": 6, "level3": 12, "level2_printed": 12.0, "level3_printed": 24.0}


def test_i2_model(audit: Audit) -> None:
    assert audit.point("I2").numbers == {"objects": 6, "indicators": 12, "absent": 1, "misfit": True}
    assert "R is 6 × 12" in _texts(audit.point("I2"))
    with pytest.raises(ValueError, match="matmul"):
        _ = np.ones((1, 12)) @ np.ones((6, 12))


def test_i3_weighting(audit: Audit) -> None:
    absent = ["judgement matrix", "consistency ratio", "entropy weights", "normalisation"]
    assert audit.point("I3").numbers["absent"] == absent


def test_i4_directions(audit: Audit) -> None:
    assert audit.point("I4").numbers == {"times": ["D321", "D322"], "absent": ["directions", "goalposts"]}


def test_i5_risk_levels(audit: Audit) -> None:
    numbers = audit.point("I5").numbers
    assert (numbers["product"], numbers["sum"], numbers["impact"]) == (3, 3, 0)
    assert numbers["cuts"] == {"impact": [(0.789, 0.867), (0.567, 0.678)]}
    told = {line.text.partition(":")[0]: line.computed for line in audit.point("I5").lines[:5]}
    assert {name: round(value or 0, 4) for name, value in told.items()} == {
        "Supply risk": 0.2029, "Technical risk": 0.3184, "Market risk": 0.3092, "Policy risk": 0.1327,
        "Environmental risk": 0.4474,
    }  # fmt: skip


def test_i6_responses(audit: Audit) -> None:
    assert audit.point("I6").numbers["levels"] == 4
    assert audit.point("I6").numbers["hours"] == [24, 48, 72, 96]
    assert "the 1 of 1+4" in audit.point("I6").numbers["absent"]


def test_i7_research(audit: Audit) -> None:
    assert audit.point("I7").numbers == {"gap": 1.624, "printed": 1.234, "difference": 0.39}


def test_i8_synergy(audit: Audit) -> None:
    numbers = audit.point("I8").numbers
    assert numbers == {"table": 0.723, "conclusions": 0.678, "same_as": ["Industry Concentration Index"]}


def test_i9_patents(audit: Audit) -> None:
    numbers = audit.point("I9").numbers
    assert numbers["base"] == 10_000
    assert numbers["per_enterprise"] == pytest.approx(0.0156234)


def test_i10_digitalisation(audit: Audit) -> None:
    numbers = audit.point("I10").numbers
    assert numbers["needed_deviation"] == round(42.345 / 0.876, 3) == 48.339
    assert numbers["twice"]


def test_i11_emergency(audit: Audit) -> None:
    assert audit.point("I11").numbers == {"faults": ["sizes", "unit", "value"]}
    figures = _figures()
    assert (figures["T048"], figures["T049"], figures["T050"], figures["T063"]) == (56.789, 45.678, 38.234, 38.234)


def test_i12_concentration(audit: Audit) -> None:
    numbers = audit.point("I12").numbers
    assert numbers == {"cr3": 0.78965, "herfindahl_low": 0.208, "herfindahl_high": 0.624, "target": "open"}


def test_i12_no_set_of_suppliers_leaves_the_bounds() -> None:
    """Shares whose three largest hold .78965, drawn at random, and the two extremes."""
    rng = np.random.default_rng(5)
    share = 0.78965
    found = []
    for _ in range(2000):
        top = np.sort(rng.dirichlet(np.full(3, rng.uniform(0.05, 20))))[::-1] * share
        least = int(np.ceil((1 - share) / top[-1])) if top[-1] > 1e-4 else 100_000
        rest = np.full(least, (1 - share) / least)
        found.append(float((top**2).sum() + (rest**2).sum()))
    assert share**2 / 3 < min(found)
    assert max(found) < share**2 + 1e-3
    assert min(found) < share**2 / 3 + 0.08
    assert max(found) > share**2 - 0.1


def test_i13_units(audit: Audit) -> None:
    mixed = audit.point("I13").numbers["mixed"]
    assert mixed == ["T002", "T018", "table_4-2_strategy_matrix", "table_4-4_digital_layers"]
    assert "from 84.513 if points are meant, from 127.386 / (1 + 42.873 %) = 89.160" in _texts(audit.point("I13"))
    assert pytest.approx(127.386, abs=1e-3) == 89.160 * 1.42873


def test_i14_correlation(audit: Audit) -> None:
    numbers = audit.point("I14").numbers
    frame = pd.DataFrame(rows_of(FOLDER / "table_3-1_regional_results.csv"))
    scores = frame[["structural", "functional", "evolutionary"]].astype(float)
    assert numbers["structural-functional"] == round(scores["structural"].corr(scores["functional"]), 3)
    total = scores.sum(axis=1).var()
    assert numbers["alpha"] == round(1.5 * (1 - scores.var().sum() / total), 3)
    assert (numbers["pairs"], numbers["printed"], numbers["fits"]) == (3, 0.834, 0)


def test_i15_names(audit: Audit) -> None:
    numbers = audit.point("I15").numbers
    assert numbers["level1"] == ["resilience", "toughness"]
    assert numbers["no_lower"] == ["Low toughness"]
    assert numbers["no_upper"] == ["High toughness"]
    text = "\n".join(path.read_text(encoding="utf-8").casefold() for path in FOLDER.glob("table_*.csv"))
    assert numbers["words"]["toughness"] >= text.count("toughness") > 0


def test_i16_references(audit: Audit) -> None:
    assert audit.point("I16").numbers == {"works": 11, "figures": 20, "attributed": 26}
    by_work = {line.text.partition(":")[0]: line.computed for line in audit.point("I16").lines}
    assert by_work["Zhang & Liu 2023"] == 6
    assert by_work["Li & Chen 2023"] == 0


def test_i17_placeholders(audit: Audit) -> None:
    assert audit.point("I17").numbers["absent"] == ["Figure 3-2", "Figure 4-1"]


def test_i18_digits(audit: Audit) -> None:
    numbers = audit.point("I18").numbers
    assert (numbers["runs"], numbers["total"]) == (62, 162)
    assert round(numbers["chance"], 3) == 0.014
    told = {"42.345": 5, "45.678": 4, "38.234": 3, "0.876": 4, "0.834": 5, "0.867": 6}
    assert {value: numbers["repeated"][value] for value in told} == told
    assert "62 of 162 numbers (38 %)" in audit.point("I18").finding
    assert "about 1.4 %" in audit.point("I18").finding


def test_the_chance_of_a_run_by_brute_force() -> None:
    runs = {"123456789"[place : place + 3] for place in range(7)}
    runs |= {ending[::-1] for ending in runs}
    assert {f"{ending:03d}" for ending in range(1000) if is_run(f"{ending:03d}")} == runs
    assert run_chance() == len(runs) / 999 == 14 / 999


@pytest.mark.parametrize(
    ("count", "total", "chance"), [(62, 162, 14 / 999), (3, 162, 14 / 999), (1, 4, 0.3), (5, 5, 0.5)]
)
def test_the_tail_is_that_of_the_binomial(count: int, total: int, chance: float) -> None:
    """scipy.stats.binom as the independent source."""
    assert log10_tail(count, total, chance) == pytest.approx(binom.logsf(count - 1, total, chance) / np.log(10))


def test_frames_of_numbers_do_as_well(audit: Audit) -> None:
    """Tables as pandas reads them, figures and all, give the same verdicts; only digits need the text."""
    tables = {path.stem: pd.read_csv(path) for path in FOLDER.glob("*.csv")}
    found = audit_zhang(tables)
    assert {point.code: point.verdict for point in found.points} == EXPECTED
    assert found.point("R3").numbers == audit.point("R3").numbers


def test_the_same_tables_give_the_same_audit(audit: Audit) -> None:
    backwards = dict(reversed(printed_tables().items()))
    assert [point.finding for point in audit_zhang(backwards).points] == [point.finding for point in audit.points]
    assert audit_zhang(backwards).point("I18").lines == audit.point("I18").lines
