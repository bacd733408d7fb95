"""Every figure by its key; a new figure is one function and one line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chainchief.views.figures.crosscheck.changes import score_changes
from chainchief.views.figures.crosscheck.memberships import fuzzy_grades
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.map.picture import chain_map
from chainchief.views.figures.quality import data_quality, findings_count
from chainchief.views.figures.radar import radar
from chainchief.views.figures.ranking import grade_shares, ranked_regions
from chainchief.views.figures.robustness.choice_shares import choice_shares
from chainchief.views.figures.robustness.rank_bands import rank_bands
from chainchief.views.figures.scorecard import scorecard
from chainchief.views.figures.weights.by_way import weights_by_way
from chainchief.views.figures.years.inequality import inequality_paths
from chainchief.views.figures.years.over_time import over_time
from chainchief.views.figures.years.paths import rank_paths, score_paths
from chainchief.views.figures.years.waterfall import change_bars

FIGURES: dict[str, Callable[[Any, Setting], Figure]] = {
    "chain_map": chain_map,
    "scorecard": scorecard,
    "ranked_regions": ranked_regions,
    "grade_shares": grade_shares,
    "radar": radar,
    "over_time": over_time,
    "data_quality": data_quality,
    "findings_count": findings_count,
    "weights_by_way": weights_by_way,
    "score_changes": score_changes,
    "fuzzy_grades": fuzzy_grades,
    "rank_bands": rank_bands,
    "choice_shares": choice_shares,
    "score_paths": score_paths,
    "rank_paths": rank_paths,
    "change_bars": change_bars,
    "inequality_paths": inequality_paths,
}
