"""`chainchief audit`: every point on the terminal, as JSON and as a file, in both languages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from checkout import PACKAGE

PRINTED = PACKAGE / "examples" / "zhang-2024" / "printed"
CODES = [*(f"R{number}" for number in range(1, 9)), *(f"I{number}" for number in range(1, 19))]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "0.340 · 0.767 + 0.344 · 0.745 + 0.316 · 0.723 = 0.74553",
                "the table cannot tell which aggregation was used",
                "4.500 − 2.876 = 1.624", "62 of 162 numbers (38 %)", "a cut lies between 0.789 and 0.867",
                "26 points: reproduced 6",
            ),
        ),
        (
            "zh",
            (
                "由该表无法判断用的是哪种合成方法", "4.500 − 2.876 = 1.624", "162 个数字中有 62 个（38%）",
                "分界点位于 0.789 与 0.867 之间", "共 26 点：可复算 6",
            ),
        ),
    ],
)  # fmt: skip
def test_every_point_is_printed_with_its_arithmetic(call: Any, language: str, said: tuple[str, ...]) -> None:
    code, out, err = call("audit", "zhang-2024", "-l", language)
    assert (code, err) == (0, "")
    heads = [line.partition("  ")[0] for line in out.splitlines() if line.partition("  ")[0] in CODES]
    assert heads == CODES
    for words in said:
        assert words in out, words


def test_json_has_every_point_in_both_languages(call: Any) -> None:
    code, out, _ = call("audit", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["paper"] == "zhang-2024"
    assert [point["code"] for point in told["points"]] == CODES
    assert sum(told["counts"].values()) == len(CODES)
    for point in told["points"]:
        assert point["verdict"] in told["counts"]
        assert {"title", "title_zh", "place", "place_zh", "finding", "finding_zh", "numbers", "basis"} <= set(point)
        assert all({"text", "text_zh", "computed", "printed"} == set(line) for line in point["lines"])
    assert told["points"][14]["numbers"]["gap"] == 1.624


def test_it_is_written_as_page_document_workbook_and_table(call: Any, tmp_path: Path) -> None:
    page, table = tmp_path / "audit.html", tmp_path / "audit.csv"
    assert call("audit", "--out", page)[0] == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert all(f'id="{code}"' in text for code in CODES)
    assert "<script" not in text
    assert call("audit", "--out", table, "-l", "zh", "--json")[0] == 0
    rows = list(csv.reader(io.StringIO(table.read_bytes().decode("utf-8-sig"))))
    assert list(dict.fromkeys(row[0] for row in rows[1:])) == CODES
    assert {len(row) for row in rows} == {9}
    for kind in ("docx", "xlsx"):
        assert call("audit", "--out", tmp_path / f"audit.{kind}")[0] == 0
        assert (tmp_path / f"audit.{kind}").read_bytes().startswith(b"PK")
    code, _, err = call("audit", "--out", page)
    assert code == 2
    assert "--force" in err
    assert call("audit", "--out", page, "--force")[0] == 0


def test_tables_of_a_folder_take_the_place_of_the_printed_ones(call: Any, tmp_path: Path) -> None:
    name = "table_3-1_regional_results.csv"
    text = (PRINTED / name).read_text(encoding="utf-8")
    assert "0.723,0.745," in text
    (tmp_path / name).write_text(text.replace("0.723,0.745,", "0.723,0.746,"), encoding="utf-8")
    told = json.loads(call("audit", "zhang-2024", "--tables", tmp_path, "--json")[1])
    verdicts = {point["code"]: point["verdict"] for point in told["points"]}
    assert (verdicts["R3"], verdicts["R1"]) == ("reproduced", "reproduced")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("audit", "zang-2024"), "did you mean 'zhang-2024'"),
        (("audit", "--out", "{folder}/audit.pdf"), "Known: html, docx, xlsx, csv"),
        (("audit", "--tables", "{folder}/absent"), "no CSV file there"),
        (("audit", "--tables", "{folder}/misnamed"), "did you mean 'table_3-1_regional_results'"),
        (("audit", "--tables", "{folder}/broken"), "row 1, composite: 'much' is no number"),
        (("audit", "--tables", "{folder}/bytes"), "not a CSV table in UTF-8"),
        (("audit", "-l", "fr"), "neither en nor zh"),
    ],
)
def test_a_mistake_is_a_sentence_and_exit_2(call: Any, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    name = "table_3-1_regional_results"
    text = (PRINTED / f"{name}.csv").read_text(encoding="utf-8")
    broken = text.replace("0.874", "much").encode()
    for folder, file, content in (
        ("misnamed", name.removesuffix("s"), text.encode()),
        ("broken", name, broken),
        ("bytes", name, b"\xff\xfe\x00"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{file}.csv").write_bytes(content)
    code, _, err = call(*(word.format(folder=tmp_path) for word in words))
    assert code == 2
    assert said in " ".join(err.replace("│", " ").split())
    assert "Traceback" not in err
    assert not (tmp_path / "audit.pdf").exists()
