"""Framework files: what is accepted, what is refused and with which words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from chainchief.errors import InputError
from chainchief.evaluation.framework import Framework, framework_from_table, load_framework


def _load(folder: Path, text: str, encoding: str = "utf-8") -> Framework:
    path = folder / "own.csv"
    path.write_text(text, encoding=encoding)
    return load_framework(path)


def _rules(framework: Framework) -> list[str]:
    return [note.rule for note in framework.notes]


def test_code_and_direction_are_enough(tmp_path: Path) -> None:
    found = _load(tmp_path, "code,direction\na,1\nb,-1\nc,+1\nd,正向\ne,逆向\n")
    assert found.name == "own"
    assert found.codes == ("overall", "a", "b", "c", "d", "e")
    assert found.table["direction"].tolist() == [1, 1, -1, 1, 1, -1]
    assert found.table["local"].tolist() == [1.0] + [0.2] * 5
    assert _rules(found) == ["framework-root-added", "framework-equal"]


def test_headers_in_chinese_and_of_coinr(tmp_path: Path) -> None:
    found = _load(
        tmp_path, "指标代码,指标名称,上级指标,方向,权重,下限,上限\nt,总体,,,,,\na,甲,t,正向,1,0,2\nb,乙,t,逆向,3,1,5\n"
    )
    assert found.label("a") == "甲"
    assert found.table["local"].tolist() == [1.0, 0.25, 0.75]
    assert found.table["high"].tolist()[1:] == [2.0, 5.0]
    coinr = _load(
        tmp_path,
        '"Level","iCode","iName","Direction","Weight","Unit","Target","Denominator","Parent","Type"\n'
        '1,"x","X",1,1,"Score",4.1,NA,"P","Indicator"\n1,"y","Y",-1,1,"TWh",10,"Energy","P","Indicator"\n'
        '2,"P","Pillar",1,1,"Score",NA,NA,NA,"Aggregate"\nNA,"G","Group",NA,NA,NA,NA,NA,NA,"Group"\n'
        'NA,"Energy","Energy",NA,NA,"kWh",NA,NA,NA,"Denominator"\n',
    )
    assert coinr.codes == ("P", "x", "y")
    assert coinr.table.at["x", "target"] == 4.1
    assert _rules(coinr) == ["framework-left-out", "framework-rescaled"]


def test_chinese_encoding_of_spreadsheets(tmp_path: Path) -> None:
    assert _load(tmp_path, "代码,名称,方向\na,研发,1\nb,专利,1\n", "gb18030").label("a", "zh") == "研发"
    assert _load(tmp_path, "\ufeffcode,direction\na,1\nb,1\n").leaves == ("a", "b")


def test_a_tree_without_one_root_gets_one(tmp_path: Path) -> None:
    found = _load(tmp_path, "code,parent,direction\nP,,1\nQ,,1\na,P,1\nb,Q,1\nc,Q,-1\n")
    assert found.codes == ("overall", "P", "a", "Q", "b", "c")
    assert found.table["depth"].tolist() == [0, 1, 2, 1, 2, 2]
    assert found.table["level"].tolist() == [3, 2, 1, 2, 1, 1]
    assert found.table["global"].tolist() == [1.0, 0.5, 0.5, 0.5, 0.25, 0.25]


def test_one_indicator_is_a_framework(tmp_path: Path) -> None:
    assert _load(tmp_path, "code,direction\na,1\n").codes == ("overall", "a")


def test_weights_sum_to_the_parent_or_to_one_without_a_word(tmp_path: Path) -> None:
    head = "code,parent,direction,weight\n"
    whole = _load(tmp_path, head + "T,,1,\nP,T,1,.4\nQ,T,1,.6\na,P,1,.1\nb,P,1,.3\nc,Q,1,.6\n")
    shares = _load(tmp_path, head + "T,,1,\nP,T,1,.4\nQ,T,1,.6\na,P,1,.25\nb,P,1,.75\nc,Q,1,1\n")
    assert _rules(whole) == _rules(shares) == []
    np.testing.assert_allclose(whole.table["global"], shares.table["global"], rtol=1e-12)
    scaled = _load(tmp_path, head + "T,,1,\nP,T,1,40\nQ,T,1,60\na,P,1,1\nb,P,1,3\nc,Q,1,1\n")
    np.testing.assert_allclose(scaled.table["global"], shares.table["global"], rtol=1e-12)
    assert scaled.notes[0].value == "T (100), P (4)"


def test_a_level_that_does_not_fit_the_tree_is_said(tmp_path: Path) -> None:
    found = _load(tmp_path, "code,parent,direction,level\nT,,1,1\na,T,1,2\nb,T,1,2\n")
    assert "framework-level" in _rules(found)
    assert found.table["level"].tolist() == [2, 1, 1]


def test_times_of_zhang_default_to_smaller_is_better(tmp_path: Path) -> None:
    found = _load(tmp_path, "code,direction\nD311,1\nD321,\nD322,\n")
    assert found.table.loc[["D311", "D321", "D322"], "direction"].tolist() == [1, -1, -1]
    assert _rules(found)[:2] == ["framework-root-added", "framework-inverse"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no indicator"),
        ("code,direction\n", "no indicator"),
        ("name,direction\na,1\n", "own.csv line 1: no column 'code' among name, direction"),
        ("code,name\na,A\n", "no column 'direction'"),
        ("code,direction,方向\na,1,1\n", "direction, 方向 all mean 'direction'"),
        ("code,direction\na,1\n\nA ,1\n", "own.csv line 4: code 'A' stands already at own.csv line 2"),
        ("code,direction\n,1\n", "line 2: code is empty"),
        ("code,direction,parent\na,1,Inov\nInnov,1,\n", "unknown parent 'Inov'. Did you mean 'Innov'"),
        ("code,direction,parent\na,1,b\nb,1,a\nc,1,a\n", "a → b → a"),
        ("code,direction,parent\na,1,a\n", "a → a"),
        ("code,direction\na,2\n", "direction of 'a' is '2'"),
        ("code,direction\na,\n", "'a' has no direction"),
        ("code,direction,parent\nT,-1,\na,1,T\n", "its direction must be [+]1"),
        ("code,direction,weight\na,1,-1\nb,1,2\n", "weight of 'a' is -1"),
        ("code,direction,weight\na,1,x\nb,1,2\n", "weight is 'x'"),
        ("code,direction,weight\na,1,inf\nb,1,2\n", "weight is 'inf'"),
        ("code,direction,weight\na,1,\nb,1,2\n", "and a none"),
        ("code,direction,weight\na,1,0\nb,1,0\n", "have weight 0"),
        ("code,direction,low,high\na,1,1,1\n", "'a' has low 1 and high 1"),
        ("code,direction,low,high\na,1,0,\n", "one goalpost only"),
        ("code,direction\na,1,2\n", "3 cells where the header has 2"),
        ("code,direction,type\nP,1,Aggregate\na,1,Indicator\n", "'P' is an aggregate but no row"),
        ("code,direction,type,parent\nP,1,Indicator,\na,1,Indicator,P\n", "typed as an indicator"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        _load(tmp_path, text)
    assert "own" in caught.value.message
    assert caught.value.message_zh != caught.value.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_framework(tmp_path / "absent.csv")


def test_a_table_of_a_chain_names_its_own_places() -> None:
    frame = pd.DataFrame({"code": ["a", "a"], "direction": ["+1", "+1"], "origin": ["b.xlsx!m!2", "b.xlsx!m!3"]})
    with pytest.raises(InputError, match=r"b.xlsx!m!3: code 'a' stands already at b.xlsx!m!2"):
        framework_from_table(frame)
    with pytest.raises(InputError, match="no indicator"):
        framework_from_table(frame.iloc[:0])


def test_the_order_of_lines_changes_no_weight(tmp_path: Path) -> None:
    head, *lines = (
        "code,parent,direction,weight\nT,,1,\nP,T,1,.4\nQ,T,1,.6\na,P,1,.1\nb,P,1,.3\nc,Q,1,.6\n".strip().split("\n")
    )
    one = _load(tmp_path, "\n".join([head, *lines]))
    other = _load(tmp_path, "\n".join([head, *reversed(lines)]))
    assert one.table["global"].to_dict() == pytest.approx(other.table["global"].to_dict())
    assert other.root == "T"


@pytest.mark.parametrize("header", ["denominator", "Denominator", "分母", "除数", "除以"])
def test_a_denominator_has_names_in_both_languages(tmp_path: Path, header: str) -> None:
    found = _load(tmp_path, f"code,direction,{header}\na,1,people\nb,1,\n")
    assert found.table["denominator"].to_dict() == {"overall": "", "a": "people", "b": ""}


def test_a_column_that_nobody_reads_is_named(tmp_path: Path) -> None:
    found = _load(tmp_path, "code,direction,per head\na,1,people\nb,1,\n")
    note = next(note for note in found.notes if note.rule == "framework-columns")
    assert note.level == "warning"
    assert "per head" in note.message
    assert "denominator" in note.message
