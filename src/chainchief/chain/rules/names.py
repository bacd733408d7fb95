"""Names that look like other names: firms written twice, regions misspelt."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from chainchief.chain.finding import Finding
from chainchief.chain.rules.places import finding_at
from chainchief.chain.value import Chain

_SHORT_NAME, _ALIKE, _TWO_EDITS = 6, 93.0, 15
"""Names of up to 6 letters are not compared letter by letter; 93 of 100 lets one letter of 8 differ, two of 15."""
_BLOCK = 400
"""Up to so many long names that share a half are compared in pairs; of more, only those a letter apart are found."""
_FITS = 0.8
"""A misspelt region fills gaps with nearly all of its rows, and nearly all the gaps of its periods."""
_COMPANY = re.compile(
    r"[(（][^)）]*[)）]|有限责任公司|股份有限公司|有限公司|集团|公司|\b(?:co|ltd|inc|corp|company|limited|gmbh|llc|group)\b|[^\w]"
)
_NUMERALS = re.compile(r"[\d一二三四五六七八九十]+")


def _near_duplicates(chain: Chain) -> Iterator[Finding]:
    """Firms whose names agree once legal forms and brackets are taken off, or differ by a letter or two.

    Pairs that a person called two firms are passed over, and so are names that differ in a number.
    """
    firms = chain.firms.drop_duplicates("firm_id")
    apart = {frozenset((note.value, note.after)) for note in chain.notes if note.rule == "kept-apart"}
    cores: dict[str, list[Any]] = defaultdict(list)
    for row, name in firms["name"].dropna().items():
        if core := company_core(str(name)):
            cores[core].append(row)
    pairs = [(rows[0], row) for rows in cores.values() for row in rows[1:]]
    pairs += [(cores[first][0], cores[second][0]) for first, second in _alike(list(cores))]
    names = firms["name"].to_dict()
    for other, row in pairs:
        if frozenset((names[other], names[row])) not in apart:
            yield finding_at(chain, "near-duplicate", "firms", "name", row, other=names[other], after=names[other])


def _alike(names: list[str]) -> list[tuple[str, str]]:
    """Pairs of names, in their order, that differ by a letter or two but in no number."""
    order = {name: place for place, name in enumerate(names) if len(name) > _SHORT_NAME}
    numbers = {name: _NUMERALS.findall(name) for name in order}
    pairs = {
        (first, second) if order[first] < order[second] else (second, first)
        for block in _blocks(list(order))
        for first, second in combinations(block, 2)
        if numbers[first] == numbers[second] and fuzz.ratio(first, second, score_cutoff=_ALIKE)
    }
    return sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]]))


def _blocks(names: list[str]) -> Iterator[list[str]]:
    """Names that agree when one letter is left out of each or of one, and long ones that share a half."""
    shorter: dict[str, set[str]] = defaultdict(set)
    halves: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for name in names:
        for place in range(len(name)):
            shorter[name[:place] + name[place + 1 :]].add(name)
        if len(name) >= _TWO_EDITS - 1:
            for size in {(len(name) - 2) // 2, len(name) // 2}:
                halves[name[:size], True].append(name)
                halves[name[-size:], False].append(name)
    for name in names:
        if name in shorter:
            shorter[name].add(name)
    yield from (sorted(block) for block in shorter.values() if len(block) > 1)
    yield from (block for block in halves.values() if 1 < len(block) <= _BLOCK)


def company_core(name: str) -> str:
    """A firm's name without legal form, brackets, blanks and case.

    >>> company_core("Yunhe Lens (Anlan) Co., Ltd") == company_core("YUNHE LENS CO LTD")
    True
    """
    return _COMPANY.sub("", unicodedata.normalize("NFKC", name).lower())


def _region_gaps(chain: Chain) -> Iterator[Finding]:
    """A region that stands exactly where one of nearly the same name has no rows is proposed as that one."""
    seen = chain.indicators[chain.indicators["region_id"].notna()]
    if seen["region_id"].nunique() < 2:
        return
    names = dict(zip(chain.regions["region_id"], chain.regions["name"].fillna(chain.regions["region_id"]), strict=True))
    panel = _Panel(chain, seen)
    for misspelt, other in _similar_regions(panel, {region: str(names.get(region, region)) for region in panel.slots}):
        if panel.fills(misspelt, other):
            row = panel.first[misspelt]
            words = {
                "value": names.get(misspelt, misspelt),
                "other": names.get(other, other),
                "count": len(panel.slots[misspelt]),
                "periods": ", ".join(panel.periods(misspelt)),
            }
            yield finding_at(chain, "region-gap", "indicators", "region_id", row, **words)


class _Panel:
    """Which of the rows that regions usually have each region has."""

    def __init__(self, chain: Chain, seen: pd.DataFrame) -> None:
        keys = [name for name in chain.keys("indicators") if name != "region_id"]
        slot = seen.groupby(keys, dropna=False).ngroup().to_numpy()
        region = seen["region_id"].to_numpy(dtype=object)
        first = pd.Series(np.arange(len(slot))).groupby(slot).first()
        self.period_of = seen["period"].to_numpy(dtype=object)[first.to_numpy()]
        self.slots = {name: set(slots) for name, slots in pd.Series(slot).groupby(region)}
        counts = np.bincount(slot)
        self.usual = set(np.flatnonzero(counts * 2 >= len(self.slots)))
        self.first = {str(name): row for name, row in zip(region[::-1], seen.index[::-1], strict=True)}
        listed = chain.regions[~chain.regions["origin"].isin(seen["origin"])]
        self.declared = set(listed["region_id"].dropna())

    def periods(self, region: str) -> list[str]:
        return sorted({str(self.period_of[slot]) for slot in self.slots[region]})[:3]

    def fills(self, misspelt: str, other: str) -> bool:
        """Whether the rows of one region are those that the other lacks."""
        own, there = self.slots[misspelt], self.slots[other]
        if own & there:
            return False
        periods = {self.period_of[slot] for slot in own}
        lacking = {slot for slot in self.usual - there if self.period_of[slot] in periods}
        filled = len(own & lacking)
        return filled >= _FITS * len(own) and filled >= _FITS * len(lacking)


def _similar_regions(panel: _Panel, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of a region no sheet declares and another one with more rows, one letter apart."""
    regions = list(names)
    fewer = max(len(slots) for slots in panel.slots.values())
    fresh = [name for name in regions if name not in panel.declared and len(panel.slots[name]) < fewer]
    if not fresh:
        return
    texts = [names[name] for name in regions]
    apart = process.cdist([names[name] for name in fresh], texts, scorer=Levenshtein.distance, score_cutoff=1)
    for here, there in np.argwhere(apart <= 1):
        first, second = fresh[here], regions[there]
        larger = second in panel.declared or len(panel.slots[second]) > len(panel.slots[first])
        if first != second and larger and len(names[first]) > 1 and _one_place(names[first], names[second]):
            yield first, second


def _one_place(one: str, other: str) -> bool:
    """Whether two names a letter apart can be one: names told apart by a number are not."""
    return _NUMERALS.findall(one) == _NUMERALS.findall(other)


NAME_RULES: tuple[Callable[[Chain], Iterator[Finding]], ...] = (_near_duplicates, _region_gaps)
