"""robustness_frames: a study of robustness as the tables its run keeps."""

from __future__ import annotations

import pandas as pd

from chainchief.evaluation.robustness.removal import Removal
from chainchief.evaluation.robustness.rescoring import row_names
from chainchief.evaluation.robustness.variation.study import Robustness

MOST_TOPS = 20
"""Columns of the table of top shares; nobody asks for the first 2,000."""
_DIGITS = 6


def robustness_frames(found: Robustness) -> dict[str, pd.DataFrame]:
    """Name of the file -> table; the rows that are labels come as index.

    intervals, grade_shares, top_shares (the first 1 … 20), pairs, draws (choices and weights, six decimals);
    sensitivity (period, factor, first, total; period "all" = all rows), sensitivity_rows, counted (every combination),
    skipped; remove_one, remove_one_ranks. Tables of what was not worked out are absent.
    """
    drawn = found.uncertainty
    intervals = drawn.rank_intervals.add_prefix("rank_").assign(rank_mean=drawn.mean_rank)
    intervals = intervals.join(drawn.overall_intervals.add_prefix("score_")).assign(unstable=found.unstable)
    frames = {
        "intervals": intervals,
        "grade_shares": drawn.grade_shares,
        "top_shares": drawn.top_shares.iloc[:, :MOST_TOPS],
        "pairs": _told_apart(drawn.pairs),
        "draws": drawn.draws.round(_DIGITS),
        "skipped": found.skipped.set_index("factor"),
    }
    return frames | _shares(found) | _without(found.removal)


def _told_apart(pairs: pd.DataFrame) -> pd.DataFrame:
    """Labels of (region, period) as texts."""
    named = {side: row_names(pairs[side]) for side in ("first", "second")}
    return pairs.assign(**named).set_index("first")


def _shares(found: Robustness) -> dict[str, pd.DataFrame]:
    counted = found.sensitivity
    if counted is None:
        return {}
    every = pd.DataFrame({"first": counted.first, "total": counted.total})
    parts = [every.assign(period="all")]
    parts += [
        pd.DataFrame(
            {"first": found.period_first.loc[period], "total": found.period_total.loc[period], "period": period}
        )
        for period in found.period_first.index
        if period
    ]
    shares = pd.concat(parts).rename_axis("factor").reset_index().set_index(["period", "factor"])
    kinds = ("rank_first", "rank_total", "score_first", "score_total")
    frames = {kind: getattr(counted, kind) for kind in kinds if len(getattr(counted, kind))}
    rows = pd.concat([frame.add_prefix(f"{kind} ") for kind, frame in frames.items()], axis=1)
    return {"sensitivity": shares, "sensitivity_rows": rows, "counted": counted.runs}


def _without(removal: Removal | None) -> dict[str, pd.DataFrame]:
    if removal is None:
        return {}
    summary = removal.summary.rename_axis("indicator")
    return {"remove_one": summary, "remove_one_ranks": removal.rank}
