"""Every figure by its key; a new figure is one function and one line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.map.picture import chain_map
from chainchief.views.figures.over_time import over_time
from chainchief.views.figures.quality import data_quality, findings_count
from chainchief.views.figures.radar import radar
from chainchief.views.figures.ranking import grade_shares, ranked_regions
from chainchief.views.figures.scorecard import scorecard

FIGURES: dict[str, Callable[[Any, Setting], Figure]] = {
    "chain_map": chain_map,
    "scorecard": scorecard,
    "ranked_regions": ranked_regions,
    "grade_shares": grade_shares,
    "radar": radar,
    "over_time": over_time,
    "data_quality": data_quality,
    "findings_count": findings_count,
}
