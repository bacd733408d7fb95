"""An evaluation held against other methods and against the structure of its own data, as tables and sentences."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.errors import ModelError
from chainchief.evaluation.crosscheck.comparison import METHODS, MOVED, CrossCheck
from chainchief.evaluation.crosscheck.consistency import Consistency
from chainchief.evaluation.crosscheck.correlation import NEAR_SINGULAR
from chainchief.evaluation.crosscheck.opinions import SecondOpinions
from chainchief.evaluation.framework import Framework
from chainchief.views import formats
from chainchief.views.figures.figure import Setting
from chainchief.views.results.fuzzy import fuzzy_table
from chainchief.views.tables import Cell, Column, Row, TableView

MOST_REGIONS = 200
"""Regions of a table that are shown; the files of the run hold all."""
KAISER = ((0.9, "marvelous"), (0.8, "meritorious"), (0.7, "middling"), (0.6, "mediocre"), (0.5, "miserable"))
"""Kaiser's words for the measure of sampling adequacy, from these values on."""
SIGNIFICANT = 0.05
NOTHING = Cell(not_applicable=True)


def opinion_tables(found: SecondOpinions, setting: Setting) -> tuple[TableView, ...]:
    """Ranks of four methods, how far they agree, groups, pairs, all indicators together, memberships; what there is."""
    ranks = [] if isinstance(found.ranks, ModelError) else [*rank_tables(found, setting)]
    fuzzy = [] if isinstance(found.fuzzy, ModelError) else [fuzzy_table(found.fuzzy, setting)]
    return (*ranks, *structure_tables(found, setting), *fuzzy)


def opinion_notes(found: SecondOpinions) -> tuple[Finding, ...]:
    """How it was done, what was left out, what to look at."""
    ranks, fuzzy = ([] if isinstance(part, ModelError) else [*part.notes] for part in (found.ranks, found.fuzzy))
    return (*ranks, *found.consistency.notes, *fuzzy)


def opinion_answer(found: SecondOpinions, setting: Setting) -> str:
    """In a sentence or two: whether other methods rank alike, and who they would move."""
    if isinstance(found.ranks, ModelError):
        why = found.ranks.say(setting.language)
        return why[:1].upper() + why[1:]
    period = shown_period(found.ranks, setting)
    table = of_period(found.ranks.table, period)
    far = table[table["move"].abs() > MOVED]
    parts = [_agreement(found.ranks, period, setting)]
    if far.empty:
        parts.append(setting.say("crosscheck.nobody_far", places=MOVED))
    else:
        names = [setting.name(region) for region in _regions(far)]
        parts.append(setting.say("crosscheck.far", places=MOVED, names=formats.join(names[:6], setting.language)))
    return (" " if setting.language == "en" else "").join(part for part in parts if part)


def _agreement(ranks: CrossCheck, period: str, setting: Setting) -> str:
    own = ranks.correlations[ranks.correlations["period"].isin([period, ""])]
    if own.empty:
        return setting.say("crosscheck.too_few")
    low, high = float(own["spearman"].min()), float(own["spearman"].max())
    band = formats.band(low, high, 2, setting.language)
    return setting.say("crosscheck.agreement", band=band)


def shown_period(ranks: CrossCheck, setting: Setting) -> str:
    """The period a setting asks for when it was compared, else the newest; "" where there is only one."""
    if not isinstance(ranks.table.index, pd.MultiIndex):
        return ""
    periods = sorted({str(period) for period in ranks.table.index.get_level_values(-1)})
    return setting.period if setting.period in periods else periods[-1]


def of_period(frame: pd.DataFrame, period: str) -> pd.DataFrame:
    """The rows of one period, all of them where there is only one."""
    if not isinstance(frame.index, pd.MultiIndex):
        return frame
    return frame[[str(when) == period for when in frame.index.get_level_values(-1)]]


def _regions(frame: pd.DataFrame) -> list[str]:
    return [str(row[0] if isinstance(row, tuple) else row) for row in frame.index]


def rank_tables(found: SecondOpinions, setting: Setting) -> tuple[TableView, ...]:
    """Scores and ranks of the four methods side by side, and how far the ranks agree in every period."""
    assert isinstance(found.ranks, CrossCheck)
    return _ranks(found, found.ranks, setting), _correlations(found.ranks, setting)


def _ranks(found: SecondOpinions, ranks: CrossCheck, setting: Setting) -> TableView:
    say = setting.say
    period = shown_period(ranks, setting)
    columns = [Column("region", say("column.region"))]
    for name in ("score", *METHODS):
        columns.append(Column(name, say(f"crosscheck.{name}"), kind="score"))
        columns.append(
            Column(f"{name}_rank", say("crosscheck.rank_by", method=say(f"crosscheck.{name}")), kind="number")
        )
    columns += [Column("move", say("crosscheck.move"), kind="raw"), Column("method", say("crosscheck.by"))]
    table = of_period(ranks.table, period).sort_values(["rank", "score"], ascending=[True, False], kind="stable")
    root = found.evaluation.framework.root
    shown = table.head(MOST_REGIONS)
    lines = zip(_regions(shown), shown.to_dict("records"), strict=True)
    rows = [_rank_row(region, line, period, root, setting) for region, line in lines]
    left = len(table) - len(rows)
    more = say("crosscheck.more", count=left) if left else say("crosscheck.move_says", places=MOVED)
    caption = say("crosscheck.ranks_in", period=period) if period else say("crosscheck.ranks")
    return TableView("cross_check", caption, tuple(columns), tuple(rows), more)


def _rank_row(region: str, line: dict[Any, Any], period: str, root: str, setting: Setting) -> Row:
    cells = [Cell(setting.name(region), href=setting.link("score", region, root, period))]
    for name in ("score", *METHODS):
        rank = line["rank" if name == "score" else f"{name}_rank"]
        cells += [Cell(float(line[name])), Cell(int(rank))]
    move = int(line["move"])
    if move:
        arrow = setting.say("crosscheck.down" if move > 0 else "crosscheck.up", places=abs(move))
        cells += [Cell(arrow), Cell(setting.say(f"crosscheck.{line['method']}"))]
    else:
        cells += [NOTHING, NOTHING]
    return Row(tuple(cells), strong=abs(move) > MOVED, chosen=region == setting.region)


def _correlations(ranks: CrossCheck, setting: Setting) -> TableView:
    say = setting.say
    several = ranks.correlations["period"].ne("").any()
    columns = (
        *([Column("period", say("column.period"))] if several else []),
        Column("method", say("crosscheck.method")),
        Column("spearman", "Spearman ρ", kind="number", decimals=2),
        Column("kendall", "Kendall τ-b", kind="number", decimals=2),
        Column("regions", say("crosscheck.regions"), kind="number"),
    )
    lines = ranks.correlations.sort_values("period", ascending=False, kind="stable").to_dict("records")
    rows = [
        Row((
            *([Cell(str(line["period"]))] if several else []),
            Cell(say(f"crosscheck.{line['method']}")), Cell(float(line["spearman"])), Cell(float(line["kendall"])),
            Cell(int(line["regions"])),
        ))
        for line in lines
    ]  # fmt: skip
    more = say("crosscheck.correlation_says") if rows else say("crosscheck.too_few")
    return TableView("rank_correlations", say("crosscheck.correlations"), columns, tuple(rows), more)


def structure_answer(found: SecondOpinions, setting: Setting) -> str:
    """In a sentence: whether the indicators of each group measure one thing, as far as that can be said."""
    alphas = found.consistency.reliability
    known = alphas[alphas["alpha"].notna()]
    if known.empty:
        return setting.say("structure.nothing")
    doubtful = [found.evaluation.framework.label(code, setting.language) for code in known.index[known["doubtful"]]]
    if doubtful:
        names = formats.join(doubtful[:4], setting.language)
        return setting.say("structure.doubtful", names=names, count=len(doubtful), all=len(known))
    return setting.say("structure.fine", count=len(known))


def structure_tables(found: SecondOpinions, setting: Setting) -> tuple[TableView, ...]:
    """Alpha of every group, pairs to look at, KMO and Bartlett of all indicators, principal components."""
    framework, checks = found.evaluation.framework, found.consistency
    return (
        _reliability(framework, checks, setting),
        _pairs(framework, checks, setting),
        _adequacy(checks, setting),
        _components(checks, setting),
    )


def _reliability(framework: Framework, checks: Consistency, setting: Setting) -> TableView:
    say = setting.say
    columns = (
        Column("group", say("structure.group")),
        Column("indicators", say("structure.indicators"), kind="number"),
        Column("rows", say("structure.rows"), kind="number"),
        Column("alpha", "Cronbach α", kind="number", decimals=2),
        Column("verdict", say("structure.verdict")),
    )
    rows = []
    for code, line in checks.reliability.to_dict("index").items():
        alpha = float(line["alpha"])
        why = str(line["reason_zh" if setting.language == "zh" else "reason"])
        verdict = why if math.isnan(alpha) else say(f"structure.alpha.{_alpha_word(alpha)}")
        depth = max(int(framework.table.at[code, "depth"]) - 1, 0)
        cells = (
            Cell(str(framework.label(str(code), setting.language))), Cell(int(line["indicators"])),
            Cell(int(line["rows"])), NOTHING if math.isnan(alpha) else Cell(alpha), Cell(verdict),
        )  # fmt: skip
        rows.append(Row(cells, depth=depth, strong=bool(line["doubtful"])))
    return TableView("reliability", say("structure.alpha"), columns, tuple(rows), say("structure.alpha.says"))


def _alpha_word(alpha: float) -> str:
    return "negative" if alpha < 0 else "doubtful" if alpha < 0.7 else "good" if alpha < 0.95 else "repetitive"


def _pairs(framework: Framework, checks: Consistency, setting: Setting) -> TableView:
    say, language = setting.say, setting.language
    columns = (
        Column("group", say("structure.group")),
        Column("first", say("structure.first")),
        Column("second", say("structure.second")),
        Column("correlation", say("structure.correlation"), kind="number", decimals=2),
        Column("rows", say("structure.rows"), kind="number"),
        Column("flag", say("structure.verdict")),
    )
    rows = tuple(
        Row((
            *(Cell(str(framework.label(str(line[name]), language))) for name in ("group", "first", "second")),
            Cell(float(line["correlation"])), Cell(int(line["rows"])), Cell(say(f"structure.flag.{line['flag']}")),
        ))
        for line in checks.flags.to_dict("records")
    )  # fmt: skip
    known = checks.reliability["alpha"].notna().any()
    more = say("structure.pairs.says" if rows else "structure.pairs.none" if known else "structure.nothing")
    return TableView("correlation_flags", say("structure.pairs"), columns, rows, more)


def _adequacy(checks: Consistency, setting: Setting) -> TableView:
    say = setting.say
    columns = (
        Column("check", say("structure.check")),
        Column("value", say("column.value"), kind="raw"),
        Column("means", say("structure.verdict")),
    )
    rows = (
        Row((Cell("KMO"), *_kmo(checks, setting))),
        Row((Cell("Bartlett"), *_bartlett(checks, setting))),
        Row((Cell(say("structure.condition")), *_condition(checks, setting))),
    )
    return TableView("adequacy", say("structure.together"), columns, rows, say("structure.rows_used", rows=checks.rows))


def _kmo(checks: Consistency, setting: Setting) -> tuple[Cell, Cell]:
    if checks.kmo is None:
        return NOTHING, Cell(_why(checks, "crosscheck-no-kmo", setting))
    word = next((name for least, name in KAISER if checks.kmo >= least), "unacceptable")
    return Cell(formats.number(checks.kmo, 2, setting.language)), Cell(setting.say(f"structure.kmo.{word}"))


def _bartlett(checks: Consistency, setting: Setting) -> tuple[Cell, Cell]:
    test, language = checks.bartlett, setting.language
    if test is None:
        return NOTHING, Cell(_why(checks, "crosscheck-no-kmo", setting))
    p = formats.number(test.p_value, 2, language) if test.p_value >= 0.005 else "< 0.01"
    value = (
        f"χ² = {formats.number(test.statistic, 1, language)}, df = {test.degrees}, p {'' if p[0] == '<' else '= '}{p}"
    )
    return Cell(value), Cell(setting.say(f"structure.bartlett.{'yes' if test.p_value < SIGNIFICANT else 'no'}"))


def _condition(checks: Consistency, setting: Setting) -> tuple[Cell, Cell]:
    if checks.condition is None:
        return NOTHING, Cell(_why(checks, "crosscheck-no-components", setting))
    value = "∞" if math.isinf(checks.condition) else formats.number(checks.condition, 0, setting.language)
    near = checks.condition > NEAR_SINGULAR
    return Cell(value), Cell(setting.say(f"structure.condition.{'near' if near else 'fine'}"))


def _why(checks: Consistency, rule: str, setting: Setting) -> str:
    return next(
        (note.say(setting.language) for note in checks.notes if note.rule == rule), setting.say("state.unknown")
    )


def _components(checks: Consistency, setting: Setting) -> TableView:
    say = setting.say
    columns = (
        Column("component", say("structure.component"), kind="number"),
        Column("eigenvalue", say("structure.eigenvalue"), kind="number", decimals=2),
        Column("share", say("structure.share"), kind="percent"),
        Column("cumulative", say("structure.cumulative"), kind="percent"),
    )
    rows = tuple(
        Row((Cell(place), Cell(float(line["eigenvalue"])), Cell(float(line["share"])), Cell(float(line["cumulative"]))))
        for place, line in enumerate(checks.components.to_dict("records"), 1)
    )
    more = "" if rows else _why(checks, "crosscheck-no-components", setting)
    return TableView("components", say("structure.components"), columns, rows, more)
