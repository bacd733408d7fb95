"""Reading a table of indicators: headers, cells, tree, weights; everything wrong is refused with its place."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from chainchief.chain.columns import declared_choices, declared_tables
from chainchief.chain.finding import Finding
from chainchief.evaluation.remarks import listed, plain, refusal, remark

Cells = dict[str, str]

COLUMNS = (
    "code", "name", "name_zh", "parent", "level", "direction", "weight", "unit", "low", "high", "target",
    "source", "definition", "definition_zh", "note", "note_zh", "denominator", "transform", "type",
)  # fmt: skip
_TEXTS = ("name", "name_zh", "unit", "source", "definition", "definition_zh", "note", "note_zh", "denominator")
_OWN_ALIASES = {"name_zh": ("中文名称",), "target": ("目标", "目标值"), "weight": ("Weights",)}
_EMPTY = frozenset({"", "na", "n/a", "nan", "none", "-", "—", "/", "<na>"})
_LEFT_OUT = frozenset({"group", "denominator", "other", "其他", "分组", "分母"})
_INVERSE = ("D321", "D322")
"""Times of Zhang 2024: the paper gives no directions, smaller is better."""


@dataclass(frozen=True)
class Lines:
    """The rows of a source as text, each with its place.

    place : the source, for errors about the whole
    rows : (place of the row, standard column -> text) in the order of the source
    strangers : headers of a file that mean nothing here
    """

    place: str
    rows: Sequence[tuple[str, Cells]]
    strangers: tuple[str, ...] = ()


def match_key(text: str) -> str:
    """A text with width, case and blanks taken off, so that codes and names meet.

    >>> match_key(" Ｄ311 ") == match_key("d 311")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def lines_of_file(path: Path) -> Lines:
    """The rows of a CSV file, UTF-8 or GB 18030."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refusal("framework-unreadable", place=str(path), why=error.strerror or str(error)) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return lines_of_text(raw.decode(encoding), path.name)
        except UnicodeDecodeError:
            continue
    raise refusal("framework-unreadable", place=str(path), why="neither UTF-8 nor GB 18030")


def lines_of_text(text: str, file: str) -> Lines:
    """The rows of a CSV text; lines that are empty or begin with # are passed over."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    columns: list[str] = []
    strangers: tuple[str, ...] = ()
    rows: list[tuple[str, Cells]] = []
    for cells in _cells(reader, file):
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        place = f"{file} line {reader.line_num}"
        if not columns:
            columns = _standard(cells, place)
            strangers = tuple(name for name in columns if name.strip() and name not in COLUMNS)
            continue
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            raise refusal("framework-ragged", place=place, found=len(cells), expected=len(columns))
        named = zip(columns, cells, strict=False)
        rows.append((place, {column: _text(cell) for column, cell in named if column in COLUMNS}))
    return Lines(file, rows, strangers)


def _cells(reader: Iterator[list[str]], file: str) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise refusal("framework-unreadable", place=file, why=str(error)) from error


def lines_of_frame(frame: pd.DataFrame, name: str) -> Lines:
    """The rows of a frame; the place is its `origin` where it has one."""
    columns = _standard([str(column) for column in frame.columns], name)
    kept = [(number, column) for number, column in enumerate(columns) if column in COLUMNS]
    origins = frame["origin"].tolist() if "origin" in frame else [None] * len(frame)
    rows = []
    for number, (cells, origin) in enumerate(zip(frame.itertuples(index=False, name=None), origins, strict=True)):
        place = origin if isinstance(origin, str) else f"{name} row {number + 1}"
        rows.append((place, {column: _text(cells[at]) for at, column in kept}))
    return Lines(name, rows)


def _text(cell: object) -> str:
    text = str(cell).strip()
    return "" if text.casefold() in _EMPTY else text


@cache
def _headers() -> dict[str, str]:
    declared = declared_tables()["indicator_meta"].columns
    headers = {match_key(column): column for column in COLUMNS}
    for column, aliases in _OWN_ALIASES.items():
        headers.update({match_key(alias): column for alias in aliases})
    for name, declaration in declared.items():
        for alias in (name, declaration.label_zh, *declaration.aliases):
            headers.setdefault(match_key(alias), name)
    return headers


def _standard(headers: Sequence[str], place: str) -> list[str]:
    """The standard name of each header; unknown ones keep theirs and are passed over later."""
    columns = [_headers().get(match_key(header), header) for header in headers]
    for column in ("code", "direction"):
        if column not in columns:
            found = listed(headers, limit=20)
            raise refusal("framework-column", place=place, column=column, found=found)
    for column in COLUMNS:
        if columns.count(column) > 1:
            twins = listed(header for header, name in zip(headers, columns, strict=True) if name == column)
            raise refusal("framework-twice", place=place, column=column, found=twins)
    return columns


def tidy_framework(lines: Lines) -> tuple[pd.DataFrame, list[Finding]]:
    """The table of a Framework and the notes of its reading; raises InputError for all that is wrong."""
    rows, notes = _kept(lines)
    if lines.strangers:
        known = listed(COLUMNS, limit=len(COLUMNS))
        notes.append(remark("framework-columns", value=listed(lines.strangers), known=known))
    _check_codes(lines, rows)
    parents = _parents(lines, rows)
    top = [code for code, parent in parents.items() if not parent]
    if len(top) != 1 or top[0] not in parents.values():
        root = "overall" if "overall" not in rows else "overall_score"
        notes.append(remark("framework-root-added", value=root, count=len(top)))
        rows[root] = (lines.place, {"name": "Overall", "name_zh": "综合"})
        parents |= dict.fromkeys(top, root) | {root: ""}
    order = _order(parents)
    table = pd.DataFrame({"code": order, "parent": [parents[code] for code in order]}).set_index("code")
    _add_levels(table, rows, notes)
    leaf = table["level"].eq(1)
    table["direction"] = [_direction(code, *rows[code], leaf=bool(leaf[code]), notes=notes) for code in order]
    for column in ("weight", "low", "high", "target"):
        table[column] = [_number(rows[code], column) for code in order]
    _check_numbers(table, rows)
    _add_weights(table, lines, notes)
    _add_texts(table, rows, notes)
    return table, notes


def _kept(lines: Lines) -> tuple[dict[str, tuple[str, Cells]], list[Finding]]:
    """The rows by code, without COINr's groups and denominators."""
    rows: dict[str, tuple[str, Cells]] = {}
    seen: dict[str, str] = {}
    left_out: list[str] = []
    for place, cells in lines.rows:
        code = cells.get("code", "")
        if not code:
            raise refusal("framework-no-code", place=place)
        if cells.get("type", "").casefold() in _LEFT_OUT:
            left_out.append(code)
            continue
        if match_key(code) in seen:
            raise refusal("framework-repeated", place=place, code=code, first=seen[match_key(code)])
        seen[match_key(code)] = place
        rows[code] = (place, cells)
    notes = [remark("framework-left-out", value=listed(left_out))] if left_out else []
    return rows, notes


def _check_codes(lines: Lines, rows: dict[str, tuple[str, Cells]]) -> None:
    members = {cells.get("parent", "") for _, cells in rows.values()}
    kinds = {code: cells.get("type", "").casefold() for code, (_, cells) in rows.items()}
    for code, (place, _) in rows.items():
        if kinds[code] in ("aggregate", "汇总") and code not in members:
            raise refusal("framework-no-members", place=place, code=code)
        if kinds[code] in ("indicator", "指标") and code in members:
            raise refusal("framework-leaf-members", place=place, code=code)
    if not rows:
        raise refusal("framework-empty", place=lines.place)


def _parents(lines: Lines, rows: dict[str, tuple[str, Cells]]) -> dict[str, str]:
    parents = {code: cells.get("parent", "") for code, (_, cells) in rows.items()}
    for code, parent in parents.items():
        if parent and parent not in rows:
            near = process.extractOne(parent, list(rows), scorer=fuzz.ratio, score_cutoff=60)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            hint_zh = f"是“{near[0]}”吗？" if near else ""
            raise refusal(
                "framework-parent", place=rows[code][0], code=code, parent=parent, hint=hint, hint_zh=hint_zh
            )  # fmt: skip
    for code in parents:
        above = [code]
        while parent := parents[above[-1]]:
            if parent in above:
                raise refusal("framework-loop", place=rows[code][0], loop=" → ".join([*above, parent]))
            above.append(parent)
    return parents


def _order(parents: dict[str, str]) -> list[str]:
    """Depth first, siblings in the order of the source."""
    members: dict[str, list[str]] = {}
    for code, parent in parents.items():
        members.setdefault(parent, []).append(code)
    order: list[str] = []
    waiting = list(members[""])
    while waiting:
        code = waiting.pop(0)
        order.append(code)
        waiting[:0] = members.get(code, [])
    return order


def _add_levels(table: pd.DataFrame, rows: dict[str, tuple[str, Cells]], notes: list[Finding]) -> None:
    depth: dict[str, int] = {}
    level = dict.fromkeys(table.index, 1)
    for code, parent in table["parent"].items():
        depth[str(code)] = depth[parent] + 1 if parent else 0
    for code in reversed(table.index):
        if parent := table.at[code, "parent"]:
            level[parent] = max(level[parent], level[code] + 1)
    table["depth"], table["level"] = pd.Series(depth), pd.Series(level)
    stated = {code: _number(rows[code], "level") for code in table.index}
    wrong = [code for code, number in stated.items() if not np.isnan(number) and number != level[code]]
    if wrong:
        notes.append(remark("framework-level", value=listed(wrong)))


def _direction(code: str, place: str, cells: Cells, *, leaf: bool, notes: list[Finding]) -> int:
    text = cells.get("direction", "")
    if not text:
        if leaf and code in _INVERSE:
            notes.append(remark("framework-inverse", value=code))
            return -1
        if leaf:
            raise refusal("framework-direction-empty", place=place, code=code)
        return 1
    words = {
        match_key(word): choice.value
        for choice in declared_choices()["direction"]
        for word in (choice.value, choice.label_zh, *choice.aliases)
    }
    direction = {"+1": 1, "-1": -1}.get(words.get(match_key(text.removesuffix(".0")), ""), 0)
    if direction == 0:
        raise refusal("framework-direction", place=place, code=code, found=text)
    if direction == -1 and not leaf:
        raise refusal("framework-direction-aggregate", place=place, code=code)
    return direction


def _number(row: tuple[str, Cells], column: str) -> float:
    place, cells = row
    text = cells.get(column, "")
    if not text:
        return float("nan")
    try:
        number = float(text.replace("−", "-"))
    except ValueError:
        number = float("nan")
    if not np.isfinite(number):
        raise refusal("framework-number", place=place, column=column, found=text)
    return number


def _check_numbers(table: pd.DataFrame, rows: dict[str, tuple[str, Cells]]) -> None:
    for code in table.index:
        place = rows[code][0]
        weight, low, high = (float(table.at[code, column]) for column in ("weight", "low", "high"))
        if weight < 0:
            raise refusal("framework-negative", place=place, code=code, found=plain(weight))
        if np.isnan(low) != np.isnan(high):
            raise refusal("framework-half-goalpost", place=place, code=code)
        if low >= high:
            raise refusal("framework-low-high", place=place, code=code, low=plain(low), high=plain(high))


def _add_weights(table: pd.DataFrame, lines: Lines, notes: list[Finding]) -> None:
    """Local = share among siblings, global = product of the locals down the tree."""
    table["local"] = 1.0
    equal, rescaled = [], []
    for parent, members in table[table["depth"] > 0].groupby("parent", sort=False).groups.items():
        given = table.loc[members, "weight"]
        if given.isna().all():
            equal.append(parent)
            table.loc[members, "local"] = 1 / len(members)
            continue
        if given.isna().any():
            bare = listed(given.index[given.isna()])
            raise refusal("framework-weight-partly", place=lines.place, parent=parent, codes=bare)
        total = float(given.sum())
        if total <= 0:
            raise refusal("framework-weight-zero", place=lines.place, parent=parent)
        table.loc[members, "local"] = given / total
        whole = float(table.at[parent, "weight"])
        if not np.isclose(total, 1.0, rtol=1e-9) and not np.isclose(total, whole, rtol=1e-9):
            rescaled.append(f"{parent} ({plain(total)})")
    if equal:
        notes.append(remark("framework-equal", value=listed(equal)))
    if rescaled:
        notes.append(remark("framework-rescaled", value=listed(rescaled)))
    shares = table["local"].to_dict()
    for code, parent in table["parent"].items():
        shares[code] *= shares[parent] if parent else 1.0
    table["global"] = pd.Series(shares)


def _add_texts(table: pd.DataFrame, rows: dict[str, tuple[str, Cells]], notes: list[Finding]) -> None:
    for column in _TEXTS:
        table[column] = pd.Series({code: rows[code][1].get(column, "") for code in table.index}, dtype="str")
    for column in ("name", "name_zh", "note_zh", "definition_zh"):
        other = column.removesuffix("_zh") if column.endswith("_zh") else f"{column}_zh"
        table[column] = table[column].where(table[column].ne(""), table[other])
    for column in ("name", "name_zh"):
        table[column] = table[column].where(table[column].ne(""), table.index.to_series())
    if bent := [code for code in table.index if rows[code][1].get("transform", "").casefold() not in ("", "none")]:
        notes.append(remark("framework-transform", value=listed(bent)))
    root = table.iloc[0]
    if root["note"]:
        said, said_zh = root["note"], root["note_zh"]
        notes.append(Finding("info", "framework-note", value=str(table.index[0]), message=said, message_zh=said_zh))
