"""Points of the two Chinese map datums brought to WGS84."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from chainchief.chain.finding import Finding, finding

Floats = npt.NDArray[np.float64]
Points = tuple[Floats, Floats]

_AXIS, _FLATNESS = 6378245.0, 0.00669342162296594323
_TURN = np.pi * 3000 / 180
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_CLOSE = 1e-9
_METRES_A_DEGREE = 111_320.0


def wgs84_to_gcj02(lat: Floats, lon: Floats) -> Points:
    """Points as Chinese maps show them (GCJ-02, 火星坐标); outside the rectangle around China they stay.

    lat, lon : degrees, arrays of one shape; returns latitudes and longitudes

    The shift is a polynomial and sines in lon - 105 and lat - 35, on the ellipsoid of Krasovsky 1940 (a = 6378245 m,
    e2 = 0.00669342162296594323)    [formulas as published in wandergis/coordtransform and googollee/eviltransform]
    """
    x, y = lon - 105.0, lat - 35.0
    waves = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + waves
    north += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    north += (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + waves
    east += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    east += (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    angle = np.radians(lat)
    bend = 1 - _FLATNESS * np.sin(angle) ** 2
    north = np.degrees(north / (_AXIS * (1 - _FLATNESS) / bend**1.5))
    east = np.degrees(east / (_AXIS / np.sqrt(bend) * np.cos(angle)))
    inside = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return lat + np.where(inside, north, 0.0), lon + np.where(inside, east, 0.0)


def gcj02_to_bd09(lat: Floats, lon: Floats) -> Points:
    """GCJ-02 to what Baidu's maps show (BD-09): a small turn and stretch, then 0.006 and 0.0065 degrees more.

    [formulas as published in wandergis/coordtransform]
    """
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _TURN)
    return radius * np.sin(angle) + 0.006, radius * np.cos(angle) + 0.0065


def _wgs84_to_bd09(lat: Floats, lon: Floats) -> Points:
    return gcj02_to_bd09(*wgs84_to_gcj02(lat, lon))


def _undone(forward: Callable[[Floats, Floats], Points], lat: Floats, lon: Floats) -> Points:
    """The points that `forward` brings to the given ones, within 1e-9 degrees.

    The shifts change slowly, so taking what is too much off the guess gains two digits a step. A point just outside
    the rectangle, whose shifted place lies within, has no exact answer; it ends at the border.
    """
    found_lat, found_lon = lat.copy(), lon.copy()
    for _ in range(20):
        there_lat, there_lon = forward(found_lat, found_lon)
        found_lat, found_lon = found_lat + lat - there_lat, found_lon + lon - there_lon
        if np.nanmax(np.abs([lat - there_lat, lon - there_lon]), initial=0.0) < _CLOSE:
            break
    return found_lat, found_lon


def gcj02_to_wgs84(lat: Floats, lon: Floats) -> Points:
    """Points of GCJ-02 in WGS84, by iteration to 1e-9 degrees; the formula has no inverse of its own."""
    return _undone(wgs84_to_gcj02, lat, lon)


def bd09_to_wgs84(lat: Floats, lon: Floats) -> Points:
    """Points of Baidu's BD-09 in WGS84, by iteration to 1e-9 degrees."""
    return _undone(_wgs84_to_bd09, lat, lon)


CONVERSIONS: Mapping[str, Callable[[Floats, Floats], Points]] = MappingProxyType(
    {"GCJ02": gcj02_to_wgs84, "BD09": bd09_to_wgs84}
)


def convert_points(frame: pd.DataFrame, table: str, place: str) -> Iterator[Finding]:
    """Bring `lat` and `lon` of the rows that declare another `coord_sys` to WGS84, in place; one note a system.

    A row without both numbers, or without a declared system, stays as it is.
    """
    if not {"lat", "lon", "coord_sys"} <= set(frame.columns):
        return
    for system, convert in CONVERSIONS.items():
        rows = frame.index[frame["coord_sys"].eq(system) & frame["lat"].notna() & frame["lon"].notna()]
        if not len(rows):
            continue
        lat, lon = (frame.loc[rows, name].to_numpy(dtype=np.float64) for name in ("lat", "lon"))
        new_lat, new_lon = convert(lat, lon)
        shift = _METRES_A_DEGREE * np.hypot(new_lat - lat, (new_lon - lon) * np.cos(np.radians(lat)))
        frame.loc[rows, "lat"], frame.loc[rows, "lon"] = new_lat, new_lon
        frame.loc[rows, "coord_sys"] = "WGS84"
        words = {"count": len(rows), "value": system, "shift": f"{shift.max():.0f}"}
        yield finding("coordinates-converted", table=table, column="coord_sys", origin=place, **words)
