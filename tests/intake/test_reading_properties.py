"""What holds for any workbook: order, language, the way out and in, and that no row is lost silently."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import FIVE_FIRMS, Sheets, write_csv_folder
from chainchief.chain.columns import declared_choices, declared_tables
from chainchief.chain.finding import Finding, row_number
from chainchief.chain.rules.rows import check_tables
from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import diagnose
from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.intake.files.source import RawSheet
from chainchief.intake.reading import read, read_sheets
from chainchief.views.data import harmless
from chainchief.views.workbook import export_workbook
from random_chains import chains, same

TABLES = declared_tables()


def in_memory(sheets: Sheets) -> Chain:
    return read_sheets([RawSheet("book.xlsx", name, [list(row) for row in rows]) for name, rows in sheets.items()])


def errors(chain: Chain) -> list[Finding]:
    return [note for note in chain.notes if note.level == "error"]


SCRAMBLED: dict[str, list[list[Any]]] = {
    **FIVE_FIRMS,
    "ties": [
        *FIVE_FIRMS["ties"],
        ["F4", "F2", "U", 7, 0.9, "2019", "survey"],
        ["F5", "F2", "U", 7, 0.9, "2019", "survey"],
        ["Stranger", "F2", None, None, None, None, None],
    ],
}


def header_words(table: str, column: str) -> list[str]:
    return [column, *TABLES[table].columns[column].aliases]


def value_words(table: str, column: str, cell: Any) -> list[Any]:
    """The cell in every language it can be written in."""
    choices = declared_choices().get(TABLES[table].columns[column].choice, ())
    for choice in choices:
        if choice.value == cell:
            return [cell, choice.label_zh or cell]
    return {"yes": ["yes", "是"], "no": ["no", "否"]}.get(cell, [cell]) if isinstance(cell, str) else [cell]


@st.composite
def scrambled(draw: st.DrawFn) -> dict[str, list[list[Any]]]:
    """The same workbook with sheets, columns and rows in another order, headers and choices in another language."""
    book = {}
    for table in draw(st.permutations(list(SCRAMBLED))):
        header, *rows = SCRAMBLED[table]
        order = draw(st.permutations(range(len(header))))
        rows = draw(st.permutations(rows))
        title = [["2023 年度", None], []][: draw(st.integers(0, 2))]
        words = [draw(st.sampled_from(header_words(table, header[place]))) for place in order]
        cells = [
            [draw(st.sampled_from(value_words(table, header[place], row[place]))) for place in order] for row in rows
        ]
        book[draw(st.sampled_from([table, TABLES[table].name_zh]))] = [*title, words, *cells]
    return book


@cache
def straight_chain() -> Chain:
    return in_memory(SCRAMBLED)


@cache
def straight_scores() -> Evaluation:
    return evaluate(straight_chain(), "zhang-2024-anchored")


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    plain = frame.drop(columns="origin", errors="ignore")
    return plain.sort_values(list(plain.columns), ignore_index=True, key=lambda cells: cells.astype(str))


@settings(max_examples=12)
@given(scrambled())
def test_order_and_language_change_nothing(book: dict[str, list[list[Any]]]) -> None:
    straight, other = straight_chain(), in_memory(book)
    for name in straight.tables:
        pd.testing.assert_frame_equal(in_order(other.tables[name]), in_order(straight.tables[name]), obj=name)
    spoken = [
        Counter(
            (remark.rule, remark.table, remark.column, remark.value) for remark in check_tables(one)[len(one.notes) :]
        )
        for one in (straight, other)
    ]
    assert spoken[0] == spoken[1]
    assert sum(spoken[0].values()) > 3
    seen = [diagnose(one) for one in (straight, other)]
    for part in ("segments", "flows", "scales", "outside"):
        pd.testing.assert_frame_equal(*[in_order(getattr(one, part)) for one in seen], obj=part)
    scores = [straight_scores(), evaluate(other, "zhang-2024-anchored")]
    pd.testing.assert_frame_equal(*[one.scores.sort_index() for one in scores])
    assert scores[0].grades.sort_index().equals(scores[1].grades.sort_index())


@settings(max_examples=15)
@given(chains())
def test_what_is_exported_is_read_as_the_same_chain(tmp_path_factory: pytest.TempPathFactory, chain: Chain) -> None:
    path = tmp_path_factory.mktemp("export") / "book.xlsx"
    path.write_bytes(export_workbook(chain))
    again = read(path)
    assert errors(again) == []
    for name, frame in ((name, frame) for name, frame in chain.tables.items() if not frame.empty):
        for column in frame.columns.drop("origin"):
            known = frame[column].notna()
            cells = again.tables[name][column]
            assert cells[known].tolist() == frame.loc[known, column].tolist(), (name, column)
    path.write_bytes(export_workbook(again))
    same(again, read(path))


@settings(max_examples=8)
@given(chains())
def test_a_folder_of_csv_says_the_same_as_the_workbook(tmp_path_factory: pytest.TempPathFactory, chain: Chain) -> None:
    own = {name: frame.drop(columns=["colour 颜色", "flag"], errors="ignore") for name, frame in chain.tables.items()}
    folder = tmp_path_factory.mktemp("export")
    (folder / "book.xlsx").write_bytes(export_workbook(Chain.from_tables(own)))
    said = {
        name: [list(frame.columns.drop("origin")), *map(_as_csv, frame.drop(columns="origin").to_numpy(object))]
        for name, frame in own.items()
        if len(frame)
    }
    same(read(folder / "book.xlsx"), read(write_csv_folder(folder / "csv", said)))


def _as_csv(row: Any) -> list[Any]:
    words = {True: "yes", False: "no"}
    return ["" if pd.isna(cell) else words[cell] if isinstance(cell, bool) else harmless(cell) for cell in row]


POOL = st.sampled_from(
    [
        None,
        "",
        "a",
        "b",
        "S1",
        "007",
        1.0,
        -1.0,
        0.3,
        12.0,
        "12%",
        "约5",
        "many",
        "保密",
        "NA",
        "2023",
        2023.0,
        "soon",
        "是",
        "midstream",
        "2024-03-31",
        True,
    ]
)


@st.composite
def messy(draw: st.DrawFn) -> dict[str, list[list[Any]]]:
    """A few sheets whose cells hold anything."""
    book = {}
    for table in draw(st.lists(st.sampled_from(list(TABLES)), min_size=1, max_size=4, unique=True)):
        columns = draw(st.lists(st.sampled_from([*TABLES[table].columns, "colour"]), max_size=6, unique=True))
        header = list(dict.fromkeys([TABLES[table].keys[0], *columns]))
        rows = draw(st.lists(st.lists(POOL, min_size=len(header), max_size=len(header)), max_size=6))
        book[table] = [header, *rows]
    return book


@settings(max_examples=40)
@given(messy())
def test_every_row_is_kept_or_noted(book: dict[str, list[list[Any]]]) -> None:
    book = {**book, "goals": book.get("goals", [["verb"]])}
    chain = in_memory(book)
    for table, rows in book.items():
        written = {place for place, row in enumerate(rows[1:], start=2) if any(cell not in (None, "") for cell in row)}
        place = f"book.xlsx!{table}!"
        kept = {row_number(origin) for origin in chain.tables[table]["origin"] if origin.startswith(place)}
        noted = {note.row for note in errors(chain) if note.table == table}
        absent = [note for note in errors(chain) if note.table == table and note.rule == "columns-absent"]
        assert written == kept | noted or (absent and not kept), table
    assert [remark.rule for remark in check_tables(chain)[len(chain.notes) :] if remark.level == "error"] in (
        [],
        *([["parent-loop"] * count for count in range(1, 20)]),
    )
