"""The command line: every verb with --json, exit codes, sentences instead of tracebacks."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from chainchief.views.workbook import pack_sheets
from chainchief.workspace.steps import STEPS

SHEETS = {
    "chain": [["name", "region", "base_year"], ["Pens", "A", 2023]],
    "indicators": [["region", "period", "indicator", "value"], ["A", 2023, "D311", 0.03], ["A", 2023, "D211", 0.3]],
    "segments": [["name", "position", "presence"], ["nibs", "upstream", "missing"], ["pens", "downstream", "strong"]],
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "pens.xlsx"
    path.write_bytes(pack_sheets(SHEETS))
    return path


def test_read_without_a_folder_saves_nothing(call: Any, book: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    code, out, _ = call("read", book)
    assert code == 0
    assert "nothing was saved" in out
    assert sorted(tmp_path.iterdir()) == before


def test_the_whole_way(call: Any, book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pens"
    assert call("new", folder, "--title", "Pens", "--json")[0] == 0
    code, out, _ = call("read", book, folder, "--json")
    assert code == 0
    assert json.loads(out)["rows"]["segments"] == 2
    code, out, _ = call("evaluate", folder, "--json")
    data = json.loads(out)
    assert code == 0
    assert data["regions"][0]["region_id"] == "A"
    assert 0 <= data["regions"][0]["low"] <= data["regions"][0]["overall"] <= data["regions"][0]["high"] <= 1
    assert "NaN" not in out
    code, out, _ = call("report", folder, "--language", "zh", "--json")
    assert Path(json.loads(out)["report"]).read_text(encoding="utf-8").startswith("<!")
    code, out, _ = call("log", folder, "--json")
    runs = json.loads(out)["runs"]
    assert [run["step"] for run in runs] == ["read", "evaluate", "report"]
    code, out, _ = call("redo", folder, 2, "--json")
    assert (code, json.loads(out)["same"]) == (0, True)
    assert call("evaluate", folder)[0] == call("diagnose", folder)[0] == call("log", folder)[0] == 0


def test_check_exits_1_when_something_must_be_mended(call: Any, book: Path, tmp_path: Path) -> None:
    assert call("check", book)[0] == 0
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(pack_sheets({**SHEETS, "segments": [["name", "position"], ["nibs", "sideways"]]}))
    code, out, _ = call("check", wrong)
    assert code == 1
    assert "wrong.xlsx!segments!B2" in out
    code, out, _ = call("check", wrong, "--json")
    found = json.loads(out)["findings"]
    assert {"level", "table", "row", "column", "origin", "rule", "message", "message_zh", "remedy"} <= set(found[0])
    assert call("read", wrong, tmp_path / "space")[0] == 1


@pytest.mark.parametrize(
    "words",
    [
        ("read", "absent.xlsx"),
        ("check", "absent.xlsx"),
        ("evaluate", "absent"),
        ("report", "absent"),
        ("log", "absent"),
        ("redo", "absent", "1"),
        ("demo", "{space}", "--example", "demoo"),
    ],
)
def test_a_mistake_is_a_sentence_and_exit_2(call: Any, tmp_path: Path, words: tuple[str, ...]) -> None:
    code, _, err = call(*(word.format(space=tmp_path / "space") for word in words))
    assert code == 2
    assert err.startswith("chainchief: ")
    assert "Traceback" not in err


def test_unknown_choices_name_the_known_ones(call: Any, book: Path) -> None:
    assert "arithmetic" in call("evaluate", book, "--aggregate", "aritmetic")[2]
    assert "zhang-2024-anchored" in call("evaluate", book, "--framework", "zhang")[2]


def test_minmax_of_one_region_is_refused_and_names_the_anchored_framework(call: Any, book: Path) -> None:
    code, _, err = call("evaluate", book, "--framework", "zhang-2024")
    assert code == 2
    assert "zhang-2024-anchored" in err


def test_every_option_of_a_step_is_a_flag(call: Any) -> None:
    for name in ("evaluate", "diagnose"):
        text = call(name, "--help")[1]
        for field in dataclasses.fields(STEPS[name].options):
            assert f"--{field.name.replace('_', '-')}"[:18] in text


def test_template_and_export_write_workbooks_that_read(call: Any, book: Path, tmp_path: Path) -> None:
    blank = tmp_path / "blank.xlsx"
    assert call("template", blank, "--language", "zh")[0] == 0
    assert blank.read_bytes().startswith(b"PK")
    copy = tmp_path / "copy.xlsx"
    assert call("export", book, copy)[0] == 0
    assert json.loads(call("read", copy, "--json")[1])["rows"] == json.loads(call("read", book, "--json")[1])["rows"]
    assert call("template", tmp_path)[0] == 2


@pytest.mark.parametrize("example", ["demo", "xianju-pharma", "ouhai-eyewear", "zhang-2024"])
def test_every_example_runs(call: Any, tmp_path: Path, example: str) -> None:
    code, out, err = call("demo", tmp_path / "space", "--example", example, "--json")
    assert code == 0, err
    told = json.loads(out)
    assert Path(told["report"]).is_file()
    assert told["workbench"].startswith("http://127.0.0.1:")
    again = call("demo", tmp_path / "space", "--example", example)
    assert again[0] == 0
    assert "chainchief serve" in again[1]
