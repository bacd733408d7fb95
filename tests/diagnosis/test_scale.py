from __future__ import annotations

import pandas as pd
import pytest

from chainchief.chain.value import Chain
from chainchief.diagnosis.scale import SCALES, scale_of

ROWS = [
    ("world", "world", None, None),
    ("rcep", "bloc", None, None),
    ("cn", "country", None, "RCEP"),
    ("zj", "province", "cn", None),
    ("wz", "city", "zj", None),
    ("oh", "county", "wz", None),
    ("park", None, "oh", None),
    ("rui", "county", "wz", None),
    ("hz", "city", "zj", None),
    ("gd", "province", "cn", None),
    ("sz", "city", "gd", None),
    ("jp", "country", None, "RCEP;CPTPP"),
    ("osaka", "city", "jp", None),
    ("sg", "country", "rcep", None),
    ("de", "country", "world", "EU"),
    ("lost", None, None, None),
    ("village", "county", None, None),
]


def regions(rows: list[tuple[str, str | None, str | None, str | None]] = ROWS) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["region_id", "level", "parent_id", "blocs"])
    return Chain.from_tables({"regions": frame}).regions


@pytest.mark.parametrize(
    ("region", "scale"),
    [
        ("oh", "local"),
        ("park", "local"),
        ("rui", "regional"),
        ("hz", "regional"),
        ("zj", "regional"),
        ("wz", "regional"),
        ("gd", "national"),
        ("sz", "national"),
        ("cn", "national"),
        ("jp", "supranational"),
        ("osaka", "supranational"),
        ("de", "global"),
        ("world", "global"),
        ("lost", "unknown"),
        ("village", "unknown"),
    ],
)
def test_the_scale_at_which_a_county_meets_a_region(region: str, scale: str) -> None:
    assert scale_of(regions(), "oh")[region] == scale


def test_a_bloc_named_as_a_parent_counts_like_one_in_the_list() -> None:
    rows = [("cn", "country", "rcep", None) if row[0] == "cn" else row for row in ROWS]
    assert scale_of(regions(rows), "oh")["sg"] == "supranational"


def test_a_province_is_local_to_itself_with_all_inside() -> None:
    scales = scale_of(regions(), "zj")
    assert {region for region, scale in scales.items() if scale == "local"} == {"zj", "wz", "oh", "park", "rui", "hz"}
    assert scales["sz"] == "national"


def test_meeting_is_mutual() -> None:
    frame = regions()
    near = {focal: scale_of(frame, focal) for focal in ("oh", "rui", "sz", "osaka", "de")}
    for one in near:
        for other in near:
            if one != other:
                assert near[one][other] == near[other][one], (one, other)


def test_the_order_of_the_rows_does_not_matter() -> None:
    assert scale_of(regions(), "oh") == scale_of(regions(ROWS[::-1]), "oh")


def test_no_regions_give_no_scales_and_loops_are_cut() -> None:
    assert scale_of(regions([]), "oh") == {}
    loop = [("a", "county", "b", None), ("b", "city", "a", None), ("c", "city", "c", None)]
    assert set(scale_of(regions(loop), "a").values()) <= {*SCALES, "unknown"}


def test_a_focal_region_nobody_listed_is_far_from_all() -> None:
    assert scale_of(regions(), "elsewhere")["de"] == "global"
    assert scale_of(regions(), "elsewhere")["rui"] == "global"
    assert scale_of(regions(), "elsewhere")["village"] == "unknown"
