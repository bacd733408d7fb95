"""check: what the tables say about themselves, and where typed indicators disagree with firms, ties and segments."""

from __future__ import annotations

from functools import cache

from chainchief.chain.finding import Finding, finding
from chainchief.chain.membership import display_names
from chainchief.chain.rules.rows import check_tables
from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.evaluation.derivation import compare_typed
from chainchief.evaluation.framework import Framework, framework_from_table, framework_names, load_framework
from chainchief.evaluation.observation import FULLEST_SHARE


def check(chain: Chain) -> list[Finding]:
    """Every finding about the chain: first what the import noted, then errors, warnings and infos.

    An error names a row that cannot be used as it is, a warning a doubt, an info an assumption. `read` has already
    kept erroneous rows out, so on its chains the errors stand among the notes. Never raises on dirty data.

    >>> check(Chain.from_tables({}))
    []
    """
    return [*check_tables(chain), *_unknown_indicators(chain), *_bare_shares(chain), *_typed_findings(chain)]


def _unknown_indicators(chain: Chain) -> list[Finding]:
    """Names of indicators that neither the sheet indicator_meta nor a bundled framework knows."""
    found: list[Finding] = []
    frameworks = list(_bundled())
    if chain.has("indicator_meta"):
        try:
            frameworks.insert(0, framework_from_table(chain.indicator_meta))
        except InputError as error:
            words = {"table": "indicator_meta", "value": error.say("en"), "value_zh": error.say("zh")}
            found.append(finding("framework-unusable", **words))
    first = chain.indicators.dropna(subset=["indicator"]).drop_duplicates("indicator")
    for row in first.itertuples():
        if not any(framework.resolve(row.indicator) for framework in frameworks):
            near = next(filter(None, (framework.nearest(row.indicator) for framework in frameworks)), "")
            hints = {"hint": f" Is it {near}?" if near else "", "hint_zh": f"是“{near}”吗？" if near else ""}
            words = {"table": "indicators", "column": "indicator", "origin": row.origin, "value": row.indicator}
            found.append(finding("unknown-indicator", **words, **hints))
    return found


def _bare_shares(chain: Chain) -> list[Finding]:
    """Values of share indicators that are far above 1 and name no unit: 2.9 is neither 2.9 nor 0.029."""
    framework = next(one for one in _bundled() if one.name == "zhang-2024-anchored")
    rows = chain.indicators
    high = rows[rows["unit"].isna() & rows["value"].gt(FULLEST_SHARE)]
    meant = {name: framework.resolve(name) for name in high["indicator"].dropna().unique()}
    shares = {name for name, code in meant.items() if code and framework.table["unit"].get(code) == "share"}
    found = []
    for row in high[high["indicator"].isin(shares)].itertuples():
        words = {"value": f"{row.value:.10g}", "fixed": f"{row.value / 100:.10g}"}
        place = {"table": "indicators", "column": "value", "origin": chain.cell("indicators", row.Index, "value")}
        found.append(finding("indicator-share-bare", **place, **words))
    return found


@cache
def _bundled() -> tuple[Framework, ...]:
    return tuple(load_framework(name) for name in framework_names())


def _typed_findings(chain: Chain) -> list[Finding]:
    if not (chain.has("indicators") and chain.has("firms")):
        return []
    framework = next(one for one in _bundled() if one.name == "zhang-2024")
    names = {language: display_names(chain.regions, "region_id", language) for language in ("en", "zh")}
    return [
        finding(
            "typed-differs",
            table="indicators",
            column="value",
            origin=row.origin,
            value=f"{row.typed:.4g}",
            derived=f"{row.derived:.4g}",
            indicator=f"{framework.label(row.indicator, 'en')} ({row.indicator})",
            indicator_zh=f"{framework.label(row.indicator, 'zh')}（{row.indicator}）",
            region=names["en"].get(row.region_id, row.region_id),
            region_zh=names["zh"].get(row.region_id, row.region_id),
            period=row.period,
        )
        for row in compare_typed(chain).itertuples()
    ]
