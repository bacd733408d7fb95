"""What a figure is, and for whom it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from chainchief.chain.membership import display_names
from chainchief.chain.value import Chain
from chainchief.views.drawing import Drawing
from chainchief.views.tables import TableView
from chainchief.views.words import say

Link = Callable[..., str]


def no_link(kind: str, *place: str) -> str:
    """Leads nowhere: the figure is drawn without addresses."""
    return ""


@dataclass(frozen=True)
class Setting:
    """For whom a figure is drawn.

    language : "en" or "zh"
    region : code of the focal region, "" = the first one of the result
    period : the period shown, "" = the last one
    names : code -> name, for regions and indicators of the data (frameworks bring their own)
    segments : code -> name, for segments
    currency, unit : of every amount, such as CNY and 万元
    synthetic : whether any value behind the figure is made up
    source : what stands in the source line: workbook, run, date
    link : (kind, *place) -> address or ""; kinds: "segment" id, "score" region code period, "region" id, "cell" origin,
        "table" name
    width : pixels the drawing may take; 0 = the figure's own
    """

    language: str = "en"
    region: str = ""
    period: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)
    currency: str = "CNY"
    unit: str = "万元"
    synthetic: bool = False
    source: str = ""
    link: Link = no_link
    width: float = 0

    def say(self, key: str, /, **values: object) -> str:
        """A word in the language of the reader."""
        return say(key, self.language, **values)

    @property
    def money_word(self) -> str:
        """The currency as it is said."""
        return "元" if self.language == "zh" and self.currency == "CNY" else self.currency

    def focus(self, region: str) -> Setting:
        """The same setting with another focal region."""
        return replace(self, region=region)

    def name(self, code: str) -> str:
        """The name of a region or indicator, else its code."""
        return self.names.get(code, code)


def setting_of(chain: Chain, language: str = "en", region: str = "", link: Link = no_link, source: str = "") -> Setting:
    """The setting that a chain implies: its focal region, names of regions, currency, unit, the synthetic label.

    region : overrides the chain's own focal region
    """
    return Setting(
        language=language,
        region=region or chain.region,
        names=display_names(chain.regions, "region_id", language),
        segments=display_names(chain.segments, "segment_id", language),
        currency=chain.currency,
        unit=chain.unit,
        synthetic=chain.synthetic,
        source=source,
        link=link,
    )


@dataclass(frozen=True)
class Figure:
    """A figure as plain values.

    key : name in the registry
    title : what is drawn; unit : of its values, shown beside the title
    lens : "assessed", "observed", "simulated" or None (counts and money of the office itself)
    summary : one spoken sentence with value and band
    drawing : the picture; table : the same values as a table; further : more tables of the same figure
    source_line : n, period, source, what is not drawn
    tags : "synthetic", "estimated", "expert", "own"
    """

    key: str
    title: str
    unit: str
    lens: str | None
    summary: str
    drawing: Drawing
    table: TableView
    further: tuple[TableView, ...] = ()
    source_line: str = ""
    tags: tuple[str, ...] = ()
