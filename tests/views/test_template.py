from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chainchief.chain.columns import EXAMPLE_NOTE, declared_tables, example_cell
from chainchief.errors import InputError
from chainchief.intake.reading import read
from chainchief.views.books.template import template_workbook

LANGUAGES = ("en", "zh")
LEVELS = (None, 0, 1, 2, 3, 4, 5, 6)


def opened(language: str = "en", level: int | None = None) -> Any:
    return openpyxl.load_workbook(BytesIO(template_workbook(language, level)))


def parts(book: bytes, folder: str) -> str:
    with zipfile.ZipFile(BytesIO(book)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist() if name.startswith(folder))


def rules_of(page: Any) -> dict[str, Any]:
    """Header of a column -> the rule of its drop-down."""
    return {
        page.cell(1, next(iter(rule.sqref.ranges)).min_col).value: rule for rule in page.data_validations.dataValidation
    }


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_is_read_as_an_empty_chain(language: str, level: int | None, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(template_workbook(language, level))
    chain = read(path)
    assert all(frame.empty for frame in chain.tables.values())
    assert {note.level for note in chain.notes} == {"info"}
    tables = {table.name for table in declared_tables().values() if level is None or table.level <= level}
    assert {note.table for note in chain.notes if note.rule == "example-row"} == tables


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_has_its_headers_and_an_example(language: str) -> None:
    book = opened(language)
    assert book.sheetnames[0] == "_readme"
    for table in declared_tables().values():
        page = book[table.name_zh if language == "zh" else table.name]
        headers, example = [[cell.value for cell in row] for row in page.iter_rows(max_row=2)]
        columns = table.columns.values()
        shown = [column.label_zh if language == "zh" else column.name for column in columns]
        assert [header.replace(" (万元)", "").removesuffix("(万元)") for header in headers] == shown
        money = [column.kind == "money" for column in columns]
        assert [header.endswith("(万元)") for header in headers] == money
        assert example == [None if (cell := example_cell(column, language)) == "" else cell for column in columns]
        assert EXAMPLE_NOTE in example


def test_required_headers_stand_out_and_examples_are_grey() -> None:
    page = opened("zh")["企业"]
    columns = list(declared_tables()["firms"].columns.values())
    fills = {column.required: page.cell(1, place).fill.start_color.rgb for place, column in enumerate(columns, start=1)}
    assert fills[True] != fills[False]
    assert page["A2"].font.italic
    assert not page["A3"].font.italic


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_imported(language: str, tmp_path: Path) -> None:
    book = opened(language)
    declared = declared_tables()
    for table in declared.values():
        page = book[table.name_zh if language == "zh" else table.name]
        place = list(table.columns).index("note") + 1
        assert page.cell(2, place).value == EXAMPLE_NOTE
        page.cell(2, place).value = None
    segments, firms = (book[declared[name].name_zh if language == "zh" else name] for name in ("segments", "firms"))
    second = [cell.value for cell in segments[2]]
    for number, code in enumerate(("OS2", "OS4", "OS5"), start=3):
        for place, cell in enumerate([code, f"环节 {code}", *second[2:]], start=1):
            segments.cell(number, place).value = cell
    firms.cell(3, 1).value = "007"
    path = tmp_path / "filled.xlsx"
    book.save(path)
    chain = read(path)
    assert [str(note) for note in chain.notes if note.level == "error"] == []
    assert {name for name in declared if chain.has(name)} == set(declared)
    assert chain.firms["firm_id"].tolist()[:2] == ["F01", "007"]
    assert chain.firms.at[0, "output"] == 8200
    assert chain.unit == "万元"


def test_a_row_written_over_an_example_is_told(tmp_path: Path) -> None:
    book = opened("zh", 2)
    book["企业"]["B2"].value = "安澜光学有限公司"
    book.save(tmp_path / "half.xlsx")
    chain = read(tmp_path / "half.xlsx")
    assert chain.firms.empty
    assert [(note.rule, note.row) for note in chain.notes if note.level == "error"] == [("example-changed", 2)]


def test_codes_stay_texts_and_shares_are_no_percentages() -> None:
    page = opened("en")["firms"]
    whole = {
        place: group.number_format
        for group in page.column_dimensions.values()
        for place in range(group.min, group.max + 1)
    }
    styles = {name: whole[place] for place, name in enumerate(declared_tables()["firms"].columns, start=1)}
    assert {styles[name] for name in ("firm_id", "usci", "segment_id", "period", "gbt4754")} == {"@"}
    assert "%" not in styles["capacity_use"]
    assert styles["output"].startswith("#,##0")
    assert 'numFmtId="49"' in parts(template_workbook(), "xl/styles.xml")


def test_drop_downs_offer_choices_and_codes_of_other_sheets() -> None:
    rules = rules_of(opened("zh")["企业"])
    assert rules["角色"].formula1 == '"链主,配套,供应商,客户,目标"'
    assert rules["规上"].formula1 == '"是,否"'
    assert rules["数据质量"].formula1 == '"实测,上报,估计,专家,合成"'
    assert rules["地区"].formula1.startswith("OFFSET('地区'!$A$2,")
    ties = rules_of(opened("en")["ties"])
    assert ties["segment_id"].formula1.startswith("OFFSET('segments'!$A$2,")
    assert ties["segment_id"].errorStyle == "warning"
    assert ties["segment_id"].showErrorMessage
    assert not ties["supplier"].showErrorMessage
    assert "segment_id" not in rules_of(opened("en", 0)["indicators"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_keep_to_what_excel_takes(language: str) -> None:
    book = opened(language)
    for page in book.worksheets:
        for rule in page.data_validations.dataValidation:
            assert len(rule.formula1) <= 255 + 2, rule.formula1
            for sheet, letter, last in re.findall(r"(_lists)!\$([A-Z]+)\$1:\$[A-Z]+\$(\d+)", rule.formula1):
                cells = [book[sheet][f"{letter}{row}"].value for row in range(1, int(last) + 2)]
                assert all(cells[:-1])
                assert cells[-1] is None


def test_notes_say_what_a_column_means() -> None:
    english, chinese = template_workbook("en"), template_workbook("zh")
    assert "required; ref:segments list" in parts(english, "xl/comments")
    assert "必填" in parts(chinese, "xl/comments")


@pytest.mark.parametrize("language", LANGUAGES)
def test_levels_hold_the_sheets_up_to_them(language: str) -> None:
    declared = declared_tables()
    for level in range(7):
        book = opened(language, level)
        names = {name for name in book.sheetnames if not name.startswith("_")}
        assert names == {
            table.name_zh if language == "zh" else table.name for table in declared.values() if table.level <= level
        }
        table = [[cell.value for cell in row] for row in book["_readme"].iter_rows(min_row=11)]
        assert [row[0] for row in table] == list(range(level + 1))
        for name in re.split("[,、] ?", table[-1][1]):
            assert name in names


def test_the_same_choice_gives_the_same_bytes_and_others_are_refused() -> None:
    assert template_workbook("zh", 3) == template_workbook("zh", 3)
    for level in (-1, 7):
        with pytest.raises(InputError, match="choose 0 to 6"):
            template_workbook("en", level)
