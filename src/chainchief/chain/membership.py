"""Which firm works in which segment, and which region lies inside which."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from chainchief.chain.value import Chain

_SHARE = re.compile(r"^(\d*\.?\d+)\s*(%|％)?$")
_SEPARATOR = re.compile(r"[;；,，、]")


def split_list(cell: Any) -> list[str]:
    """The parts of a list cell: "a; b" -> ["a", "b"]; an empty cell -> []."""
    if not isinstance(cell, str):
        return []
    return [part.strip() for part in _SEPARATOR.split(cell) if part.strip()]


def display_names(frame: pd.DataFrame, code: str, language: str) -> dict[str, str]:
    """Code -> the name a reader knows: name_en or name_zh where there is one, else name, else the code.

    frame : the table chain, regions, segments or firms

    >>> frame = pd.DataFrame({"region_id": ["a"], "name": ["Anlan"], "name_en": [None], "name_zh": ["安澜"]})
    >>> display_names(frame, "region_id", "zh"), display_names(frame, "region_id", "en")
    ({'a': '安澜'}, {'a': 'Anlan'})
    """
    named = frame[f"name_{language}"].fillna(frame["name"]).fillna(frame[code])
    return {str(key): str(name) for key, name in zip(frame[code], named, strict=True) if isinstance(key, str)}


def segment_shares(firms: pd.DataFrame) -> pd.DataFrame:
    """Firms by segment.

    firms : the table `firms`; segment_id holds "S3" or "S3:0.7;S4:0.3"; without shares the parts are equal
    returns : firm_id, period, segment_id, share (0..1, sums to 1 per row of `firms`), row (label in `firms`)

    >>> firms = pd.DataFrame({"firm_id": ["F1"], "period": ["2023"], "segment_id": ["S3:0.7;S4:0.3"]})
    >>> segment_shares(firms)["share"].tolist()
    [0.7, 0.3]
    """
    records = [
        (firm, period, segment, share, row)
        for row, firm, period, cell in zip(
            firms.index, firms["firm_id"], firms["period"], firms["segment_id"], strict=True
        )
        for segment, share in _parts(cell)
    ]
    return pd.DataFrame(records, columns=["firm_id", "period", "segment_id", "share", "row"])


def _parts(cell: Any) -> list[tuple[str, float]]:
    named = stated_parts(cell)
    stated = [share for _, share in named if share is not None]
    total = sum(stated)
    if len(stated) != len(named) or total <= 0:
        return [(segment, 1 / len(named)) for segment, _ in named]
    return [(segment, share / total) for (segment, _), share in zip(named, stated, strict=True)]


def stated_parts(cell: Any) -> list[tuple[str, float | None]]:
    """The segments of a firm with the shares as they are written, None where there is none.

    >>> stated_parts("S3:0.7;S4:30%"), stated_parts("S3")
    ([('S3', 0.7), ('S4', 0.3)], [('S3', None)])
    """
    named = [part.replace("：", ":").partition(":") for part in split_list(cell)]
    return [(segment.strip(), _share(share)) for segment, _, share in named]


def _share(text: str) -> float | None:
    matched = _SHARE.match(text.strip())
    if matched is None:
        return None
    return float(matched[1]) / (100 if matched[2] else 1)


def region_within(regions: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Every region with itself and all regions below it.

    regions : the table `regions` (region_id, parent_id); a loop of parents is cut, each member then holds the loop

    >>> frame = pd.DataFrame({"region_id": ["c", "p"], "parent_id": ["p", None]})
    >>> sorted(region_within(frame)["p"])
    ['c', 'p']
    """
    above = region_above(regions)
    within: dict[str, set[str]] = {region: {region} for region in above}
    for region, ancestors in above.items():
        for ancestor in ancestors:
            within.setdefault(ancestor, {ancestor}).add(region)
    return {region: frozenset(members) for region, members in within.items()}


def region_above(regions: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Every region with its ancestors, nearest first; a loop of parents is cut."""
    parent = {
        region: above
        for region, above in zip(regions["region_id"], regions["parent_id"], strict=True)
        if isinstance(region, str)
    }
    chains: dict[str, tuple[str, ...]] = {}
    for region in parent:
        ancestors: list[str] = []
        above = parent[region]
        while isinstance(above, str) and above != region and above not in ancestors:
            ancestors.append(above)
            above = parent.get(above)
        chains[region] = tuple(ancestors)
    return chains


def indicator_labels(chain: Chain) -> pd.Series[Any]:
    """The name under which each row of `indicators` is scored: its own, or with what tells it apart in brackets.

    returns : series, one text a row; a name is split only where rows of one region and period repeat it, and then
        everywhere: "合计" -> "合计 [RDActivity]"
    """
    frame, extra = (
        chain.indicators,
        [name for name in chain.key_extra.get("indicators", ()) if name in chain.indicators],
    )
    if not extra:
        return frame["indicator"]
    keys = ["region_id", "chain_id", "period", "indicator"]
    several = set(frame.loc[frame.duplicated(keys, keep=False), "indicator"].dropna())
    texts = [frame[name].map(str, na_action="ignore").fillna("") for name in extra]
    apart = pd.Series(
        [", ".join(part for part in parts if part) for parts in zip(*texts, strict=True)], index=frame.index
    )
    split = frame["indicator"].isin(several) & apart.ne("")
    return frame["indicator"].where(~split, frame["indicator"].astype(object) + " [" + apart + "]")
