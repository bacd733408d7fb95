"""At which scale of place two partners meet: the finest unit both share."""

from __future__ import annotations

from typing import Any

import pandas as pd

from chainchief.chain.membership import region_above, region_within, split_list

SCALES = ("local", "regional", "national", "supranational", "global")
"""From near to far; "local" is ours, the other four are those of Gong, Hassink & Wang 2021."""

UNKNOWN = "unknown"


def scale_of(regions: pd.DataFrame, focal: str) -> dict[str, str]:
    """The scale at which each region meets the focal one.

    regions : the table `regions`; `parent_id`, `level` and `blocs` decide
    returns : region -> local (inside the focal region), regional (same province), national (same country),
        supranational (a bloc in common), global (none of these), unknown (the row does not say where it lies)

    >>> frame = pd.DataFrame({"region_id": ["c", "d", "p"], "parent_id": ["p", "p", None],
    ...                       "level": ["county", "county", "province"], "blocs": None})
    >>> scale_of(frame, "c")
    {'c': 'local', 'd': 'regional', 'p': 'regional'}
    """
    above = region_above(regions)
    level = dict(zip(regions["region_id"], regions["level"], strict=True))
    blocs = {
        region: frozenset(split_list(cell)) for region, cell in zip(regions["region_id"], regions["blocs"], strict=True)
    }
    inside = region_within(regions).get(focal, frozenset({focal}))
    return {region: _scale(region, focal, inside, above, level, blocs) for region in above}


def _scale(
    region: str,
    focal: str,
    inside: frozenset[str],
    above: dict[str, tuple[str, ...]],
    level: dict[str, Any],
    blocs: dict[str, frozenset[str]],
) -> str:
    if region in inside:
        return "local"
    mine, theirs = (focal, *above.get(focal, ())), (region, *above[region])
    shared = [level.get(unit) for unit in mine if unit in theirs]
    if any(unit in ("county", "city", "province") for unit in shared):
        return "regional"
    if "country" in shared:
        return "national"
    if "bloc" in shared or _blocs(mine, level, blocs) & _blocs(theirs, level, blocs):
        return "supranational"
    placed = level.get(region) in ("country", "bloc", "world") or any(level.get(unit) == "country" for unit in theirs)
    return "global" if placed else UNKNOWN


def _blocs(units: tuple[str, ...], level: dict[str, Any], blocs: dict[str, frozenset[str]]) -> frozenset[str]:
    own = frozenset(unit for unit in units if level.get(unit) == "bloc")
    return own.union(*(blocs.get(unit, frozenset()) for unit in units))
