"""How a Word document looks: paper, fonts, colours, languages; the same tokens as everywhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from chainchief.views.books.archive import EPOCH
from chainchief.views.reports.blocks import Content
from chainchief.views.svg import clean
from chainchief.views.tokens import colour

LATIN, CHINESE, CODE = "Arial", "Microsoft YaHei", "Consolas"
WRITTEN = {"en": "en-GB", "zh": "zh-CN"}
"""The language of a document; Latin words in a Chinese one stay English, else they are broken anywhere."""

PAGE, EDGE, FOOT = (210.0, 297.0), 18.0, 18.0
"""A4 and its margins in mm."""

_THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


@dataclass(frozen=True)
class _Look:
    """A style: size and space in points, colour by token."""

    size: float
    ink: str = "ink"
    bold: bool = False
    before: float = 0.0
    after: float = 4.0
    joined: bool = False


LOOKS = {
    "Normal": _Look(10),
    "Title": _Look(20, bold=True, after=6, joined=True),
    "Heading 1": _Look(15, bold=True, before=18, after=6, joined=True),
    "Heading 2": _Look(11, bold=True, before=12, after=3, joined=True),
    "Heading 3": _Look(9.5, bold=True, before=4, after=1, joined=True),
    "Caption": _Look(9.5, bold=True, before=8, after=3, joined=True),
    "List Bullet": _Look(10, after=2),
    "Footer": _Look(8, "ink3", after=0),
    "TOC Heading": _Look(10, "ink2", before=10, after=2, joined=True),
    "toc 1": _Look(10, after=2),
    "Answer": _Look(11.5, after=5),
    "Kicker": _Look(9, "ink2"),
    "Picture": _Look(10, before=2, after=2),
    "Said": _Look(9, "ink2", after=2),
    "Source": _Look(8, "ink3", after=6),
    "Cell": _Look(8.5, after=0),
    "Large": _Look(20, after=0),
    "Gap": _Look(4, after=0),
}
"""Style -> look; those that Word does not know are made."""


def dress(document: Document, content: Content) -> None:
    """Give an empty document its paper, styles, languages and properties."""
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _fonts(defaults)
    if content.language == "zh":
        _set(defaults.find(qn("w:rFonts")), hint="eastAsia")
    for place in (defaults.find(qn("w:lang")), document.settings.element.find(qn("w:themeFontLang"))):
        _set(place, val=WRITTEN["en"], eastAsia=WRITTEN["zh"])
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            _set(setting, val="15")
    for name, look in LOOKS.items():
        _style(document, name, look)
    for name, part in (("Title", "w:pBdr"), ("Footer", "w:tabs")):
        form = document.styles[name].element.pPr
        form.remove(form.find(qn(part)))
    _tell(document, content, WRITTEN[content.language])


def _style(document: Document, name: str, look: _Look) -> None:
    known = {style.name for style in document.styles}
    style: Any = (
        document.styles[name]
        if name in known
        else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.islower())
    )
    if name != "Normal":
        style.base_style = document.styles["Normal"]
    style.font.size, style.font.bold = Pt(look.size), look.bold
    style.font.color.rgb = rgb(look.ink)
    _fonts(style.element.get_or_add_rPr())
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(look.before), Pt(look.after), 1.15
    form.keep_with_next = form.keep_together = look.joined


def _fonts(properties: Any) -> None:
    """The fonts of Latin letters and of Chinese signs, the theme's put aside."""
    fonts = properties.get_or_add_rFonts()
    for theme in _THEMES:
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    _set(fonts, ascii=LATIN, hAnsi=LATIN, cs=LATIN, eastAsia=CHINESE)


def _set(element: Any, /, **values: str) -> None:
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)


def _tell(document: Document, content: Content, language: str) -> None:
    """Title, subject, language and dates; no name of a person."""
    told = document.core_properties
    told.title, told.subject = clean(content.title)[:255], clean(content.kicker)[:255]
    told.keywords = content.say("state.synthetic.data") if content.synthetic else ""
    told.author, told.last_modified_by, told.comments, told.language = "chainchief", "", "", language
    told.created = told.modified = dt.datetime.fromisoformat(content.made[:10]) if content.made else EPOCH
    package = document.part.package
    for key in [key for key, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
        del package.rels[key]


def rgb(token: str) -> RGBColor:
    """A token in its light colour."""
    return RGBColor.from_string(colour(token).lstrip("#").upper())


def lay_out(section: Any, landscape: bool) -> None:
    """A4, upright or across."""
    width, height = sorted(PAGE, reverse=landscape)
    section.orientation = int(landscape)
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(EDGE)
    section.top_margin, section.bottom_margin, section.footer_distance = Mm(16), Mm(FOOT), Mm(9)


def room(landscape: bool) -> float:
    """Width of the text in mm."""
    return (max(PAGE) if landscape else min(PAGE)) - 2 * EDGE


def made(name: str, /, **values: str) -> Any:
    """A new element such as "w:tblHeader" with attributes of the same kind."""
    element = OxmlElement(name)
    _set(element, **values)
    return element
