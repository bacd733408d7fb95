"""`log`: runs, the steps of one, what differs between two; `crosscheck` beside an evaluation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chainchief.views.workbook import pack_sheets
from chainchief.workspace import Workspace
from views.scored_samples import sheets

LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs: 1 read, 2 evaluate, 3 evaluate with other choices, 4 evaluate as 2, 5 evaluate by ranks."""
    place = tmp_path_factory.mktemp("log")
    book = place / "pens.xlsx"
    book.write_bytes(pack_sheets(sheets()))
    space = Workspace.create(place / "space", "Pens")
    space.accept(space.preview(book))
    choices: list[dict[str, Any]] = [{}, {"weights": "equal", "impute": "median", "treat": "iqr"}, {}]
    for chosen in [*choices, {"normalise": "rank"}]:
        space.run("evaluate", {"draws": 0, **chosen})
    return space.path


def test_the_log_lists_every_run_with_what_was_chosen(call: Any, folder: Path) -> None:
    code, out, _ = call("log", folder)
    assert code == 0
    assert "treat=iqr" in out
    assert "weights=equal" in out
    assert [line.split()[:2] for line in out.splitlines()[1:3]] == [["0001", "read"], ["0002", "evaluate"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_of_a_run_in_order(call: Any, folder: Path, language: str) -> None:
    code, out, _ = call("log", folder, 3, "--language", language)
    assert code == 0
    words = {
        "en": ("Impute", "Treat", "Normalise", "Weigh", "Aggregate"),
        "zh": ("填补", "处理异常值", "标准化", "赋权", "汇总"),
    }[language]
    places = [out.index(f"\n{word}") for word in words]
    assert places == sorted(places)
    code, out, _ = call("log", folder, 3, "--json")
    told = json.loads(out)
    steps = {step["step"]: step for step in told["steps"]}
    assert told["run"] == 3
    assert steps["impute"]["arguments"]["way"] == "median"
    assert [cell["region_id"] for cell in steps["impute"]["changed"]] == ["B", "B"]
    assert all(cell["before"] is None and cell["after"] for cell in steps["impute"]["changed"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_differs_between_two_runs(call: Any, folder: Path, language: str) -> None:
    code, out, _ = call("log", folder, "--diff", 2, 3, "--language", language)
    assert code == 0
    first = out.splitlines()[0]
    assert first.startswith({"en": "What differs: ", "zh": "差别在于"}[language])
    factors = {"en": ("weights", "filling of unknown values"), "zh": ("权重", "未知值填补")}[language]
    assert all(word in first for word in factors)
    code, out, _ = call("log", folder, "--diff", 2, 3, "--json")
    told = json.loads(out)
    assert told["runs"] == [2, 3]
    assert {line["factor"] for line in told["differences"]} == {"impute", "treat", "weights"}
    for line in told["changes"]:
        assert sum(line[name] for name in ("impute", "treat", "weights")) == pytest.approx(line["change"], abs=1e-9)
    assert "NaN" not in out


def test_the_same_choices_differ_in_nothing(call: Any, folder: Path) -> None:
    assert "Nothing differs: the same values" in call("log", folder, "--diff", 2, 4)[1]
    assert "没有差别" in call("log", folder, "--diff", 2, 4, "-l", "zh")[1]


def test_runs_on_different_rulers_say_so(call: Any, folder: Path) -> None:
    assert "compare ranks, not scores" in call("log", folder, "--diff", 2, 5)[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((1,), "run 1 is 'read', no evaluation; evaluations here: 2, 3, 4, 5"),
        ((77,), "there is no run 77"),
        (("--diff", 2, 1), "run 1 is 'read', no evaluation"),
        (("--diff", 77, 2), "there is no run 77"),
    ],
)
def test_a_wrong_number_is_a_sentence(call: Any, folder: Path, words: tuple[object, ...], sentence: str) -> None:
    code, out, err = call("log", folder, *words)
    assert code == 2
    assert not out
    assert err.replace("\n", " ").startswith("chainchief: ")
    assert sentence in err.replace("\n", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_crosscheck_prints_its_tables_and_keeps_a_run(call: Any, folder: Path, language: str) -> None:
    code, out, _ = call("crosscheck", folder, "--evaluation", 2, "--language", language)
    assert code == 0
    for word in ("TOPSIS", "Copeland", "Spearman", "Cronbach", "KMO", "Bartlett", "E = W·R"):
        assert word in out
    assert {"en": "is not E = W·R", "zh": "不是 E = W·R"}[language] in out
    code, out, _ = call("crosscheck", folder, "--evaluation", 5, "--json")
    told = json.loads(out)
    assert code == 0
    assert told["refused"][0]["message"]
    assert len(told["ranks"]) == 12
    assert call("crosscheck", folder, "--evaluation", 1)[0] == 2


@pytest.mark.parametrize("ruler", ["zscore", "rank", "borda"])
def test_scores_without_grades_are_printed(call: Any, folder: Path, tmp_path: Path, ruler: str) -> None:
    book = tmp_path / "pens.xlsx"
    book.write_bytes(pack_sheets(sheets()))
    code, out, _ = call("evaluate", book, "--normalise", ruler)
    assert code == 0
    assert "–" in out
