from __future__ import annotations

import io
from dataclasses import fields
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chainchief.workspace import STEPS
from web.asgi_client import AsgiClient
from web.small_book import HOSTILE

NAME = "/api/w/w"


@pytest.fixture
def filled(client: AsgiClient, book: Path) -> AsgiClient:
    """A client whose workspace `w` holds the small workbook."""
    client.post("/api/workspaces", json={"name": "w", "title": "W"})
    token = upload(client, book).json()["token"]
    assert client.post(f"{NAME}/imports/{token}/accept").status_code == 200
    return client


def upload(client: AsgiClient, book: Path) -> Any:
    return client.post(f"{NAME}/imports", files={"file": (book.name, book.read_bytes())})


def test_open_api_describes_every_step_with_its_own_options(client: AsgiClient) -> None:
    described = client.get("/api/openapi.json").json()
    for step in STEPS.values():
        body = described["paths"][f"/api/w/{{name}}/steps/{step.name}"]["post"]["requestBody"]
        assert body
        schema = described["components"]["schemas"][step.options.__name__]
        assert set(schema.get("properties", {})) == {field.name for field in fields(step.options)}
    assert "/api/w/{name}/imports" in described["paths"]


def test_the_manual_asks_nobody_else(client: AsgiClient) -> None:
    text = client.get("/api").text
    assert "/api/w/{name}/steps/evaluate" in text
    assert "https://" not in text


def test_upload_preview_accept(client: AsgiClient, book: Path) -> None:
    client.post("/api/workspaces", json={"name": "w"})
    read = upload(client, book)
    assert read.status_code == 201
    preview = read.json()
    assert preview["rows"]["firms"] == 4
    assert any(finding["level"] == "error" for finding in preview["findings"])
    assert client.get(f"{NAME}").json()["generation"] == 0
    assert client.get(f"{NAME}/imports/{preview['token']}").json()["source"] == "small.xlsx"
    accepted = client.post(f"{NAME}/imports/{preview['token']}/accept").json()
    assert accepted["generation"] == 1
    assert client.post(f"{NAME}/imports/{preview['token']}/accept").status_code == 404


def test_a_discarded_upload_is_gone(client: AsgiClient, book: Path) -> None:
    client.post("/api/workspaces", json={"name": "w"})
    token = upload(client, book).json()["token"]
    assert client.post(f"{NAME}/imports/{token}/discard").status_code == 200
    assert client.get(f"{NAME}/imports/{token}").status_code == 404
    assert client.get(f"{NAME}/tables").json() == {}


def test_findings_lead_to_their_cell(filled: AsgiClient) -> None:
    found = filled.get(f"{NAME}/findings?level=error&table=ties").json()
    assert found
    place = found[0]["origin"]
    cell = filled.get(f"{NAME}/cells/{place}").json()
    assert (cell["sheet"], cell["row"]) == ("ties", found[0]["row"])


def test_scores_open_down_to_their_cells(filled: AsgiClient) -> None:
    evaluation = filled.get(f"{NAME}/evaluation").json()
    assert {row["region_id"] for row in evaluation["regions"]} == {"anlan", "beiyun", "luxi"}
    explained = filled.get(f"{NAME}/evaluation/anlan/D311?period=2025").json()
    assert explained["steps"][-1]["origin"].startswith("small.xlsx!indicators!")
    place = explained["steps"][-1]["origin"]
    assert filled.get(f"{NAME}/cells/{place}").json()["sheet"] == "indicators"


def test_a_step_runs_with_its_options_and_can_be_redone(filled: AsgiClient) -> None:
    answer = filled.post(f"{NAME}/steps/evaluate", json={"draws": 50, "weights": "equal"})
    assert answer.status_code == 200, answer.text
    run = answer.json()["run"]
    assert (run["options"]["draws"], run["options"]["weights"]) == (50, "equal")
    assert filled.post(f"{NAME}/runs/{run['number']}/redo").json() == {"same": True, "differences": []}
    file = next(iter(run["files"]))
    assert filled.get(f"{NAME}/runs/{run['number']}/files/{file}").status_code == 200


def test_a_step_without_a_body_takes_the_defaults(filled: AsgiClient) -> None:
    assert filled.post(f"{NAME}/steps/diagnose").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"weights": "nonsense"},
        {"drawz": 3},
        {"draws": "many"},
        {"draws": -1},
        {"framework": "nowhere"},
        {"period": "1812"},
    ],
)
def test_wrong_options_are_a_sentence(filled: AsgiClient, body: dict[str, Any]) -> None:
    answer = filled.post(f"{NAME}/steps/evaluate", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert answer.json()["error_zh"]
    assert "Traceback" not in answer.text


def test_no_file_of_this_machine_is_read_by_request(filled: AsgiClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("code,direction\nsecret,1\n", encoding="utf-8")
    for named in (str(secret), "../secret.csv", "secret.csv"):
        answer = filled.post(f"{NAME}/steps/evaluate", json={"framework": named})
        assert answer.status_code == 422
    for path in ("/reports/..%2Fchain.toml", "/runs/1/files/..%2F..%2Fchain.toml", "/cells/..%2Fchain.toml!a!A1"):
        assert filled.get(f"{NAME}{path}").status_code in (404, 422)


@pytest.mark.parametrize(
    "path",
    [
        "/api/w/nobody",
        "/api/w/w/runs/99",
        "/api/w/w/tables/nonsense",
        "/api/w/w/reports/x.html",
        "/api/nowhere",
    ],
)
def test_what_is_not_there_is_a_sentence(filled: AsgiClient, path: str) -> None:
    answer = filled.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]


def test_a_broken_file_is_a_sentence(client: AsgiClient) -> None:
    client.post("/api/workspaces", json={"name": "w"})
    for name, content in (("a.xlsx", b"no workbook"), ("a.exe", b"MZ"), ("a.csv", b""), ("", b"")):
        answer = client.post(f"{NAME}/imports", files={"file": (name, content)})
        assert 400 <= answer.status_code < 500, (name, answer.text)
        assert answer.json()["error"]


def test_nothing_to_score_is_a_sentence(client: AsgiClient) -> None:
    client.post("/api/workspaces", json={"name": "w"})
    assert client.get(f"{NAME}/evaluation").status_code == 422


def test_tables_are_whole_in_every_form(filled: AsgiClient) -> None:
    rows = filled.get(f"{NAME}/tables/firms?limit=2&start=1").json()
    assert (rows["rows"], len(rows["records"])) == (4, 2)
    assert rows["records"][0]["name"] == HOSTILE
    book = openpyxl.load_workbook(io.BytesIO(filled.get(f"{NAME}/export").content))
    assert "firms" in book.sheetnames
    text = filled.get(f"{NAME}/tables/firms.csv").text
    assert text.startswith("\ufefffirm_id")


def test_csv_never_holds_a_formula(client: AsgiClient) -> None:
    client.post("/api/workspaces", json={"name": "w"})
    content = b'firm_id,name\nF1,"=HYPERLINK(""x"")"\nF2,-5\n'
    token = client.post(f"{NAME}/imports", files={"file": ("firms.csv", content)}).json()["token"]
    client.post(f"{NAME}/imports/{token}/accept")
    assert "'=HYPERLINK" in client.get(f"{NAME}/tables/firms.csv").text


def test_reports_in_both_languages(filled: AsgiClient) -> None:
    for language in ("en", "zh"):
        assert filled.post(f"{NAME}/reports", json={"language": language}).status_code == 201
    listed = filled.get(f"{NAME}/reports").json()
    assert len(listed) == 2
    assert "<html" in filled.get(listed[0]["href"]).text
    kept = filled.get(f"{listed[0]['href']}?download=1")
    assert "attachment" in kept.headers["content-disposition"]


def test_template_in_both_languages(client: AsgiClient) -> None:
    for language in ("en", "zh"):
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"/api/template?language={language}").content))
        assert len(book.sheetnames) > 20
    assert client.get("/api/template?language=xx").status_code == 422


def test_palette_finds_by_name_code_and_initials(filled: AsgiClient) -> None:
    offered = filled.get(f"{NAME}/palette?lang=zh").json()
    kinds = {item["kind_key"] for item in offered}
    assert {"page", "command", "segment", "firm", "run"} <= kinds
    chain_map = next(item for item in offered if item["name"] == "链图")
    assert {"lt", "chain map"} <= set(chain_map["also"])


def test_examples_can_be_opened_twice(client: AsgiClient) -> None:
    first = client.post("/api/workspaces/example", data={"example": "xianju-pharma"})
    second = client.post("/api/workspaces/example", data={"example": "xianju-pharma"})
    assert first.json() == second.json() == {"href": "/w/xianju-pharma/home"}
    assert client.post("/api/workspaces/example", data={"example": "nonsense"}).status_code == 422
