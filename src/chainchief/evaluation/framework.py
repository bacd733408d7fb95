"""Frameworks: the tree of indicators with weights, directions and goalposts, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from chainchief.chain.finding import Finding
from chainchief.evaluation.frameworks.reading import (
    Lines,
    lines_of_file,
    lines_of_frame,
    lines_of_text,
    match_key,
    tidy_framework,
)  # fmt: skip
from chainchief.evaluation.remarks import refusal
from chainchief.evaluation.scoring.arrays import Floats, Tree
from chainchief.options import pick

NEAR = 70
"""Similarity (0..100) from which a name is offered as "did you mean"."""


@dataclass(frozen=True, eq=False)
class Framework:
    """What is measured, in which direction, on which ruler, with which weight.

    name : "zhang-2024", the stem of the file, or "indicator_meta"
    table : one row per code, the root first, parents before their children; columns name, name_zh, parent ("" for the
        root), depth (0 = root), level (1 = indicator), direction (+1, -1), weight (as given, NaN = none),
        local (share among siblings, sums to 1), global (share of the whole), unit, low, high, target (NaN = none),
        source, definition, definition_zh, note, note_zh, denominator
    notes : what was assumed, rescaled or left out while reading, and what the framework's author should know
    """

    name: str
    table: pd.DataFrame
    notes: tuple[Finding, ...] = ()

    @property
    def root(self) -> str:
        return str(self.table.index[0])

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.table.index)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The indicators: codes that are nobody's parent, in the order of the table."""
        return tuple(self.table.index[self.table["level"].eq(1)])

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The codes right below the root."""
        return self.members(self.root)

    @property
    def unanchored(self) -> tuple[str, ...]:
        """The indicators without goalposts."""
        return tuple(self.table.index[self.table["level"].eq(1) & self.table["low"].isna()])

    @cached_property
    def tree(self) -> Tree:
        place = {code: number for number, code in enumerate(self.codes)}
        parents = [place.get(parent, -1) for parent in self.table["parent"]]
        return Tree(np.array(parents, dtype=np.int64), np.array([place[code] for code in self.leaves], dtype=np.int64))

    def members(self, code: str) -> tuple[str, ...]:
        """The codes right below `code`."""
        return tuple(self.table.index[self.table["parent"].eq(code)])

    def path(self, code: str) -> tuple[str, ...]:
        """The codes from the root down to `code`."""
        steps = [code]
        while parent := str(self.table.at[steps[-1], "parent"]):
            steps.append(parent)
        return tuple(reversed(steps))

    def label(self, code: str, language: str = "en") -> str:
        """The name of a code in "en" or "zh"."""
        return str(self.table.at[code, "name_zh" if language == "zh" else "name"])

    def local_weights(self, equal: bool = False) -> Floats:
        """(n,) share of every code among its siblings, sums to 1; `equal` = the same for all siblings."""
        siblings = self.table.groupby("parent")["local"].transform("size")
        weights: Floats = (1.0 / siblings if equal else self.table["local"]).to_numpy(dtype=np.float64)
        return weights

    def anchored(self, bounds: pd.DataFrame) -> Framework:
        """The same framework with the bounds of an evaluation as its goalposts: next year is read on the same ruler.

        bounds : `Evaluation.bounds` of min-max or goalposts: indicators x low, high, source; NaN = no goalposts
        """
        table = self.table.copy()
        for column in ("low", "high", "source"):
            table.loc[list(bounds.index), column] = bounds[column]
        return Framework(self.name, table, self.notes)

    def resolve(self, text: str) -> str | None:
        """The code meant by a code or a name (English or Chinese), blanks and case aside; None when unknown."""
        return self._keys.get(match_key(text))

    def nearest(self, text: str) -> str:
        """The code or name most like an unknown text, "" when none is near."""
        known = {match_key(word): word for word in (*self.codes, *self.table["name"], *self.table["name_zh"])}
        near = process.extractOne(match_key(text), list(known), scorer=fuzz.ratio, score_cutoff=NEAR)
        return known[near[0]] if near else ""

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        keys = {match_key(code): code for code in self.codes}
        for order in (self.leaves, self.codes):
            for column in ("name", "name_zh"):
                for code in order:
                    keys.setdefault(match_key(str(self.table.at[code, column])), code)
        return MappingProxyType(keys)


def framework_names() -> tuple[str, ...]:
    """The names of the frameworks that come with the package.

    >>> framework_names()
    ('zhang-2024', 'zhang-2024-anchored', 'zhang-2024-dimensions', 'zhang-2024-pressures')
    """
    return tuple(_bundled())


def load_framework(name_or_path: str | Path) -> Framework:
    """A framework by its name, or from a CSV file.

    name_or_path : a name of `framework_names()`, or the path of a CSV with the columns code, direction and, as far as
        wanted, name, name_zh, parent, level, weight, unit, low, high, target, source, definition, note; the headers of
        the sheet `indicator_meta` in both languages and those of COINr's iMeta (iCode, Parent, Type, …) work as well
    raises : InputError with file, line and remedy for an unknown name, an unreadable file, an absent column, a
        repeated code, an unknown parent, a loop, a direction other than +1 or -1, a negative weight, half a goalpost
        or low >= high, a framework without indicators

    >>> load_framework("zhang-2024").leaves[:2]
    ('D111', 'D112')
    """
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.lower().endswith(".csv") or "/" in text or "\\" in text:
        path = Path(name_or_path)
        return _framework(path.stem, lines_of_file(path))
    resource = pick(_bundled(), text, "framework")
    folder = files("chainchief.evaluation.frameworks")
    return _framework(text, lines_of_text(folder.joinpath(resource).read_text(encoding="utf-8"), resource))


def framework_from_table(frame: pd.DataFrame, name: str = "indicator_meta") -> Framework:
    """A framework from the table `indicator_meta` of a chain, or any frame with the columns of `load_framework`.

    raises : InputError as `load_framework`, with the row's origin

    >>> frame = pd.DataFrame({"code": ["rd", "days"], "direction": ["+1", "-1"]})
    >>> framework_from_table(frame).table["local"].tolist()
    [1.0, 0.5, 0.5]
    """
    if not isinstance(frame, pd.DataFrame):
        raise refusal("framework-kind", found=type(frame).__name__)
    if frame.empty:
        raise refusal("framework-empty", place=name)
    return _framework(name, lines_of_frame(frame, name))


def _framework(name: str, lines: Lines) -> Framework:
    table, notes = tidy_framework(lines)
    return Framework(name, table, tuple(notes))


def _bundled() -> dict[str, str]:
    folder = files("chainchief.evaluation.frameworks")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".csv"))
    return {name.removesuffix(".csv"): name for name in sorted(names, key=lambda name: name.removesuffix(".csv"))}
