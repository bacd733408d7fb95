"""What is handed in, made uniform: tables of numbers, weights by label, and judgements in pairs."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.evaluation.scoring.arrays import Floats

Table: TypeAlias = Any
"""A frame, an array, a mapping of columns or a list of rows."""

LARGEST_JUDGEMENT = 9.0
"""Saaty's scale ends here: nine times as important."""

RECIPROCAL_TOLERANCE = 0.05
"""How far a_ij · a_ji may be from 1 because the smaller of the two was rounded: .13 for 1/8 gives 1.04."""

_EXACT = 1e-9
_WIDEST = 1e9
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FRACTION = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?:[/:]([+-]?(?:\d+\.?\d*|\.\d+)))?")


@dataclass(frozen=True, eq=False)
class Judgements:
    """Comparisons in pairs.

    labels : n names
    values : (n, n) how many times as important the row is as the column; 1 on the diagonal, a_ji = 1 / a_ij,
        NaN = not judged
    notes : which reciprocals were rounded, which values lie off the scale
    """

    labels: tuple[Hashable, ...]
    values: Floats
    notes: tuple[Finding, ...] = ()

    @property
    def missing(self) -> tuple[tuple[Hashable, Hashable], ...]:
        """The pairs that nobody judged."""
        rows, columns = np.nonzero(np.triu(np.isnan(self.values), 1))
        return tuple((self.labels[i], self.labels[j]) for i, j in zip(rows, columns, strict=True))


def as_frame(table: Table, what: str) -> pd.DataFrame:
    """Rows and columns with their labels; InputError for anything but a table."""
    if isinstance(table, pd.DataFrame | Mapping):
        return pd.DataFrame(table)
    cells = table if isinstance(table, np.ndarray) else np.array(table, dtype=object)
    if cells.ndim != 2:
        raise refusal("weights-no-table", what=what, found=cells.ndim)
    return pd.DataFrame(cells)


def as_series(weights: Any, what: str) -> pd.Series:
    """Numbers by label: a series, a mapping, a list or an array; InputError for a cell that is no number."""
    found = pd.Series(weights, dtype=object) if isinstance(weights, pd.Series | Mapping) else None
    if found is None:
        cells = np.array(weights, dtype=object)
        if cells.ndim != 1:
            raise refusal("weights-no-list", what=what, found=cells.ndim)
        found = pd.Series(list(cells), dtype=object)
    if found.empty:
        raise refusal("weights-empty", what=what)
    check_labels(found.index, what)
    numbers = [number_of(cell, f"{what} {label}") for label, cell in found.items()]
    return pd.Series(numbers, index=found.index, dtype=np.float64)


def as_numbers(frame: pd.DataFrame, what: str) -> Floats:
    """(rows, columns) the cells as numbers, NaN = empty."""
    if all(isinstance(dtype, np.dtype) and dtype.kind in "fiu" for dtype in frame.dtypes):
        plain_cells: Floats = frame.to_numpy(dtype=np.float64)
        return plain_cells
    cells = frame.to_numpy(dtype=object)
    numbers = [
        [number_of(cell, place(what, row, column)) for column, cell in zip(frame.columns, line, strict=True)]
        for row, line in zip(frame.index, cells, strict=True)
    ]
    return np.array(numbers, dtype=np.float64).reshape(frame.shape)


def place(what: str, row: object, column: object) -> str:
    """Where a cell stands: "judgements: a, b"."""
    return f"{what}: {row}, {column}"


def shown(value: float) -> str:
    """A number in a message, nothing for an empty cell."""
    return "" if math.isnan(value) else plain(value)


def number_of(cell: Any, where: str) -> float:
    """A number, or one written as text such as "1/3"; NaN for an empty cell; InputError for anything else.

    >>> number_of("1/4", "a cell"), number_of(3, "a cell")
    (0.25, 3.0)
    """
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return math.nan
    if isinstance(cell, datetime.date | np.datetime64):
        raise refusal("judgement-date", place=where, value=str(cell)[:10])
    truth = isinstance(cell, bool | np.bool_)
    if isinstance(cell, Real) and not truth:
        return float(cell)
    text = unicodedata.normalize("NFKC", str(cell)).replace(" ", "")
    if not text:
        return math.nan
    if _DATE.match(text):
        raise refusal("judgement-date", place=where, value=text[:10])
    found = _FRACTION.fullmatch(text)
    if found is None or truth or (found[2] and float(found[2]) == 0):
        raise refusal("weights-no-number", place=where, value=str(cell))
    return float(found[1]) / float(found[2] or 1)


def check_labels(labels: Iterable[Hashable], what: str) -> None:
    """InputError when a label stands there twice."""
    names = list(labels)
    twice = sorted({str(label) for label in names if names.count(label) > 1})
    if twice:
        raise refusal("weights-label-twice", what=what, value=listed(twice))


def read_judgements(matrix: Table, what: str = "judgements") -> Judgements:
    """The judgements of a square table; one triangle is enough.

    raises : InputError for a table that is not square, whose rows and columns are not the same, that holds anything but
        positive numbers, a diagonal other than 1, or a pair a_ij, a_ji whose product is not 1
    """
    frame = _aligned(as_frame(matrix, what), what)
    labels, values = tuple(frame.columns), as_numbers(frame, what).copy()
    for row, column in np.argwhere(~np.isnan(values) & ~((values >= 1 / _WIDEST) & (values <= _WIDEST))):
        where = place(what, labels[row], labels[column])
        raise refusal("judgement-not-positive", place=where, value=plain(values[row, column]))
    own = values.diagonal()
    for spot in np.flatnonzero(np.abs(np.nan_to_num(own, nan=1.0) - 1.0) > _EXACT):
        raise refusal("judgements-diagonal", place=place(what, labels[spot], labels[spot]), value=plain(own[spot]))
    np.fill_diagonal(values, 1.0)
    notes: list[Finding] = []
    values = _reciprocal(values, labels, what, notes)
    notes += scale_notes(labels, values)
    return Judgements(labels, values, tuple(notes))


def scale_notes(labels: tuple[Hashable, ...], values: Floats) -> list[Finding]:
    """A warning that names the judgements beyond nine times as important, if there are any."""
    rows, columns = np.nonzero(np.nan_to_num(values, nan=1.0) > LARGEST_JUDGEMENT * (1 + _EXACT))
    named = [f"{labels[i]}/{labels[j]} {plain(values[i, j])}" for i, j in zip(rows, columns, strict=True)]
    return [remark("judgement-off-scale", value=listed(named))] if named else []


def _aligned(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """The table with the same labels, in the same order, on both sides."""
    if not len(frame) or frame.shape[0] != frame.shape[1]:
        raise refusal("judgements-not-square", what=what, rows=frame.shape[0], columns=frame.shape[1])
    numbered = [isinstance(side, pd.RangeIndex) for side in (frame.index, frame.columns)]
    if numbered[0] and not numbered[1]:
        frame = frame.set_axis(frame.columns, axis=0)
    elif numbered[1] and not numbered[0]:
        frame = frame.set_axis(frame.index, axis=1)
    check_labels(frame.columns, what)
    check_labels(frame.index, what)
    alone = [
        str(label) for label in (*frame.index, *frame.columns) if (label in frame.index) != (label in frame.columns)
    ]
    if alone:
        raise refusal("judgements-labels", what=what, value=listed(dict.fromkeys(alone)))
    return frame.loc[frame.columns]


def _reciprocal(values: Floats, labels: tuple[Hashable, ...], what: str, notes: list[Finding]) -> Floats:
    """Every pair exactly reciprocal: a blank is filled from its mirror, the larger of two values counts."""
    mirror = 1.0 / values.T
    off = np.abs(values * values.T - 1.0)
    for row, column in np.argwhere(np.triu(np.nan_to_num(off) > RECIPROCAL_TOLERANCE)):
        first, second = labels[row], labels[column]
        pair = {"first": first, "second": second, "value": plain(values[row, column])}
        raise refusal("judgements-not-reciprocal", what=what, back=plain(values[column, row]), **pair)
    rounded = np.argwhere(np.triu(np.nan_to_num(off) > _EXACT))
    if len(rounded):
        named = listed(f"{labels[row]}/{labels[column]}" for row, column in rounded)
        notes.append(remark("judgements-rounded", value=named, count=len(rounded)))
    # of a rounded pair the larger is the one that was meant: 3 and .33 are 3 and 1/3
    whole = np.where(np.isnan(values), mirror, values)
    meant = np.where(whole >= whole.T, whole, 1.0 / whole.T)
    found: Floats = np.where(np.triu(np.ones(values.shape, dtype=np.bool_)), meant, 1.0 / meant.T)
    return found
