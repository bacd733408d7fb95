"""check: what the tables say about themselves, and where typed indicators disagree with firms, ties and segments."""

from __future__ import annotations

from chainchief.chain.finding import Finding, finding
from chainchief.chain.rules import check_tables
from chainchief.chain.value import Chain
from chainchief.evaluation.derivation import compare_typed


def check(chain: Chain) -> list[Finding]:
    """Every finding about the chain: first what the import noted, then errors, warnings and infos.

    An error names a row that cannot be used as it is, a warning a doubt, an info an assumption. `read` has already
    kept erroneous rows out, so on its chains the errors stand among the notes. Never raises on dirty data.

    >>> check(Chain.from_tables({}))
    []
    """
    return [*check_tables(chain), *_typed_findings(chain)]


def _typed_findings(chain: Chain) -> list[Finding]:
    if not (chain.has("indicators") and chain.has("firms")):
        return []
    return [
        finding(
            "typed-differs",
            table="indicators",
            column="value",
            origin=row.origin,
            value=f"{row.typed:.4g}",
            derived=f"{row.derived:.4g}",
            indicator=row.indicator,
            region=row.region_id,
            period=row.period,
        )
        for row in compare_typed(chain).itertuples()
    ]
