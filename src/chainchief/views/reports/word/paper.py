"""The document while it is written: text, links, bookmarks, pictures, and which way the paper lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from chainchief.views.figures.figure import Figure
from chainchief.views.reports.blocks import Content
from chainchief.views.reports.painting.painter import paint
from chainchief.views.reports.word.styles import lay_out, made, rgb, room
from chainchief.views.svg import clean

DOT = 25.4 / 96
"""Millimetres of a pixel."""

_TALLEST = {False: 225.0, True: 135.0}


@dataclass
class Paper:
    """A Word document and the place of the pen.

    places : ids that stand somewhere in the document, so that nothing leads nowhere
    landscape : whether the paper lies across now
    """

    document: Document
    content: Content
    places: frozenset[str]
    landscape: bool = False
    marked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        lay_out(self.document.sections[0], self.landscape)
        self._foot()

    @property
    def width(self) -> float:
        """Width of the text in mm."""
        return room(self.landscape)

    def turn(self, landscape: bool) -> None:
        """Go on upon a page that lies across, or upright again."""
        if landscape == self.landscape:
            return
        self.landscape = landscape
        lay_out(self.document.add_section(WD_SECTION.NEW_PAGE), landscape)
        ending = self.document.element.body[-2]
        if ending.getprevious().tag == ending.tag:
            ending.getprevious().get_or_add_pPr().append(ending.pPr.sectPr)
            ending.getparent().remove(ending)
        self._foot()

    def write(self, text: str, style: str = "Normal", anchor: str = "") -> Paragraph:
        """A paragraph; `anchor` is the id others may lead to."""
        paragraph = self.document.add_paragraph(style=style)
        if anchor:
            self.mark(paragraph, anchor)
        if text:
            paragraph.add_run(clean(text))
        return paragraph

    def note(self, text: str, style: str = "Source") -> None:
        """A small line, when there is one to write."""
        if text:
            self.write(text, style)

    def mark(self, paragraph: Paragraph, anchor: str) -> None:
        """Put a bookmark at the start of a paragraph."""
        self.marked.append(anchor)
        number = str(len(self.marked))
        paragraph._p.append(made("w:bookmarkStart", id=number, name=_bookmark(anchor)))
        paragraph._p.append(made("w:bookmarkEnd", id=number))

    def link(self, paragraph: Paragraph, text: str, href: str) -> Run:
        """Text that leads to a place of the same document; plain where that place is not in it."""
        run = paragraph.add_run(clean(text))
        if href.removeprefix("#") in self.places:
            link = made("w:hyperlink", anchor=_bookmark(href.removeprefix("#")), history="1")
            paragraph._p.append(link)
            link.append(run._r)
            run.font.color.rgb = rgb("link")
        return run

    def picture(self, figure: Figure, paragraph: Paragraph, width: float) -> bool:
        """A figure as a picture of at most `width` mm with its words for those who do not see it.

        returns : whether all its words could be drawn
        """
        painted = paint(figure.drawing)
        wide = min(width, painted.width * DOT)
        wide *= min(1.0, _TALLEST[self.landscape] / (wide * painted.height / painted.width))
        shape = paragraph.add_run().add_picture(BytesIO(painted.png), Mm(wide))
        told: Any = shape._inline.docPr
        told.set("title", clean(figure.title))
        told.set("descr", clean(figure.drawing.description or figure.summary))
        return painted.lettered

    def _foot(self) -> None:
        """The line at the foot of every page: what it is, and which page of how many."""
        footer = self.document.sections[-1].footer
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = self.document.styles["Footer"]
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(self.width), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(clean(self.content.footer) + "\t")
        words = self.content.say("report.page", page="|PAGE|", pages="|NUMPAGES|").split("|")
        for place, word in enumerate(words):
            add_field(paragraph, word, "1") if place % 2 else paragraph.add_run(word)


def _bookmark(anchor: str) -> str:
    """A name Word takes: letters, digits and strokes below."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in anchor)[:40]


def add_field(paragraph: Paragraph, code: str, shown: str = "") -> None:
    """Something Word works out by itself, such as the number of the page."""
    open_field(paragraph, code)
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(made("w:fldChar", fldCharType="end"))


def open_field(paragraph: Paragraph, code: str) -> None:
    """The beginning of a field; what follows is what it showed last, up to its end."""
    paragraph.add_run()._r.append(made("w:fldChar", fldCharType="begin"))
    instruction = made("w:instrText")
    instruction.text = code
    paragraph.add_run()._r.append(instruction)
    paragraph.add_run()._r.append(made("w:fldChar", fldCharType="separate"))


def close_field(paragraph: Paragraph) -> None:
    """The end of a field."""
    paragraph.add_run()._r.append(made("w:fldChar", fldCharType="end"))
