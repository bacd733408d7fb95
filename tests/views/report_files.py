"""The three files of a small report, and how their tables are read back."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from io import BytesIO
from typing import Any

import docx
import openpyxl
from docx.text.paragraph import Paragraph
from openpyxl.workbook import Workbook as Book

from chainchief.chain.value import Chain
from chainchief.evaluation.assessment import evaluate
from chainchief.evaluation.options import EvaluationOptions
from chainchief.views import report_file, say
from views.small_evaluation import YEARS, small_chain, small_evaluation
from views.test_report import FINDINGS, small_map

Rows = list[list[str]]
MARK = re.compile("^[≈◇><] ")
LANGUAGES = ("en", "zh")
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "＝1+1", "\t=1", "长" * 40_000)


@cache
def whole(format: str, language: str) -> bytes:
    results = [small_evaluation(YEARS), small_map(language), FINDINGS]
    made = report_file(small_chain(YEARS, language), results, format, language, made="2026-11-21", run=7)
    assert made.format == format
    return made.content


def opened(content: bytes) -> Any:
    return docx.Document(BytesIO(content))


def book(content: bytes) -> Book:
    return openpyxl.load_workbook(BytesIO(content))


def made_up() -> tuple[Chain, list[Any]]:
    chain = small_chain()
    chain = chain.with_(indicators=chain.indicators.assign(quality="S"))
    return chain, [evaluate(chain, "zhang-2024-anchored", EvaluationOptions(draws=20)), small_map()]


# the tables of the three files, by caption


def html_tables(content: bytes) -> list[tuple[str, Rows]]:
    found = []
    for table in re.findall(r'<table class="table".*?</table>', content.decode(), re.DOTALL):
        caption = re.search("<caption>(.*?)</caption>", table, re.DOTALL)
        lines = re.findall("<tr.*?</tr>", table, re.DOTALL)
        rows = [[plain(cell) for cell in re.findall(r"<td.*?>(.*?)</td>", line, re.DOTALL)] for line in lines[1:]]
        found.append((plain(caption[1]) if caption else "", rows))
    return found


def plain(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "", html))


def word_tables(content: bytes) -> list[tuple[str, Rows]]:
    """Tables under a caption, each with the caption above it."""
    document, found, caption = opened(content), [], ""
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            caption = part.text if part.style is not None and part.style.name == "Caption" else ""
        elif caption:
            found.append((caption, [[cell.text for cell in row.cells] for row in part.rows[1:]]))
    return found


def excel_tables(content: bytes, language: str) -> list[Rows]:
    """Tables in the order of the workbook, each cell as Excel shows it."""
    found = []
    for page in book(content).worksheets:
        for table in page.tables.values():
            rows = page[table.ref][1:]
            found.append([[shown(cell, language) for cell in row] for row in rows])
    return found


def shown(cell: Any, language: str) -> str:
    """A number as its format shows it; written here anew, so that the format is what is tested."""
    if not isinstance(cell.value, int | float):
        return str(cell.value or "")
    shape = cell.number_format.replace('"', "")
    value = cell.value * 100 if "%" in shape else cell.value
    decimals = len(shape.partition(".")[2].rstrip(" %"))
    text = f"{abs(value):,.{decimals}f}" if shape.startswith("#,##0") else f"{abs(value):.{decimals}f}"
    sign = "−" if value < 0 and any(digit in text for digit in "123456789") else ""
    return sign + text + re.sub("[#0.,]", "", shape)


def bare(text: str) -> str:
    """Without the mark of its quality, which has a column of its own in Excel; nothing where nothing is known."""
    nothing = {"–", *(say(f"state.{state}", language) for state in ("unknown", "withheld") for language in LANGUAGES)}
    return "" if text in nothing else MARK.sub("", text)
