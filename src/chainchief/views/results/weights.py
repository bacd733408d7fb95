"""An audit of weights as tables and one answer: whose judgement it is, what speaks against it, whether it matters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.crosscheck.weight_audit import WeightAudit
from chainchief.evaluation.crosscheck.weight_frames import TOGETHER, audit_frames
from chainchief.evaluation.weighting.comparison import ahp_weights
from chainchief.evaluation.weighting.consistency import LIMIT
from chainchief.evaluation.weighting.improved import Repair
from chainchief.views import formats
from chainchief.views.figures.figure import Setting
from chainchief.views.tables import Cell, Column, Row, TableView

NOTHING = Cell(not_applicable=True)
_NEAR = 1e-6


def weight_tables(audit: WeightAudit, setting: Setting) -> tuple[TableView, ...]:
    """Every table of an audit of weights; those without rows say nothing and can be left out."""
    return (
        used_table(audit, setting),
        way_table(audit, setting, "global"),
        way_table(audit, setting, "local"),
        *judgement_tables(audit, setting),
        rank_table(audit, setting),
        refused_table(audit, setting),
    )


def judgement_tables(audit: WeightAudit, setting: Setting) -> tuple[TableView, ...]:
    """What the judgements rest on, how far they contradict each other, and what to propose to whom."""
    return (
        voice_table(audit, setting),
        worst_table(audit, setting),
        cycle_table(audit, setting),
        repair_table(audit, setting),
    )


def weights_answer(audit: WeightAudit, setting: Setting) -> str:
    """In a few sentences: whose weights they are, how consistent the judgements, how many ranks hang on it."""
    parts = [_whose(audit, setting), _how_consistent(audit, setting), _does_it_matter(audit, setting)]
    return (" " if setting.language == "en" else "").join(part for part in parts if part)


def way_word(way: str, setting: Setting) -> str:
    """A way of weighing in a word or two."""
    return setting.say(f"way.{way}")


def source_word(source: str, setting: Setting) -> str:
    """Where the weights of a parent come from; parts joined with a plus."""
    return " + ".join(way_word(part, setting) for part in source.split(" + "))


def voice_word(expert: str, setting: Setting) -> str:
    """An expert by name, or all of them together; a table that names nobody has one voice."""
    if expert == TOGETHER:
        return setting.say("weighing.together")
    return expert or setting.say("weighing.nobody")


def ratio_text(value: float | int, language: str = "en") -> str:
    """A judgement as people write it: 3, 1/3, else three digits.

    >>> ratio_text(3.0), ratio_text(1 / 7), ratio_text(2.449)
    ('3', '1/7', '2.45')
    """
    for number, form in ((value, "{}"), (1 / value, "1/{}")):
        if abs(number - round(number)) < _NEAR * number:
            return form.format(round(number))
    rounded, decimals = formats.significant(float(value), 3)
    return formats.number(rounded, decimals, language)


def step_ratios(repair: Repair) -> tuple[float, ...]:
    """The consistency ratio with every change of a repair up to and with each one; the last is that of the repair."""
    matrix, found = repair.original.matrix.copy(), []
    for change in repair.changes.itertuples(index=False):
        matrix.at[change.first, change.second] = change.proposed
        matrix.at[change.second, change.first] = 1 / change.proposed
        ratio = ahp_weights(matrix, repair.original.method).consistency_ratio
        found.append(np.nan if ratio is None else float(ratio))
    return tuple(found)


def period_ranks(audit: WeightAudit, setting: Setting) -> pd.DataFrame:
    """Regions x ways: the ranks of the period of the setting, else of the last one; best first."""
    ranks = audit.rank
    if isinstance(ranks.index, pd.MultiIndex):
        periods = ranks.index.get_level_values(1).map(str)
        wanted = setting.period if setting.period in set(periods) else max(periods, default="")
        ranks = ranks[periods == wanted].droplevel(1)
    return ranks.sort_values(audit.used, kind="stable") if audit.used in ranks else ranks


def shown_period(audit: WeightAudit, setting: Setting) -> str:
    """The period whose ranks are shown, "" when there is only one."""
    if not isinstance(audit.rank.index, pd.MultiIndex):
        return ""
    periods = sorted(set(audit.rank.index.get_level_values(1).map(str)))
    return setting.period if setting.period in periods else periods[-1]


def unused_words(audit: WeightAudit, setting: Setting) -> str:
    """Why no judgement counts anywhere: nobody judged, what they said cannot be read, or too little was said."""
    if not audit.judgements:
        return setting.say("weighing.answer.none")
    if "ahp" in audit.refused:
        return setting.say("weighing.answer.refused", why=audit.refused["ahp"].say(setting.language))
    return setting.say("weighing.answer.loose")


# the answer


def _whose(audit: WeightAudit, setting: Setting) -> str:
    leaves = audit.weighing.weights.loc[list(audit.framework.leaves), "global"]
    heaviest = str(leaves.idxmax())
    share = formats.number(float(leaves.max()), 3, setting.language)
    words = {"framework": audit.framework.name, "name": _label(audit, heaviest, setting), "share": share}
    key = "weighing.answer" if audit.used == "framework" else "weighing.answer.by"
    return setting.say(key, way=setting.say(f"way.{audit.used}.whose", **words), **words)


def _how_consistent(audit: WeightAudit, setting: Setting) -> str:
    if not audit.judged:
        return unused_words(audit, setting)
    frame = audit_frames(audit)["consistency"]
    own = frame[frame["expert"].ne(TOGETHER)]
    high = own[own["consistency_ratio"].ge(LIMIT)].sort_values("consistency_ratio", ascending=False, kind="stable")
    words = {"parents": len(audit.judged), "experts": own["expert"].nunique()}
    if high.empty:
        return setting.say("weighing.answer.consistent", **words)
    worst = high.iloc[0]
    ratio = formats.number(float(worst["consistency_ratio"]), 3, setting.language)
    who = voice_word(str(worst["expert"]), setting)
    parent = _label(audit, str(worst["parent"]), setting)
    return setting.say("weighing.answer.inconsistent", who=who, parent=parent, ratio=ratio, **words)


def _does_it_matter(audit: WeightAudit, setting: Setting) -> str:
    ranks = period_ranks(audit, setting)
    if len(ranks) < 2 or audit.used not in ranks:
        return ""
    others = ranks.drop(columns=audit.used)
    moved = others.ne(ranks[audit.used], axis=0) & others.notna()
    count = int(moved.any(axis=1).sum())
    if not count:
        return setting.say("weighing.answer.same", ways=others.shape[1], regions=len(ranks))
    spread = ranks.max(axis=1) - ranks.min(axis=1)
    region = spread.idxmax()
    ends = [
        formats.number(float(end), 0, setting.language) for end in (ranks.loc[region].min(), ranks.loc[region].max())
    ]
    words = {"ways": others.shape[1], "count": count, "regions": len(ranks), "region": setting.name(str(region))}
    return setting.say("weighing.answer.moved", low=ends[0], high=ends[1], **words)


# the tables


def used_table(audit: WeightAudit, setting: Setting) -> TableView:
    """Local, global and effective weight of every code with its source."""
    frame = audit_frames(audit)["weights"].set_index("code")
    sources = audit.weighing.sources["source"]
    columns = (
        Column("name", setting.say("column.indicator")),
        Column("code", setting.say("column.code")),
        *(Column(name, setting.say(f"weighing.{name}"), kind="number", decimals=3) for name in _THREE),
        Column("source", setting.say("weighing.source")),
    )
    rows = []
    for code in audit.framework.codes:
        line, depth = frame.loc[code], int(audit.framework.table.at[code, "depth"])
        source = Cell(source_word(str(sources[line["parent"]]), setting)) if line["parent"] in sources else NOTHING
        numbers = [Cell(float(line[name])) for name in _THREE] if depth else [NOTHING] * 3
        if depth and audit.effective is None:
            numbers[2] = NOTHING
        cells = (Cell(_label(audit, code, setting)), Cell(code), *numbers, source)
        rows.append(Row(cells, depth=max(depth - 1, 0), strong=depth <= 1))
    return TableView("weights", setting.say("weighing.used"), columns, tuple(rows))


_THREE = ("local", "global", "effective")


def way_table(audit: WeightAudit, setting: Setting, column: str) -> TableView:
    """The weights by every way of weighing side by side; column "global" or "local"."""
    frame = audit_frames(audit)[f"{column}_by_way"].set_index("code")
    columns = (
        Column("name", setting.say("column.indicator")),
        Column("code", setting.say("column.code")),
        *(Column(way, way_word(way, setting), kind="number", decimals=3) for way in frame.columns),
    )
    rows = []
    for code in audit.framework.codes[1:]:
        depth = int(audit.framework.table.at[code, "depth"])
        cells = (Cell(_label(audit, code, setting)), Cell(code), *(Cell(float(value)) for value in frame.loc[code]))
        rows.append(Row(cells, depth=max(depth - 1, 0), strong=depth <= 1))
    more = setting.say("weighing.counts", way=way_word(audit.used, setting))
    return TableView(f"{column}_by_way", setting.say(f"weighing.{column}_by_way"), columns, tuple(rows), more)


def voice_table(audit: WeightAudit, setting: Setting) -> TableView:
    """Per parent and expert: pairs judged, the consistency ratio of the judgements as given, consensus of all.

    Two items cannot contradict each other, so one line tells of them all.
    """
    frame = audit_frames(audit)["consistency"]
    columns = (
        Column("parent", setting.say("weighing.parent")),
        Column("voice", setting.say("weighing.voice")),
        Column("pairs", setting.say("weighing.pairs")),
        Column("consistency_ratio", setting.say("weighing.ratio"), kind="number", decimals=3),
        Column("verdict", setting.say("weighing.verdict")),
        Column("repaired_ratio", setting.say("weighing.repaired"), kind="number", decimals=3),
        Column("consensus", setting.say("weighing.consensus"), kind="number", decimals=2),
    )
    told = frame[frame["items"].gt(2) | ~frame.duplicated("parent")]
    rows = tuple(_voice_row(audit, line, setting) for line in told.itertuples(index=False))
    more = setting.say("weighing.ratio_says") if rows else ""
    return TableView("consistency", setting.say("weighing.voices"), columns, rows, more)


def _voice_row(audit: WeightAudit, line: Any, setting: Setting) -> Row:
    pairs = setting.say("weighing.of", count=line.judged, all=line.judged + line.missing)
    trivial, repair = line.items < 3, audit.repairs.get((line.parent, line.expert))
    ratio = NOTHING if trivial or np.isnan(line.consistency_ratio) else Cell(float(line.consistency_ratio))
    repaired = NOTHING
    if repair is not None and repair.repaired.consistency_ratio is not None and len(repair.changes):
        repaired = Cell(float(repair.repaired.consistency_ratio))
    agreed = NOTHING if np.isnan(line.consensus) else Cell(float(line.consensus))
    high = not trivial and line.consistency_ratio >= LIMIT
    cells = (
        Cell(_label(audit, line.parent, setting)),
        Cell(voice_word(line.expert, setting)),
        Cell(pairs),
        ratio,
        Cell(_verdict(line, setting)),
        repaired,
        agreed,
    )
    return Row(cells, strong=high)


def _verdict(line: Any, setting: Setting) -> str:
    if line.items < 3:
        return setting.say("weighing.verdict.two")
    if np.isnan(line.consistency_ratio):
        return setting.say("weighing.verdict.none")
    if line.judged == line.items - 1:
        return setting.say("weighing.verdict.spanning")
    return setting.say("weighing.verdict.high" if line.consistency_ratio >= LIMIT else "weighing.verdict.low")


def worst_table(audit: WeightAudit, setting: Setting) -> TableView:
    """Where the ratio is .1 or above: the judgements that fit the weights least, and the values that would agree."""
    frames = audit_frames(audit)
    ratios = frames["consistency"].set_index(["parent", "expert"])["consistency_ratio"]
    frame = frames["worst"]
    frame = frame[[ratios[place] >= LIMIT for place in zip(frame["parent"], frame["expert"], strict=True)]]
    columns = _pair_columns(setting, ("judgement", "fitting", "factor"))
    rows = [
        Row((*_pair_cells(audit, line, setting), *_raw((line.judgement, line.fitting), setting),
             Cell(formats.number(float(line.factor), 2, setting.language))))
        for line in frame.itertuples(index=False)
    ]  # fmt: skip
    more = setting.say("weighing.fitting_says") if rows else ""
    return TableView("worst", setting.say("weighing.worst"), columns, tuple(rows), more)


def cycle_table(audit: WeightAudit, setting: Setting) -> TableView:
    """Circles of three: each more important than the next, the last more than the first."""
    columns = (
        Column("parent", setting.say("weighing.parent")),
        Column("voice", setting.say("weighing.voice")),
        Column("cycle", setting.say("weighing.cycle")),
    )
    rows = []
    for line in audit_frames(audit)["cycles"].itertuples(index=False):
        named = " > ".join(_label(audit, code, setting) for code in str(line.cycle).split(" > "))
        cells = (Cell(_label(audit, line.parent, setting)), Cell(voice_word(line.expert, setting)), Cell(named))
        rows.append(Row(cells))
    return TableView("cycles", setting.say("weighing.cycles"), columns, tuple(rows))


def repair_table(audit: WeightAudit, setting: Setting) -> TableView:
    """Changes one might propose to an expert; the ratio as judged stands beside that of all changes up to here."""
    columns = _pair_columns(setting, ("original", "proposed", "ratio_before", "ratio_after"))
    rows = []
    after = [ratio for repair in audit.repairs.values() for ratio in step_ratios(repair)]
    for line, ratio in zip(audit_frames(audit)["repairs"].itertuples(index=False), after, strict=True):
        both = (float(line.consistency_ratio), ratio)
        ratios = [Cell(formats.number(one, 3, setting.language)) for one in both]
        pair = _pair_cells(audit, line, setting)
        rows.append(Row((*pair, *_raw((line.original, line.proposed), setting), *ratios)))
    more = setting.say("weighing.repair_says") if rows else ""
    return TableView("repairs", setting.say("weighing.repairs"), columns, tuple(rows), more)


def refused_table(audit: WeightAudit, setting: Setting) -> TableView:
    """The ways of weighing that cannot be worked out, each in its own words."""
    columns = (Column("way", setting.say("weighing.way")), Column("why", setting.say("column.reason")))
    rows = [
        Row((Cell(way_word(way, setting)), Cell(error.say(setting.language)))) for way, error in audit.refused.items()
    ]
    return TableView("refused", setting.say("weighing.refused"), columns, tuple(rows))


def rank_table(audit: WeightAudit, setting: Setting) -> TableView:
    """The rank of every region under every way of weighing, the one that counts first; who moves is set off."""
    ranks = period_ranks(audit, setting)
    ways = [audit.used, *(way for way in ranks.columns if way != audit.used)] if len(ranks) else []
    columns = (
        Column("region", setting.say("column.region")),
        *(Column(way, way_word(way, setting), kind="number") for way in ways),
        Column("span", setting.say("weighing.span")),
    )
    rows = []
    for region in ranks.index:
        numbers = [float(ranks.at[region, way]) for way in ways]
        known = [number for number in numbers if not np.isnan(number)]
        low, high = min(known, default=np.nan), max(known, default=np.nan)
        span = formats.number(low, 0, setting.language) if low == high else formats.band(low, high, 0, setting.language)
        cells = (Cell(setting.name(str(region))), *(Cell(number) for number in numbers), Cell(span))
        rows.append(Row(cells, strong=low != high, chosen=str(region) == setting.region))
    period = shown_period(audit, setting) if len(ranks) else ""
    caption = setting.say("weighing.ranks.in", period=period) if period else setting.say("weighing.ranks")
    more = setting.say("weighing.rank_says", way=way_word(audit.used, setting)) if rows else ""
    if audit.unscored is not None:
        more = audit.unscored.say(setting.language)
    return TableView("ranks", caption, columns, tuple(rows), more)


def _pair_columns(setting: Setting, names: Iterable[str]) -> tuple[Column, ...]:
    return (
        Column("parent", setting.say("weighing.parent")),
        Column("voice", setting.say("weighing.voice")),
        Column("first", setting.say("weighing.first")),
        Column("second", setting.say("weighing.second")),
        *(Column(name, setting.say(f"weighing.{name}"), kind="raw") for name in names),
    )


def _pair_cells(audit: WeightAudit, line: Any, setting: Setting) -> tuple[Cell, ...]:
    named = [_label(audit, str(code), setting) for code in (line.first, line.second)]
    parent = _label(audit, str(line.parent), setting)
    return (Cell(parent), Cell(voice_word(line.expert, setting)), *(Cell(name) for name in named))


def _raw(values: Iterable[float], setting: Setting) -> tuple[Cell, ...]:
    return tuple(Cell(ratio_text(value, setting.language)) for value in values)


def _label(audit: WeightAudit, code: str, setting: Setting) -> str:
    return audit.framework.label(code, setting.language) or code
