"""replay: the steps of an evaluation done again from nothing but its log and the values they started from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np

from chainchief.evaluation.preparation.pipeline import prepare
from chainchief.evaluation.preparation.record import StepRecord
from chainchief.evaluation.scorecard import Scores, Sheet, choose_ruler, score


def replay(sheet: Sheet, log: Iterable[StepRecord]) -> Scores:
    """The scores that the steps of a log give on the values of a sheet.

    sheet : `Evaluation.sheet`; its values, framework and rows count, its options do not
    log : `Evaluation.log`
    returns : the scores of all codes, in the order of the rows of the sheet
    """
    said = {step.name: step.arguments for step in log}
    divided, filled, treated = (said.get(name, {}) for name in ("denominate", "impute", "treat"))
    options = dataclasses.replace(
        sheet.options,
        denominate=divided.get("by", "none"),
        impute=filled.get("way", "none"),
        impute_group=filled.get("group", ""),
        treat=treated.get("rule", "none"),
        treat_by=treated.get("by", "pool"),
        treat_points=treated.get("points", 5),
        normalise=said["normalise"]["kind"],
        scale=tuple(said["normalise"]["scale"]),
        aggregate=said["aggregate"]["kind"],
        power=said["aggregate"]["power"] or 1.0,
        min_known=said["screen"]["least"],
        weights="framework",
    )
    empty = np.full(sheet.raw.shape, "", dtype="<U48")
    unfilled = np.zeros(sheet.raw.shape, dtype=np.bool_)
    local = np.array([said["weigh"]["local"][code] for code in sheet.framework.codes])
    bare = dataclasses.replace(
        sheet,
        options=options,
        values=sheet.raw,
        how=empty,
        filled=unfilled,
        local=local,
        log=[],
        notes=[],
        weighing=None,
    )
    prepared = prepare(bare)
    return score(prepared, choose_ruler(prepared))
