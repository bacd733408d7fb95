"""What a reader of the workbook relies on: sheets, links, labels in columns, numbers as numbers."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from chainchief.views import report_file, say
from views.report_files import (
    LANGUAGES,
    book,
    made_up,
    opened,
    whole,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_for_each_section_and_an_index_that_leads_to_it(language: str) -> None:
    made = book(whole("xlsx", language))
    sections = re.findall('<section id="', whole("html", language).decode())
    assert len(made.sheetnames) == len(sections) + 2
    assert (made.sheetnames[0], made.sheetnames[-1]) == {"en": ("Index", "Notes"), "zh": ("目录", "说明")}[language]
    links = [cell.hyperlink.location for row in made.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert [link.rpartition("!")[0].strip("'") for link in links] == made.sheetnames[1:]
    assert all(page.freeze_panes for page in made.worksheets)


def test_links_of_excel_lead_to_the_arithmetic() -> None:
    made = book(whole("xlsx", "en"))
    for page in made.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.hyperlink:
                    sheet, _, place = cell.hyperlink.location.rpartition("!")
                    assert made[sheet.strip("'")][place].value is not None
    (linked,) = [row[4] for row in made["Score"].iter_rows() if row[1].value == "D111"]
    sheet, _, place = linked.hyperlink.location.rpartition("!")
    entry = [made[sheet.strip("'")][place].offset(row) for row in range(3)]
    assert [cell.offset(0, 1).value for cell in entry] == ["D111"] * 3
    assert entry[0].offset(0, 2).value == pytest.approx(linked.value, abs=0.005)
    assert entry[2].offset(0, 4).value == "anlan.xlsx!indicators!E26"


def test_labels_stand_in_columns_of_their_own() -> None:
    page = book(whole("xlsx", "en"))["Score"]
    heads = [cell for row in page.iter_rows() for cell in row if cell.value == "Value, label"]
    (head,) = heads
    labels = {page.cell(row, 2).value: page.cell(row, head.column).value for row in range(head.row + 1, head.row + 26)}
    values = {page.cell(row, 2).value: page.cell(row, 3).value for row in range(head.row + 1, head.row + 26)}
    assert labels["D122"] == "estimated"
    assert labels["D211"] == "expert"
    assert labels["D321"].startswith("unknown")
    assert values["D321"] is None


def test_made_up_data_are_marked_in_every_format() -> None:
    chain, results = made_up()
    document = opened(report_file(chain, results, "docx").content)
    said = "\n".join(part.text for part in document.paragraphs)
    assert said.count("SYNTHETIC") > len(document.inline_shapes) / 2
    assert say("state.synthetic.says") in said
    made = book(report_file(chain, results, "xlsx").content)
    for page in made.worksheets[:-1]:
        assert "SYNTHETIC DATA" in {cell.value for row in page.iter_rows(max_row=6) for cell in row}
        assert page.oddFooter.left.text.strip().startswith("SYNTHETIC DATA")
    labels = [cell.value for row in made["Score"].iter_rows() for cell in row if cell.value == "synthetic"]
    assert len(labels) >= 10
    assert made.properties.keywords == document.core_properties.keywords == "SYNTHETIC DATA"


def test_calamine_reads_what_openpyxl_reads() -> None:
    content = whole("xlsx", "zh")
    with CalamineWorkbook.from_filelike(BytesIO(content)) as fast:
        assert fast.sheet_names == book(content).sheetnames
        first = fast.get_sheet_by_name("得分").to_python()
    assert first[0][0] == book(content)["得分"]["A1"].value
