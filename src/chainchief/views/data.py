"""Results as plain JSON values: what `--json` prints and the REST API answers."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import Diagnosis
from chainchief.errors import ModelError
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.crosscheck.opinions import SecondOpinions, opinion_frames
from chainchief.evaluation.crosscheck.weight_audit import WeightAudit
from chainchief.evaluation.crosscheck.weight_frames import audit_frames
from chainchief.evaluation.robustness.variation.study import Robustness
from chainchief.evaluation.run_difference import RunDifference
from chainchief.views.formats import NOT_APPLICABLE, with_band
from chainchief.views.reports.file import ReportFile
from chainchief.views.results.robustness.study_tables import robustness_data
from chainchief.views.words import say

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def as_data(result: Any) -> Any:
    """A result as JSON values: unknown numbers are null, never NaN; frames are lists of records."""
    kinds: dict[type, Callable[[Any], Any]] = {
        Evaluation: _evaluation,
        Diagnosis: _diagnosis,
        Chain: _chain,
        ReportFile: _report_file,
        RunDifference: _difference,
        Robustness: robustness_data,
        SecondOpinions: _opinions,
        WeightAudit: _weight_audit,
    }
    for kind, convert in kinds.items():
        if isinstance(result, kind):
            return _plain(convert(result))
    return _plain(result)


def findings_csv(findings: list[Finding]) -> str:
    """Findings as CSV text, one line each."""
    names = [field.name for field in dataclasses.fields(Finding)]
    return to_csv(pd.DataFrame([dataclasses.asdict(finding) for finding in findings], columns=names))


def to_csv(frame: pd.DataFrame, index: bool = False) -> str:
    """A frame as CSV text in which no text is run as a formula; numbers stay as they are, unknown is empty.

    index : whether the labels of the rows come first, under their names

    >>> to_csv(pd.DataFrame({"name": ["=1+1", "-5", "Alder"], "output": [-5.0, None, 2.0]}))
    "name,output\\n'=1+1,-5.0\\n-5,\\nAlder,2.0\\n"
    """
    if index:
        frame = frame.reset_index(names=["" if name is None else name for name in frame.index.names])
    safe = {
        number: cells if pd.api.types.is_numeric_dtype(cells) else cells.astype(object).map(harmless)
        for number, (_, cells) in enumerate(frame.items())
    }
    written = pd.DataFrame(safe, index=frame.index)
    return str(written.to_csv(index=False, header=[harmless(name) for name in frame.columns], lineterminator="\n"))


def harmless(cell: Any) -> Any:
    """A cell of a CSV file: a text that a spreadsheet would run as a formula gets an apostrophe before it.

    Numbers, and texts that are plain numbers, stay. A text that begins so by itself ("'=1") gets one apostrophe more,
    so that taking one away on import gives every text back. A carriage return becomes a line break: alone it would end
    the line without being quoted.

    >>> [harmless(cell) for cell in ("=1+1", "'=1", "-5", -5, "a-b")]
    ["'=1+1", "''=1", '-5', -5, 'a-b']
    """
    if isinstance(cell, str):
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    runs = isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if runs else cell


def _evaluation(result: Evaluation) -> dict[str, Any]:
    several = result.scores.index.nlevels > 1
    estimates = _estimates(result, several)
    rows = []
    for place in result.scores.index:
        region, period = place if several else (place, _only_period(result))
        low, middle, high = result.rank_intervals.loc[place]
        band = result.overall_intervals.loc[place]
        rows.append(
            {
                "region_id": region,
                "period": period,
                "overall": result.overall[place],
                "low": band["low"],
                "high": band["high"],
                "grade": result.grades[place],
                "unstable": result.unstable[place],
                "rank": result.rank[place],
                "rank_interval": {"low": low, "median": middle, "high": high},
                "grade_shares": result.grade_shares.loc[place].to_dict(),
                "scores": result.scores.loc[place].to_dict(),
                "contributions": result.contributions.loc[place].to_dict(),
                "estimated": estimates.get(place, []),
            }
        )
    return {
        "framework": result.framework.name,
        "options": dataclasses.asdict(result.options),
        "regions": rows,
        "bounds": result.bounds.reset_index(names="code"),
        "weights": result.weights.reset_index(names="code"),
        "missing": result.missing,
        "notes": result.notes,
    }


def _estimates(result: Evaluation, several: bool) -> dict[Any, list[str]]:
    """Row -> the indicators whose value was unknown and is an estimate."""
    found: dict[Any, list[str]] = {}
    filled = result.observations[result.observations["basis"].eq("imputed")]
    for region, period, code in zip(filled["region_id"], filled["period"], filled["indicator"], strict=True):
        found.setdefault((region, period) if several else region, []).append(code)
    return found


def _only_period(result: Evaluation) -> str | None:
    """The period of an evaluation that has one, None when the values have none."""
    periods = [str(period) for period in result.observations["period"].dropna().unique()]
    return periods[0] if len(periods) == 1 and periods[0] else None


def _diagnosis(result: Diagnosis) -> dict[str, Any]:
    named = ("region", "period", "segments", "flows", "scales", "outside", "notes")
    return {name: getattr(result, name) for name in named}


def _chain(chain: Chain) -> dict[str, Any]:
    return {
        "title": chain.title,
        "region": chain.region,
        "base_year": chain.base_year,
        "currency": chain.currency,
        "unit": chain.unit,
        "synthetic": chain.synthetic,
        "rows": {name: len(frame) for name, frame in chain.tables.items() if len(frame)},
    }


def _report_file(result: ReportFile) -> dict[str, Any]:
    """What it is and how large; the file itself is fetched from the run."""
    return {"format": result.format, "bytes": len(result.content)}


def _weight_audit(result: WeightAudit) -> dict[str, Any]:
    chosen = {name: getattr(result.options, name) for name in ("weights", "combine", "objective")}
    return {"framework": result.framework.name, "options": chosen, **audit_frames(result), "notes": result.notes}


def _difference(result: RunDifference) -> dict[str, Any]:
    return {
        "differences": result.differences,
        "changes": result.changes.reset_index(),
        "cells": result.cells,
        "way": result.way,
        "only_first": result.only_first,
        "only_second": result.only_second,
    }


def _opinions(result: SecondOpinions) -> dict[str, Any]:
    """The tables, the notes, and the sentences that say why a part is missing."""
    parts = (result.ranks, result.consistency, result.fuzzy)
    refused = [part for part in parts if isinstance(part, ModelError)]
    return {
        **{name: frame.reset_index() for name, frame in opinion_frames(result).items()},
        "notes": [note for part in parts if not isinstance(part, ModelError) for note in part.notes],
        "refused": [{"message": part.message, "message_zh": part.message_zh} for part in refused],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return [_plain(record) for record in value.to_dict(orient="records")]
    if isinstance(value, pd.Series):
        return _plain(value.to_dict())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _plain(dataclasses.asdict(value))
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(part) for part in value]
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def evaluation_rows(result: Evaluation, language: str = "en") -> list[dict[str, str]]:
    """One line per region and period: newest period first, best region first, as texts with their bands."""
    several = result.scores.index.nlevels > 1
    rows = []
    for place in result.overall.sort_values(ascending=False, kind="stable").index:
        region, period = place if several else (place, _only_period(result) or "")
        score_band, ranks = result.overall_intervals.loc[place], result.rank_intervals.loc[place]
        graded = isinstance(result.grades[place], str)
        grade = say(f"grade.{result.grades[place]}", language) if graded else NOT_APPLICABLE
        unstable = f", {say('state.unstable', language)}" if result.unstable[place] else ""
        rows.append(
            {
                "region": str(region),
                "period": str(period),
                "overall": with_band(result.overall[place], score_band["low"], score_band["high"], 2, language),
                "grade": f"{grade}{unstable}",
                "rank": with_band(result.rank[place], ranks["low"], ranks["high"], 0, language),
            }
        )
    return sorted(rows, key=lambda row: row["period"], reverse=True)
