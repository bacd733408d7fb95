"""How the numbers were made: framework, weights, ruler, options, formulas, sources."""

from __future__ import annotations

import dataclasses
from typing import Any

from chainchief.evaluation.options import AGGREGATIONS, NORMALISATIONS, QUALITY_NOISE, WEIGHTS
from chainchief.views import formats
from chainchief.views.figures.assessed import Panel, unit_word
from chainchief.views.reports.blocks import Block, Lines, Section, Sheet
from chainchief.views.reports.matter import Matter
from chainchief.views.results.run_difference import step_table
from chainchief.views.tables import Cell, Column, Row, TableView

NOTHING = Cell(not_applicable=True)


def method_sections(matter: Matter) -> list[Section]:
    """The page for the reader who wants to work it out again."""
    blocks: list[Block] = []
    for view in matter.panels:
        blocks.append(Lines(_formulas(view, matter), matter.say("method.formulas")))
        blocks.append(Sheet(step_table(view.evaluation, matter.setting)))
        blocks.append(Sheet(_framework(view, matter)))
        blocks.append(Sheet(_options(view, matter)))
        blocks.append(Lines(_sources(view), matter.say("method.sources")))
    if matter.diagnoses:
        blocks.append(
            Lines((matter.say("method.map.shares"), matter.say("method.map.scales")), matter.say("map.title"))
        )
    answer = matter.sentences(*(framework_tag(view, matter) for view in matter.panels)) or matter.say("method.facts")
    return [Section("method", matter.say("method.title"), answer, tuple(blocks), matter.say("report.sheet.method"))]


def framework_tag(view: Panel, matter: Matter) -> str:
    """What must stand beside a score of a bundled framework: whose weights, whose goalposts."""
    name = view.evaluation.framework.name
    key = f"method.tag.{name}"
    known = ("zhang-2024", "zhang-2024-anchored", "zhang-2024-dimensions")
    return matter.say(key if name in known else "method.tag.own", name=name)


def _formulas(view: Panel, matter: Matter) -> tuple[str, ...]:
    options, zh = view.evaluation.options, matter.language == "zh"
    way, ruler = AGGREGATIONS[options.aggregate][zh], NORMALISATIONS[str(options.normalise)][zh]
    noise = ", ".join(
        f"{letter} {formats.percent(share, 0, matter.language)}" for letter, share in QUALITY_NOISE.items()
    )
    lines = [
        matter.say("method.normalise", ruler=ruler),
        matter.say("method.aggregate", way=way),
        *_weights_line(view, matter),
        matter.say("method.skipped"),
        matter.say("method.grades" if view.graded else "method.no_grades"),
    ]
    if options.draws:
        lines.append(
            matter.say(
                "method.draws",
                draws=formats.number(options.draws, 0, matter.language),
                noise=formats.percent(options.weight_noise, 0, matter.language),
                seed=options.seed,
            )
        )
        if options.data_noise:
            lines.append(matter.say("method.data_noise", noise=noise))
    return tuple(lines)


def _weights_line(view: Panel, matter: Matter) -> tuple[str, ...]:
    """One line on weights that nobody judged and no value made; the others have a section of their own."""
    way = view.evaluation.options.weights
    if way not in ("framework", "equal"):
        return ()
    return (matter.say("method.weights.whose", way=WEIGHTS[way][matter.language == "zh"]),)


def _framework(view: Panel, matter: Matter) -> TableView:
    """Codes with weight, direction and ruler."""
    say = matter.say
    columns = (
        Column("name", say("column.indicator")),
        Column("code", say("column.code")),
        Column("local", say("column.local_weight"), kind="number", decimals=3),
        Column("global", say("column.global_weight"), kind="number", decimals=3),
        Column("effective", say("column.effective_weight"), kind="number", decimals=3),
        Column("direction", say("column.better")),
        Column("low", say("column.bound_low"), kind="raw"),
        Column("high", say("column.bound_high"), kind="raw"),
        Column("unit", say("column.unit")),
    )
    framework = view.evaluation.framework
    rows = tuple(_framework_row(view, code, matter) for code in framework.codes)
    return TableView("framework", say("method.framework", name=framework.name), columns, rows)


def _framework_row(view: Panel, code: str, matter: Matter) -> Row:
    framework, weights, bounds = view.evaluation.framework, view.evaluation.weights, view.evaluation.bounds
    line = framework.table.loc[code]
    leaf = code in framework.leaves
    more = matter.say("method.more" if line["direction"] > 0 else "method.less")
    ends = [Cell(_plain(bounds.at[code, end], matter)) if leaf else NOTHING for end in ("low", "high")]
    unit = unit_word(str(line["unit"]), matter.language)
    cells = (
        Cell(view.label(code)),
        Cell(code),
        *(Cell(float(weights.at[code, name])) for name in ("local", "global", "effective")),
        Cell(more) if leaf else NOTHING,
        *ends,
        Cell(unit) if leaf and unit else NOTHING,
    )
    depth = int(line["depth"])
    return Row(cells, depth=max(depth - 1, 0), strong=depth <= 1)


def _plain(value: Any, matter: Matter) -> str | None:
    if not formats.known(float(value)):
        return None
    rounded, decimals = formats.significant(float(value), 4)
    text = formats.number(rounded, decimals, matter.language)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _options(view: Panel, matter: Matter) -> TableView:
    """Every choice of the evaluation with its meaning."""
    help_text = "help_zh" if matter.language == "zh" else "help"
    rows = []
    for option in dataclasses.fields(view.evaluation.options):
        value = getattr(view.evaluation.options, option.name)
        said = ", ".join(f"{part:g}" for part in value) if isinstance(value, tuple) else str(value)
        shown = NOTHING if value is None else Cell(said)
        rows.append(Row((Cell(option.name), shown, Cell(option.metadata.get(help_text, "")))))
    columns = (
        Column("option", matter.say("column.option")),
        Column("value", matter.say("column.value")),
        Column("meaning", matter.say("column.meaning")),
    )
    return TableView("options", matter.say("method.options"), columns, tuple(rows))


def _sources(view: Panel) -> tuple[str, ...]:
    """Sources as the framework states them, each once, with the codes that rest on it."""
    framework = view.evaluation.framework
    by_source: dict[str, list[str]] = {}
    for code in framework.codes:
        source = str(framework.table.at[code, "source"])
        if source:
            by_source.setdefault(source, []).append(code)
    return tuple(f"{', '.join(codes)}: {source}" for source, codes in by_source.items())
