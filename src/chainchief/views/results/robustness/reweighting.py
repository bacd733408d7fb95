"""Another weight, and one draw, as tables and sentences."""

from __future__ import annotations

import math

import pandas as pd

from chainchief.evaluation.framework import Framework
from chainchief.evaluation.robustness.montecarlo import Drawn
from chainchief.evaluation.robustness.variation.reweighting import Reweighted
from chainchief.views import formats
from chainchief.views.figures.figure import Setting
from chainchief.views.results.robustness.sureness import Outlook, alternative_word, move_words
from chainchief.views.tables import Cell, Column, Row, TableView

MOST_ROWS = 60
"""Regions of a new ranking that are shown; all are counted."""
UP, DOWN = "▲", "▼"


def reweighted_answer(found: Reweighted, framework: Framework, setting: Setting) -> str:
    """In a sentence or two: the weight before and after, how many pairs swap, who moves."""
    label = framework.label(found.code, setting.language)
    weights = [formats.number(part, 3, setting.language) for part in (found.weight, found.new_weight)]
    first = setting.say("reweigh.weight", name=label, before=weights[0], after=weights[1])
    if not found.pairs:
        return _joined(first, setting.say("reweigh.none"), setting)
    moved = _moved(found.ranking)
    named = [
        move_words(setting.name(_region(label)), float(row["rank"]), float(row["new_rank"]), setting.language)
        for label, row in moved.head(4).iterrows()
    ]
    names = (", " if setting.language == "en" else "，").join(named)
    more = setting.say("reweigh.more", count=len(moved) - len(named)) if len(moved) > len(named) else ""
    count = formats.number(found.pairs, 0, setting.language)
    key = "reweigh.pair" if found.pairs == 1 else "reweigh.pairs"
    return _joined(first, setting.say(key, count=count, names=names + more), setting)


def _joined(first: str, second: str, setting: Setting) -> str:
    return f"{first} {second}" if setting.language == "en" else first + second


def _region(label: object) -> str:
    return str(label[0]) if isinstance(label, tuple) else str(label)


def _moved(ranking: pd.DataFrame) -> pd.DataFrame:
    """The rows whose rank changes, the largest moves first."""
    size = (ranking["new_rank"] - ranking["rank"]).abs()
    moved = ranking[size > 0]
    return moved.loc[size[size > 0].sort_values(ascending=False, kind="stable").index]


def reweighted_table(found: Reweighted, setting: Setting) -> TableView:
    """The ranking before and after; where there are many regions those that move, then the first ones."""
    ranking, say = found.ranking, setting.say
    shown = ranking
    if len(ranking) > MOST_ROWS:
        keep = [*_moved(ranking).index[: MOST_ROWS - 10], *ranking.index[:10]]
        shown = ranking.loc[ranking.index.isin(keep)]
    columns = (
        Column("region", say("column.region")),
        Column("rank", say("reweigh.rank"), kind="number"),
        Column("new_rank", say("reweigh.new_rank"), kind="number"),
        Column("move", say("reweigh.move")),
        Column("score", say("reweigh.score"), kind="score"),
        Column("new_score", say("reweigh.new_score"), kind="score"),
    )
    rows = [_line(_region(label), row, setting) for label, row in shown.iterrows()]
    left = len(ranking) - len(rows)
    more = say("robust.more", count=left) if left else ""
    return TableView("reweighted", say("reweigh.ranking"), columns, tuple(rows), more)


def _line(region: str, row: pd.Series[float], setting: Setting) -> Row:
    before, after = float(row["rank"]), float(row["new_rank"])
    cells = (
        Cell(setting.name(region), href=setting.link("region", region)),
        Cell(before),
        Cell(after),
        _move(before, after, setting),
        Cell(float(row["score"])),
        Cell(float(row["new_score"])),
    )
    return Row(cells, strong=before != after, chosen=region == setting.region)


def _move(before: float, after: float, setting: Setting) -> Cell:
    """«▲ 2», «▼ 1»; sign and number, never a colour alone."""
    if math.isnan(after):
        return Cell(None)
    if before == after:
        return Cell(not_applicable=True)
    sign = UP if after < before else DOWN
    word = setting.say("reweigh.rises" if after < before else "reweigh.falls")
    return Cell(f"{sign} {formats.number(abs(after - before), 0, setting.language)}", note=word)


def swap_table(found: Reweighted, setting: Setting) -> TableView:
    """The pairs that change places."""
    say, language = setting.say, setting.language
    columns = (Column("falls", say("reweigh.falls")), Column("rises", say("reweigh.rises")))
    rows = [
        Row((
            Cell(move_words(setting.name(_region(line.falls)), line.falls_from, line.falls_to, language)),
            Cell(move_words(setting.name(_region(line.rises)), line.rises_from, line.rises_to, language)),
        ))
        for line in found.swaps.itertuples()
    ]  # fmt: skip
    left = found.pairs - len(rows)
    more = say("robust.more", count=formats.number(left, 0, language)) if left > 0 else ""
    return TableView("swaps", say("reweigh.swaps"), columns, tuple(rows), more)


def draw_answer(one: Drawn, look: Outlook) -> str:
    """What a draw picked, and where it puts the focal region."""
    setting, view = look.setting, look.view
    score = float(view.row(one.overall, view.focal))
    rank = float(view.row(one.rank, view.focal))
    first = setting.say(
        "draw.answer",
        number=formats.number(one.number, 0, setting.language),
        region=setting.name(view.focal),
        score=formats.score(score, setting.language),
        rank=formats.number(rank, 0, setting.language),
        given=formats.number(view.rank(view.focal), 0, setting.language),
    )
    if not one.choices:
        return first
    between = ", " if setting.language == "en" else "，"
    picked = between.join(
        f"{setting.say(f'factor.{factor}')}: {alternative_word(factor, choice, setting)}"
        if setting.language == "en"
        else f"{setting.say(f'factor.{factor}')}：{alternative_word(factor, choice, setting)}"
        for factor, choice in one.choices.items()
    )
    return _joined(first, setting.say("draw.picked", choices=picked), setting)


def draw_tables(one: Drawn, look: Outlook) -> tuple[TableView, TableView]:
    """The ranking of one draw beside that of the evaluation, and its weights beside the given ones."""
    return _drawn_ranking(one, look), _drawn_weights(one, look)


def _drawn_ranking(one: Drawn, look: Outlook) -> TableView:
    setting, view, say = look.setting, look.view, look.setting.say
    columns = (
        Column("region", say("column.region")),
        Column("rank", say("reweigh.rank"), kind="number"),
        Column("new_rank", say("draw.rank"), kind="number"),
        Column("new_score", say("draw.score"), kind="score"),
    )
    rows = []
    for region in look.shown[:MOST_ROWS]:
        before, after = view.rank(region), float(view.row(one.rank, region))
        cells = (Cell(setting.name(region)), Cell(before), Cell(after), Cell(float(view.row(one.overall, region))))
        rows.append(Row(cells, strong=before != after, chosen=view.named and region == view.focal))
    left = len(view.regions) - len(rows)
    return TableView("draw", say("draw.ranking"), columns, tuple(rows), say("robust.more", count=left) if left else "")


def _drawn_weights(one: Drawn, look: Outlook) -> TableView:
    view, say = look.view, look.setting.say
    given = view.evaluation.weights["local"]
    columns = (
        Column("code", say("column.code")),
        Column("name", say("column.indicator")),
        Column("given", say("draw.given"), kind="number", decimals=3),
        Column("drawn", say("draw.drawn"), kind="number", decimals=3),
    )
    framework = view.evaluation.framework
    rows = tuple(
        Row((Cell(code), Cell(view.label(code)), Cell(float(given[code])), Cell(float(one.weights[code]))),
            strong=int(framework.table.at[code, "depth"]) == 1)
        for code in framework.codes[1:]
    )  # fmt: skip
    return TableView("draw_weights", say("draw.weights"), columns, rows, say("draw.weights.says"))
