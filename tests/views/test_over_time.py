"""Over time as tables and figures: what they say is what the numbers say, and what nobody knows stays unknown."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.evaluation import evaluate, framework_from_table
from chainchief.evaluation.options import EvaluationOptions, OverTimeOptions
from chainchief.evaluation.panels import over_time
from chainchief.regional import dagum_decomposition, gini, growth_rates, theil_decomposition
from chainchief.views import FIGURES, Setting, report, to_svg, to_texts
from chainchief.views.drawing import Path, Rect, Text, every
from chainchief.views.figures.years.lines import few_ticks
from chainchief.views.results.change import (
    cause_table,
    change_answer,
    contributor_table,
    obstacle_table,
    read_change,
    target_table,
)
from chainchief.views.results.course import Course, Followed, course_of, group_columns, read_course, with_regions
from chainchief.views.results.over_time import (
    break_lines,
    break_table,
    growth_table,
    inequality_table,
    over_time_answer,
    over_time_notes,
    over_time_tables,
    path_table,
)
from chainchief.views.tables import TableView
from views.made_panel import YEARS, made_panel, panel_frame
from views.small_evaluation import small_chain

EN, ZH = Setting("en"), Setting("zh")
QUARTERS = tuple(f"{year}-Q{quarter}" for year in (2021, 2022, 2023) for quarter in (1, 2, 3, 4))
PANELS: dict[str, dict[str, Any]] = {
    "plain": {},
    "broken": {"jump": "2018"},
    "holed": {"hole": "2016"},
    "two periods": {"periods": YEARS[:2]},
    "quarters": {"periods": QUARTERS},
    "no draws": {"draws": 0},
    "z-scores": {"normalise": "zscore"},
    "of 100": {"scale": (0.0, 100.0)},
    "one region": {"regions": 1},
}


def course(region: str = "r00", options: OverTimeOptions | None = None, **made: Any) -> Course:
    return with_regions(read_course(made_panel(**made), options), region)


def column(table: TableView, key: str) -> list[Any]:
    place = [one.key for one in table.columns].index(key)
    return [row.cells[place].value for row in table.rows]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PANELS)
def test_every_figure_draws(name: str, language: str) -> None:
    seen = course(**PANELS[name])
    figures = [FIGURES["score_paths"], FIGURES["rank_paths"]]
    figures += [FIGURES["inequality_paths"]] if seen.found is not None else []
    known = seen.known("r00")
    drawn = [make(seen, Setting(language)) for make in figures]
    drawn.append(FIGURES["change_bars"](read_change(seen, known[0], known[-1]), Setting(language)))
    for figure in drawn:
        svg = to_svg(figure.drawing)
        ET.fromstring(svg)
        assert "nan" not in svg.lower()
        assert figure.summary
        assert figure.lens == "assessed"
        assert all(len(row.cells) == len(figure.table.columns) for row in figure.table.rows)


@pytest.mark.parametrize("name", PANELS)
def test_every_table_reads_without_a_nan(name: str) -> None:
    seen = course(**PANELS[name])
    tables = [path_table(seen, "r00", EN), break_table(seen.breaks, EN)]
    if seen.found is not None:
        tables += over_time_tables(seen.found, EN)
    for table in tables:
        assert "nan" not in [text.lower() for row in to_texts(table)[1] for text in row]


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_ticks_hold_what_is_drawn_and_are_few(low: float, width: float) -> None:
    ticks = few_ticks(low, low + width)
    assert 2 <= len(ticks) <= 6
    assert ticks[0] <= low + 1e-6 * width
    assert ticks[-1] >= low + width - 1e-6 * width
    assert np.allclose(np.diff(ticks), ticks[1] - ticks[0])


def test_the_growth_table_says_what_growth_rates_say() -> None:
    seen = course()
    assert seen.found is not None
    table = growth_table(seen.found, EN)
    assert column(table, "region") == [f"r{number:02}" for number in range(12)]
    for place, region in enumerate(column(table, "region")):
        expected = growth_rates(seen.found.scores.loc[region])
        row = table.rows[place].cells
        assert (row[3].value, row[4].value, row[6].value) == (expected.cagr, expected.trend, expected.mean_rate)
        low, high = (math.expm1(end) for end in (expected.slope_low, expected.slope_high))
        assert row[5].value == f"{low:.1%} to {high:.1%}".replace("%", " %").replace("-", "−")


def test_two_periods_have_no_trend_and_say_why() -> None:
    found = over_time(made_panel(periods=YEARS[:2]))
    row = dict(zip(to_texts(growth_table(found, EN, ["r03"]))[0], to_texts(growth_table(found, EN, ["r03"]))[1][0],
                   strict=True))  # fmt: skip
    assert row["Trend, log-linear (a year)"] == "unknown"
    assert row["Remark"] == "Trend, log-linear: fewer than 3 known points"
    assert row["CAGR, end to end (a year)"] == row["Mean annual rate (a year)"]


def test_growth_over_other_indicators_says_so() -> None:
    found = over_time(made_panel(hole="2016"))
    remarks = column(growth_table(found, EN, ["r00", "r02"]), "reason")
    assert "2016 and 2017" in remarks[0]
    assert remarks[1] is None


def test_a_break_parts_growth_and_is_never_called_a_change() -> None:
    seen = course(jump="2018")
    assert seen.cuts == (("2017", "2018"),)
    assert seen.found is not None
    assert column(growth_table(seen.found, EN, ["r00"]), "stretch") == ["2012 to 2017", "2018 to 2023"]
    assert seen.verdict("r00", "2012", "2023") == "across_break"
    assert seen.verdict("r00", "2018", "2023") in ("up", "within_bands")
    assert "2017/2018" in over_time_answer(seen, EN)
    assert "not called a change" in over_time_answer(seen, EN)
    assert "口径断点（2017/2018）" in over_time_answer(seen, ZH)
    lines = break_lines(seen, EN)
    assert lines[0].startswith("Across 2017/2018 nothing is compared")
    assert "cannot tell a new base from a shock" in lines[-1]


def test_lines_are_broken_where_the_base_breaks() -> None:
    whole = FIGURES["score_paths"](course(), EN)
    parted = FIGURES["score_paths"](course(jump="2018"), EN)

    def strokes(figure: Any) -> int:
        return sum(isinstance(mark, Path) and mark.width == 2.4 for mark in every(figure.drawing.marks))

    assert (strokes(whole), strokes(parted)) == (1, 2)
    words = [mark.text for mark in every(parted.drawing.marks) if isinstance(mark, Text)]
    assert "break of base 2017/2018" in words


def test_a_verdict_is_whether_the_bands_overlap() -> None:
    seen = course()
    for region in ("r00", "r05", "r11"):
        for end in YEARS[1:]:
            first, last = (seen.evaluation.overall_intervals.loc[(region, one)] for one in (YEARS[0], end))
            apart = last["low"] > first["high"] or last["high"] < first["low"]
            assert (seen.verdict(region, YEARS[0], end) == "within_bands") == (not apart)
    assert course(draws=0).verdict("r00", YEARS[0], YEARS[-1]) == "no_band"
    assert course(hole="2016").verdict("r01", "2012", "2016") == "unknown"
    assert "2016" not in course(hole="2016").known("r01")


def test_few_periods_note_a_break_and_cut_nothing() -> None:
    seen = course(jump="2015", periods=YEARS[:6])
    assert list(seen.breaks["indicator"]) == ["b"]
    assert seen.cuts == ()
    assert seen.short
    said = " ".join(break_lines(seen, EN))
    assert "b 2014/2015" in said
    assert "only 5 changes" in said


def test_no_break_is_no_promise() -> None:
    lines = break_lines(course(), EN)
    assert lines[0].startswith("No break of base was declared or found")
    assert "has to be declared" in lines[0]


def test_breaks_in_values_that_are_not_scored_are_said() -> None:
    frame = panel_frame()
    late = frame.index.get_level_values(1) >= "2017"
    doubled = frame["c"].where(~late, frame["c"] * 2).rename("gdp")
    rows = doubled.rename("value").reset_index().assign(indicator="gdp")
    chain = Chain.from_tables({"indicators": rows})
    seen = with_regions(read_course(made_panel(), None, chain), "r00")
    assert seen.unscored[["indicator", "before", "after"]].to_numpy().tolist() == [["gdp", "2016", "2017"]]
    assert any("gdp 2016/2017" in line for line in break_lines(seen, EN))
    off = read_course(made_panel(), OverTimeOptions(detect="off"), chain)
    assert off.unscored.empty
    assert off.near.empty


def test_a_ruler_without_ends_says_what_means_nothing() -> None:
    seen = course(normalise="zscore")
    assert seen.found is None
    assert "zscore" in seen.why[0]
    assert seen.known("r00") == YEARS
    assert course(normalise="zscore", jump="2018").cuts == (("2017", "2018"),)


def test_the_change_is_its_causes_and_its_bars() -> None:
    for made in ({}, {"hole": "2023"}, {"aggregate": "geometric"}, {"normalise": "zscore"}):
        seen = course(**made)
        change = read_change(seen, "2012", "2023")
        ends = [float(seen.evaluation.overall.loc[("r00", period)]) for period in ("2012", "2023")]
        assert sum(change.causes.values()) == pytest.approx(ends[1] - ends[0], abs=1e-12)
        table = cause_table(change, EN)
        parts = column(table, "part")
        assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=1e-12)
        assert parts[-1] == pytest.approx(ends[1] - ends[0], abs=1e-12)
        bars = [mark for mark in FIGURES["change_bars"](change, EN).drawing.marks
                if isinstance(mark, Rect) and mark.fill.startswith("change-")]  # fmt: skip
        for before, after in pairwise(bars):
            joints = {round(end, 3) for end in (before.x, before.x + before.width)}
            assert joints & {round(end, 3) for end in (after.x, after.x + after.width)}
        assert "+" in change_answer(change, EN)
    went = read_change(course(hole="2023"), "2012", "2023")
    assert went.split.went_codes == ("a",)
    assert "(a)" in change_answer(went, EN)
    assert column(contributor_table(went, EN), "indicator") == sorted(["b", "c"], key=lambda code: -abs(
        went.contributors[code]))  # fmt: skip


def test_another_run_holds_the_end() -> None:
    seen = course()
    change = read_change(seen, "2012", "2023", made_panel(scale=(0.0, 1.0), aggregate="geometric"))
    assert change.causes["method"] != 0
    assert change.verdict == "other_run"
    assert "another run" in change_answer(change, EN)


def test_inequality_says_what_the_measures_say() -> None:
    seen = course()
    assert seen.found is not None
    table = inequality_table(seen.found, EN)
    zones = seen.evaluation.groups["zone"].xs("2020", level=1)
    scores = seen.found.scores["2020"]
    at = YEARS.index("2020")
    split, dagum = theil_decomposition(scores, zones), dagum_decomposition(scores, zones)
    assert column(table, "gini")[at] == pytest.approx(gini(scores))
    assert column(table, "within")[at] + column(table, "between")[at] == pytest.approx(column(table, "theil")[at])
    assert column(table, "between_share")[at] == pytest.approx(split.share_between)
    parts = [column(table, f"dagum_{name}")[at] for name in ("within", "between", "overlap")]
    assert parts == pytest.approx([dagum.within, dagum.between, dagum.overlap])
    assert sum(parts) == pytest.approx(column(table, "gini")[at])
    assert group_columns(seen.evaluation) == ("zone",)


def test_obstacles_and_targets() -> None:
    frame = pd.DataFrame({"a": [0.2, 0.5], "b": [0.9, 1.0]}, index=pd.MultiIndex.from_product(
        [["x"], ["2022", "2023"]], names=["region_id", "period"]))  # fmt: skip
    table = pd.DataFrame({"code": ["a", "b"], "weight": [0.5, 0.5], "direction": "+1", "low": 0, "high": 1,
                          "target": [0.75, 0.5]})  # fmt: skip
    scored = evaluate(frame, framework_from_table(table), EvaluationOptions(draws=0))
    held = obstacle_table(scored, "x", "2023", EN)
    assert held is not None
    assert (column(held, "indicator"), column(held, "degree")) == (["a"], [1.0])
    both = obstacle_table(scored, "x", "2022", EN)
    assert both is not None
    assert column(both, "degree") == pytest.approx([0.8 / 0.9, 0.1 / 0.9])
    goals = target_table(scored, "x", "2023", None, EN)
    assert goals is not None
    assert column(goals, "gap") == ["0.25", "−0.5"]
    sheet = pd.DataFrame({"indicator": ["a"], "op": [">="], "target": [0.8], "due": ["2026-12-31"]})
    chain = Chain.from_tables({"targets": sheet})
    due = target_table(scored, "x", "2023", chain, EN)
    assert due is not None
    assert column(due, "growth") == pytest.approx([(0.8 / 0.5) ** (1 / 3) - 1])
    assert column(due, "step") == ["0.1"]
    late = target_table(scored, "x", "2023", Chain.from_tables({"targets": sheet.assign(due="2022-12-31")}), EN)
    assert late is not None
    assert column(late, "reason") == ["the due date has passed"]
    assert target_table(made_panel(), "r00", "2023", None, EN) is None


def test_at_most_five_lines_the_focal_one_first() -> None:
    many = with_regions(course(), "r03", [f"r{number:02}" for number in range(12)])
    assert many.shown == ("r03", "r00", "r01", "r02", "r04")
    ranks = made_panel().rank.xs("2023", level=1)
    near = course("r03").shown[1:]
    assert {abs(int(ranks[one]) - int(ranks["r03"])) for one in near} == {1}
    assert with_regions(course(), "r03", []).shown == ("r03",)


def test_a_kept_run_is_recognised_by_its_scores() -> None:
    evaluation = made_panel()
    found = over_time(evaluation, OverTimeOptions(breaks="2018"))
    seen = course_of(evaluation, found)
    assert seen is not None
    assert seen.cuts == (("2017", "2018"),)
    assert course_of(made_panel(aggregate="geometric"), found) is None


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InputError):
        read_course(made_panel(), OverTimeOptions(breaks="1999"))
    with pytest.raises(InputError):
        read_course(made_panel(), OverTimeOptions(groups="planet"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_tells_it(language: str) -> None:
    chain = small_chain(("2023", "2024", "2025"))
    scored = evaluate(chain, "zhang-2024-anchored", EvaluationOptions(draws=50))
    text = report(chain, [scored], language)
    for word in {"en": ("Growth, three ways", "Breaks of base", "How unequal", "What holds it back most, 2025"),
                 "zh": ("三种口径的增长", "口径断点", "地区差距", "主要障碍，2025")}[language]:  # fmt: skip
        assert word in text
    declared = over_time(scored, OverTimeOptions(breaks="2024"))
    assert "2023/2024" not in text
    assert "2023/2024" in report(chain, [scored, declared], language)
    alone = evaluate(small_chain(("2025",)), "zhang-2024-anchored", EvaluationOptions(draws=50))
    assert 'id="years"' not in report(chain, [alone], language)


@pytest.mark.parametrize("declared", ["2019/2020", "b@2019/2020"])
def test_a_declared_step_is_not_told_as_uncut(declared: str) -> None:
    options = {"periods": YEARS[:5], "jump": "2020"} if "2020" in YEARS[:5] else {"jump": "2020"}
    before = course(options=OverTimeOptions(detect="note"), **options)
    found = before.breaks[["before", "after"]].drop_duplicates().to_numpy().tolist()
    assert ["2019", "2020"] in found
    assert any("not cut there" in line and "2019/2020" in line for line in break_lines(before, EN))
    seen = course(options=OverTimeOptions(breaks=declared, detect="note"), **options)
    assert seen.cuts == (("2019", "2020"),)
    assert not any("not cut there" in line and "2019/2020" in line for line in break_lines(seen, EN))
    table = break_table(seen.breaks, EN)
    steps = zip(column(table, "step"), column(table, "cuts"), strict=True)
    assert {cut for step, cut in steps if step == "2019/2020"} == {"cut here"}
    assert seen.found is not None
    assert not any("not cut" in line and "2019/2020" in line for line in over_time_notes(seen.found, EN))


def test_a_step_that_only_scatters_is_counted_not_listed() -> None:
    seen = course(jump="2018", options=OverTimeOptions(detect="note"))
    faint = seen.breaks.assign(share=0.0)
    assert break_table(faint, EN).rows == ()
    assert f"Left out: {len(faint)}" in break_table(faint, EN).more
    assert len(break_table(faint.assign(cuts=True), EN).rows) == len(faint)


@pytest.mark.parametrize(("language", "said"), [("en", "Run 0007 declared breaks"), ("zh", "运行 0007 为另一次评估")])
def test_the_report_says_which_declared_breaks_it_did_not_use(language: str, said: str) -> None:
    one, other = made_panel(), made_panel(jump="2018")
    run = Followed(over_time(one, OverTimeOptions(breaks="2015/2016")), 7)
    used, unused = (report(small_chain(), [score, run], language) for score in (one, other))
    assert said in unused
    assert said not in used
