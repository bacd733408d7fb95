"""The chain map as tables: the equal twin, always complete."""

from __future__ import annotations

import math

from chainchief.views import formats
from chainchief.views.figures.figure import Setting
from chainchief.views.figures.map.contents import Contents
from chainchief.views.tables import Cell, Column, Row, TableView


def _money_column(key: str, amounts: list[float], setting: Setting) -> tuple[Column, float]:
    largest = max((abs(amount) for amount in amounts if math.isfinite(amount)), default=0.0)
    factor, unit, decimals = formats.money_scale(largest, setting.unit, setting.currency, setting.language)
    return Column(key, setting.say(f"column.{key}"), unit, "number", decimals), factor


def segment_table(contents: Contents, setting: Setting) -> TableView:
    """Segments with presence, firms, output, local share of inputs and the cell they come from."""
    output, factor = _money_column("output", [segment.output for segment in contents.segments], setting)
    columns = (
        Column("segment", setting.say("column.segment")),
        Column("stage", setting.say("column.stage")),
        Column("presence", setting.say("column.presence")),
        Column("basis", setting.say("column.basis")),
        Column("firms", setting.say("column.firms"), kind="number"),
        output,
        Column("local_share", setting.say("column.local_share"), kind="percent"),
        Column("single_source", setting.say("column.single_source")),
        Column("cell", setting.say("column.cell")),
    )
    rows = []
    for one in contents.segments:
        source = Cell(one.single_source) if one.single_source else Cell(not_applicable=True)
        cells = (
            Cell(one.name, href=setting.link("segment", one.id)),
            Cell(setting.say(f"position.{one.stage}")),
            Cell(setting.say(f"presence.{one.presence}")),
            Cell(basis_word(one.basis, setting)),
            Cell(one.firms),
            Cell(one.output * factor),
            Cell(one.local_share),
            source,
            Cell(one.origin or None, href=setting.link("cell", one.origin) if one.origin else ""),
        )
        rows.append(Row(cells, strong=one.core))
    return TableView("segments", setting.say("map.title"), columns, tuple(rows))


def basis_word(basis: str, setting: Setting) -> str:
    """How the presence is known."""
    return setting.say(f"basis.{basis.replace(' ', '_')}")


def flow_table(contents: Contents, setting: Setting) -> TableView:
    """Every flow between two segments, also those too thin to draw."""
    names = {segment.id: segment.name for segment in contents.segments}
    amount, factor = _money_column("amount", [flow.amount for flow in contents.flows], setting)
    columns = (
        Column("from", setting.say("column.from")),
        Column("to", setting.say("column.to")),
        amount,
        Column("ties", setting.say("column.ties"), kind="number"),
        Column("age", setting.say("column.age")),
    )
    rows = tuple(
        Row(
            (
                Cell(names[flow.start]),
                Cell(names[flow.end]),
                Cell(flow.amount * factor),
                Cell(not_applicable=True) if flow.stated else Cell(flow.ties),
                Cell(setting.say("word.stated" if flow.stated else "word.stale" if flow.stale else "word.recent")),
            )
        )
        for flow in contents.flows
    )
    return TableView("flows", setting.say("map.flows.title"), columns, rows)


def scale_table(contents: Contents, setting: Setting) -> TableView:
    """Inputs and sales by scale, local included."""
    amount, factor = _money_column("amount", [scale.amount for scale in contents.scales], setting)
    columns = (
        Column("direction", setting.say("column.direction")),
        Column("scale", setting.say("column.scale")),
        amount,
        Column("share", setting.say("column.share"), kind="percent"),
        Column("ties", setting.say("column.ties"), kind="number"),
    )
    rows = tuple(
        Row(
            (
                Cell(setting.say(f"direction.{scale.direction}")),
                Cell(setting.say(f"scale.{scale.scale}")),
                Cell(scale.amount * factor),
                Cell(scale.share),
                Cell(scale.ties),
            )
        )
        for scale in contents.scales
    )
    return TableView("scales", setting.say("map.scales.title"), columns, rows)
