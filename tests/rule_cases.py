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
_SEEN = ("region_id", "period", "indicator", "value")


def _seen(*rows: tuple[Any, ...], **more: list[Any]) -> dict[str, list[Any]]:
    return {**{name: list(cells) for name, cells in zip(_SEEN, zip(*rows, strict=True), strict=True)}, **more}


def _region(**cells: Any) -> dict[str, list[Any]]:
    return {"region_id": ["r"], "name": ["R"], **{name: [cell] for name, cell in cells.items()}}


def _panel(west: str) -> dict[str, list[Any]]:
    """Two regions over three years; the row of the second in 2012 stands under another name."""
    rows = [(region, str(year), "RD", 1.0) for region in ("北京", "西藏") for year in (2011, 2012, 2013)]
    return _seen(*[(west, *row[1:]) if row[:2] == ("西藏", "2012") else row for row in rows])


def _values(*values: float, indicator: str = "RD", unit: str = "万元") -> dict[str, list[Any]]:
    """The same indicator of as many regions."""
    rows = [(f"r{place:03d}", "2023", indicator, value) for place, value in enumerate(values)]
    return _seen(*rows, unit=[unit] * len(rows))


def _many(*rows: tuple[str, str], values: list[list[float]]) -> dict[str, list[Any]]:
    """As many indicators of each region and year as there are values."""
    return _seen(
        *[(*row, f"I{place}", value) for row, own in zip(rows, values, strict=True) for place, value in enumerate(own)]
    )


_MEASURED = [float(1013 + 37 * place + place * place % 11) for place in range(40)]
_PARTS: dict[str, list[Any]] = {"region_id": ["p", "a", "b"], "name": ["P", "A", "B"], "parent_id": [None, "p", "p"]}
_SIX = [f"r{place}" for place in range(6)]
_NUMBERS = [1237.0, 412.0, 8861.0, 93.7, 5518.0, 2026.5]
_META: dict[str, list[Any]] = {
    "code": ["A", "B", "C"],
    "name": ["a", "b", "c"],
    "parent": [None, "A", "A"],
    "direction": ["+1"] * 3,
}
_FLOW: dict[str, list[Any]] = {"from_region": ["r", "r", "r"], "from_sector": ["s", "s", "V_added"]}
_FLOW |= {"to_region": ["r", "r", "r"], "to_sector": ["s", "F_final", "s"]}

NUMBER_CASES: dict[str, tuple[Tables, Tables]] = {
    "bad-coordinate": ({"regions": _region(lat=91.0, lon=0.0)}, {"regions": _region(lat=90.0, lon=0.0)}),
    "half-point": ({"regions": _region(lat=28.0)}, {"regions": _region(lat=28.0, lon=120.6)}),
    "coordinates-unstated": (
        {"firms": _firm(lat=28.0, lon=120.6)},
        {"firms": _firm(lat=28.0, lon=120.6, coord_sys="GCJ02")},
    ),
    "point-elsewhere": (
        {"regions": _region(lat=48.9, lon=2.3, adcode="330304")},
        {"regions": _region(lat=48.9, lon=2.3, adcode="330304", iso3="FRA")},
    ),
    "code-form": ({"segments": _segment(hs6="9001.5")}, {"segments": _segment(hs6="900150; 900140")}),
    "not-whole": ({"firms": _firm(employees=160.5)}, {"firms": _firm(employees=160.0)}),
    "not-above-zero": ({"firms": _firm(capacity=0.0)}, {"firms": _firm(capacity=0.1)}),
    "out-of-order": (
        {"measures": {"name": ["m"], "start": ["2026-05"], "end": ["2026-04"]}},
        {"measures": {"name": ["m"], "start": ["2026-05"], "end": ["2026"]}},
    ),
    "registered-elsewhere": (
        {"regions": _region(adcode="330304"), "firms": _firm(usci="91310100MA00000000")},
        {"regions": _region(adcode="330300"), "firms": _firm(usci="91330399MA00000000")},
    ),
    "self-flow": (
        {"segment_flows": {"from_segment": ["S1"], "to_segment": ["S1"]}},
        {"segment_flows": {"from_segment": ["S1"], "to_segment": ["S2"]}},
    ),
    "segment-count": (
        {"segments": _segment(n_firms=1.0), "firms": _PAIR},
        {"segments": _segment(n_firms=2.0), "firms": _PAIR},
    ),
    "inputs-above-output": (
        {"firms": _firm(output=100.0, period="2023"), "ties": _ties(("F2", "F1"), amount=[101.0], period=["2023"])},
        {"firms": _firm(output=100.0, period="2023"), "ties": _ties(("F2", "F1"), amount=[101.0], period=["2022"])},
    ),
    "closed-without-evidence": (
        {"issues": {"issue_id": ["I1"], "type": ["卡点"], "status": ["closed"]}},
        {"issues": {"issue_id": ["I1"], "type": ["卡点"], "status": ["closed"], "evidence": ["visit"]}},
    ),
    "level-unexplained": (
        {"risks": {"risk_id": ["K1"], "name": ["stop"], "level": ["high"]}},
        {"risks": {"risk_id": ["K1"], "name": ["stop"], "level": ["high"], "note": ["the chief says so"]}},
    ),
    "base-year-outside": (
        {"chain": {"chain_id": ["c"], "name": ["c"], "base_year": [2024]}, "firms": _firm(period="2023")},
        {"chain": {"chain_id": ["c"], "name": ["c"], "base_year": [2023]}, "firms": _firm(period="2023-Q4")},
    ),
    "sector-unbalanced": (
        {"io": {**_FLOW, "amount": [10.0, 90.0, 80.0]}},
        {"io": {**_FLOW, "amount": [10.0, 90.0, 90.0]}},
    ),
    "region-gap": ({"indicators": _panel("两藏")}, {"indicators": _panel("西藏")}),
    "digit-runs": (
        {"indicators": _values(*_MEASURED, 11111.0, 12345.0, 99999.0, 6543.0)},
        {"indicators": _values(*_MEASURED, 11111.0, 12345.0, 99998.0, 6544.0)},
    ),
    "round-numbers": (
        {"indicators": _values(*_MEASURED, 1200.0, 2300.0, 3100.0, 4500.0, 6100.0)},
        {"indicators": _values(*_MEASURED, 1200.0, 2300.0)},
    ),
    "same-value": (
        {"indicators": _values(*_MEASURED, *[73219.0] * 4)},
        {"indicators": _values(*_MEASURED, *[73219.0] * 3)},
    ),
    "twin-block": (
        {"indicators": _many(("a", "2023"), ("b", "2023"), values=[_NUMBERS, [*_NUMBERS[:5], 7.77]])},
        {"indicators": _many(("a", "2023"), ("b", "2023"), values=[_NUMBERS, [*_NUMBERS[:4], 7.77, 8.88]])},
    ),
    "copied-year": (
        {"indicators": _many(("a", "2022"), ("a", "2023"), values=[_NUMBERS, [*_NUMBERS[:4], 7.77, 8.88]])},
        {"indicators": _many(("a", "2021"), ("a", "2023"), values=[_NUMBERS, _NUMBERS])},
    ),
    "children-above-parent": (
        {
            "regions": _PARTS,
            "indicators": _seen(
                ("p", "2023", "X", 100.0), ("a", "2023", "X", 60.0), ("b", "2023", "X", 41.0), unit=["亿元"] * 3
            ),
        },
        {
            "regions": _PARTS,
            "indicators": _seen(
                ("p", "2023", "X", 100.0), ("a", "2023", "X", 60.0), ("b", "2023", "X", 41.0), unit=["%"] * 3
            ),
        },
    ),
    "total-row": (
        {"indicators": _many(*[(name, "2023") for name in [*_SIX, "sum"]], values=[[3.1] * 5] * 6 + [[18.6] * 5])},
        {"indicators": _many(*[(name, "2023") for name in [*_SIX, "r6"]], values=[[3.1] * 5] * 6 + [[19.6] * 5])},
    ),
    "weights-rescaled": (
        {"indicator_meta": {**_META, "weight": [1.0, 0.5, 0.4]}},
        {"indicator_meta": {**_META, "weight": [0.9, 0.5, 0.4]}},
    ),
    "shares-below-one": ({"segments": _segment(value_share=0.9)}, {"segments": _segment(value_share=0.995)}),
    "years-apart": (
        {
            "chain": {"chain_id": ["c"], "name": ["c"], "base_year": [2023]},
            "firms": {**_PAIR, "period": ["2023", "2022"]},
        },
        {
            "chain": {"chain_id": ["c"], "name": ["c"], "base_year": [2023]},
            "firms": {**_PAIR, "firm_id": ["F1", "F1"], "period": ["2023", "2022"]},
        },
    ),
    "years-missing": (
        {"indicators": _seen(("r", "2015", "X", 1.0), ("r", "2016", "X", 2.0), ("r", "2018", "X", 3.0))},
        {"indicators": _seen(("r", "2014", "X", 1.0), ("r", "2016", "X", 2.0), ("r", "2018", "X", 3.0))},
    ),
    "unit-mixed": (
        {"indicators": _seen(("r", "2022", "X", 1.0), ("r", "2023", "X", 2.0), unit=["个", "万元"])},
        {"indicators": _seen(("r", "2022", "X", 1.0), ("r", "2023", "X", 2.0), unit=["亿元", "万元"])},
    ),
}
CHECK_RULES |= NUMBER_CASES
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
    "unit-unknown": (_firms(1, name="从业人数(车)"), _firms(1, name="从业人数(万人)")),
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
    "unit-foreign": (_firms(1, name="产值(万美元)"), _firms(1, name="产值(单位:亿元)")),
    "segment-kept-out": (
        {"segments": [["segment_id", "name", "presence"], ["S1", "Lens", "strongish"]], **_firms(1)},
        {"segments": [["segment_id", "name", "presence"], ["S1", "Lens", "strong"]], **_firms(1)},
    ),
    "many-and-unit": (
        {"indicators": [["region", "year", "indicator", "value", "unit"], ["r", 2023, "x", "3亿", "万元"]]},
        {"indicators": [["region", "year", "indicator", "value"], ["r", 2023, "x", "3亿"]]},
    ),
    "column-mixed": (
        {"indicators": [["region", "year", "D311", "X"], ["r", 2023, 0.03, "many"], ["q", 2023, 0.04, 1]]},
        {"indicators": [["region", "year", "D311", "X"], ["r", 2023, 0.03, "n/a"], ["q", 2023, 0.04, 1]]},
    ),
    "years-read": (
        {"indicators": [["region", "indicator", "2022", "2023年"], ["r", "D311", 0.02, 0.03]]},
        _OBSERVED,
    ),
    "header-read": ({"firms": [["Firms of 2023"], [], *_firms(1)["firms"]]}, _firms(1)),
    "column-kept": (_firms(1, name="colour"), _firms(1)),
    "column-twice": ({"firms": [["firm_id", "产值", "output"], ["F1", 1, 2]]}, _firms(1)),
    "column-unnamed": ({"firms": [["firm_id", "", "output"], ["F1", "lost", 2]]}, _firms(1)),
    "columns-absent": (
        {**_firms(1), "goals": [["colour"], ["red"]]},
        {**_firms(1), "goals": [["verb", "text"], ["build", "t"]]},
    ),
    "unknown-sheet": ({**_firms(1), "Sheet7": [["a"], ["b"]]}, {**_firms(1), "_notes": [["a"], ["b"]]}),
    "name-cleaned": (
        {"indicators": [["地区", "年份", "D311"], ["北   京", 2023, 1]]},
        {"indicators": [["地区", "年份", "D311"], ["New York", 2023, 1]]},
    ),
    "id-made": (
        {"segments": [["环节", "位置"], ["镜片", "中游"]]},
        {"segments": [["环节编号", "环节"], ["S1", "镜片"]]},
    ),
    "example-row": (
        {"firms": [["firm_id", "note"], ["F1", ""], ["F01", "示例行，请删除 / example row, delete it"]]},
        {"firms": [["firm_id", "note"], ["F1", ""], ["F01", "示例行"]]},
    ),
    "example-changed": (
        {"firms": [["firm_id", "note"], ["F1", ""], ["F7", "示例行，请删除 / example row, delete it"]]},
        {"firms": [["firm_id", "note"], ["F1", ""], ["F01", "示例行，请删除 / example row, delete it"]]},
    ),
    "error-cell": (_firms("#DIV/0!"), _firms("n/a")),
    "decimal-comma": (_firms("0,85"), _firms("1,850")),
    "digits-lost": (_firms(9.133e17, name="usci"), _firms("913301000000000000", name="usci")),
    "area-code": (
        {"regions": [["region_id", "name", "adcode"], ["r", "R", "33304"]]},
        {"regions": [["region_id", "name", "adcode"], ["r", "R", "330304"]]},
    ),
    "coordinates-converted": (
        {"regions": [["region_id", "name", "lat", "lon", "coord_sys"], ["r", "R", 28.0, 120.7, "GCJ02"]]},
        {"regions": [["region_id", "name", "lat", "lon", "coord_sys"], ["r", "R", 28.0, 120.7, "WGS84"]]},
    ),
    "unit-assumed": (_firms(1), {**_firms(1), **_CHAIN}),
}
"""Rule -> rows of a workbook: those it speaks of, and those it does not."""
