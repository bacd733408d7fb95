"""What one step of an evaluation did: its arguments and the cells it changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.remarks import texts
from chainchief.evaluation.scoring.arrays import Floats

CHANGES = ("region_id", "period", "indicator", "before", "after", "how")


@dataclass(frozen=True, eq=False)
class StepRecord:
    """One step, as it can be read and done again.

    name : "screen", "denominate", "impute", "treat", "normalise", "weigh", "aggregate"
    arguments : what the step was told; plain values
    changed : one row a cell, columns region_id, period, indicator, before, after (NaN = unknown), how; empty for the
        steps that make new numbers out of all of them (normalise, weigh, aggregate)
    message, message_zh : the step in one sentence
    """

    name: str
    arguments: Mapping[str, Any]
    changed: pd.DataFrame
    message: str
    message_zh: str


def record(name: str, arguments: Mapping[str, Any], changed: pd.DataFrame | None = None, **words: Any) -> StepRecord:
    """A record worded by the entry `step-<name>` of messages.csv, from the arguments and the count of cells."""
    table = pd.DataFrame(columns=list(CHANGES)) if changed is None else changed
    return StepRecord(name, dict(arguments), table, *texts(f"step-{name}", cells=len(table), **arguments, **words))


def titled(titles: Mapping[str, tuple[str, str]], name: str) -> dict[str, str]:
    """The title of a choice as the words `title` and `title_zh` of a sentence."""
    return dict(zip(("title", "title_zh"), titles[name], strict=True))


def log_frames(log: Iterable[StepRecord]) -> dict[str, pd.DataFrame]:
    """A log as two tables: `steps` with their arguments as JSON, and `changed_cells`."""
    steps = list(log)
    told = [
        (one.name, json.dumps(dict(one.arguments), ensure_ascii=False), len(one.changed), one.message) for one in steps
    ]
    listed = pd.DataFrame(told, columns=["step", "arguments", "cells", "message"]).set_index("step")
    parts = [one.changed.assign(step=one.name) for one in steps if len(one.changed)]
    empty = pd.DataFrame(columns=["step", *CHANGES])
    cells = pd.concat(parts, ignore_index=True) if parts else empty
    return {"steps": listed, "changed_cells": cells[["step", *CHANGES]].set_index("step")}


def changed_cells(
    before: Floats, after: Floats, how: Any, rows: Sequence[tuple[Any, Any]], codes: Sequence[str]
) -> pd.DataFrame:
    """The cells (rows, m) whose value is another than before, an unknown one included."""
    moved = ~((before == after) | (np.isnan(before) & np.isnan(after)))
    places = list(zip(*np.nonzero(moved), strict=True))
    records = [
        (*rows[row], codes[column], before[row, column], after[row, column], str(how[row, column]))
        for row, column in places
    ]
    return pd.DataFrame(records, columns=list(CHANGES))
