"""The examples that stand on papers say what the extracted tables say, and nothing else."""

from __future__ import annotations

import pytest

GONG = ("xianju-pharma", "ouhai-eyewear")
PRESENCE = {"": "unknown", "outside (domestic)": "external", "weak/missing": "weak"}
POSITION = {"input": "related", "new chain": "new"}


@pytest.mark.parametrize("name", GONG)
def test_segments_are_those_of_the_document(name, examples, cases):
    ours = {row["segment_id"]: row for row in examples[name]["segments"]}
    theirs = {row["segment_id"]: row for row in cases[name]["segments"]}
    assert list(ours) == list(theirs)
    flows = {(row["from_segment"], row["to_segment"]) for row in examples[name]["segment_flows"]}
    for code, row in theirs.items():
        assert ours[code]["name"] == row["segment_name"]
        assert ours[code]["presence"] == PRESENCE.get(row["local_presence"], row["local_presence"])
        assert ours[code]["position"] == POSITION.get(row["position"], row["position"])
        assert ours[code]["value_level"] == row["value_level_stated"]
        assert ours[code]["n_firms"] == row["n_firms"]
        assert row["section"] in ours[code]["source"]
        assert row["doc_statement"] in ours[code]["note"]
        for printed, known in ((row["local_presence"], PRESENCE), (row["position"], POSITION)):
            assert not printed or printed not in known or f"as extracted: {printed}" in ours[code]["note"]
        if row["parent_id"]:
            assert ours[code]["parent_id"] == row["parent_id"] or (row["parent_id"], code) in flows


@pytest.mark.parametrize("name", GONG)
def test_firms_are_those_of_the_text_without_the_interviewed(name, examples, cases):
    ours = {row["firm_id"]: row for row in examples[name]["firms"]}
    theirs = {row["firm_id"]: row for row in cases[name]["firms"] if not row["section"].startswith("App")}
    groups = set(ours) - set(theirs)
    assert set(theirs) <= set(ours)
    assert all("G" in code for code in groups)
    for code, row in theirs.items():
        assert (ours[code]["name"], ours[code]["segment_id"]) == (row["firm_name_as_printed"], row["segments_stated"])
        assert (ours[code]["role"] == "owner") == ("chain owner" in row["roles_stated"])
        assert row["section"] in ours[code]["source"]


@pytest.mark.parametrize("name", GONG)
def test_actions_actors_and_issues_are_those_of_the_document(name, examples, cases):
    sheets = examples[name]
    actions = [(row["action_id"], row["text"], row["verb"], row["status"]) for row in sheets["actions"]]
    assert actions == [
        (row["action_id"], row["action"], row["chain_verb"], row["status_in_document"])
        for row in cases[name]["actions"]
    ]
    offices = [row["office_held_no_names"].replace("firms.csv", "sheet firms") for row in cases[name]["actors"]]
    assert [row["organisation"] for row in sheets["actors"]][: len(offices)] == offices
    issues = {row["issue_id"]: row["text"] for row in sheets["issues"]}
    said = {row["issue_id"]: row["statement"] for row in cases[name]["diagnosis"] if row["kind"] != "supply_security"}
    assert issues == said


@pytest.mark.parametrize("name", GONG)
def test_dated_figures_are_those_of_the_document(name, examples, cases):
    stated = {row["value"] for row in cases[name]["facts"]} | {row["value"] for row in cases[name].get("derived", [])}
    for row in examples[name]["series"]:
        assert row["value"].removeprefix("约") in stated
        assert row["unit"]
        assert (row["quality"] == "C") == ("our arithmetic" in row["note"])


@pytest.mark.parametrize("name", GONG)
def test_planned_relations_are_no_ties(name, examples, cases):
    existing = [row for row in cases[name]["relations"] if row["status"] not in ("planned", "under negotiation")]
    assert len(examples[name]["ties"]) >= len(existing)
    for row in examples[name]["ties"]:
        assert "planned" not in row["note"]
        assert "negotiation" not in row["note"]


@pytest.mark.parametrize("name", GONG)
def test_no_figure_was_invented(name, examples):
    for sheet, rows in examples[name].items():
        for row in rows:
            assert row["source"].startswith("Gong, Hassink & Wang 2021, section "), sheet
            assert row["quality"] in ("B", "C")
            assert not row.get("amount")
    assert "indicators" not in examples[name]
    for column in ("output", "revenue", "employees", "lat", "usci"):
        assert not any(row.get(column) for row in examples[name]["firms"])


@pytest.mark.parametrize("name", GONG)
def test_no_interview_and_no_list_of_the_interviewed(name, examples):
    text = str(examples[name]).lower()
    assert "interview" not in text
    assert "app.1" not in text


def test_zhang_scores_are_as_printed(examples, cases):
    ours = {(row["region_id"], row["indicator"]): row["value"] for row in examples["zhang-2024"]["indicators"]}
    names = {row["name"]: row["region_id"] for row in examples["zhang-2024"]["regions"]}
    printed = cases["zhang-2024"]["table_3-1_regional_results"]
    assert len(ours) == 3 * len(printed) == 18
    for row in printed:
        for column, code in (("structural", "B1"), ("functional", "B2"), ("evolutionary", "B3")):
            assert ours[names[row["region"]], code] == row[column]


def test_zhang_indicators_make_one_tree_with_its_weights(examples):
    meta = {row["code"]: row for row in examples["zhang-2024"]["indicator_meta"] if row["type"] != "Other"}
    assert [code for code, row in meta.items() if not row["parent"]] == ["A"]
    for code, row in meta.items():
        members = [other for other in meta.values() if other["parent"] == code]
        assert bool(members) == (row["type"] == "Aggregate")
        if members:
            assert sum(float(other["weight"]) for other in members) == pytest.approx(float(row["weight"] or 1))
    assert {code for code, row in meta.items() if row["direction"] == "-1"} == {"D321", "D322"}


def test_zhang_is_marked_as_a_fixture_on_every_row(examples):
    for rows in examples["zhang-2024"].values():
        for row in rows:
            assert row["note"].startswith("printed in Zhang 2024; a fixture of structure, not evidence")
            assert row["quality"] == "C"


def test_zhang_risks_and_targets_are_as_printed(examples, cases):
    sheets, tables = examples["zhang-2024"], cases["zhang-2024"]
    risks = [(row["name"], row["probability"], row["impact"], row["level"]) for row in sheets["risks"]]
    assert risks == [
        (row["risk_factor"], row["probability"], row["impact"], row["risk_level_printed"].split()[0].lower())
        for row in tables["table_4-6_risk_matrix"]
    ]
    targets = [row["target"] for row in sheets["targets"]]
    assert targets == [row["target_2025"] for row in tables["table_4-1_structure_targets"]]
