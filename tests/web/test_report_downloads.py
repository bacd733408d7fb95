"""Reports over the network, in the three formats."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from chainchief.views import REPORT_FORMATS
from chainchief.web.pages.keep import reports
from chainchief.web.visit import Visit
from web.asgi_client import AsgiClient

NAME = "/api/w/w"


@pytest.fixture
def filled(client: AsgiClient, book: Path) -> AsgiClient:
    """A client whose workspace `w` holds the small workbook."""
    client.post("/api/workspaces", json={"name": "w", "title": "W"})
    token = client.post(f"{NAME}/imports", files={"file": (book.name, book.read_bytes())}).json()["token"]
    assert client.post(f"{NAME}/imports/{token}/accept").status_code == 200
    return client


def readable(format: str, content: bytes) -> bool:
    if format == "docx":
        return bool(docx.Document(BytesIO(content)).paragraphs)
    return bool(openpyxl.load_workbook(BytesIO(content)).sheetnames) if format == "xlsx" else b"<html" in content


@pytest.mark.parametrize("format", REPORT_FORMATS)
def test_made_listed_and_fetched(filled: AsgiClient, format: str) -> None:
    made = filled.post(f"{NAME}/reports", json={"language": "zh", "format": format})
    assert made.status_code == 201
    first = filled.get(f"{NAME}/reports").json()[0]
    assert (first["file"].rpartition(".")[2], first["format"]) == (format, format)
    got = filled.get(first["href"])
    assert got.headers["content-type"] == REPORT_FORMATS[format]
    assert ("attachment" in got.headers.get("content-disposition", "")) == (format != "html")
    assert len(got.content) == first["bytes"]
    assert readable(format, got.content)


def test_the_step_tells_what_it_made_without_the_bytes(filled: AsgiClient) -> None:
    told = filled.post(f"{NAME}/steps/report", json={"format": "docx"}).json()
    assert told["result"]["format"] == "docx"
    kept = filled.get(f"{NAME}/runs/{told['run']['number']}/files/report.docx")
    assert kept.headers["content-type"] == REPORT_FORMATS["docx"]
    assert len(kept.content) == told["result"]["bytes"]


def test_another_format_is_refused(filled: AsgiClient) -> None:
    assert filled.post(f"{NAME}/reports", json={"format": "pdf"}).status_code == 422
    assert filled.post(f"{NAME}/reports/form", data={"language": "en", "format": "exe"}).status_code == 422


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_offers_the_three_and_lists_them(visiting: Callable[..., Visit], language: str) -> None:
    visit = visiting("reports", language=language)
    for format in ("html", "xlsx"):
        visit.ws.report(language, format)
    body = str(reports(visit).body)
    for format in REPORT_FORMATS:
        assert body.count(f'<option value="{format}">') == 2
    assert body.count("<label for=") == body.count("<select") == 2
    shown, kept = (body[body.index(f"-report-{language}.{format}</a>") - 160 :] for format in ("html", "xlsx"))
    assert 'target="_blank"' in shown[:160]
    assert 'target="_blank"' not in kept[:160]
