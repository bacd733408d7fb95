"""For every rule of `messages.csv` the least that makes it speak, and a near miss that does not."""

from __future__ import annotations

from typing import Any

Tables = dict[str, dict[str, list[Any]]]
Rows = dict[str, list[list[Any]]]

_SEGMENTS = {"segment_id": ["S1"], "name": ["Lenses"], "position": ["midstream"], "presence": ["present"]}
_FIRM = {"firm_id": ["F1"], "name": ["Alder"], "segment_id": ["S1"], "region_id": ["r"]}
_PAIR = {"firm_id": ["F1", "F2"], "name": ["Alder", "Birch"], "segment_id": ["S1", "S1"]}


def _segment(**cells: Any) -> dict[str, list[Any]]:
    return {**_SEGMENTS, **{name: [cell] for name, cell in cells.items()}}


def _firm(**cells: Any) -> dict[str, list[Any]]:
    return {**_FIRM, **{name: [cell] for name, cell in cells.items()}}


def _ties(*rows: tuple[str, str], **cells: list[Any]) -> dict[str, list[Any]]:
    return {"supplier": [row[0] for row in rows], "buyer": [row[1] for row in rows], **cells}


def _over_time(values: list[float]) -> dict[str, list[Any]]:
    years = [str(2020 + place) for place in range(len(values))]
    return {"firm_id": ["F1"] * len(values), "segment_id": ["S1"] * len(values), "period": years, "output": values}


_HERE: Tables = {"chain": {"chain_id": ["c"], "name": ["c"], "region_id": ["r"]}}

CHECK_RULES: dict[str, tuple[Tables, Tables]] = {
    "sum-row": ({"firms": _firm(name="合 计")}, {"firms": _firm(name="合计光学有限公司")}),
    "required-empty": ({"segments": _segment(segment_id=None)}, {"segments": _segment(name=None)}),
    "cells-empty": ({"segments": _segment(position=None)}, {"segments": _segment(parent_id=None)}),
    "not-finite": ({"firms": _firm(output=float("inf"))}, {"firms": _firm(output=1e300)}),
    "share-bare": (
        {"ties": _ties(("F1", "F2"), share_of_input=[12.0])},
        {"ties": _ties(("F1", "F2"), share_of_input=[1.0])},
    ),
    "not-a-choice": ({"segments": _segment(presence="strongish")}, {"segments": _segment(presence="strong")}),
    "not-a-period": ({"firms": _firm(period="soon")}, {"firms": _firm(period="2023-Q4")}),
    "not-a-date": (
        {"goals": {"verb": ["build"], "text": ["t"], "due": ["soon"]}},
        {"goals": {"verb": ["build"], "text": ["t"], "due": ["2025-12-31"]}},
    ),
    "below-zero": ({"firms": _firm(output=-1.0)}, {"firms": _firm(output=0.0)}),
    "out-of-range": ({"firms": _firm(capacity_use=1.3)}, {"firms": _firm(capacity_use=1.2)}),
    "duplicate-key": (
        {"firms": {**_PAIR, "firm_id": ["F1", "F1"], "period": ["2023", "2023"]}},
        {"firms": {**_PAIR, "firm_id": ["F1", "F1"], "period": ["2022", "2023"]}},
    ),
    "self-tie": ({"ties": _ties(("F1", "F1"))}, {"ties": _ties(("F1", "F2"))}),
    "unknown-reference": (
        {"segments": _SEGMENTS, "firms": _firm(segment_id="S1:0.5;S9:0.5")},
        {"segments": _SEGMENTS, "firms": _firm(segment_id="S1:1")},
    ),
    "unknown-word": ({"firms": _PAIR, "ties": _ties(("F1", "F9"))}, {"firms": _PAIR, "ties": _ties(("F1", "F2"))}),
    "near-duplicate": (
        {"firms": {**_PAIR, "name": ["Yunhe Lens (Anlan) Co., Ltd.", "YUNHE LENS CO LTD"]}},
        {"firms": {**_PAIR, "name": ["Yunhe Lens Co., Ltd.", "Yunhe Glass Co., Ltd."]}},
    ),
    "parent-loop": (
        {"regions": {"region_id": ["a", "b"], "name": ["a", "b"], "parent_id": ["b", "a"]}},
        {"regions": {"region_id": ["a", "b"], "name": ["a", "b"], "parent_id": ["b", None]}},
    ),
    "part-above-whole": (
        {"firms": _firm(output=100.0, value_added=101.0)},
        {"firms": _firm(output=100.0, value_added=100.0)},
    ),
    "shares-above-one": (
        {"ties": _ties(("F1", "F3"), ("F2", "F3"), share_of_input=[0.6, 0.5], product=["p", "p"])},
        {"ties": _ties(("F1", "F3"), ("F2", "F3"), share_of_input=[0.6, 0.5], product=["p", "q"])},
    ),
    "shares-not-one": ({"firms": _firm(segment_id="S1:0.5;S2:0.3")}, {"firms": _firm(segment_id="S1:0.7;S2:0.3")}),
    "unit-jump": ({"firms": _over_time([81, 82, 830_000])}, {"firms": _over_time([81, 82, 83_000])}),
    "stale-tie": (
        {"ties": _ties(("F1", "F2"), ("F1", "F3"), period=["2021", "2024"])},
        {"ties": _ties(("F1", "F2"), ("F1", "F3"), period=["2022", "2024"])},
    ),
    "undated-tie": ({"ties": _ties(("F1", "F2"))}, {"ties": _ties(("F1", "F2"), as_of=["2024-03-31"])}),
    "segment-without-firm": (
        {**_HERE, "segments": _SEGMENTS, "firms": _firm(region_id="elsewhere")},
        {**_HERE, "segments": _SEGMENTS, "firms": _FIRM},
    ),
    "segment-contradicted": (
        {**_HERE, "segments": _segment(presence="missing"), "firms": _FIRM},
        {**_HERE, "segments": _segment(presence="weak"), "firms": _FIRM},
    ),
    "segment-missing": (
        {**_HERE, "segments": _segment(presence="missing")},
        {**_HERE, "segments": _segment(presence="missing"), "firms": _FIRM},
    ),
    "segment-external": (
        {**_HERE, "segments": _segment(presence="external")},
        {**_HERE, "segments": _segment(presence="external"), "firms": _FIRM},
    ),
    "segment-unlisted": (
        {**_HERE, "segments": _segment(presence="unknown")},
        {**_HERE, "segments": _segment(presence="unknown"), "firms": _FIRM},
    ),
    "segment-output": (
        {**_HERE, "segments": _segment(output=100.0), "firms": _firm(output=101.0)},
        {**_HERE, "segments": _segment(output=100.0), "firms": _firm(output=100.0)},
    ),
    "bad-credit-code": ({"firms": _firm(usci="A" * 17 + "0")}, {"firms": _firm(usci="1" * 17 + "5")}),
}
"""Rule -> tables for `Chain.from_tables`: those it speaks of, and those it does not."""


def _firms(*cells: Any, name: str = "output", more: list[list[Any]] | None = None) -> Rows:
    return {"firms": [["firm_id", "segment_id", name], *[["F1", "S1", cell] for cell in cells], *(more or [])]}


_CHAIN: Rows = {"chain": [["name", "region_id", "base_year", "unit"], ["Lenses", "r", 2023, "万元"]]}
_OBSERVED: Rows = {"indicators": [["region", "period", "indicator", "value"], ["r", "2023", "D111", 0.4]]}

READ_RULES: dict[str, tuple[Rows, Rows]] = {
    "not-a-number": (_firms("many"), _firms("8200")),
    "not-a-bool": (_firms("perhaps", name="listed"), _firms("否", name="listed")),
    "unknown-region": (
        {"regions": [["region_id", "name"], ["r", "R"]], "firms": [["firm_id", "segment_id", "地区"], ["F", "S", "q"]]},
        {"regions": [["region_id", "name"], ["r", "R"]], "firms": [["firm_id", "segment_id", "地区"], ["F", "S", "R"]]},
    ),
    "regions-by-name": (_OBSERVED, {**_OBSERVED, "regions": [["region_id", "name"], ["r", "R"]]}),
    "external-firm": (
        {**_firms(1), "ties": [["supplier", "buyer"], ["Stranger", "F1"]]},
        {**_firms(1, more=[["F2", "S1", 2]]), "ties": [["supplier", "buyer"], ["F2", "F1"]]},
    ),
    "firm-kept-out": (
        {
            "firms": [["firm_id", "name", "output"], ["F1", "Alder", "many"], ["F2", "Birch", 2]],
            "ties": [["supplier", "buyer"], ["Alder", "F2"]],
        },
        {
            "firms": [["firm_id", "name", "output"], ["F1", "Alder", "many"], ["F2", "Birch", 2], ["F3", "Cedar", 1]],
            "ties": [["supplier", "buyer"], ["F3", "F2"]],
        },
    ),
    "name-ambiguous": (
        {"firms": [["firm_id", "name"], ["F1", "Alder"], ["F2", "Alder"]], "ties": [["供方", "需方"], ["Alder", "F2"]]},
        {"firms": [["firm_id", "name"], ["F1", "Alder"], ["F2", "Birch"]], "ties": [["供方", "需方"], ["Alder", "F2"]]},
    ),
    "unit-unknown": (_firms(1, name="产值(美元)"), _firms(1, name="产值(亿元)")),
    "percent-read": (_firms("12%", name="capacity_use"), _firms(0.12, name="capacity_use")),
    "number-read": (_firms("1,200"), _firms("1200")),
    "about-read": (_firms("约8200"), _firms("8200")),
    "more-than-read": (_firms("8000以上"), _firms("8000")),
    "less-than-read": (_firms("不足8000"), _firms("8000")),
    "withheld": (_firms("保密"), _firms("无")),
    "words-read": (
        {"ties": [["supplier", "buyer", "可替代性"], ["a", "b", "低"]]},
        {"ties": [["supplier", "buyer", "可替代性"], ["a", "b", 0.2]]},
    ),
    "unit-read": (_firms(1, name="产值(亿元)"), _firms(1, name="产值(万元)")),
    "default-read": (_firms(1), _firms("owner", name="role")),
    "wide-read": ({"indicators": [["region", "year", "D311"], ["r", 2023, 0.03]]}, _OBSERVED),
    "header-read": ({"firms": [["Firms of 2023"], [], *_firms(1)["firms"]]}, _firms(1)),
    "column-kept": (_firms(1, name="colour"), _firms(1)),
    "column-twice": ({"firms": [["firm_id", "产值", "output"], ["F1", 1, 2]]}, _firms(1)),
    "column-unnamed": ({"firms": [["firm_id", "", "output"], ["F1", "lost", 2]]}, _firms(1)),
    "columns-absent": ({**_firms(1), "goals": [["colour"], ["red"]]}, {**_firms(1), "goals": [["verb"], ["build"]]}),
    "unknown-sheet": ({**_firms(1), "Sheet7": [["a"], ["b"]]}, {**_firms(1), "_notes": [["a"], ["b"]]}),
    "name-cleaned": (
        {"indicators": [["地区", "年份", "D311"], ["北   京", 2023, 1]]},
        {"indicators": [["地区", "年份", "D311"], ["New York", 2023, 1]]},
    ),
    "id-made": (
        {"segments": [["环节", "位置"], ["镜片", "中游"]]},
        {"segments": [["环节编号", "环节"], ["S1", "镜片"]]},
    ),
    "unit-assumed": (_firms(1), {**_firms(1), **_CHAIN}),
}
"""Rule -> rows of a workbook: those it speaks of, and those it does not."""
