"""The tables and columns of a chain, read once from `columns.csv` and `choices.csv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

COMMON = ("source", "as_of", "quality", "visibility", "note")
"""Columns every table has besides its own."""

EXAMPLE_NOTE = "示例行，请删除 / example row, delete it"
"""A row one of whose cells says so is an example of the blank workbook and no data."""

NUMERIC_KINDS = frozenset({"int", "number", "money", "share", "year", "0..1 or 高|中|低", "0..1 or 1..5"})
"""Kinds of cell held as float64, NaN = unknown."""


@dataclass(frozen=True)
class Column:
    """One declared column.

    kind : what a cell holds: code, text, number, int, money, share, year, period, date, bool, enum:…, ref:…
    unit : "" or the unit of the number; "chain unit" = the money unit of the chain
    default : the text an empty cell is read as, "" = stays unknown
    """

    table: str
    name: str
    label_zh: str
    aliases: tuple[str, ...]
    kind: str
    unit: str
    required: bool
    key: bool
    default: str
    rule: str
    example: str

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC_KINDS

    @property
    def choice(self) -> str:
        """The name of the list of choices of an enum column, else ""."""
        return self.kind.removeprefix("enum:") if self.kind.startswith("enum:") else ""

    @property
    def refers_to(self) -> str:
        """The table a reference column points at, else ""."""
        return self.kind.removeprefix("ref:").removesuffix(" list") if self.kind.startswith("ref:") else ""

    @property
    def is_list(self) -> bool:
        return self.kind.endswith(" list")


@dataclass(frozen=True)
class Table:
    """One declared table: its columns in the order of the workbook, the common ones last."""

    name: str
    name_zh: str
    level: int
    columns: Mapping[str, Column]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns.values() if column.key)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns.values() if column.required)


@dataclass(frozen=True)
class Choice:
    """One allowed value of an enum column."""

    value: str
    label_zh: str
    aliases: tuple[str, ...]


@cache
def declared_tables() -> Mapping[str, Table]:
    """Every declared table by name, in the order of the workbook."""
    rows = _rows("columns.csv")
    common = [row for row in rows if row["table"] == "*"]
    tables: dict[str, Table] = {}
    for name in dict.fromkeys(row["table"] for row in rows if row["table"] != "*"):
        own = [row for row in rows if row["table"] == name]
        columns = {row["column"]: _column(name, row) for row in [*own, *common]}
        tables[name] = Table(name, own[0]["table_zh"], int(own[0]["level"]), MappingProxyType(columns))
    return MappingProxyType(tables)


@cache
def referring_columns(target: str) -> tuple[Column, ...]:
    """Every declared column whose cells name rows of the table `target`, in the order of the workbook."""
    tables = declared_tables().values()
    return tuple(column for table in tables for column in table.columns.values() if column.refers_to == target)


@cache
def declared_choices() -> Mapping[str, tuple[Choice, ...]]:
    """The allowed values of every enum, by the name after `enum:`."""
    rows = _rows("choices.csv")
    names = dict.fromkeys(row["choice"] for row in rows)
    return MappingProxyType(
        {
            name: tuple(
                Choice(row["value"], row["label_zh"], _parts(row["aliases"])) for row in rows if row["choice"] == name
            )
            for name in names
        }
    )


def example_cell(column: Column, language: str) -> str | float:
    """What the example row of the blank workbook shows in a column, "" for nothing.

    language : "en" or "zh", for choices and yes and no

    >>> firms = declared_tables()["firms"].columns
    >>> [example_cell(firms[name], "en") for name in ("firm_id", "role", "output", "above_scale", "assets")]
    ['F01', 'owner', 8200.0, 'yes', '']
    """
    if column.name == "note":
        return EXAMPLE_NOTE
    if column.choice:
        choices = declared_choices()[column.choice]
        fitting = (one for one in choices if column.example in (one.value, one.label_zh, *one.aliases))
        chosen = next(fitting, None) if column.example else choices[0] if column.required else None
        return "" if chosen is None else chosen.label_zh if language == "zh" and chosen.label_zh else chosen.value
    if column.kind == "bool" and column.example:
        yes = column.example in ("是", "yes")
        return ("是" if yes else "否") if language == "zh" else "yes" if yes else "no"
    if column.numeric and column.example not in ("高", "中", "低"):
        return float(column.example) if column.example else 1.0 if column.required else ""
    return column.example or ("示例" if column.required else "")


def _rows(name: str) -> list[dict[str, str]]:
    text = files("chainchief.chain").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _column(table: str, row: dict[str, str]) -> Column:
    aliases_zh = _parts(row["aliases_zh"])
    return Column(
        table=table,
        name=row["column"],
        label_zh=aliases_zh[0] if aliases_zh else row["column"],
        aliases=(*_parts(row["aliases_en"]), *aliases_zh),
        kind=row["type"],
        unit=row["unit"],
        required=row["required"] == "yes",
        key=row["key"] == "key",
        default=row["default"],
        rule=row["rule"],
        example=row["example"],
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)
