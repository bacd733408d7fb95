"""prepare: the values of a sheet divided, filled and treated, and the codes weighed, as the options say."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chainchief.chain.columns import declared_tables
from chainchief.chain.period import last_month
from chainchief.evaluation.frameworks.reading import match_key
from chainchief.evaluation.options import IMPUTATIONS as IMPUTATION_TITLES
from chainchief.evaluation.options import TREATMENTS
from chainchief.evaluation.preparation.denomination import denominate, parse_denominators
from chainchief.evaluation.preparation.frames import numbers_of
from chainchief.evaluation.preparation.imputation import IMPUTATIONS, Rows
from chainchief.evaluation.preparation.record import changed_cells, record, titled
from chainchief.evaluation.preparation.treatment import treat
from chainchief.evaluation.remarks import listed, refusal, remark
from chainchief.evaluation.scorecard import Sheet, known_share
from chainchief.evaluation.scoring.arrays import Floats, Places
from chainchief.evaluation.weighting.weighing import weigh

Words = NDArray[np.str_]


def prepare(sheet: Sheet) -> Sheet:
    """The sheet with its values divided, filled and treated, and its codes weighed; the old values stay in `raw`.

    raises : InputError for a denominator or a group that is not in the data
    """
    divided = _denominated(_screened(sheet))
    filled = _imputed(divided)
    return _treated(_weighed(filled))


def _screened(sheet: Sheet) -> Sheet:
    """Rows of which too little is known count nowhere: neither on the ruler, nor among outliers, nor in a mean."""
    known = ~np.isnan(sheet.values)
    lost = known.any(axis=1) & (known_share(sheet, known) < sheet.options.min_known - 1e-9)
    if not lost.any() or lost[known.any(axis=1)].all():
        return sheet
    return dataclasses.replace(sheet, values=np.where(lost[:, None], np.nan, sheet.values), screened=lost)


def _weighed(sheet: Sheet) -> Sheet:
    """The weights that judgements or the values give; the values count as they are before outliers are treated."""
    options, framework = sheet.options, sheet.framework
    if options.weights in ("framework", "equal"):
        return sheet
    names = [sheet.name(row) for row in range(len(sheet.rows))]
    values = pd.DataFrame(sheet.values, index=names, columns=list(framework.leaves))
    judgements = sheet.observed.judgements
    weighing = weigh(framework, values, judgements, options.weights, options.combine, options.objective)
    sheet.notes.extend(weighing.notes)
    if options.treat != "none" and weighing.data is not None:
        sheet.notes.append(remark("weights-untreated"))
    return dataclasses.replace(sheet, local=weighing.local, weighing=weighing)


def _denominated(sheet: Sheet) -> Sheet:
    """Values per unit of their denominators; what has none stays as it is, what has a bad one becomes unknown."""
    leaves = sheet.framework.leaves
    named = dict(zip(leaves, sheet.framework.table.loc[list(leaves), "denominator"], strict=True))
    wanted = parse_denominators(sheet.options.denominate, named)
    codes = {code: sheet.framework.resolve(code) for code in wanted}
    if strangers := [code for code, found in codes.items() if found not in leaves]:
        raise refusal("denominate-code", value=listed(strangers), known=listed(leaves, limit=30))
    columns = {match_key(str(name)): str(name) for name in sheet.observed.extras.columns}
    absent = {name for name in wanted.values() if match_key(name) not in columns}
    if absent and sheet.options.denominate != "framework":
        known = listed(columns.values(), limit=30) or "–"
        raise refusal("denominate-absent", value=listed(sorted(absent)), known=known)
    if absent:
        bare = [code for code, name in wanted.items() if name in absent]
        sheet.notes.append(remark("framework-denominator", value=listed(bare), absent=listed(sorted(absent))))
    pairs = {str(codes[code]): columns[match_key(name)] for code, name in wanted.items() if name not in absent}
    if not pairs:
        return sheet
    sizes = _extras(sheet, sorted(set(pairs.values())))
    divisor = np.ones(sheet.values.shape)
    for code, column in pairs.items():
        divisor[:, leaves.index(code)] = sizes[column]
    own = np.array([code in pairs for code in leaves])
    values = np.where(own, denominate(sheet.values, divisor), sheet.values)
    lost = np.isnan(values) & ~np.isnan(sheet.values)
    if lost.any():
        cells = [f"{sheet.name(int(row))} {leaves[column]}" for row, column in zip(*np.nonzero(lost), strict=True)]
        sheet.notes.append(remark("denominator-unusable", value=listed(cells), count=len(cells)))
    how = np.where(lost, "no denominator", np.where(own & ~np.isnan(values), "divided", sheet.how))
    return _with(sheet, values, how, "denominate", {"by": pairs}, said=listed(sorted(set(pairs.values()))))


def _extras(sheet: Sheet, columns: list[str]) -> dict[str, Floats]:
    """The named columns beside the indicators as numbers, in the order of the rows."""
    index = pd.MultiIndex.from_tuples(sheet.rows)
    table = sheet.observed.extras.reindex(index)
    found = {}
    for column in columns:
        numbers, wrong = numbers_of(table[column])
        if len(wrong):
            place = sheet.name(int(wrong[0]))
            raise refusal("not-a-number", place=place, column=column, found=table[column].iloc[int(wrong[0])])
        found[column] = numbers
    return found


def _imputed(sheet: Sheet) -> Sheet:
    """Unknown values of rows that pass the screen filled, each one flagged."""
    way = sheet.options.impute
    if way == "none" or not np.isnan(sheet.values).any():
        return sheet
    enough = known_share(sheet, ~np.isnan(sheet.values)) >= sheet.options.min_known - 1e-9
    rows = _rows(sheet, _groups(sheet))
    values = sheet.values.copy()
    kept = np.flatnonzero(enough)
    if len(kept):
        values[kept] = IMPUTATIONS[way](sheet.values[kept], _part(rows, kept))
    filled = np.isnan(sheet.values) & ~np.isnan(values)
    left = int(np.isnan(values[kept]).sum())
    if filled.any():
        sheet.notes.append(remark("imputed", value=int(filled.sum()), cells=int(enough.sum()) * values.shape[1]))
    if left:
        sheet.notes.append(remark("imputed-left", value=left))
    how = np.where(filled, "filled", sheet.how)
    arguments = {"way": way, "group": sheet.options.impute_group}
    found = _with(sheet, values, how, "impute", arguments, **titled(IMPUTATION_TITLES, way))
    return dataclasses.replace(found, filled=filled)


def _rows(sheet: Sheet, groups: Places) -> Rows:
    """What the rows stand for, as numbers."""
    regions, periods = (np.array([str(row[place]) for row in sheet.rows], dtype=object) for place in (0, 1))
    time = [last_month(str(period)) for period in periods]
    numbers = [pd.to_numeric(period, errors="coerce") if month is None else month / 12 for period, month in
               zip(periods, time, strict=True)]  # fmt: skip
    return Rows(
        region=_numbered(regions),
        period=_numbered(periods),
        group=groups,
        time=np.array(numbers, dtype=np.float64),
        order=np.argsort(np.array(sheet.framework.leaves)).astype(np.int64),
        seed=sheet.options.seed,
    )


def _groups(sheet: Sheet) -> Places:
    """(rows,) number of the group that the option names, all 0 without one; -1 = the row has none."""
    name = sheet.options.impute_group
    if not name:
        if sheet.options.impute == "group_mean":
            raise refusal("impute-no-group", known=listed(sheet.observed.groups.columns, limit=30) or "–")
        return np.zeros(len(sheet.rows), dtype=np.int64)
    groups = sheet.observed.groups
    headers = {match_key(column.label_zh): code for code, column in declared_tables()["regions"].columns.items()}
    headers |= {match_key(str(column)): column for column in groups.columns}
    column = headers.get(match_key(name))
    column = column if column in groups.columns else None
    if column is None:
        raise refusal("impute-group", value=name, known=listed(groups.columns, limit=30) or "–")
    found = groups[~groups.index.duplicated()].reindex(pd.MultiIndex.from_tuples(sheet.rows))[column]
    if (bare := found.isna().to_numpy()).any():
        names = listed(dict.fromkeys(str(sheet.rows[row][0]) for row in np.flatnonzero(bare)))
        sheet.notes.append(remark("impute-ungrouped", value=names))
    numbers = _numbered(np.asarray(found.astype(object).map(str), dtype=object))
    return np.where(bare, -1, numbers).astype(np.int64)


def _numbered(labels: NDArray[Any]) -> Places:
    return np.unique(labels.astype(str), return_inverse=True)[1].ravel().astype(np.int64)


def _part(rows: Rows, kept: Places) -> Rows:
    return dataclasses.replace(
        rows, region=rows.region[kept], period=rows.period[kept], group=rows.group[kept], time=rows.time[kept]
    )


def _treated(sheet: Sheet) -> Sheet:
    """Outliers winsorised or the column logged, by the rule of the options, over all years or each by itself."""
    rule, options = sheet.options.treat, sheet.options
    noise = sheet.noise * np.abs(np.nan_to_num(sheet.values))
    if rule == "none":
        return dataclasses.replace(sheet, deviation=noise)
    pools = np.zeros(len(sheet.rows), dtype=np.int64)
    if options.treat_by == "period":
        pools = _numbered(np.array([str(period) for _, period in sheet.rows], dtype=object))
    values, done = treat(sheet.values, pools, rule, options.treat_points)
    logged = done == "log"
    noise = np.divide(noise, np.exp(values, where=logged, out=np.ones(values.shape)))
    _note_treated(sheet, done)
    how = np.where(
        done != "", np.char.add(np.char.add(sheet.how, np.where(sheet.how != "", "; ", "")), done), sheet.how
    )
    arguments = {"rule": rule, "points": options.treat_points, "by": options.treat_by}
    return dataclasses.replace(
        _with(sheet, values, how, "treat", arguments, **titled(TREATMENTS, rule)), deviation=noise
    )


def _note_treated(sheet: Sheet, done: Words) -> None:
    leaves = np.array(sheet.framework.leaves)
    logged, clipped = (done == "log").any(axis=0), (done != "") & (done != "log")
    if clipped.any():
        named = listed((f"{leaves[c]} {clipped[:, c].sum()}" for c in np.flatnonzero(clipped.any(axis=0))), limit=30)
        sheet.notes.append(remark("winsorised", value=named, count=int(clipped.sum())))
    if logged.any():
        sheet.notes.append(remark("logged", value=listed(leaves[logged], limit=30)))


def _with(sheet: Sheet, values: Floats, how: Any, name: str, arguments: dict[str, Any], **words: Any) -> Sheet:
    """The sheet after a step, with its record."""
    changed = changed_cells(sheet.values, values, how, sheet.rows, sheet.framework.leaves)
    step = record(name, arguments, changed, **words)
    return dataclasses.replace(sheet, values=values, how=how, log=[*sheet.log, step])
