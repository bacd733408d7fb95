"""What a report is made of, as plain values; the writers of `page`, `word` and `excel` give them a format."""

from __future__ import annotations

from dataclasses import dataclass

from chainchief.views import formats
from chainchief.views.figures.figure import Figure
from chainchief.views.tables import TableView
from chainchief.views.words import say


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
    """The score in large figures with band, grade and rank, beside how often each grade comes out.

    grade "" and shares None : the ruler has no ends, so there are no grades
    """

    score: str
    band: str
    grade: str
    pips: int
    unstable: bool
    rank: str
    ranked: str
    note: str
    href: str
    shares: Figure | None
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
    """One section: its title is a question, `answer` the first thing under it.

    anchor : its id, the same in every format
    name : two or three words for the sheet of a workbook, "" = the title, cut
    """

    anchor: str
    title: str
    answer: str
    blocks: tuple[Block, ...]
    name: str = ""


@dataclass(frozen=True)
class Content:
    """A whole report before it has a format: every format says exactly this.

    title : the question; kicker : chain, region, base year; answer : the sentences under the title
    tags : whose weights and goalposts; made : ISO date, "" = undated; source : files and run
    footer : the line at the foot of every page
    synthetic : whether any value behind it is made up
    """

    language: str
    title: str
    kicker: str
    answer: tuple[str, ...]
    tags: tuple[str, ...]
    sections: tuple[Section, ...]
    made: str
    source: str
    footer: str
    synthetic: bool

    def say(self, key: str, /, **values: object) -> str:
        """A word in the language of the reader."""
        return say(key, self.language, **values)

    @property
    def day(self) -> str:
        """The day it was made, as people write it."""
        return formats.day(self.made, self.language)
