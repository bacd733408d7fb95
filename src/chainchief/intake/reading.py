"""read: a path in, a Chain out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from chainchief.chain.columns import declared_tables
from chainchief.chain.finding import MOST_ALIKE, Finding, finding
from chainchief.chain.membership import indicator_labels
from chainchief.chain.rules.rows import row_findings
from chainchief.chain.value import Chain, cell_place
from chainchief.errors import InputError
from chainchief.intake.decisions import Chosen, check_key_extra, choose_sheets, copied_files
from chainchief.intake.files.source import RawSheet, open_sheets, skipped_files
from chainchief.intake.linking import (
    CONTEXT,
    Known,
    give_codes,
    keep_named_firms,
    link_firms,
    link_regions,
    link_segments,
    needed_columns,
    stand_ins,
)
from chainchief.intake.merging import Fresh, drop_unnamed, merge_chains, recoded, same_firms, without_owned
from chainchief.intake.options import ReadOptions
from chainchief.intake.sheets.cell import MONEY_UNITS
from chainchief.intake.sheets.header import find_header, header_text, plain_name
from chainchief.intake.sheets.sheet import TypedSheet, fill_defaults, read_sheet
from chainchief.intake.storage import is_workspace, load_workspace_chain

_DEFAULT_UNIT = "万元"
_NOTHING = ReadOptions()


def read(
    path: str | Path,
    columns: Mapping[str, str] | None = None,
    key_extra: Sequence[str] = (),
    options: ReadOptions | None = None,
) -> Chain:
    """The chain in a workbook, a folder of CSV or Parquet files, a single table file, or a workspace.

    path : .xlsx .xlsm .xls .ods .csv .tsv .parquet, or a folder
    columns : header in the file -> declared column, for files that speak of things in other words
        ({"省份": "region_id", "年份": "period"}); "" leaves a column unread
    key_extra : headers that tell rows apart where the declared key repeats
    options : everything else that can be said about a file, see `ReadOptions`
    returns : a Chain; every repair, assumption and row left out is in `.notes`, with its place

    A row with an error (a word where a number must stand, a bare 12 in a share column, a repeated key) stays out and
    is noted; the rest is read. Headers may be in English or Chinese, in any order, in any of the first ten rows.

    Raises InputError when the path is absent, of no known format, unreadable, or holds nothing that we know, and for a
    header or column in `columns`, `key_extra` or `options` that is not there.
    """
    path = Path(path)
    options = options or _NOTHING
    extra = (key_extra,) if isinstance(key_extra, str) else tuple(key_extra)
    options = replace(options, columns={**options.columns, **(columns or {})}, key_extra=(*options.key_extra, *extra))
    if is_workspace(path):
        if options:
            raise InputError(
                f"{path} is a workspace; columns and other options are for files",
                f"{path} 是工作区；列对应等选项只用于文件",
            )
        return load_workspace_chain(path)
    return read_sheets(open_sheets(path), options, skipped=skipped_files(path))


def read_sheets(
    sheets: list[RawSheet],
    options: ReadOptions = _NOTHING,
    base: Chain | None = None,
    unknown: bool = False,
    skipped: Sequence[str] = (),
) -> Chain:
    """The chain in raw sheets; see `read`.

    base : tables in force that the new rows are brought into, by key; a file owns its rows: what it brought before and
        holds no longer goes, what other files brought stays
    skipped : names of files beside them that are no tables
    unknown : whether sheets none of which is known give an empty Chain with its findings, in place of an InputError
    """
    notes = [finding("copy-read", origin=sheets[0].file, value=name) for name in copied_files(sheets)]
    notes += [finding("file-skipped", origin=name, value=name) for name in skipped]
    chosen = choose_sheets(sheets, options, notes)
    if not chosen and not unknown:
        _nothing_known(sheets[0].file)
    check_key_extra(chosen, options)
    unit = _money_unit(chosen, base)
    money = MONEY_UNITS[unit]
    typed = [
        (name, sheet, _complete(sheet, read_sheet(sheet, declared_tables()[name], money), name))
        for name, sheet in chosen
    ]
    fresh = _fresh(sheets, chosen, typed)
    kept = without_owned(base, fresh) if base else None
    new = _linked(typed, unit, notes, options, kept)
    if base and kept:
        kept, coded = recoded(kept, new)
        new = merge_chains(base, kept, _in_unit_of(base, new, unit), fresh)
        new = replace(new, notes=(*new.notes, *coded))
    return drop_unnamed(_without_errors(_told_apart(new)))


def _complete(sheet: RawSheet, part: TypedSheet, name: str) -> TypedSheet:
    """A sheet without a column of its key that nothing else can fill stays out as a whole, and says so once."""
    table = declared_tables()[name]
    lacks = [key for key in needed_columns(table) if table.columns[key].key and key not in part.frame.columns]
    if not lacks or part.frame.empty:
        return part
    labels = "、".join(table.columns[key].label_zh for key in lacks)
    words = {"value": sheet.name, "columns": ", ".join(lacks), "columns_zh": labels}
    remark = finding("columns-absent", table=name, origin=sheet.place, **words)
    return TypedSheet(pd.DataFrame(), {}, [*(note for note in part.notes if note.rule == "header-read"), remark])


def _nothing_known(file: str) -> None:
    known = ", ".join(declared_tables())
    known_zh = "、".join(table.name_zh for table in declared_tables().values())
    raise InputError(
        f"{file}: no sheet we know; name the sheets {known}", f"{file}：没有可识别的表；表名应为 {known_zh}"
    )


def _fresh(sheets: list[RawSheet], chosen: Chosen, typed: list[tuple[str, RawSheet, TypedSheet]]) -> Fresh:
    given: dict[str, frozenset[str]] = {}
    for name, _, part in typed:
        given[name] = given.get(name, frozenset()) | frozenset(map(str, part.frame.columns))
    return Fresh(
        files=frozenset({*(sheet.file for sheet in sheets), *copied_files(sheets)}),
        tables=frozenset(name for name, _, part in typed if len(part.frame.columns)),
        sheets=frozenset(sheet.name for _, sheet, part in typed if len(part.frame.columns)),
        given=given,
    )


def _linked(
    typed: list[tuple[str, RawSheet, TypedSheet]],
    unit: str,
    notes: list[Finding],
    options: ReadOptions,
    kept: Chain | None,
) -> Chain:
    """The typed sheets as one Chain: codes given, defaults filled, names linked, also to the tables in force."""
    known: Known = kept.tables if kept else {}
    letters = {sheet.place: part.letters for _, sheet, part in typed}
    frames: dict[str, pd.DataFrame] = {}
    refused = {name: part.frame.loc[sorted(part.refused)] for name, _, part in typed if part.refused}
    for name, sheet, part in typed:
        _refuse(part)
        notes += [*part.notes, *fill_defaults(declared_tables()[name], part, sheet.place)]
        frames[name] = pd.concat([frames[name], part.frame], ignore_index=True) if name in frames else part.frame
    places = {name: sheet.place for name, sheet, _ in reversed(typed)}
    notes += [
        *_assumed_unit(frames, [part for _, _, part in typed], unit, known),
        *give_codes(frames, places, known),
        *_one_firm(frames, options),
        *_fill_context(frames, known),
    ]
    notes += [
        *stand_ins(frames, refused),
        *link_regions(frames, known),
        *link_firms(frames, known),
        *link_segments(frames, known),
    ]
    more = frames.get("chain", pd.DataFrame()).iloc[1:]
    notes += [
        finding("second-chain", table="chain", origin=str(place), value=name)
        for place, name in zip(more.get("origin", []), more.get("name", []), strict=True)
    ]
    notes += [finding("kept-apart", table="firms", column="name", value=one, after=two) for one, two in options.apart]
    extra = _extra_keys(typed, options, frames)
    notes = [_at_cell(note, letters) for note in notes]
    made = Chain.from_tables(frames, tuple(notes), letters, {name: names for name, names in extra.items() if names})
    return replace(made, notes=(*made.notes, *_also_wrong(made, refused, known)))


def _extra_keys(
    typed: list[tuple[str, RawSheet, TypedSheet]], options: ReadOptions, frames: Mapping[str, pd.DataFrame]
) -> dict[str, tuple[str, ...]]:
    """Table -> the columns that people said tell its rows apart: kept ones by their header, declared ones by theirs."""
    extra: dict[str, tuple[str, ...]] = {}
    for name, sheet, _ in typed:
        header = find_header(sheet, declared_tables()[name]) if options.key_extra else None
        if header is None:
            continue
        heads = {plain_name(header_text(sheet.rows[header.row][at])): one for one, at in header.columns.items()}
        meant = (heads.get(plain_name(text), text) for text in options.key_extra)
        keys = declared_tables()[name].keys
        fitting = [one for one in meant if one in frames[name] and one not in keys]
        extra[name] = tuple(dict.fromkeys((*extra.get(name, ()), *fitting)))
    return extra


def _at_cell(note: Finding, letters: Mapping[str, Mapping[str, str]]) -> Finding:
    """A finding about one column of a row at its cell."""
    place = cell_place(note.origin, note.column, letters) if note.column and note.row else note.origin
    return replace(note, origin=place) if place != note.origin else note


def _also_wrong(chain: Chain, refused: Mapping[str, pd.DataFrame], known: Known) -> Iterator[Finding]:
    """What else is wrong in rows that stay out for one cell, so that they are mended in one go."""
    if not refused or sum(map(len, refused.values())) > MOST_ALIKE:
        return
    frames = {name: frame.reset_index(drop=True) for name, frame in refused.items()}
    places = {name: set(frame["origin"]) for name, frame in refused.items()}
    around = {name: pd.concat([known[name], frame]) if name in known else frame for name, frame in chain.tables.items()}
    around = {name: frame[~frame["origin"].isin(places.get(name, set()))] for name, frame in around.items()}
    _ = [*give_codes(frames, {}, around)]
    for link in (link_regions, link_firms, link_segments):
        _ = [*link(frames, around)]
    named = {note.origin for note in chain.notes if note.level == "error"}
    tables = dict(around)
    for name in refused:
        tables[name] = pd.concat([around[name], frames[name]], ignore_index=True)
    whole = Chain.from_tables(tables, (), chain.letters, chain.key_extra)
    for row, remark in _erroneous(whole):
        here = remark.table in places and whole.tables[remark.table].at[row, "origin"] in places[remark.table]
        if here and remark.origin not in named:
            yield remark


def _money_unit(chosen: Chosen, base: Chain | None) -> str:
    """The money unit stated in sheet `chain`, else that of the tables in force, else 万元."""
    for name, sheet in chosen:
        if name == "chain":
            part = read_sheet(sheet, declared_tables()["chain"], 1.0)
            stated = part.frame.get("unit", pd.Series(dtype=object)).dropna()
            if len(stated):
                return str(stated.iloc[0])
    return base.unit if base else _DEFAULT_UNIT


def _refuse(part: TypedSheet) -> None:
    if part.refused:
        part.frame = part.frame.drop(index=sorted(part.refused)).reset_index(drop=True)


def _one_firm(frames: dict[str, pd.DataFrame], options: ReadOptions) -> Iterator[Finding]:
    """Rows of firms that people said are one firm become one row; what differs between them is told."""
    told = set(options.values.get("firms", {}).values())
    firms = frames.get("firms")
    if firms is None or not told:
        return
    frames["firms"], merged = same_firms(firms, told)
    for first, row, differs in merged:
        where = str(firms.at[row, "origin"])
        names = {"value": firms.at[first, "name"], "other": firms.at[row, "name"]}
        yield finding("same-firm", table="firms", column="name", origin=where, **names)
        for column, one, other in differs:
            declared = declared_tables()["firms"].columns.get(column)
            words = {"value": one, "other": other, "label": declared.label_zh if declared else column}
            yield finding("same-differs", table="firms", column=column, origin=where, **words)


def _in_unit_of(base: Chain, new: Chain, unit: str) -> Chain:
    """Money of the new rows in the unit of the tables in force, which stays the unit of the chain."""
    if base.has("chain") and new.has("chain"):
        mine, theirs = str(base.chain["chain_id"].iloc[0]), str(new.chain["chain_id"].iloc[0])
        if mine != theirs:
            raise InputError(
                f"the file is about the chain {theirs}, these tables about {mine}; "
                "import it into a workspace of its own, or replace everything",
                f"文件属于产业链 {theirs}，现行数据为 {mine}；请导入另一工作区，或选择全部替换",
            )
    if base.unit == unit:
        return new.with_(chain=new.chain.assign(unit=base.unit)) if new.has("chain") else new
    factor = MONEY_UNITS[unit] / MONEY_UNITS[base.unit]
    tables = {}
    for table in declared_tables().values():
        money = [column.name for column in table.columns.values() if column.kind == "money"]
        tables[table.name] = new.tables[table.name].assign(
            **{name: new.tables[table.name][name] * factor for name in money}
        )
    tables["chain"] = new.chain.assign(unit=base.unit)
    words = {"value": unit, "base": base.unit, "factor": f"{factor:g}"}
    where = str(new.chain["origin"].iloc[0]) if new.has("chain") else ""
    remark = finding("unit-brought", table="chain", column="unit", origin=where, **words)
    return replace(new.with_(**tables), notes=(*new.notes, remark))


def _told_apart(chain: Chain) -> Chain:
    """The chain with a note for each indicator name that stands for several indicators."""
    named = chain.indicators["indicator"]
    labels = indicator_labels(chain)
    notes = []
    for name in named[named.notna() & labels.ne(named)].drop_duplicates():
        split = list(labels[named.eq(name)].drop_duplicates())
        first = named.index[named.eq(name)][0]
        origin = chain.cell("indicators", first, "indicator")
        words = {"apart": ", ".join(chain.key_extra["indicators"]), "count": len(split), "labels": ", ".join(split)}
        notes.append(finding("label-split", table="indicators", column="indicator", origin=origin, value=name, **words))
    known = {(note.rule, note.value, note.message) for note in chain.notes}
    fresh = [note for note in notes if (note.rule, note.value, note.message) not in known]
    return replace(chain, notes=(*chain.notes, *fresh)) if fresh else chain


def _fill_context(frames: dict[str, pd.DataFrame], known: Known) -> list[Finding]:
    """What every row of a sheet leaves open is taken from sheet `chain`: base year, the only chain, the region."""
    about = frames.get("chain", known.get("chain"))
    if about is None or about.empty:
        return []
    notes: list[Finding] = []
    for table, name, stated, wholly in CONTEXT:
        frame = frames.get(table)
        given = about[stated].dropna() if stated in about else pd.Series(dtype=object)
        if frame is None or frame.empty or not len(given):
            continue
        value = f"{given.iloc[0]:.0f}" if stated == "base_year" else str(given.iloc[0])
        cells = frame.get(name, pd.Series(None, index=frame.index, dtype=object))
        empty = cells.isna()
        if not empty.any() or (wholly and not empty.all()):
            continue
        frame[name] = cells.astype(object).where(~empty, value)
        if name != "chain_id":
            label = declared_tables()[table].columns[name].label_zh
            words: dict[str, Any] = {"count": int(empty.sum()), "default": value, "default_zh": value, "label": label}
            notes.append(finding("default-read", table=table, column=name, **words))
    return notes


def _assumed_unit(
    frames: dict[str, pd.DataFrame], parts: list[TypedSheet], unit: str, known: Known
) -> Iterator[Finding]:
    """Money without any word about its unit, neither in its header nor in sheet `chain`."""
    about = frames.get("chain", known.get("chain", pd.DataFrame()))
    stated = "unit" in about and bool(about["unit"].notna().any())
    if not stated and any(part.bare_money for part in parts):
        yield finding("unit-assumed", value=unit)


def _without_errors(chain: Chain) -> Chain:
    """The chain without the rows that its own declaration calls erroneous; each is noted.

    A row that repeats the key of one that goes anyhow is no repetition, so repeated keys are looked for last; rows that
    refer to a row left out become erroneous themselves, so the search goes on until nothing is found.
    """
    while found := [*_erroneous(chain)]:
        wrong = [one for one in found if one[1].rule != "duplicate-key"] or found
        tables = dict(chain.tables)
        for name in {remark.table for _, remark in wrong}:
            tables[name] = tables[name].drop(index={row for row, remark in wrong if remark.table == name})
        known = {(note.rule, note.origin) for note in chain.notes}
        notes = [one for one in dict.fromkeys(remark for _, remark in wrong) if (one.rule, one.origin) not in known]
        tables["firms"], told = keep_named_firms(chain, tables, wrong)
        chain = Chain.from_tables(tables, (*chain.notes, *notes, *told), chain.letters, chain.key_extra)
    return chain


def _erroneous(chain: Chain) -> Iterator[tuple[Any, Finding]]:
    yield from (found for found in row_findings(chain) if found[1].level == "error")
    ties = chain.ties
    for row in ties.index[ties["supplier"].notna() & ties["supplier"].eq(ties["buyer"])]:
        words = {"value": ties.at[row, "buyer"], "origin": chain.cell("ties", row, "buyer")}
        yield row, finding("self-tie", table="ties", column="buyer", **words)
