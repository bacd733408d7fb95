"""What a section of the report is made of, as plain values; the template gives them their HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import Diagnosis
from chainchief.errors import ChainChiefError
from chainchief.views.figures.assessed import Panel
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.tables import TableView


@dataclass(frozen=True)
class Paragraph:
    """Running text; `strong` sets it off."""

    text: str
    strong: bool = False
    kind: str = "paragraph"


@dataclass(frozen=True)
class Heading:
    """A heading inside a section, with an id others may link to."""

    text: str
    anchor: str = ""
    kind: str = "heading"


@dataclass(frozen=True)
class Lines:
    """A list of sentences, with a heading when `title` is given."""

    items: tuple[str, ...]
    title: str = ""
    kind: str = "lines"


@dataclass(frozen=True)
class Shown:
    """A figure with its head, sentence, source line and table twin.

    twin : False when the table stands elsewhere; said : False when the section has said the sentence already
    """

    figure: Figure
    twin: bool = True
    said: bool = True
    kind: str = "figure"


@dataclass(frozen=True)
class Sheet:
    """A table; `wide` tables may scroll sideways on a screen."""

    table: TableView
    kind: str = "table"


@dataclass(frozen=True)
class Headline:
    """The score in large figures with band, grade and rank, beside how often each grade comes out."""

    score: str
    band: str
    grade: str
    pips: int
    unstable: bool
    rank: str
    ranked: str
    note: str
    href: str
    shares: Figure
    kind: str = "headline"


@dataclass(frozen=True)
class Part:
    """One cell behind a derived value."""

    cell: str
    subject: str
    value: str
    role: str


@dataclass(frozen=True)
class Entry:
    """How one score came about: its arithmetic line by line, and the cells it rests on."""

    anchor: str
    code: str
    name: str
    depth: int
    score: str
    lines: tuple[str, ...]
    cell: str = ""
    parts: tuple[Part, ...] = ()
    more_parts: str = ""


@dataclass(frozen=True)
class Trail:
    """The entries of one region in one period; only those that are `printed` go on paper."""

    title: str
    anchor: str
    entries: tuple[Entry, ...]
    printed: bool = True
    kind: str = "trail"


Block = Paragraph | Heading | Lines | Shown | Sheet | Headline | Trail


@dataclass(frozen=True)
class Section:
    """One section: its title is a question, `answer` the first thing under it."""

    anchor: str
    title: str
    answer: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Matter:
    """Everything a report is made from.

    anchors : (region, code, period) -> id of the entry that explains the score
    """

    chain: Chain
    setting: Setting
    panels: tuple[Panel, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    findings: tuple[Finding, ...] | None = None
    refusals: tuple[ChainChiefError, ...] = ()
    anchors: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def say(self, key: str, /, **values: object) -> str:
        """A word in the language of the reader."""
        return self.setting.say(key, **values)

    @property
    def language(self) -> str:
        return self.setting.language

    def sentences(self, *parts: str) -> str:
        """Sentences one after the other."""
        return (" " if self.language == "en" else "").join(part for part in parts if part)
