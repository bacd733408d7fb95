"""The verdict of every point moves with what is printed and read: a cell altered, a verdict changed; or a refusal."""

from __future__ import annotations

import pytest

from chainchief.errors import InputError
from chainchief.evaluation.audit import PRINTED_COLUMNS, audit_zhang
from evaluation.audit.printed_tables import altered, printed_tables, without

TREE, RESULTS = "table_2-1_indicators", "table_3-1_regional_results"
TARGETS, INDUSTRIES = "table_4-1_structure_targets", "table_4-3_emerging_industries"
LAYERS, MACHINES = "table_4-4_digital_layers", "table_4-5_smart_manufacturing"
RISKS = "table_4-6_risk_matrix"
MIDDLE = ("region", "Middle Yangtze River")


@pytest.mark.parametrize(
    ("point", "change", "verdict"),
    [
        ("R1", (TREE, ("level3_code", "D111"), "weight", "0.087"), "contradicts"),
        ("R2", (RESULTS, MIDDLE, "grade_as_printed", "High toughness"), "in_part"),
        ("R2", ("grades", ("grade_as_printed", "High toughness"), "lower_inclusive", "0.850"), "in_part"),
        ("R3", (RESULTS, MIDDLE, "composite", "0.746"), "reproduced"),
        ("R3", (RESULTS, MIDDLE, "composite", "0.755"), "contradicts"),
        ("R4", (RESULTS, MIDDLE, "composite", "0.755"), "contradicts"),
        ("R4", (RESULTS, ("region", "Northeast Region"), "composite", "0.619"), "reproduced"),
        ("R5", (INDUSTRIES, ("industry", "AI"), "overall_rating", "0.905"), "in_part"),
        ("R6", (LAYERS, ("maturity_level", "Mature layer"), "enterprise_share_pct", "23.568"), "contradicts"),
        ("R7", (MACHINES, ("dimension", "Intelligent service"), "gap_printed", "32.656"), "in_part"),
        ("R8", ("text_figures", ("id", "T023"), "value", "0.163"), "contradicts"),
        ("I1", ("text_figures", ("id", "T055"), "value", "6"), "in_part"),
        ("I5", (RISKS, ("risk_type", "Environmental risk"), "impact", "0.890"), "contradicts"),
        ("I7", ("text_figures", ("id", "T059"), "value", "1.624"), "reproduced"),
        ("I8", ("text_figures", ("id", "T060"), "value", "0.723"), "reproduced"),
        ("I8", (TARGETS, ("indicator", "Industry Synergy Index"), "current_2023", "0.678"), "reproduced"),
        ("I9", ("text_figures", ("id", "T029"), "unit", "per enterprise"), "reproduced"),
        ("I15", (TREE, ("level1_code", "B3"), "level1_name", "Evolutionary toughness"), "contradicts"),
    ],
)  # fmt: skip
def test_one_cell_changes_the_verdict(point: str, change: tuple[str, tuple[str, str], str, str], verdict: str) -> None:
    tables = altered(*change)
    found, before = audit_zhang(tables), audit_zhang(printed_tables())
    assert found.point(point).verdict == verdict
    assert found.point(point) != before.point(point)
    assert found.point(point).finding
    assert found.point(point).finding_zh


def test_levels_that_follow_the_product_are_reproduced() -> None:
    tables = printed_tables()
    levels = {"Environmental risk": "High risk", "Technical risk": "Medium risk", "Market risk": "Medium risk"}
    frame = tables[RISKS]
    low = {"Supply risk": "Low risk", "Policy risk": "Low risk"}
    tables[RISKS] = frame.assign(risk_level_printed=frame["risk_type"].map({**levels, **low}))
    point = audit_zhang(tables).point("I5")
    assert point.verdict == "reproduced"
    assert point.numbers["product"] == 0
    assert len(point.numbers["cuts"]["product"]) == 2


def test_i1_agrees_when_both_counts_do() -> None:
    tables = altered("text_figures", ("id", "T055"), "value", "6")
    tables["text_figures"] = tables["text_figures"].replace({"value": {"24": "12"}})
    assert audit_zhang(tables).point("I1").verdict == "reproduced"


def test_i10_agrees_when_both_tell_the_same_effect() -> None:
    tables = printed_tables()
    frame = tables["text_figures"].set_index("id")
    frame.loc["T067", ["value", "unit"]] = ["0.876", "pp"]
    tables["text_figures"] = frame.reset_index()
    assert audit_zhang(tables).point("I10").verdict == "in_part"
    frame.loc["T066", "value"] = "0.500"
    tables["text_figures"] = frame.reset_index()
    assert audit_zhang(tables).point("I10").verdict == "reproduced"


def test_i11_agrees_only_without_any_fault() -> None:
    tables = printed_tables()
    frame = tables["text_figures"].set_index("id")
    for code, column, cell, left in (
        ("T049", "value", "56.789", ["unit", "value"]),
        ("T049", "unit", "%", ["value"]),
        ("T063", "value", "12.500", []),
    ):
        frame.loc[code, column] = cell
        tables["text_figures"] = frame.reset_index()
        point = audit_zhang(tables).point("I11")
        assert point.numbers["faults"] == left
        assert point.verdict == ("contradicts" if left else "reproduced")


@pytest.mark.parametrize(("share", "known"), [("20.000", "met"), ("78.965", "open"), ("99.000", "missed")])
def test_i12_says_when_the_target_is_met_or_missed_whatever_is_meant(share: str, known: str) -> None:
    tables = printed_tables()
    frame = tables["text_figures"].set_index("id")
    frame.loc["T032", "value"] = share
    tables["text_figures"] = frame.reset_index()
    point = audit_zhang(tables).point("I12")
    assert point.numbers["target"] == known
    assert {"met": "is met", "open": "cannot be told", "missed": "is missed"}[known] in point.finding


def test_i13_agrees_when_units_do() -> None:
    tables = printed_tables()
    frame = tables["text_figures"].set_index("id")
    frame.loc[["T002", "T018"], "unit"] = "index"
    tables["text_figures"] = frame.reset_index()
    for table, column in (("table_4-2_strategy_matrix", "effect_unit"), (LAYERS, "goal_unit")):
        tables[table] = tables[table].assign(**{column: "% change"})
    assert audit_zhang(tables).point("I13").verdict == "reproduced"


def test_i14_agrees_when_all_pairs_and_alpha_come_out() -> None:
    tables = printed_tables()
    tables[RESULTS] = tables[RESULTS].assign(functional=tables[RESULTS]["structural"])
    tables[RESULTS] = tables[RESULTS].assign(evolutionary=tables[RESULTS]["structural"])
    frame = tables["text_figures"].set_index("id")
    frame.loc[["T052", "T053"], "value"] = "1.000"
    tables["text_figures"] = frame.reset_index()
    assert audit_zhang(tables).point("I14").verdict == "reproduced"


def test_i15_agrees_when_one_word_is_used() -> None:
    tables = printed_tables()
    words = "(?i)toughness|elasticity|flexibility"
    tables = {
        name: frame if name == "readings" else frame.replace(words, "resilience", regex=True)
        for name, frame in tables.items()
    }
    assert audit_zhang(tables).point("I15").verdict == "reproduced"


@pytest.mark.parametrize(
    ("point", "items"),
    [
        ("I2", ("membership functions", "U and V", "orientation of R")),
        ("I3", ("judgement matrix", "consistency ratio", "entropy weights", "normalisation")),
        ("I4", ("directions", "goalposts")),
        ("I6", ("the 1 of 1+4", "start of the clock", "stop of the clock")),
        ("I12", ("measure of supplier concentration", "measure of market concentration")),
        ("I17", ("Figure 3-2", "Figure 4-1")),
    ],
)
def test_what_is_read_moves_the_verdict_too(point: str, items: tuple[str, ...]) -> None:
    found = audit_zhang(without("readings", "item", items[:1])).point(point)
    assert found.verdict != "reproduced" or len(items) == 1
    assert audit_zhang(without("readings", "item", items)).point(point).verdict == "reproduced"


def test_i16_counts_the_figures_of_the_works_that_are_absent() -> None:
    found = audit_zhang(without("readings", "item", ("Zhang & Liu 2023",))).point("I16")
    assert found.numbers == {"works": 10, "figures": 14, "attributed": 26}


def test_i18_is_ordinary_for_ordinary_endings() -> None:
    """Every ending moved by a multiple of 7 modulo 1000: no run is favoured any more."""
    tables = without("readings", "point", ("I18",))

    def shifted(cell: str, seed: int) -> str:
        whole, _, ending = cell.partition(".")
        return f"{whole}.{(int(ending) * 7 + 131 * seed) % 1000:03d}" if ending.isdigit() and len(ending) == 3 else cell

    frame = tables["text_figures"]
    values = [shifted(cell, seed) for seed, cell in enumerate(frame["value"])]
    tables["text_figures"] = frame.assign(value=values)
    for name in (MACHINES, RISKS, INDUSTRIES, TARGETS, LAYERS):
        moved = tables[name].copy()
        for number, column in enumerate(moved.columns):
            moved[column] = [shifted(cell, 17 * number + row) for row, cell in enumerate(moved[column])]
        tables[name] = moved
    point = audit_zhang(tables).point("I18")
    assert point.verdict == "reproduced"
    assert point.numbers["runs"] < 15


def test_a_run_more_is_a_run_more() -> None:
    before = audit_zhang(printed_tables()).point("I18").numbers
    after = audit_zhang(altered("text_figures", ("id", "T004"), "value", "35.567")).point("I18").numbers
    assert after["runs"] == before["runs"] + 1
    assert after["total"] == before["total"]


@pytest.mark.parametrize("table", list(PRINTED_COLUMNS))
def test_an_absent_table_or_column_is_refused_by_name(table: str) -> None:
    tables = printed_tables()
    with pytest.raises(InputError, match=table) as raised:
        audit_zhang({name: frame for name, frame in tables.items() if name != table})
    assert table in raised.value.say("zh")
    column = PRINTED_COLUMNS[table][-1]
    with pytest.raises(InputError, match=f"{table}: no column '{column}'"):
        audit_zhang({**tables, table: tables[table].drop(columns=column)})
    with pytest.raises(InputError, match=f"{table}: no rows"):
        audit_zhang({**tables, table: tables[table].iloc[:0]})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((RESULTS, MIDDLE, "composite", "n/a"), "row 4, composite: 'n/a' is no number"),
        ((TREE, ("level3_code", "D312"), "weight", ""), "row 10, weight: '' is no number"),
        ((RISKS, ("risk_type", "Policy risk"), "risk_level_printed", "Lowish"), "row 4: 'Lowish' is no level of risk"),
        (("text_figures", ("id", "T059"), "id", "T999"), "no figure T059"),
        ((TARGETS, ("indicator", "Industry Synergy Index"), "indicator", "Index"), "no row with 'Synergy'"),
        ((TREE, ("level3_code", "D312"), "level3_code", "D399"), "no row with 'D312'"),
        ((TREE, ("level1_code", "B3"), "level1_code", "B2"), "2 first-level codes"),
        ((RESULTS, MIDDLE, "functional", "0.000"), "not above 0"),
        ((RESULTS, ("period", "2018-2023"), "functional", "0.700"), "the same everywhere"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_place(change: tuple[str, tuple[str, str], str, str], said: str) -> None:
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        audit_zhang(altered(*change))
