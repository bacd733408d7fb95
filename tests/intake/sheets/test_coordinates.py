"""Points against published examples, and there and back again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.intake.sheets.coordinates import (
    bd09_to_wgs84,
    convert_points,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_gcj02,
)

# lat and lon in WGS84, then in GCJ-02: python/test.py of googollee/eviltransform; the last from test/app.js of
# wandergis/coordtransform, which also has the point of BD-09.
PUBLISHED = [
    (31.1774276, 121.5272106, 31.17530398364597, 121.531541859215),
    (22.543847, 113.912316, 22.540796131694766, 113.9171764808363),
    (39.911954, 116.377817, 39.91334545536069, 116.38404722455657),
    (39.915, 116.404, 39.91640428150164, 116.41024449916938),
]


def point(lat: float, lon: float) -> tuple[np.ndarray, np.ndarray]:
    return np.array([lat]), np.array([lon])


@pytest.mark.parametrize(("lat", "lon", "there_lat", "there_lon"), PUBLISHED)
def test_published_points(lat: float, lon: float, there_lat: float, there_lon: float) -> None:
    assert np.ravel(wgs84_to_gcj02(*point(lat, lon))) == pytest.approx([there_lat, there_lon], abs=2e-7)
    assert np.ravel(gcj02_to_wgs84(*point(there_lat, there_lon))) == pytest.approx([lat, lon], abs=2e-7)


def test_the_published_point_of_baidu() -> None:
    found = np.ravel(gcj02_to_bd09(*point(39.915, 116.404)))
    assert found == pytest.approx([39.92133699351021, 116.41036949371029], abs=1e-9)


def test_the_two_maps_differ_by_hundreds_of_metres() -> None:
    lat, lon = wgs84_to_gcj02(*point(28.0, 120.7))
    assert 200 < 111_320 * np.hypot(lat - 28.0, (lon - 120.7) * np.cos(np.radians(28.0)))[0] < 800


INSIDE = st.tuples(st.floats(18.5, 53.5), st.floats(74.0, 134.5))


@given(st.lists(INSIDE, min_size=1, max_size=20))
def test_there_and_back_again(points: list[tuple[float, float]]) -> None:
    lat, lon = (np.array(part) for part in zip(*points, strict=True))
    for there, back in (
        (wgs84_to_gcj02(lat, lon), gcj02_to_wgs84),
        (gcj02_to_bd09(*wgs84_to_gcj02(lat, lon)), bd09_to_wgs84),
    ):
        found = back(*there)
        assert np.abs(found[0] - lat).max() < 1e-7
        assert np.abs(found[1] - lon).max() < 1e-7


def test_outside_china_nothing_moves() -> None:
    assert np.ravel(gcj02_to_wgs84(*point(48.8566, 2.3522))).tolist() == [48.8566, 2.3522]


def test_only_rows_that_declare_another_system_are_converted() -> None:
    frame = pd.DataFrame(
        {
            "lat": [39.91640428150164, 39.915, 39.915, None, 39.92133699351021],
            "lon": [116.41024449916938, 116.404, 116.404, 116.4, 116.41036949371029],
            "coord_sys": ["GCJ02", "WGS84", None, "GCJ02", "BD09"],
        }
    )
    notes = list(convert_points(frame, "firms", "book.xlsx!firms"))
    assert frame["lat"].tolist()[:3] == pytest.approx([39.915] * 3, abs=1e-7)
    assert frame["lon"].tolist()[:3] == pytest.approx([116.404] * 3, abs=1e-7)
    assert frame["coord_sys"].fillna("").tolist() == ["WGS84", "WGS84", "", "GCJ02", "WGS84"]
    assert wgs84_to_gcj02(*point(frame["lat"][4], frame["lon"][4]))[0][0] == pytest.approx(39.915, abs=1e-8)
    assert [(note.rule, note.value, note.origin) for note in notes] == [
        ("coordinates-converted", "GCJ02", "book.xlsx!firms"),
        ("coordinates-converted", "BD09", "book.xlsx!firms"),
    ]
    assert "Points (1) were converted from GCJ02 to WGS84; the largest shift is 556 m." in notes[0].message


def test_a_sheet_without_a_system_is_left_alone() -> None:
    frame = pd.DataFrame({"lat": [39.9], "lon": [116.4]})
    assert list(convert_points(frame, "firms", "book.xlsx!firms")) == []
    assert frame["lat"].tolist() == [39.9]
