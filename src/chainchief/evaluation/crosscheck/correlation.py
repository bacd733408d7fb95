"""How the indicators of a framework go together: pairs to look at, reliability of groups, principal components."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd

from chainchief.errors import ChainChiefError
from chainchief.evaluation.crosscheck.reliability import complete_rows, cronbach_alpha
from chainchief.evaluation.crosscheck.tables import read_table
from chainchief.evaluation.framework import Framework
from chainchief.evaluation.remarks import listed, refusal

COLLINEAR = 0.9
"""Two indicators of a group that correlate more say the same twice."""
WEAK = 0.3
"""Two indicators of a group that correlate less have little in common (own)."""
LEAST_ALPHA = 0.7
"""A group with a smaller Cronbach alpha is doubtful [Nunnally 1978, as in OECD/JRC 2008]."""
NEAR_SINGULAR = 1000.0
"""A correlation matrix with a larger condition number is nearly singular (own)."""


def correlation_flags(framework: Framework, values: Any) -> pd.DataFrame:
    """Pairs of indicators of one group that are collinear, negative or weak.

    values : regions x indicators by code or name, raw; turned here so that more is better. Each pair over the rows
        that have both, at least three; an indicator that never varies has no correlation
    returns : one row a pair: group, first, second, correlation (Pearson, −1..1), rows, flag ("collinear" above .9,
        "negative" below 0, "weak" below .3), the strongest first within a flag
    raises : InputError for a column the framework does not have, a text
    """
    return flag_pairs(framework, turned(framework, values))


def group_reliability(framework: Framework, values: Any) -> pd.DataFrame:
    """Cronbach's alpha of every group, of indicators standardised to the same spread.

    values : as in `correlation_flags`
    returns : code x indicators (how many), rows (complete ones), left_out, alpha, doubtful (alpha below .7), reason,
        reason_zh (why there is no alpha, "" when there is one)

    Units differ, so each column is divided by its standard deviation first [OECD/JRC 2008, multivariate analysis]
    """
    return alphas(framework, turned(framework, values))


def explained_variance(values: Any) -> pd.DataFrame:
    """Principal components of the correlations: how many dimensions the indicators really have.

    values : regions x indicators, >= 2 indicators, >= 3 complete rows; rows with an unknown value are left out
    returns : component 1, 2, … x eigenvalue (sum = number of indicators), share, cumulative; largest first
    raises : InputError for fewer indicators or rows; ModelError for a constant indicator

    >>> explained_variance([[1, 2], [2, 4], [3, 6]]).round(3).to_numpy().tolist()
    [[2.0, 1.0, 1.0], [0.0, 0.0, 1.0]]
    """
    table = complete_rows(values)
    if (still := constant(table)).any():
        raise refusal("crosscheck-constant", columns=listed(table.columns[still]))
    found = np.linalg.eigvalsh(np.corrcoef(table.to_numpy(), rowvar=False))[::-1]
    found = np.maximum(found, 0.0)
    share = found / len(found)
    index = pd.RangeIndex(1, len(found) + 1, name="component")
    return pd.DataFrame({"eigenvalue": found, "share": share, "cumulative": share.cumsum()}, index)


def turned(framework: Framework, values: Any) -> pd.DataFrame:
    """The columns by code, those of direction -1 with the sign changed."""
    table = read_table(values)
    codes = {column: framework.resolve(str(column)) for column in table.columns}
    unknown = [column for column, code in codes.items() if code not in framework.leaves]
    if unknown:
        raise refusal("crosscheck-unknown", columns=listed(unknown), known=listed(framework.leaves))
    table = table.rename(columns=codes)
    return table * framework.table.loc[list(table.columns), "direction"].to_numpy(dtype=np.float64)


def flag_pairs(framework: Framework, scores: pd.DataFrame) -> pd.DataFrame:
    """`correlation_flags` of columns that are turned already."""
    records = []
    for group in framework.codes:
        members = [code for code in framework.members(group) if code in scores.columns]
        for first, second in itertools.combinations(members, 2):
            both = scores[[first, second]].dropna()
            if len(both) < 3 or constant(both).any():
                continue
            r = float(np.corrcoef(both.to_numpy(), rowvar=False)[0, 1])
            flag = "collinear" if r > COLLINEAR else "negative" if r < 0 else "weak" if r < WEAK else ""
            if flag:
                records.append((group, first, second, r, len(both), flag))
    records.sort(key=lambda record: (record[5], -abs(record[3])))
    return pd.DataFrame(records, columns=["group", "first", "second", "correlation", "rows", "flag"])


def alphas(framework: Framework, scores: pd.DataFrame) -> pd.DataFrame:
    """`group_reliability` of columns that are turned already."""
    records = {}
    for code in framework.codes:
        below = [framework.leaves[place] for place in framework.tree.below(framework.codes.index(code))]
        table = scores[[leaf for leaf in below if leaf in scores.columns]]
        if code in framework.leaves or not table.shape[1]:
            continue
        whole = table.notna().all(axis=1).to_numpy()
        kept = table[whole]
        masked = pd.DataFrame(np.where(whole[:, None], table.to_numpy(), np.nan), table.index, table.columns)
        varying = masked.loc[:, ~constant(kept)] if len(kept) else table
        alpha, said = np.nan, ("", "")
        try:
            alpha = cronbach_alpha(varying / varying.std(ddof=1) if len(kept) > 1 else varying)
        except ChainChiefError as error:
            said = error.message, error.message_zh
        doubtful = bool(alpha < LEAST_ALPHA)
        records[code] = (varying.shape[1], len(kept), len(table) - len(kept), alpha, doubtful, *said)
    columns = ["indicators", "rows", "left_out", "alpha", "doubtful", "reason", "reason_zh"]
    return pd.DataFrame.from_dict(records, orient="index", columns=columns)


def constant(table: pd.DataFrame) -> Any:
    """(p,) which columns never vary; columns without a value do not either."""
    x = table.to_numpy()
    if not len(x):
        return np.ones(x.shape[1], dtype=np.bool_)
    known = ~np.isnan(x)
    high, low = np.where(known, x, -np.inf).max(axis=0), np.where(known, x, np.inf).min(axis=0)
    size = np.where(known, np.abs(x), 0.0).max(axis=0)
    return ~known.any(axis=0) | (np.where(known.any(axis=0), high - low, 0.0) <= 1e-12 * size)
