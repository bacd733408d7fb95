"""REST: a file on its way in, step by step, and the way back."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from starlette.types import Message

from chainchief.web.shelf import STEPS_BACK
from web.asgi_client import AsgiClient
from web.foreign_book import foreign_book
from web.small_book import small_book

NAME = "/api/w/w"
MAPPING = {
    "sheets": {"Sheet9": "ties"},
    "columns": {
        "Sheet9!upper house": "supplier",
        "Sheet9!lower house": "buyer",
        "Sheet9!yearly sum": "amount",
        "Sheet9!part": "share_of_input",
    },
}
PLACE = "book.xlsx!Sheet9"


@pytest.fixture
def door(client: AsgiClient) -> AsgiClient:
    client.post("/api/workspaces", json={"name": "w"})
    return client


def upload(door: AsgiClient, content: bytes, name: str = "book.xlsx") -> dict[str, Any]:
    answer = door.post(f"{NAME}/imports", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def mapped(door: AsgiClient, content: bytes) -> str:
    token = str(upload(door, content)["token"])
    assert door.post(f"{NAME}/imports/{token}/mapping", json=MAPPING).status_code == 200
    return f"{NAME}/imports/{token}"


def errors(told: dict[str, Any]) -> list[str]:
    return [finding["rule"] for finding in told["findings"] if finding["level"] == "error"]


def test_an_unknown_sheet_leads_to_the_columns_and_a_known_file_to_the_findings(door: AsgiClient) -> None:
    assert "/data/mapping?" in upload(door, foreign_book())["href"]
    assert "/data/findings?" in upload(door, small_book())["href"]


def test_columns_are_told_and_mapped(door: AsgiClient) -> None:
    token = upload(door, foreign_book())["token"]
    sheets = {one["sheet"]: one for one in door.get(f"{NAME}/imports/{token}/mapping").json()}
    assert sheets["Sheet9"]["table"] == ""
    told = door.post(f"{NAME}/imports/{token}/mapping", json=MAPPING).json()
    assert told["rows"]["ties"] == 1
    assert told["options"]["sheets"] == {"Sheet9": "ties"}
    assert told["steps"] == [{"en": "Columns", "zh": "列对应"}]


def test_cells_values_rows_and_pairs_are_told_one_after_another(door: AsgiClient) -> None:
    base = mapped(door, foreign_book())
    assert errors(door.get(base).json()) == ["share-bare", "share-bare"]
    assert errors(door.post(f"{base}/cells", json={f"{PLACE}!D3": "80%"}).json()) == ["share-bare"]
    assert errors(door.post(f"{base}/left-out", json=[f"{PLACE}!4"]).json()) == []
    values = {"supplier": {"Yunhe Lens": "F-3"}}
    assert errors(door.post(f"{base}/values", json=values).json()) == ["self-tie"]
    told = door.post(f"{base}/apart", json=[["Yunhe Lens", "Beiyun Frames"]]).json()
    assert len(told["steps"]) == 5
    assert set(told["options"]) == {"sheets", "columns", "values", "cells", "left_out", "apart"}


def test_a_finding_is_mended_and_the_step_taken_back(door: AsgiClient) -> None:
    base = mapped(door, foreign_book())
    key = f"share-bare~{PLACE}!D3~share_of_input"
    told = door.post(f"{base}/mend", json={"finding": key, "what": "alike"}).json()
    assert errors(told) == []
    assert told["steps"][-1]["zh"].startswith("2 格按")
    assert errors(door.post(f"{base}/undo").json()) == ["share-bare", "share-bare"]
    assert door.post(f"{base}/mend", json={"finding": "x", "what": "cell"}).status_code == 404
    assert door.post(f"{base}/mend", json={"finding": key, "what": "eat"}).status_code == 422
    assert door.post(f"{base}/mend", json={"finding": key, "what": "same"}).status_code == 422


def test_only_the_last_steps_are_kept(door: AsgiClient) -> None:
    base = f"{NAME}/imports/{upload(door, b'firm_id,name,segment_id' + bytes([10]) + b'F1,A,M1', 'firms.csv')['token']}"
    for number in range(STEPS_BACK + 3):
        told = door.post(f"{base}/mode", json={"mode": ("replace", "update")[number % 2]}).json()
    assert len(told["steps"]) == STEPS_BACK
    assert told["mode"] == "replace"


def test_what_changes_is_told_before_and_after(door: AsgiClient) -> None:
    token = upload(door, small_book())["token"]
    first = door.get(f"{NAME}/imports/{token}/changes").json()
    assert {row["change"] for row in first["rows"]} == {"added"}
    run = door.post(f"{NAME}/imports/{token}/accept").json()["run"]
    assert door.get(f"{NAME}/runs/{run}/changes").json()["counts"] == first["counts"]
    again = upload(door, small_book())["token"]
    assert door.get(f"{NAME}/imports/{again}/changes").json()["empty"] is True


def test_replace_removes_what_the_file_lacks(door: AsgiClient) -> None:
    door.post(f"{NAME}/imports/{upload(door, small_book())['token']}/accept")
    token = upload(door, b"firm_id,name,segment_id\nF-001,Yunhe Lens,M1\n", "firms.csv")["token"]
    updated = door.get(f"{NAME}/imports/{token}/changes").json()
    assert "removed" not in {row["change"] for row in updated["rows"]}
    assert door.post(f"{NAME}/imports/{token}/mode", json={"mode": "replace"}).json()["mode"] == "replace"
    replaced = door.get(f"{NAME}/imports/{token}/changes").json()
    assert "removed" in {row["change"] for row in replaced["rows"]}
    assert door.post(f"{NAME}/imports/{token}/mode", json={"mode": "eat"}).status_code == 422


def test_an_import_can_be_undone(door: AsgiClient) -> None:
    assert door.post(f"{NAME}/undo").status_code == 422
    door.post(f"{NAME}/imports/{upload(door, small_book())['token']}/accept")
    told = door.post(f"{NAME}/undo").json()
    assert told["generation"] == 0
    assert told["href"].endswith("undone=1")
    assert door.get(NAME).json()["generation"] == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_annotated_copy_before_and_after(door: AsgiClient, language: str) -> None:
    token = upload(door, small_book())["token"]
    before = door.get(f"{NAME}/imports/{token}/annotated?language={language}")
    door.post(f"{NAME}/imports/{token}/accept")
    after = door.get(f"{NAME}/annotated?language={language}")
    for answer in (before, after):
        assert answer.status_code == 200, answer.text
        assert "_check" in openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames
    assert door.get(f"{NAME}/annotated?language=xx").status_code == 422


def test_forensics_and_answers_are_data(door: AsgiClient) -> None:
    door.post(f"{NAME}/imports/{upload(door, small_book())['token']}/accept")
    assert isinstance(door.get(f"{NAME}/forensics").json(), list)
    told = door.get(f"{NAME}/answers").json()
    assert any(one["possible"] for one in told["answers"])
    assert told["unlocks"][0]["gain"] >= told["unlocks"][-1]["gain"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("mapping", {"sheets": {"nowhere": "ties"}}),
        ("mapping", {"columns": {"nowhere": "supplier"}}),
        ("mapping", {"columns": {"name": "nothing of ours"}}),
        ("mapping", {"colums": {}}),
        ("cells", {"book.xlsx!Sheet9": "x"}),
        ("cells", {"other.xlsx!Sheet9!A1": "x"}),
        ("cells", ["x"]),
        ("left-out", ["book.xlsx!Sheet9!9999999"]),
        ("values", {"supplier": "x"}),
        ("apart", [["one"]]),
    ],
)
def test_what_cannot_be_said_is_a_sentence_and_changes_nothing(door: AsgiClient, path: str, body: Any) -> None:
    token = upload(door, foreign_book())["token"]
    answer = door.post(f"{NAME}/imports/{token}/{path}", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["error_zh"]
    assert door.get(f"{NAME}/imports/{token}").json()["steps"] == []


def test_a_long_name_is_refused_without_a_path_of_this_machine(door: AsgiClient) -> None:
    answer = door.post(f"{NAME}/imports", files={"file": ("企业名单" * 40 + ".xlsx", small_book())})
    assert answer.status_code == 422
    assert "too long" in answer.json()["error"]
    assert "/tmp" not in answer.text
    assert "文件名过长" in answer.json()["error_zh"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/api/nowhere", "/api/w/w/nowhere", "/api/w/w/imports/x/nowhere"])
def test_unknown_addresses_answer_as_json(door: AsgiClient, method: str, path: str) -> None:
    answer = door.request(method, path)
    assert answer.status_code == 404
    assert answer.json()["error_zh"]


def test_a_damaged_workspace_is_listed_with_its_error(door: AsgiClient, tmp_path: Path) -> None:
    door.post("/api/workspaces", json={"name": "broken"})
    door.post("/api/w/broken/imports/x/accept")
    token = door.post("/api/w/broken/imports", files={"file": ("small.xlsx", small_book())}).json()["token"]
    door.post(f"/api/w/broken/imports/{token}/accept")
    for file in (tmp_path / "broken" / "tables").rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")
    (tmp_path / "broken" / "chain.toml").write_bytes(b"\xff\xfe")
    listed = {one["name"]: one for one in door.get("/api/workspaces").json()}
    assert listed["broken"]["error"]
    assert listed["broken"]["error_zh"]
    assert listed["w"]["error"] == ""
    assert door.get("/api/w/broken").status_code == 409


def test_forms_lead_back_into_the_workspace_only(door: AsgiClient) -> None:
    base = mapped(door, foreign_book())
    for back, kept in (("/w/w/data/findings?x=1", True), ("//evil.example/", False), ("/w/w/\\evil", False)):
        answer = door.post(f"{base}/undo/form", data={"back": back}).json()
        assert (answer["href"] == back) is kept, back


def test_the_columns_page_sends_only_what_changed(door: AsgiClient) -> None:
    token = upload(door, foreign_book())["token"]
    base = f"{NAME}/imports/{token}"
    first = door.post(f"{base}/mapping/form", data={"sheet-0": "segments", "sheet-1": "firms", "sheet-2": "ties"})
    assert "/data/mapping?" in first.json()["href"]
    assert door.get(base).json()["options"] == {"sheets": {"Sheet9": "ties"}}
    chosen = {"column-2-0": "supplier", "column-2-1": "buyer", "column-2-4": "-"}
    second = door.post(f"{base}/mapping/form", data=chosen)
    assert "/data/findings?" in second.json()["href"]
    columns = door.get(base).json()["options"]["columns"]
    assert columns == {"Sheet9!upper house": "supplier", "Sheet9!lower house": "buyer", "Sheet9!remark 7": ""}
    door.post(f"{base}/mapping/form", data={"column-2-4": "="})
    assert "Sheet9!remark 7" not in door.get(base).json()["options"]["columns"]


def test_an_upload_that_is_cut_off_leaves_nothing(door: AsgiClient) -> None:
    """The body comes in two parts; the reader goes away after the first."""
    boundary = "frontier"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nfirm_id,name\n'
    sent: list[Message] = []
    coming: list[Message] = [
        {"type": "http.request", "body": head.encode(), "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": f"{NAME}/imports", "raw_path": f"{NAME}/imports".encode(),
        "query_string": b"", "http_version": "1.1", "scheme": "http", "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
        "headers": [(b"host", b"testserver"),
                    (b"content-type", f"multipart/form-data; boundary={boundary}".encode())],
    }  # fmt: skip
    asyncio.run(door.app(scope, receive, send))
    assert [message["status"] for message in sent if message["type"] == "http.response.start"] == [400]
    assert door.get(NAME).json()["generation"] == 0
