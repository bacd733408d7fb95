"""What is known: the values of a chain or a frame, matched to a framework, in its units, one per cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chainchief.chain.finding import Finding
from chainchief.chain.membership import indicator_labels, region_within, split_list
from chainchief.chain.units import factor, recognised
from chainchief.chain.value import Chain, cell_place
from chainchief.evaluation.derivation.derived import derive_indicators, usual_period
from chainchief.evaluation.derivation.formulas import FORMULAS
from chainchief.evaluation.framework import Framework
from chainchief.evaluation.frameworks.reading import match_key
from chainchief.evaluation.options import EvaluationOptions
from chainchief.evaluation.preparation.extras import KEYS, divisors, joined, region_columns, without_divisors
from chainchief.evaluation.preparation.frames import place_of, rows_of_frame, tidy_frame, with_nearest
from chainchief.evaluation.remarks import listed, plain, refusal, remark, texts

COLUMNS = [
    *KEYS, "value", "unit", "basis", "origin", "quality", "coverage", "qualifier", "withheld", "scored", "reason",
    "message", "message_zh", "formula",
]  # fmt: skip


FULLEST_SHARE = 1.2
_SCORED_TABLES = ("indicators", "firms", "ties", "segments", "regions")
_WHOLES = frozenset({"全国", "中国", "全省", "合计", "总计", "national", "nation", "total", "china", "world"})
"""Names of rows that are sums of the others."""


@dataclass(frozen=True, eq=False)
class Observed:
    """Everything known for a framework before it is scored.

    table : tidy, columns COLUMNS, at most one row per region, period and indicator
    rows : the (region, period) pairs in the order in which results show them
    groups : columns that are no indicators, indexed by region and period: of the frame, or of the sheet regions
    extras : columns that values can be divided by, indexed by region and period
    judgements : comparisons of indicators in pairs, columns of the sheet judgements; None = there are none
    """

    table: pd.DataFrame
    rows: list[tuple[Any, Any]]
    groups: pd.DataFrame
    notes: list[Finding]
    extras: pd.DataFrame
    judgements: pd.DataFrame | None = None


def observe(data: Chain | pd.DataFrame, framework: Framework, options: EvaluationOptions) -> Observed:
    """The values for the indicators of `framework`, in its units, derived ones where the options want them.

    raises : InputError when nothing fits the framework, when two cells of the same region, period and indicator
        differ, or when the wanted period does not occur
    """
    notes: list[Finding] = []
    chain = data if isinstance(data, Chain) else None
    wide = not isinstance(data, Chain) and not {"indicator", "value"} <= {match_key(str(name)) for name in data.columns}
    if not isinstance(data, Chain) and wide:
        raw, groups = rows_of_frame(data, framework, notes, divisors(framework, options))
        extras = groups
    else:
        tables = data if isinstance(data, Chain) else Chain.from_tables({"indicators": tidy_frame(data)})
        raw = _of_chain(tables, notes)
        raw, extras = without_divisors(raw, framework, options)
        groups = region_columns(tables, raw)
    table = _collapsed(_converted(_resolved(raw, framework, notes), framework, notes), notes)
    table = _bare_shares(_explained(_in_period(table, options, chain)), framework, notes)
    if chain is not None and options.derive != "never":
        table = _with_derived(table, chain, framework, options, notes)
    if table.empty:
        raise refusal("nothing-to-score", codes=listed(framework.leaves))
    table = _without(table, options, chain, notes)
    if chain is not None:
        notes += _kept_out(chain)
    judged = chain.judgements if chain is not None and chain.has("judgements") else None
    pairs = list(dict.fromkeys(zip(table["region_id"], table["period"], strict=True)))
    rows = pairs if wide else sorted(pairs, key=lambda pair: (str(pair[0]), str(pair[1])))
    return Observed(table[COLUMNS].reset_index(drop=True), rows, groups, notes, joined(extras, groups), judged)


def _without(
    table: pd.DataFrame, options: EvaluationOptions, chain: Chain | None, notes: list[Finding]
) -> pd.DataFrame:
    """The rows without the regions left out; a whole that stands among its parts is named."""
    regions = [str(region) for region in table["region_id"].unique()]
    named = {match_key(region): region for region in regions}
    if chain is not None:
        names = zip(chain.regions["name"], chain.regions["region_id"], strict=True)
        named = {match_key(str(name)): code for name, code in names if code in regions} | named
    unwanted = split_list(options.exclude)
    for text in unwanted:
        if match_key(text) not in named:
            raise refusal("unknown-excluded", value=text, known=listed(regions, limit=12))
    out = {named[match_key(text)] for text in unwanted}
    if out:
        notes.append(remark("excluded", value=listed(sorted(out))))
    within = region_within(chain.regions) if chain is not None else {}
    kept = {region for region in regions if region not in out}
    wholes = [
        name for name in sorted(kept) if name.lower() in _WHOLES or (within.get(name, frozenset()) - {name}) & kept
    ]
    if wholes and len(kept) > 1:
        notes.append(remark("whole-among-parts", value=listed(wholes)))
    return table[table["region_id"].astype(str).isin(kept)]


def _kept_out(chain: Chain) -> list[Finding]:
    """Rows of the tables a score rests on that the import left out because of an error: they count nowhere."""
    errors = [note for note in chain.notes if note.level == "error" and note.table in _SCORED_TABLES]
    counts = {name: len({note.row for note in errors if note.table == name}) for name in _SCORED_TABLES}
    named = listed(f"{name} {count}" for name, count in counts.items() if count)
    return [remark("rows-kept-out", value=named)] if named else []


def typed_values(chain: Chain, framework: Framework) -> pd.DataFrame:
    """The rows of `indicators` that mean an indicator of the framework, under its code and in its unit."""
    return in_units(_resolved(_of_chain(chain, []), framework, []), framework)


def in_units(table: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Rows (indicator, value, unit) with the values in the units of the framework, as far as they convert."""
    return _converted(table, framework, [])


def _of_chain(chain: Chain, notes: list[Finding]) -> pd.DataFrame:
    raw = chain.indicators.assign(indicator=indicator_labels(chain))
    own = chain.chain["chain_id"].dropna()
    if len(own) and raw["chain_id"].nunique() > 1:
        others = raw["chain_id"].notna() & raw["chain_id"].ne(own.iloc[0])
        named = listed(raw.loc[others, "chain_id"].unique())
        notes.append(remark("other-chains", value=named, count=int(others.sum())))
        raw = raw[~others]
    origin = [cell_place(str(place), "value", chain.letters) for place in raw["origin"]]
    usual = str(chain.base_year) if chain.base_year else usual_period(chain)
    if usual and raw["period"].isna().any():
        notes.append(remark("period-assumed", value=usual, count=int(raw["period"].isna().sum())))
    raw = raw.assign(
        origin=origin,
        region_id=raw["region_id"].fillna(chain.region or np.nan),
        period=raw["period"].fillna(usual),
        basis="typed",
    )
    homeless = raw["region_id"].isna() | raw["indicator"].isna()
    if homeless.any():
        notes.append(remark("row-without-key", value=listed(raw.loc[homeless, "origin"])))
    return raw[~homeless]


def _resolved(raw: pd.DataFrame, framework: Framework, notes: list[Finding]) -> pd.DataFrame:
    """The rows of indicators of the framework, under their codes."""
    meant = {text: framework.resolve(str(text)) for text in raw["indicator"].unique()}
    strangers = [text for text, code in meant.items() if code is None]
    wholes = [text for text, code in meant.items() if code is not None and code not in framework.leaves]
    if strangers:
        count = int(raw["indicator"].isin(strangers).sum())
        notes.append(remark("unknown-indicator", value=listed(with_nearest(strangers, framework)), count=count))
    if wholes:
        notes.append(remark("typed-aggregate", value=listed(wholes)))
    kept = raw[~raw["indicator"].isin([*strangers, *wholes])]
    return kept.assign(indicator=kept["indicator"].map(meant))


def _converted(table: pd.DataFrame, framework: Framework, notes: list[Finding]) -> pd.DataFrame:
    """The values in the units of the framework; what does not convert stays and is said."""
    wanted = table["indicator"].map(framework.table["unit"])
    unit = table["unit"].astype(object).where(table["unit"].notna(), "")
    bare = unit.eq("") & wanted.ne("") & table["value"].notna()
    if bare.any() and "chain_id" in table:
        notes.append(remark("no-unit", count=int(bare.sum())))
    values = table["value"].to_numpy(dtype=np.float64, copy=True)
    known = unit.ne("") & wanted.ne("")
    for (code, have, want), rows in table[known].groupby([table["indicator"], unit, wanted]).groups.items():
        size = factor(str(have), str(want))
        words = {"value": code, "have": have, "want": want, "count": len(rows)}
        if size is None and recognised(str(have)) and recognised(str(want)):
            values[table.index.get_indexer(rows)] = np.nan
            notes.append(remark("unit-misfit", **words))
        elif size is None:
            notes.append(remark("unit-unknown", **words))
        elif size != 1:
            values[table.index.get_indexer(rows)] *= size
            notes.append(remark("unit-converted", size=plain(size), **words))
    return table.assign(value=values, unit=wanted.where(wanted.ne(""), unit))


def _collapsed(table: pd.DataFrame, notes: list[Finding]) -> pd.DataFrame:
    """One row per region, period and indicator: a value wins over an empty cell, differing values are refused."""
    repeated = table.duplicated(KEYS, keep=False)
    if not repeated.any():
        return table
    known = table[repeated & table["value"].notna()]
    same = 0
    for key, rows in known.groupby(KEYS, sort=False).groups.items():
        values = known.loc[rows, "value"]
        if values.max() - values.min() > 1e-12 * values.abs().max():
            first, second = values.idxmin(), values.idxmax()
            region, period, code = key
            raise refusal(
                "differing-values", place=place_of(region, period), code=code, first=table.at[first, "origin"],
                one=plain(values[first]), second=table.at[second, "origin"], other=plain(values[second]),
            )  # fmt: skip
        same += len(rows) - 1
    if same:
        notes.append(remark("repeated-values", count=same))
    first_known = table.assign(empty=table["value"].isna()).sort_values("empty", kind="stable")
    return table.loc[first_known.drop_duplicates(KEYS).index.sort_values()]


def _in_period(table: pd.DataFrame, options: EvaluationOptions, chain: Chain | None) -> pd.DataFrame:
    if options.period is None:
        return table
    periods = {str(period) for period in table["period"]}
    derivable = set() if chain is None or options.derive == "never" else set(chain.firms["period"].dropna())
    if periods | derivable and options.period not in periods | derivable:
        raise refusal("unknown-period", period=options.period, known=listed(sorted(periods | derivable), limit=30))
    return table[table["period"].astype(str).eq(options.period)]


def _explained(table: pd.DataFrame) -> pd.DataFrame:
    """Whether each value can be scored, and if not why."""
    withheld = table["withheld"].fillna(False).astype(bool)
    value = table["value"]
    reason = np.select([withheld, value.isna(), np.isinf(value)], ["withheld", "empty", "infinite"], "")
    said = {name: texts(f"reason-{name}") if name else ("", "") for name in ("", "withheld", "empty", "infinite")}
    return table.assign(
        withheld=withheld,
        value=value.where(reason == ""),
        scored=reason == "",
        reason=reason,
        message=[said[name][0] for name in reason],
        message_zh=[said[name][1] for name in reason],
        coverage=np.nan,
        formula="",
        quality=table["quality"].astype(object).where(table["quality"].notna(), ""),
        qualifier=table["qualifier"].astype(object).where(table["qualifier"].notna(), ""),
    )


def _bare_shares(table: pd.DataFrame, framework: Framework, notes: list[Finding]) -> pd.DataFrame:
    """A bare 15 for a share whose goalposts end at 1 is neither 15 nor 0.15: it is not scored; 1.1 is a full share."""
    units, highs = framework.table["unit"], framework.table["high"]
    bounded = [code for code in framework.leaves if units[code] == "share" and highs[code] <= 1]
    bare = table["indicator"].isin(bounded) & table["scored"].astype(bool) & table["value"].gt(FULLEST_SHARE)
    for code, rows in table[bare].groupby("indicator"):
        named = listed(f"{row.region_id} {row.period} {plain(row.value)}" for row in rows.itertuples())
        notes.append(remark("share-bare", column=str(code), code=code, value=named))
    said = texts("reason-share-bare")
    told = {"scored": False, "reason": "share-bare", "message": said[0], "message_zh": said[1]}
    return table.assign(**{name: table[name].astype(object).where(~bare, value) for name, value in told.items()})


def _with_derived(
    typed: pd.DataFrame, chain: Chain, framework: Framework, options: EvaluationOptions, notes: list[Finding]
) -> pd.DataFrame:
    codes = [code for code in framework.leaves if code in FORMULAS]
    if not codes or not (chain.has("firms") or chain.has("segments")):
        return typed
    periods = {str(period) for period in typed["period"]} | set(chain.firms["period"].dropna())
    if options.period is not None:
        periods = {options.period}
    frames = [derive_indicators(chain, period) for period in sorted(periods or {usual_period(chain)})]
    derived = pd.concat(frames, ignore_index=True).rename(columns={"basis": "message", "basis_zh": "message_zh"})
    derived = _converted(derived[derived["indicator"].isin(codes)].assign(basis="derived"), framework, notes)
    derived = _derived_reasons(derived, options)
    if options.derive == "only":
        unused = typed["indicator"].isin(codes)
        if unused.any():
            notes.append(remark("typed-unused", count=int(unused.sum())))
        typed = typed[~unused]
    final = typed["scored"] | typed["withheld"]
    derived = derived[~_among(derived, typed[final], KEYS)]
    derived = derived[derived["value"].notna() | ~_among(derived, typed, KEYS)]
    seen = pd.concat([typed[KEYS], derived.loc[derived["value"].notna(), KEYS]])
    derived = derived[_among(derived, seen, KEYS[:2])]
    if used := int(derived["scored"].sum()):
        notes.append(remark("derived-used", count=used))
    return pd.concat([typed[~_among(typed, derived, KEYS)].reindex(columns=COLUMNS), derived.reindex(columns=COLUMNS)])


def _among(table: pd.DataFrame, others: pd.DataFrame, keys: list[str]) -> NDArray[np.bool_]:
    """Which rows of `table` have their keys among those of `others`."""
    found = pd.MultiIndex.from_frame(table[keys].astype(str)).isin(pd.MultiIndex.from_frame(others[keys].astype(str)))
    return np.asarray(found, dtype=bool)


def _derived_reasons(derived: pd.DataFrame, options: EvaluationOptions) -> pd.DataFrame:
    """Flags what cannot be derived, or rests on too little; the message of a scored value says what it rests on."""
    unknown = derived["value"].isna()
    thin = ~unknown & (derived["coverage"] < options.min_coverage - 1e-9)
    reason = np.select([unknown, thin], ["underived", "coverage"], "")
    derived = derived.assign(scored=~unknown & ~thin, reason=reason, qualifier="", withheld=False)
    for row in derived.index[thin]:
        share, least = f"{derived.at[row, 'coverage']:.0%}", f"{options.min_coverage:.0%}"
        said, said_zh = texts("reason-coverage", share=share, least=least)
        derived.loc[row, ["message", "message_zh"]] = [
            f"{said}: {derived.at[row, 'message']}", f"{said_zh}：{derived.at[row, 'message_zh']}"]  # fmt: skip
    return derived
