"""How sure scores and ranks are, as tables."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from chainchief.evaluation.robustness.variation.study import Robustness
from chainchief.views import formats
from chainchief.views.figures.assessed import GRADES
from chainchief.views.figures.figure import Setting
from chainchief.views.results.robustness.sureness import (
    Outlook,
    alternative_word,
    move_words,
    outlook,
    own_share,
    period_row,
    told_apart,
)
from chainchief.views.tables import Cell, Column, Row, TableView

MOST_PAIRS = 40


def robustness_tables(found: Robustness, setting: Setting, top: int | None = None) -> tuple[TableView, ...]:
    """Ranks with intervals and grade shares; pairs that cannot be told apart; what matters; one indicator left out."""
    look = outlook(found, setting, top)
    made = [rank_table(look)]
    if len(look.view.regions) > 1:
        made.append(pair_table(look))
    if found.sensitivity is not None:
        made.append(choice_table(look))
    if len(found.skipped):
        made.append(skipped_table(look))
    if found.removal is not None and len(look.view.regions) > 1:
        made.append(removal_table(look))
    return tuple(made)


def rank_table(look: Outlook) -> TableView:
    """Every region: rank, its interval, how often among the first k, score interval, how often each grade."""
    say, top = look.setting.say, look.top
    columns = [Column("region", say("column.region"))]
    if len(look.view.regions) > 1:
        columns += [
            Column("rank", say("column.rank"), kind="number"),
            Column("rank_low", say("column.rank_low"), kind="number"),
            Column("rank_median", say("column.median"), kind="number"),
            Column("rank_high", say("column.rank_high"), kind="number"),
            Column(f"top_{top}", say("robust.top", count=top), kind="percent"),
        ]
    columns += [
        Column("score_low", say("robust.score_low"), look.view.unit, "score"),
        Column("score_high", say("robust.score_high"), look.view.unit, "score"),
    ]
    if look.view.graded:
        columns += [Column(f"grade_{grade}", say(f"grade.{grade}"), kind="percent") for grade in GRADES]
        columns.append(Column("verdict", say("column.grade")))
    rows = tuple(_rank_row(look, region) for region in look.shown)
    caption = say("robust.ranks.title", draws=look.draws)
    return TableView("ranks", caption, tuple(columns), rows, _left(look, len(look.view.regions) - len(rows)))


def _rank_row(look: Outlook, region: str) -> Row:
    setting, view = look.setting, look.view
    cells = [Cell(setting.name(region), href=setting.link("region", region))]
    if len(view.regions) > 1:
        cells += [Cell(view.rank(region)), *(Cell(end) for end in look.rank_band(region)), Cell(look.top_share(region))]
    cells += [Cell(end) if view.graded else Cell(not_applicable=True) for end in look.score_band(region)]
    if view.graded:
        shares = look.grade_shares(region)
        cells += [Cell(shares.get(grade)) for grade in GRADES]
        cells.append(Cell(setting.say("state.unstable" if look.unstable(region) else "state.stable")))
    return Row(tuple(cells), chosen=view.named and region == view.focal)


def _left(look: Outlook, count: int) -> str:
    return look.setting.say("robust.more", count=count) if count > 0 else ""


def pair_table(look: Outlook) -> TableView:
    """The pairs that no side wins often enough."""
    setting, say = look.setting, look.setting.say
    level, compared = told_apart(look)
    columns = (
        Column("first", say("robust.pair.first")),
        Column("second", say("robust.pair.second")),
        Column("wins", say("robust.pair.wins"), kind="percent"),
        Column("level", say("robust.pair.level"), kind="percent"),
    )
    rows = tuple(
        Row(
            (Cell(setting.name(first)), Cell(setting.name(second)), Cell(float(wins)), Cell(float(even))),
            chosen=look.view.named and look.view.focal in (first, second),
        )
        for first, second, wins, even in zip(
            level["first"][:MOST_PAIRS], level["second"], level["wins"], level["level"], strict=False
        )
    )
    counts = [formats.number(count, 0, setting.language) for count in (len(level), compared)]
    caption = say("robust.pairs.title", count=counts[0], all=counts[1])
    more = " ".join(part for part in (_left(look, len(level) - len(rows)), say("robust.pairs.says")) if part)
    return TableView("pairs", caption, columns, rows, more)


def choice_table(look: Outlook) -> TableView:
    """What each choice explains alone and with all interactions, for all regions and for the focal one."""
    setting, counted = look.setting, look.found.sensitivity
    assert counted is not None
    say, region = setting.say, setting.name(look.view.focal)
    frames = [look.found.period_first, look.found.period_total]
    columns = [Column("choice", say("robust.choice")), Column("alternatives", say("robust.alternatives"))]
    several = len(look.view.regions) > 1
    if several:
        columns += [_share_column(f"{order}", say(f"robust.all.{order}")) for order in ("first", "total")]
        columns += [_share_column(f"rank_{order}", say(f"robust.rank.{order}", region=region)) for order in _ORDERS]
    if len(counted.score_first):
        columns += [_share_column(f"score_{order}", say(f"robust.score.{order}", region=region)) for order in _ORDERS]
    rows = []
    for factor, alternatives in counted.factors.items():
        words = (", " if setting.language == "en" else "、").join(
            alternative_word(factor, one, setting) for one in alternatives
        )
        cells = [Cell(say(f"factor.{factor}")), Cell(words)]
        if several:
            cells += [_share_cell(float(period_row(frame, look)[factor])) for frame in frames]
            cells += [_share_cell(own_share(look, f"rank_{order}", factor)) for order in _ORDERS]
        if len(counted.score_first):
            cells += [_share_cell(own_share(look, f"score_{order}", factor)) for order in _ORDERS]
        rows.append(Row(tuple(cells)))
    runs = formats.number(len(counted.runs), 0, setting.language)
    return TableView(
        "choices", say("robust.choices.title", runs=runs), tuple(columns), tuple(rows), say("robust.exact")
    )


_ORDERS = ("first", "total")


def _share_column(key: str, label: str) -> Column:
    return Column(key, label, kind="percent")


def _share_cell(share: float) -> Cell:
    """A share of a variance; none where nothing moves."""
    return Cell(not_applicable=True) if math.isnan(share) else Cell(max(share, 0.0))


def skipped_table(look: Outlook) -> TableView:
    """The alternatives that could not be counted, and why."""
    setting, say = look.setting, look.setting.say
    columns = (
        Column("choice", say("robust.choice")),
        Column("alternative", say("robust.alternative")),
        Column("reason", say("column.reason")),
    )
    rows = tuple(
        Row((
            Cell(say(f"factor.{line.factor}")),
            Cell(alternative_word(str(line.factor), str(line.alternative), setting)),
            Cell(str(line.message_zh if setting.language == "zh" else line.message)),
        ))
        for line in look.found.skipped.itertuples()
    )  # fmt: skip
    return TableView("skipped", say("robust.skipped"), columns, rows)


def removal_table(look: Outlook) -> TableView:
    """What happens to the ranks of this period without each indicator."""
    setting, view, removal = look.setting, look.view, look.found.removal
    assert removal is not None
    say = setting.say
    shift, rank = look.shift(removal.shift), look.shift(removal.rank)
    columns = (
        Column("indicator", say("column.indicator")),
        Column("code", say("column.code")),
        Column("weight", say("column.weight"), kind="number", decimals=3),
        Column("mean_shift", say("robust.removal.mean"), kind="number", decimals=2),
        Column("moved", say("robust.removal.moved"), kind="number"),
        Column("focal", say("robust.removal.focal", region=setting.name(view.focal)), kind="number"),
        Column("most", say("robust.removal.most")),
    )
    size = shift.abs()
    order = size.mean().sort_values(ascending=False, kind="stable").index
    rows = []
    for code in order:
        lost, moved = shift[code].isna(), size[code].fillna(0.0)
        weight = float(removal.summary.at[code, "weight"])
        without = float(rank.at[view.focal, code])
        mean = float(moved.sum() / max(int((~lost).sum()), 1))
        named = Cell(view.label(str(code)), href=setting.link("reweigh", str(code)))
        cells = (named, Cell(str(code)), Cell(weight), Cell(mean), Cell(int((moved > 0).sum())),
                 Cell(without), _movers(look, moved, rank[code]))  # fmt: skip
        rows.append(Row(cells, strong=without != view.rank(view.focal)))
    return TableView("removal", say("robust.removal.title"), columns, tuple(rows), say("robust.removal.says"))


def _movers(look: Outlook, moved: pd.Series[float], rank: pd.Series[float]) -> Cell:
    """«Yuntan 7 → 5»: the one or two that move most."""
    if not moved.max() > 0:
        return Cell(not_applicable=True)
    most = [str(region) for region in moved.index[moved == moved.max()]]
    view, language = look.view, look.setting.language
    words = [move_words(look.setting.name(one), view.rank(one), float(rank[one]), language) for one in most[:2]]
    text = (", " if language == "en" else "，").join(words)
    return Cell(f"{text} (+{len(most) - 2})" if len(most) > 2 else text)


def robustness_data(found: Robustness) -> dict[str, Any]:
    """The study as JSON values: intervals by row, shares by choice, rows without each indicator."""
    drawn, counted, removal = found.uncertainty, found.sensitivity, found.removal
    rows = drawn.rank_intervals.add_prefix("rank_").join(drawn.overall_intervals.add_prefix("score_"))
    rows = rows.assign(rank=found.evaluation.rank, overall=found.evaluation.overall, unstable=found.unstable)
    without = pd.DataFrame() if removal is None else removal.summary.rename_axis("indicator")
    tops = drawn.top_shares.iloc[:, :10].add_prefix("top_")
    return {
        "options": found.options,
        "draws": len(drawn.draws),
        "rows": _records(rows.join(tops)),
        "grade_shares": _records(drawn.grade_shares),
        "pairs": drawn.pairs[~drawn.pairs["distinct"].astype(bool)],
        "pairs_compared": len(drawn.pairs),
        "runs": 0 if counted is None else len(counted.runs),
        "factors": {} if counted is None else dict(counted.factors),
        "first": _records(found.period_first),
        "total": _records(found.period_total),
        "rank_first": [] if counted is None else _records(counted.rank_first),
        "rank_total": [] if counted is None else _records(counted.rank_total),
        "skipped": found.skipped,
        "remove_one": _records(without),
        "notes": found.notes,
    }


def _records(frame: pd.DataFrame) -> pd.DataFrame:
    """The labels of the rows as columns."""
    if frame.index.nlevels == 1 and frame.index.name is None:
        frame = frame.rename_axis("region_id")
    return frame.reset_index()
