"""Which function makes which page; an entry without one is an honest empty page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from chainchief.web.pages import diagnosis, empty, home, keep, start
from chainchief.web.pages.assessed import cross_check, judgement, over_time, run_difference, scorecard
from chainchief.web.pages.assessed.uncertainty import page
from chainchief.web.pages.assessed.weighing import judgements, weights
from chainchief.web.pages.data import forensics, quality, sheets
from chainchief.web.pages.imports import changes, findings, mapping
from chainchief.web.visit import Page, Visit

PAGES: Mapping[str, Callable[[Visit], Page]] = MappingProxyType(
    {
        "start": start.start,
        "empty": empty.empty,
        "missing": empty.not_found,
        "home": home.home,
        "findings": findings.findings,
        "mapping": mapping.mapping,
        "changes": changes.changes,
        "tables": sheets.tables,
        "table": sheets.one_table,
        "quality": quality.quality,
        "forensics": forensics.forensics,
        "cell": sheets.cell,
        "map": diagnosis.chain_map,
        "segment": diagnosis.segment,
        "firm": diagnosis.firm,
        "assessed": scorecard.scorecard,
        "score": scorecard.score,
        "weights": weights.weights,
        "judgements": judgements.judgements,
        "uncertainty": page.uncertainty,
        "over-time": over_time.over_time,
        "compare": judgement.compare,
        "compare-runs": run_difference.compare,
        "cross-check": cross_check.cross_check,
        "reports": keep.reports,
        "runs": keep.runs,
        "run": keep.run,
        "settings": keep.settings,
    }
)
"""Key of the navigation -> page; "start", "empty" and "missing" besides."""
