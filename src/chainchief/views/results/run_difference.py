"""Two evaluations side by side, and the steps of one, as tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.options import AGGREGATIONS, IMPUTATIONS, NORMALISATIONS, TREATMENTS, UNGRADED, WEIGHTS
from chainchief.evaluation.preparation.record import StepRecord
from chainchief.evaluation.run_difference import RunDifference
from chainchief.views import formats
from chainchief.views.figures.figure import Setting
from chainchief.views.tables import Cell, Column, Row, TableView

_TITLES: dict[str, dict[str, tuple[str, str]]] = {
    "normalise": NORMALISATIONS,
    "aggregate": AGGREGATIONS,
    "impute": IMPUTATIONS,
    "treat": TREATMENTS,
    "weights": WEIGHTS,
}
MOST_ROWS = 200
"""Rows of a table of scores that are shown; `log --diff A B --json` holds all."""
MOST_CELLS = 200
"""Rows of a table of cells that are shown; the files of the run hold all."""


def difference_tables(
    found: RunDifference, setting: Setting, linked: tuple[bool, bool] = (True, True)
) -> tuple[TableView, ...]:
    """What differs, what it did to every score, and the values that are not the same.

    linked : whether the values of the first and of the second run still lead to their cells
    """
    return _differences(found, setting), change_table(found, setting), _cells(found, setting, linked)


def difference_answer(found: RunDifference, setting: Setting) -> str:
    """In a sentence: what differs, who moves most, and by which difference."""
    if found.differences.empty:
        return setting.say("difference.none")
    factors = formats.join([factor_word(factor, setting) for factor in found.factors], setting.language)
    moves = found.changes["change"].abs()
    if moves.empty or float(moves.max()) < 5e-13:
        return setting.say("difference.unmoved", factors=factors)
    row, other = moves.idxmax(), other_ruler(found, setting)
    change = formats.number(float(found.changes.at[row, "change"]), 3, setting.language, signed=True)
    answer = setting.say("difference.answer", factors=factors, region=row_name(row, setting), change=change)
    if other:
        answer = setting.say("difference.only", factors=factors)
    ranked = int(found.changes["first_rank"].ne(found.changes["second_rank"]).sum())
    told = setting.say("difference.ranks", count=ranked, all=len(found.changes))
    return (" " if setting.language == "en" else "").join(part for part in (answer, told, other) if part)


def other_ruler(found: RunDifference, setting: Setting) -> str:
    """That the scores of the two are in different units, "" when they are in the same."""
    moved = found.differences.set_index("name")[["first", "second"]]
    ends = moved.reindex(["normalise"]).isin(UNGRADED).to_numpy().any()
    return setting.say("difference.other_ruler") if ends or "scale" in moved.index else ""


def factor_word(factor: str, setting: Setting) -> str:
    """A difference as people call it; several told together keep their plus."""
    return " + ".join(setting.say(f"factor.{part}") for part in factor.split(" + "))


def row_name(row: Any, setting: Setting) -> str:
    """A region, with its period where there are several."""
    if isinstance(row, tuple):
        return f"{setting.name(str(row[0]))} {row[1]}"
    return setting.name(str(row))


def _differences(found: RunDifference, setting: Setting) -> TableView:
    columns = tuple(Column(name, setting.say(f"difference.{name}")) for name in ("factor", "name", "first", "second"))
    rows = []
    for line in found.differences.itertuples():
        ends = [choice_word(str(line.name), str(end), setting.language) for end in (line.first, line.second)]
        words = setting.say("difference.cells", count=line.second) if line.factor == "values" else ends[1]
        cells = (Cell(factor_word(str(line.factor), setting)), Cell(str(line.name)), Cell(ends[0]), Cell(words))
        rows.append(Row(cells))
    return TableView("differences", setting.say("difference.what"), columns, tuple(rows))


def choice_word(name: str, value: str, language: str) -> str:
    """A choice of an evaluation as people call it; the text itself where it has no name."""
    title = _TITLES.get(name, {}).get(value)
    return title[language == "zh"] if title else value or formats.NOT_APPLICABLE


def change_table(found: RunDifference, setting: Setting) -> TableView:
    apart = bool(other_ruler(found, setting))
    effects = [] if apart else [str(column) for column in found.changes if column not in _FIXED]
    shown = ["first", "second", *([] if apart else ["change"])]
    columns = (
        Column("region", setting.say("column.region")),
        *(Column(name, setting.say(f"difference.{name}"), kind="number", decimals=3) for name in shown),
        *(Column(name, factor_word(name, setting), kind="number", decimals=3) for name in effects),
        Column("first_rank", setting.say("difference.first_rank"), kind="number"),
        Column("second_rank", setting.say("difference.second_rank"), kind="number"),
    )
    size = found.changes["first_rank"] - found.changes["second_rank"] if apart else found.changes["change"]
    order = size.abs().sort_values(ascending=False, kind="stable").index[:MOST_ROWS]
    rows = []
    for label, line in zip(order, found.changes.loc[order].to_dict("records"), strict=True):
        numbers = [line[name] for name in (*shown, *effects)]
        ranks = [int(line[name]) for name in ("first_rank", "second_rank")]
        moved = ranks[0] != ranks[1]
        cells = (Cell(row_name(label, setting)), *(Cell(float(one)) for one in numbers), *(Cell(one) for one in ranks))
        rows.append(Row(cells, strong=moved))
    caption = setting.say("difference.ranked" if apart else "difference.effects")
    return TableView("changes", caption, columns, tuple(rows), _more(found, apart, len(rows), setting))


def _more(found: RunDifference, apart: bool, shown: int, setting: Setting) -> str:
    """How the effects were found, who stands in one run alone, what is not shown."""
    parts = [] if apart else [setting.say(f"difference.way.{found.way.replace(' ', '_')}")]
    if alone := [*found.only_first, *found.only_second]:
        parts.append(setting.say("difference.alone", names=formats.join(alone[:12], setting.language)))
    if left := len(found.changes) - shown:
        parts.append(setting.say("difference.more_rows", count=left))
    return (" " if setting.language == "en" else "").join(parts)


_FIXED = ("first", "second", "change", "first_rank", "second_rank")


def _cells(found: RunDifference, setting: Setting, linked: tuple[bool, bool]) -> TableView:
    columns = (
        Column("region", setting.say("column.region")),
        Column("period", setting.say("column.period")),
        Column("indicator", setting.say("column.indicator")),
        Column("first", setting.say("difference.first"), kind="raw"),
        Column("second", setting.say("difference.second"), kind="raw"),
    )
    rows = [
        Row((Cell(setting.name(line.region_id)), Cell(line.period), Cell(line.indicator),
             _value(line.first, line.first_origin if linked[0] else "", setting),
             _value(line.second, line.second_origin if linked[1] else "", setting)))
        for line in found.cells.head(MOST_CELLS).itertuples()
    ]  # fmt: skip
    left = len(found.cells) - len(rows)
    more = setting.say("difference.more_cells", count=left) if left > 0 else ""
    return TableView("cells", setting.say("difference.values"), columns, tuple(rows), more)


def _value(value: float, origin: str, setting: Setting) -> Cell:
    """A value that leads to its cell, where it stands in one."""
    return Cell(_plain(value), href=setting.link("cell", origin) if origin else "", note=origin)


def _plain(value: float) -> str | None:
    return None if pd.isna(value) else f"{value:.6g}"


def step_table(evaluation: Evaluation, setting: Setting) -> TableView:
    """The steps of an evaluation in order: what each was told and how many cells it changed."""
    columns = (
        Column("step", setting.say("steps.step")),
        Column("message", setting.say("steps.message")),
        Column("cells", setting.say("steps.cells"), kind="number"),
    )
    rows = []
    for step in evaluation.log:
        said = step.message_zh if setting.language == "zh" else step.message
        touched = Cell(len(step.changed)) if len(step.changed) else Cell(not_applicable=True)
        rows.append(Row((Cell(setting.say(f"steps.{step.name}")), Cell(said), touched)))
    return TableView("steps", setting.say("steps.title"), columns, tuple(rows))


def changed_table(step: StepRecord, evaluation: Evaluation, setting: Setting) -> TableView:
    """The cells one step changed: before, after and how, each leading to its cell."""
    columns = (
        Column("region", setting.say("column.region")),
        Column("period", setting.say("column.period")),
        Column("indicator", setting.say("column.indicator")),
        Column("before", setting.say("steps.before"), kind="raw"),
        Column("after", setting.say("steps.after"), kind="raw"),
        Column("how", setting.say("steps.how")),
    )
    shown = step.changed.head(MOST_CELLS)
    origins = _origins(evaluation)
    rows = []
    for line in shown.itertuples():
        key = (str(line.region_id), str(line.period), str(line.indicator))
        before = _value(line.before, origins.get(key, ""), setting)
        after = Cell(_plain(line.after), quality="C" if step.name == "impute" else "")
        rows.append(
            Row(
                (
                    Cell(setting.name(key[0])),
                    Cell(key[1]),
                    Cell(key[2]),
                    before,
                    after,
                    Cell(_how_word(str(line.how), setting)),
                )
            )
        )
    left = len(step.changed) - len(rows)
    more = setting.say("steps.more", count=left) if left > 0 else ""
    title = setting.say("steps.changed", step=setting.say(f"steps.{step.name}"), count=len(step.changed))
    return TableView(f"changed_{step.name}", title, columns, tuple(rows), more)


def _how_word(how: str, setting: Setting) -> str:
    """What was done last to a value."""
    last = how.rpartition("; ")[2]
    return setting.say(f"how.{last.replace(' ', '_')}") if last else ""


def _origins(evaluation: Evaluation) -> dict[tuple[str, str, str], str]:
    seen = evaluation.observations
    keys = zip(seen["region_id"].astype(str), seen["period"].astype(str), seen["indicator"].astype(str), strict=True)
    return dict(zip(keys, seen["origin"].fillna("").astype(str), strict=True))
