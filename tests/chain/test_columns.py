from __future__ import annotations

import csv
from pathlib import Path

from chainchief.chain.columns import COMMON, declared_choices, declared_tables


def test_every_table_has_columns_a_key_and_the_common_ones_last() -> None:
    for table in declared_tables().values():
        assert table.keys, table.name
        assert tuple(table.columns)[-len(COMMON) :] == COMMON


def test_every_enum_has_its_choices_and_every_default_is_one() -> None:
    for table in declared_tables().values():
        for column in table.columns.values():
            if column.choice:
                values = {choice.value for choice in declared_choices()[column.choice]}
                assert not column.default or column.default in values, (table.name, column.name)


def test_every_reference_points_at_a_table() -> None:
    loose = {"series or metric", ""}
    for table in declared_tables().values():
        for column in table.columns.values():
            assert column.refers_to in loose or column.refers_to in declared_tables(), (table.name, column.name)


def test_no_spelling_of_a_choice_means_two() -> None:
    for name, choices in declared_choices().items():
        words = [word for choice in choices for word in {choice.value, choice.label_zh, *choice.aliases} if word]
        assert len(words) == len(set(words)), name


def test_nothing_of_the_agreed_layout_is_lost(shared: Path) -> None:
    with (shared / "workbook" / "columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name, column = row.get("sheet") or row["table"], row["column"]
            tables = declared_tables().values() if name == "*" else [declared_tables()[name]]
            for table in tables:
                declared = table.columns[column]
                assert declared.required == (row["required"] == "yes"), (name, column)
                assert declared.key == (row["key"] == "key"), (name, column)
                given = {*row["aliases_en"].split("|"), *row["aliases_zh"].split("|")} - {""}
                assert given <= {*declared.aliases, declared.label_zh}, (name, column)
