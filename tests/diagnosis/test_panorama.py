from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import chainchief
from books import FIVE_FIRMS, as_frames
from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import Diagnosis, diagnose
from chainchief.errors import InputError


def changed(**sheets: list[list[Any]]) -> Chain:
    """The five firms with other rows in some sheets; no rows = no sheet."""
    return Chain.from_tables({name: frame for name, frame in as_frames({**FIVE_FIRMS, **sheets}).items() if len(frame)})


def ties(*rows: tuple[Any, ...]) -> list[list[Any]]:
    return [["supplier", "buyer", "segment_id", "amount", "period"], *[list(row) for row in rows]]


def column(found: Diagnosis, name: str) -> dict[str, Any]:
    return dict(zip(found.segments["segment_id"], found.segments[name], strict=True))


def flows(found: Diagnosis) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {
        (row.from_segment, row.to_segment): (
            None if np.isnan(row.amount) else row.amount,
            row.ties,
            row.stale,
            row.basis,
        )
        for row in found.flows.itertuples()
    }


def scales(found: Diagnosis, direction: str) -> dict[str, tuple[float, float, int]]:
    rows = found.scales[found.scales["direction"].eq(direction)]
    return {row.scale: (row.amount, row.share, row.ties) for row in rows.itertuples() if row.ties}


def test_presence_is_what_is_stated_else_what_the_firms_show(five_firms: Chain) -> None:
    found = diagnose(five_firms)
    assert (found.region, found.period, found.notes) == ("r", "2023", ())
    assert column(found, "presence") == {"U": "unknown", "M": "strong", "D": "present", "X": "missing"}
    assert column(found, "presence_basis") == {"U": "unknown", "M": "stated", "D": "from firms", "X": "stated"}
    assert column(found, "core") == {"U": False, "M": True, "D": False, "X": False}
    assert column(found, "order") == {"U": 1, "M": 2, "D": 3, "X": 4}
    assert found.missing["segment_id"].tolist() == ["X"]


def test_firms_and_output_are_local_and_split_by_segment(five_firms: Chain) -> None:
    found = diagnose(five_firms)
    assert column(found, "firms") == {"U": 0, "M": 2, "D": 2, "X": 0}
    output = column(found, "output")
    assert (output["M"], output["D"]) == (pytest.approx(1000 + 0.6 * 500), pytest.approx(0.4 * 500))
    assert np.isnan(output["U"])


def test_local_share_by_amount(five_firms: Chain) -> None:
    # M: F1 buys 100 + 300 from outside, F2 buys 200 from F1, of which 0.6 for M. D: 0.4 * 200 and 100, all local.
    share, basis = (column(diagnose(five_firms), name) for name in ("local_share", "local_share_basis"))
    assert (share["M"], share["D"]) == (pytest.approx(120 / 520), pytest.approx(1.0))
    assert np.isnan(share["U"])
    assert np.isnan(share["X"])
    assert basis == {"U": "", "M": "amount", "D": "amount", "X": ""}


def test_local_share_by_ties_where_no_amount_is_known(five_firms: Chain) -> None:
    found = diagnose(five_firms.with_(ties=five_firms.ties.assign(amount=np.nan)))
    assert column(found, "local_share")["M"] == pytest.approx(0.6 / 2.6)
    assert column(found, "local_share_basis")["M"] == "ties"
    assert scales(found, "inputs").keys() == {"local", "regional", "global"}
    inputs = found.scales[found.scales["direction"].eq("inputs")]
    assert set(inputs["basis"]) == {"ties"}
    assert inputs["share"].sum() == pytest.approx(1)
    assert inputs["amount"].isna().all()


def test_one_known_amount_makes_the_others_count_nothing(five_firms: Chain) -> None:
    amounts = five_firms.ties["amount"].where(five_firms.ties["supplier"].eq("F4"))
    found = diagnose(five_firms.with_(ties=five_firms.ties.assign(amount=amounts)))
    assert column(found, "local_share")["M"] == 0.0
    assert column(found, "local_share_basis")["D"] == "ties"


def test_inputs_and_sales_by_scale(five_firms: Chain) -> None:
    found = diagnose(five_firms)
    assert scales(found, "inputs") == {
        "local": (300, pytest.approx(300 / 700), 2),
        "regional": (100, pytest.approx(100 / 700), 1),
        "global": (300, pytest.approx(300 / 700), 1),
    }
    assert scales(found, "sales") == {
        "local": (300, pytest.approx(300 / 350), 2),
        "global": (50, pytest.approx(50 / 350), 1),
    }
    assert found.scales.groupby("direction")["share"].sum().tolist() == [pytest.approx(1), pytest.approx(1)]


def test_flows_are_split_by_the_segments_of_both_ends(five_firms: Chain) -> None:
    assert flows(diagnose(five_firms)) == {
        ("U", "M"): (400, 2, False, "ties"),
        ("M", "M"): (120, 1, False, "ties"),
        ("M", "D"): (pytest.approx(80 + 60), 2, False, "ties"),
        ("D", "D"): (pytest.approx(40), 1, False, "ties"),
        ("D", "U"): (50, 1, False, "ties"),
        ("X", "M"): (None, 0, False, "segment_flows"),
    }


def test_an_unknown_amount_is_not_zero(five_firms: Chain) -> None:
    amounts = five_firms.ties["amount"].where(five_firms.ties["supplier"].ne("F3"))
    found = flows(diagnose(five_firms.with_(ties=five_firms.ties.assign(amount=amounts))))
    assert found[("D", "U")] == (None, 1, False, "ties")


def test_outside_shows_what_each_segment_buys_and_sells_elsewhere(five_firms: Chain) -> None:
    rows = diagnose(five_firms).outside
    assert {tuple(row) for row in rows[["segment_id", "direction", "scale", "amount", "ties", "stale"]].to_numpy()} == {
        ("M", "inputs", "regional", 100, 1, False),
        ("M", "inputs", "global", 300, 1, False),
        ("D", "sales", "global", 50, 1, False),
    }


def test_the_single_foreign_source_of_a_product_is_named(five_firms: Chain) -> None:
    assert set(column(diagnose(five_firms), "single_source").values()) == {""}
    alone = five_firms.with_(ties=five_firms.ties[five_firms.ties["supplier"].ne("F4")])
    assert column(diagnose(alone), "single_source") == {"U": "Elm GmbH", "M": "", "D": "", "X": ""}
    at_home = five_firms.with_(ties=five_firms.ties[five_firms.ties["supplier"].ne("F5")])
    assert column(diagnose(at_home), "single_source")["U"] == ""


def test_a_single_source_of_a_place_unknown_is_not_called_foreign() -> None:
    chain = changed(ties=ties(("Stranger", "F1", "U", 5, "2023")))
    found = diagnose(chain)
    assert column(found, "single_source")["U"] == ""
    assert scales(found, "inputs") == {"unknown": (5, 1, 1)}


def test_flows_of_old_ties_only_are_stale() -> None:
    rows = ties(("F4", "F1", "U", 5, "2020"), ("F5", "F1", "U", 5, "2023"), ("F1", "F3", None, 7, "2020"))
    found = diagnose(changed(ties=rows))
    assert (flows(found)[("U", "M")], flows(found)[("M", "D")]) == ((10, 2, False, "ties"), (7, 1, True, "ties"))


def test_the_newest_row_up_to_the_period_counts() -> None:
    rows = [("F4", "F1", "U", amount, year) for amount, year in ((10, "2021"), (20, "2022"), (30, "2024"))]
    undated = [[*row[:-1], None] for row in FIVE_FIRMS["firms"][1:]]
    chain = changed(ties=ties(*rows, ("F5", "F1", "U", 1, None)), firms=[FIVE_FIRMS["firms"][0], *undated])
    seen = {year: flows(diagnose(chain, period=year))[("U", "M")][0] for year in ("2020", "2021", "2023", "2024")}
    assert seen == {"2020": 1, "2021": 11, "2023": 21, "2024": 31}
    assert diagnose(chain).period == "2023"
    assert flows(diagnose(chain, period="2023年")) == flows(diagnose(chain))


def test_a_row_of_the_year_holds_in_its_months_and_one_of_its_months_in_the_year() -> None:
    rows = [*FIVE_FIRMS["firms"], ["F1", "Alder", "M", "owner", "r", 70, None, "2023-Q2"]]
    rows += [["F9", "New", "M", "support", "r", 5, None, "2023-Q3"]]
    chain = changed(firms=rows)
    seen = {period: column(diagnose(chain, period=period), "output")["M"] for period in ("2023", "2023-Q2", "2023-05")}
    assert seen == {"2023": pytest.approx(1305), "2023-Q2": pytest.approx(370), "2023-05": pytest.approx(370)}


def test_firms_of_the_period_count() -> None:
    rows = [
        *FIVE_FIRMS["firms"],
        ["F1", "Alder", "M", "owner", "r", 2000, None, "2024"],
        ["F9", "New", "D", "support", "r", 9, None, "2024"],
    ]
    chain = changed(firms=rows)
    assert column(diagnose(chain), "output")["M"] == pytest.approx(1300)
    later = diagnose(chain, period="2024")
    assert (column(later, "output")["M"], column(later, "firms")["D"]) == (pytest.approx(2300), 3)


def test_months_are_added_up_to_the_year_and_said_aloud() -> None:
    rows = ties(*[("F4", "F1", "U", 10, f"2023-{month:02d}") for month in range(1, 13)], ("F4", "F1", "U", 99, "2022"))
    found = diagnose(changed(ties=rows))
    assert flows(found)[("U", "M")] == (120, 1, False, "ties")
    assert "added up to years" in found.notes[0][0]
    month = diagnose(changed(ties=rows), period="2023-05")
    assert (month.period, flows(month)[("U", "M")][0]) == ("2023-05", 10)


def test_a_year_that_stands_there_is_not_added_to_its_months() -> None:
    rows = ties(("F4", "F1", "U", 10, "2023-01"), ("F4", "F1", "U", 10, "2023-Q1"), ("F4", "F1", "U", 99, "2023"))
    assert flows(diagnose(changed(ties=rows)))[("U", "M")][0] == 99


def test_only_supply_between_two_firms_counts(five_firms: Chain) -> None:
    more = five_firms.ties.assign(kind=["supply", None, "service", "knowledge", "ownership"])
    loop = pd.DataFrame({"supplier": ["F1"], "buyer": ["F1"], "amount": [1e6], "segment_id": ["M"]})
    found = diagnose(five_firms.with_(ties=pd.concat([more, loop], ignore_index=True)))
    assert {pair for pair, flow in flows(found).items() if flow[3] == "ties"} == {("U", "M")}
    assert scales(found, "inputs").keys() == {"regional", "global"}


def test_columns_of_the_users_own_do_no_harm(five_firms: Chain) -> None:
    extra = dict.fromkeys(("share", "tie", "stale", "part", "firm_id", "buys", "row"), "x")
    busy = five_firms.with_(ties=five_firms.ties.assign(**extra), firms=five_firms.firms.assign(share="x", row="x"))
    for part in ("segments", "flows", "scales", "outside"):
        pd.testing.assert_frame_equal(getattr(diagnose(busy), part), getattr(diagnose(five_firms), part))


def test_another_region_sees_the_same_ties_from_its_side(five_firms: Chain) -> None:
    found = diagnose(five_firms, region="q")
    assert column(found, "firms") == {"U": 1, "M": 0, "D": 0, "X": 0}
    assert scales(found, "sales") == {"regional": (100, 1, 1)}
    assert scales(found, "inputs") == {}
    province = diagnose(five_firms, region="p")
    assert column(province, "firms")["U"] == 1
    assert scales(province, "inputs")["local"][0] == 400


def test_without_a_region_listed_firms_are_local_and_strangers_are_not() -> None:
    chain = changed(
        chain=[["chain_id", "name"], ["lenses", "Lenses"]],
        ties=ties(("Stranger", "F1", "U", 5, "2023"), ("F4", "F1", "U", 15, "2023")),
    )
    outsider = pd.DataFrame({"firm_id": ["Stranger"], "name": ["Stranger"], "role": ["supplier"]})
    found = diagnose(chain.with_(firms=pd.concat([chain.firms, outsider], ignore_index=True)))
    assert found.region == ""
    assert "No focal region is stated" in found.notes[0][0]
    assert scales(found, "inputs") == {"local": (15, 0.75, 1), "unknown": (5, 0.25, 1)}


@pytest.mark.parametrize("region", ["nowhere", "R", "Rivertown"])
def test_an_unknown_region_is_refused_with_the_known_ones(five_firms: Chain, region: str) -> None:
    with pytest.raises(InputError) as caught:
        diagnose(five_firms, region=region)
    assert f"unknown region '{region}'; the sheets name cn, de, p, q, r" in caught.value.message
    assert region in caught.value.message_zh


def test_a_region_known_from_the_firms_only_is_a_region() -> None:
    assert column(diagnose(changed(regions=[["region_id", "name"]]), region="q"), "firms")["U"] == 1
    with pytest.raises(InputError, match="the sheets name none"):
        diagnose(Chain.from_tables({}), region="q")


@pytest.mark.parametrize("period", ["soon", "2023-13", ""])
def test_a_text_that_is_no_period_is_refused(five_firms: Chain, period: str) -> None:
    with pytest.raises(InputError, match="is no period"):
        diagnose(five_firms, period=period)


def test_the_period_is_the_base_year_else_the_newest_year(five_firms: Chain) -> None:
    about = [["chain_id", "name", "region_id"], ["lenses", "Lenses", "r"]]
    assert diagnose(changed(chain=about, ties=ties(("F1", "F2", None, 1, "2025-05")))).period == "2025"
    bare = five_firms.with_(firms=five_firms.firms.assign(period=None), ties=five_firms.ties.assign(period=None))
    bare = bare.with_(chain=bare.chain.assign(base_year=np.nan))
    assert diagnose(bare).period is None
    assert flows(diagnose(bare)) == flows(diagnose(five_firms))


@pytest.mark.parametrize(
    "absent",
    [{"firms"}, {"ties"}, {"firms", "ties"}, {"regions"}, {"segment_flows", "ties"}, {"segments"}, set(FIVE_FIRMS)],
)
def test_what_is_absent_stays_unknown(absent: set[str]) -> None:
    frames = {name: frame for name, frame in as_frames(FIVE_FIRMS).items() if name not in absent}
    found = diagnose(Chain.from_tables(frames))
    assert len(found.segments) == (0 if "segments" in absent else 4)
    if "firms" in absent and len(found.segments):
        assert column(found, "firms") == {"U": 0, "M": 0, "D": 0, "X": 0}
        assert column(found, "presence")["D"] == "unknown"
    if "ties" in absent:
        assert found.scales.empty
        assert found.outside.empty
        assert found.segments["local_share"].isna().all()
        assert set(found.flows["basis"]) <= {"segment_flows"}
    for frame in (found.segments, found.flows, found.scales, found.outside):
        assert frame.columns.tolist() == getattr(diagnose(changed()), _name(found, frame)).columns.tolist()


def _name(found: Diagnosis, frame: pd.DataFrame) -> str:
    return next(name for name in ("segments", "flows", "scales", "outside") if getattr(found, name) is frame)


def test_loops_of_parents_do_no_harm() -> None:
    regions = [
        ["region_id", "name", "level", "parent_id"],
        ["r", "R", "county", "p"],
        ["p", "P", "province", "r"],
        ["q", "Q", "county", "q"],
    ]
    found = diagnose(changed(regions=regions))
    assert column(found, "firms")["M"] == 2


def test_a_firm_without_suppliers_and_one_without_segment() -> None:
    rows = [
        FIVE_FIRMS["firms"][0],
        ["F1", "Alder", None, "owner", "r", 5, None, "2023"],
        ["F2", "Birch", "M", "owner", "r", 7, None, "2023"],
    ]
    found = diagnose(changed(firms=rows, ties=ties(("F2", "F1", None, 3, "2023"))))
    assert column(found, "output")["M"] == 7
    assert np.isnan(column(found, "local_share")["M"])
    assert scales(found, "inputs") == {"local": (3, 1, 1)}
    assert ("M", "M") not in flows(found)


def test_the_name_at_the_door() -> None:
    assert chainchief.diagnose is diagnose
    assert chainchief.Diagnosis is Diagnosis
