"""An audit as lines, as a table and as a page: the same points in each, nothing of the paper run as code or formula."""

from __future__ import annotations

import csv
import io

import pytest

from chainchief.errors import InputError
from chainchief.evaluation.audit import Audit, AuditLine, AuditPoint
from chainchief.views import as_data, audit_file, audit_lines

POINT = AuditPoint(
    "R1", "<b>sum</b>", "合计", "Table 1", "表 1", "computed", "in_part", "=1+1", "不全",
    (AuditLine("a = 1.500", "甲 = 1.500", computed=1.5, printed=float("nan")),), {"total": 1.5, "cuts": [(1.0, 2.0)]},
)  # fmt: skip
AUDIT = Audit("paper", (POINT,))


def test_lines_hold_everything() -> None:
    text = "\n".join(audit_lines(AUDIT))
    for words in (
        "R1  reproduced in part  <b>sum</b>",
        "Table 1 (computed from what is printed)",
        "a = 1.500",
        "1 points",
    ):
        assert words in text
    assert "部分可复算" in "\n".join(audit_lines(AUDIT, "zh"))
    assert "甲 = 1.500" in "\n".join(audit_lines(AUDIT, "zh"))


def test_csv_runs_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(audit_file(AUDIT, "csv").text.removeprefix("\ufeff"))))
    assert rows[0]["finding"] == "'=1+1"
    assert rows[0]["computed"] == "1.5"


def test_html_escapes_and_is_the_same_bytes_twice() -> None:
    page = audit_file(AUDIT, "html", "zh").text
    assert "<b>sum</b>" not in audit_file(AUDIT, "html").text
    assert "&lt;b&gt;sum" in audit_file(AUDIT, "html").text
    assert 'lang="zh-CN"' in page
    assert page == audit_file(AUDIT, "html", "zh").text


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_office_files_are_the_same_bytes_twice(format: str) -> None:
    made = audit_file(AUDIT, format, "zh")
    assert made.format == format
    assert made.content.startswith(b"PK")
    assert made.content == audit_file(AUDIT, format, "zh").content


def test_data_are_plain() -> None:
    told = as_data({"counts": AUDIT.counts, "points": AUDIT.points})
    assert told["points"][0]["lines"][0]["printed"] is None
    assert told["points"][0]["numbers"] == {"total": 1.5, "cuts": [[1.0, 2.0]]}
    assert told["counts"] == {"reproduced": 0, "in_part": 1, "not_reproducible": 0, "contradicts": 0}


def test_another_format_is_refused() -> None:
    with pytest.raises(InputError, match="Known: html, docx, xlsx, csv"):
        audit_file(AUDIT, "pdf")
