"""The files themselves: made by the generator byte for byte, headers declared, references resolved, sizes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "src" / "chainchief" / "examples"
NAMES = ("demo", "xianju-pharma", "ouhai-eyewear", "zhang-2024")
EXTRA = {
    "numeric",
    "region_id",
    "name_zh",
    "text_zh",
    "organisation_zh",
    "duty_zh",
    "scenario_zh",
    "capacity_unit",
    "scale_stated",
}
"""Undeclared columns that examples carry on purpose; docs/reference/demo-plants.md tells what they are."""


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.csv"))}


def test_demo_is_what_its_generator_makes(tmp_path):
    subprocess.run([sys.executable, ROOT / "tools" / "make_demo.py", tmp_path], check=True, timeout=120)
    assert _bytes(tmp_path) == _bytes(EXAMPLES / "demo")


def test_cases_are_what_their_maker_makes(tmp_path, cases):
    folder = ROOT.parent / "shared" / "cases"
    subprocess.run([sys.executable, ROOT / "tools" / "make_cases.py", folder, tmp_path], check=True, timeout=120)
    for name in cases:
        assert _bytes(tmp_path / name) == _bytes(EXAMPLES / name)


def test_catalogue_names_every_folder(examples, columns):
    header, *lines = (EXAMPLES / "examples.csv").read_text(encoding="utf-8").splitlines()
    assert header == "name,title,title_zh,about,about_zh,synthetic,region,framework"
    assert {line.partition(",")[0] for line in lines} == set(examples) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_headers_are_declared_or_listed(name, examples, columns):
    declared: dict[str, set[str]] = {}
    for row in columns:
        declared.setdefault(row["table"], set()).add(row["column"])
    for sheet, rows in examples[name].items():
        if not sheet.startswith("_"):
            assert set(rows[0]) - declared[sheet] - declared["*"] <= EXTRA, sheet


@pytest.mark.parametrize("name", NAMES)
def test_files_are_plain(name):
    for path in (EXAMPLES / name).rglob("*.csv"):
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in raw
        assert raw.endswith(b"\n")
        raw.decode("utf-8")


def _parts(cell: str, kind: str) -> list[str]:
    if kind.endswith(" list"):
        return [part.partition(":")[0].strip() for part in re.split("[;,]", cell) if part.strip()]
    return [cell] if cell else []


@pytest.mark.parametrize("name", NAMES)
def test_references_resolve(name, examples, columns):
    sheets = examples[name]
    keys: dict[str, str] = {}
    for row in columns:
        if row["key"] == "key":
            keys.setdefault(row["table"], row["column"])
    for row in columns:
        target = row["type"].removeprefix("ref:").removesuffix(" list")
        if not row["type"].startswith("ref:") or target not in sheets or row["table"] not in sheets:
            continue
        known = {other[keys[target]] for other in sheets[target]}
        for other in sheets[row["table"]]:
            for part in _parts(other.get(row["column"], ""), row["type"]):
                assert part in known, (row["table"], row["column"], part)


def test_effects_and_scenarios_point_at_something(demo):
    firms = {row["firm_id"] for row in demo["firms"]}
    known = {
        "firm": firms,
        "segment": {row["segment_id"] for row in demo["segments"]},
        "region": {row["region_id"] for row in demo["regions"]},
        "market": {row["region_id"] for row in demo["regions"]},
        "product": {row["product"] for row in demo["ties"]},
        "tie": {f"{row['supplier']}>{row['buyer']}" for row in demo["ties"]},
    }
    for row in demo["scenarios"]:
        assert row["target"] in known[row["target_kind"]], row
    for row in demo["effects"]:
        if row["kind"] == "tie":
            assert set(row["target"].split(">")) <= firms
        elif row["kind"] == "candidate":
            assert row["target"] in {other["name"] for other in demo["candidates"]}
        elif row["kind"] != "indicator":
            assert row["target"] in known["segment"]
    items = {row["item"] for row in demo["series"]}
    assert {row["item"] for row in demo["rules"]} <= items


def test_every_row_of_the_demo_says_that_it_is_synthetic(demo):
    for sheet, rows in demo.items():
        if sheet != "_plants":
            assert {(row["quality"], row["source"]) for row in rows} == {("S", "synthetic: tools/make_demo.py")}, sheet


def test_sizes_are_as_promised(demo):
    assert 145 <= len({row["firm_id"] for row in demo["firms"]}) <= 165
    assert 1150 <= len(demo["ties"]) <= 1250
    assert {row["period"] for row in demo["ties"]} == {"2022", "2025"}
    assert {row["period"] for row in demo["firms"]} == {"2022", "2024", "2025"}
    assert len(demo["segments"]) == 14
    keys = {(row["region_id"], row["period"], row["indicator"]) for row in demo["indicators"]}
    assert len(keys) == len(demo["indicators"]) == 8 * 6 * 12
    assert len({row["time"] for row in demo["series"]}) == 60
    assert sum(path.stat().st_size for path in (EXAMPLES / "demo").glob("*.csv")) < 700_000


def test_all_five_scales_are_there(demo):
    regions = {row["region_id"]: row for row in demo["regions"]}
    firms = {row["firm_id"]: row["region_id"] for row in demo["firms"]}

    def above(region: str) -> list[str]:
        parent = regions[region]["parent_id"]
        return [region, *(above(parent) if parent else [])]

    def scale(one: str, other: str) -> str:
        if one == other:
            return "local"
        shared = next(place for place in above(one) if place in above(other))
        if shared != "world":
            return {"province": "regional", "country": "national"}[regions[shared]["level"]]
        nations = [next(place for place in above(end) if regions[place]["level"] == "country") for end in (one, other)]
        blocs = [set(regions[nation]["blocs"].split(";")) - {""} for nation in nations]
        return "supranational" if blocs[0] & blocs[1] else "global"

    for side, other in (("buyer", "supplier"), ("supplier", "buyer")):
        found = {
            scale(firms[row[side]], firms[row[other]])
            for row in demo["ties"]
            if row["kind"] == "supply" and row["period"] == "2025" and firms[row[side]] == "anlan"
        }
        assert found == {"local", "regional", "national", "supranational", "global"}, side


def test_nothing_real_is_claimed(demo):
    for row in demo["regions"]:
        assert not row.get("adcode")
        assert not row.get("iso3")
        assert not row.get("lat")
    assert not any(row.get("usci") for row in demo["firms"])
