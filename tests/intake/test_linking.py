from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from books import Sheets
from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.intake.linking import Codes, slug

Read = Callable[[Sheets], Chain]


def rules(chain: Chain, *wanted: str) -> list[Finding]:
    return [note for note in chain.notes if note.rule in wanted]


def codes(*rows: tuple[str, str | None]) -> Codes:
    return Codes(pd.DataFrame(list(rows), columns=["firm_id", "name"]), "firm_id")


@pytest.mark.parametrize("text", ["F1", "f1", "F-1", "Ｆ１", "Alder", "ALDER", " al der "])
def test_a_code_is_found_by_itself_or_by_a_name_in_any_spelling(text: str) -> None:
    assert codes(("F1", "Alder"), ("F2", None)).find(text) == "F1"


def test_a_stranger_is_found_nowhere() -> None:
    known = codes(("F1", "Alder"))
    assert known.find("F9") is None
    assert known.find("") is None
    assert codes().find("F1") is None


def test_a_code_wins_over_the_name_of_another_row() -> None:
    known = codes(("Alder", "Birch"), ("F2", "Alder"))
    assert (known.find("Alder"), known.find("Birch")) == ("Alder", "Alder")


def test_codes_that_differ_in_a_hyphen_are_different() -> None:
    known = codes(("S1-1", "a"), ("S11", "b"))
    assert (known.find("S1-1"), known.find("S11")) == ("S1-1", "S11")
    assert known.find("s 1 1") is None
    assert known.fitting("s 1 1") == {"S1-1", "S11"}


@pytest.mark.parametrize(
    ("name", "code"), [("Demo  Eyewear", "demo-eyewear"), ("镜片", "镜片"), ("镜片 A&B", "a-b"), ("—", "—")]
)
def test_slug(name: str, code: str) -> None:
    assert slug(name) == code


def firms(*rows: list[Any]) -> Sheets:
    return {"firms": [["firm_id", "name", "segment_id", "region_id"], *rows]}


def test_ties_by_name_lead_to_the_firms(read_rows: Read) -> None:
    chain = read_rows(
        {
            **firms(["F1", "示例光学有限公司", "S", "r"], ["F2", "Birch", "S", "r"]),
            "ties": [["供应商", "采购方"], ["示例光学 有限公司", "birch"]],
        }
    )
    assert chain.ties.loc[0, ["supplier", "buyer"]].tolist() == ["F1", "F2"]
    assert rules(chain, "external-firm") == []


def test_the_wrong_firm_is_never_hit(read_rows: Read) -> None:
    chain = read_rows(
        {**firms(["F-1", "Alder", "S", "r"], ["F1", "Birch", "S", "r"]), "ties": [["supplier", "buyer"], ["F1", "F-1"]]}
    )
    assert chain.ties.loc[0, ["supplier", "buyer"]].tolist() == ["F1", "F-1"]


def test_a_name_of_two_firms_is_left_as_it_stands_and_told(read_rows: Read) -> None:
    chain = read_rows(
        {
            **firms(["F1", "Alder", "S", "r"], ["F2", "Alder", "S", "r"], ["F3", "C", "S", "r"]),
            "ties": [["supplier", "buyer"], ["Alder", "F3"]],
        }
    )
    assert chain.ties.at[0, "supplier"] == "Alder"
    assert len(chain.firms) == 3
    (note,) = rules(chain, "name-ambiguous")
    assert (note.origin, note.message) == (
        "book.xlsx!ties!A2",
        "“Alder” is the name of 2 rows (F1, F2); it was left as it stands.",
    )


def test_unknown_partners_become_outside_firms_once_each(read_rows: Read) -> None:
    ties = [["supplier", "buyer"], ["Foreign Lens", "F1"], ["Foreign Lens", "F2"], ["F1", "Chain Store"]]
    chain = read_rows({**firms(["F1", "Alder", "S", "r"], ["F2", "Foreign Lens Co", "S", "r"]), "ties": ties})
    outside = chain.firms.iloc[2:]
    assert outside["firm_id"].tolist() == outside["name"].tolist() == ["Foreign Lens", "Chain Store"]
    assert outside["role"].tolist() == ["supplier", "customer"]
    assert outside["region_id"].isna().all()
    assert outside["origin"].tolist() == ["book.xlsx!ties!2", "book.xlsx!ties!4"]
    notes = rules(chain, "external-firm")
    assert [note.value for note in notes] == ["Foreign Lens", "Chain Store"]
    assert "Did you mean “Foreign Lens Co”?" in notes[0].message
    assert "Did you mean" not in notes[1].message


def test_ties_without_a_sheet_of_firms(read_rows: Read) -> None:
    chain = read_rows({"ties": [["supplier", "buyer"], ["a", "b"], ["b", "c"]]})
    assert chain.firms["firm_id"].tolist() == ["a", "b", "c"]


def test_segments_by_name_with_and_without_shares(read_rows: Read) -> None:
    segments = [
        ["segment_id", "name", "name_zh", "position"],
        ["S1", "Lenses", "镜片", "midstream"],
        ["S2", "Frames", "镜架", "midstream"],
    ]
    rows = [["F1", "a", "镜片：0.7；镜架：0.3", "r"], ["F2", "b", "lenses", "r"], ["F3", "c", "S1;Frames", "r"]]
    chain = read_rows(
        {"segments": segments, **firms(*rows), "segment_flows": [["上游环节", "下游环节"], ["镜片", "Frames"]]}
    )
    assert chain.firms["segment_id"].tolist() == ["S1:0.7;S2:0.3", "S1", "S1;S2"]
    assert chain.segment_flows.loc[0, ["from_segment", "to_segment"]].tolist() == ["S1", "S2"]


def test_regions_by_name_code_or_spelling(read_rows: Read) -> None:
    regions = [["地区编号", "名称", "上级"], ["330304", "瓯 海", "温州"], ["330300", "温州", None]]
    rows = [
        ["F1", "a", "S", "瓯海"],
        ["F2", "b", "S", 330304.0],
        ["F3", "c", "S", "瓯　海"],
        ["F4", "d", "S", "Wenzhou"],
    ]
    chain = read_rows({"regions": regions, **firms(*rows)})
    assert chain.regions["name"].tolist() == ["瓯海", "温州", "Wenzhou"]
    assert chain.regions["parent_id"].fillna("").tolist() == ["330300", "", ""]
    assert chain.firms["region_id"].tolist() == ["330304", "330304", "330304", "Wenzhou"]
    (note,) = rules(chain, "unknown-region")
    assert (note.value, note.origin) == ("Wenzhou", "book.xlsx!firms!D5")


def test_without_a_sheet_of_regions_names_are_regions(read_rows: Read) -> None:
    chain = read_rows(
        {"indicators": [["地区", "年份", "D311"], ["北 京", 2023, 1], ["北京", 2022, 2], ["上海", 2023, 3]]}
    )
    assert chain.regions["region_id"].tolist() == ["北京", "上海"]
    assert chain.indicators["region_id"].tolist() == ["北京", "北京", "上海"]
    (note,) = rules(chain, "regions-by-name")
    assert "(2)" in note.message


def test_lists_of_regions_are_linked_part_by_part(read_rows: Read) -> None:
    regions = [["region_id", "name", "neighbours"], ["a", "Aa", "Bb; c"], ["b", "Bb", None], ["c", "Cc", "Aa、Bb"]]
    assert read_rows({"regions": regions}).regions["neighbours"].fillna("").tolist() == ["b;c", "", "a;b"]


def test_rows_get_the_code_or_the_name_they_lack(read_rows: Read) -> None:
    chain = read_rows(
        {
            "chain": [["name"], ["Demo  Eyewear"]],
            "regions": [["region_id", "name"], ["r", None], [None, "Quayside"]],
            "segments": [["环节", "位置"], ["镜片", "中游"]],
            "firms": [["firm_id", "企业名称", "环节"], ["F1", None, "镜片"], [None, "Birch", "镜片"]],
        }
    )
    assert chain.chain["chain_id"].tolist() == ["demo-eyewear"]
    assert chain.regions[["region_id", "name"]].to_numpy().tolist() == [["r", "r"], ["Quayside", "Quayside"]]
    assert chain.segments["segment_id"].tolist() == ["镜片"]
    assert chain.firms[["firm_id", "name"]].to_numpy().tolist() == [["F1", "F1"], ["Birch", "Birch"]]
    notes = rules(chain, "id-made")
    assert [(note.table, note.column) for note in notes] == [
        ("regions", "region_id"),
        ("regions", "name"),
        ("segments", "segment_id"),
        ("firms", "firm_id"),
        ("firms", "name"),
        ("chain", "chain_id"),
    ]
    assert notes[-1].message == "chain: rows without chain_id (1) got it from name."
