"""Content becomes one HTML text: no script, no foreign request, printable on A4."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from chainchief.views.figures.figure import Figure
from chainchief.views.reports.blocks import Content
from chainchief.views.signs import LENS_SIGNS
from chainchief.views.svg import FIGURE_CSS, clean, to_svg
from chainchief.views.tables import TABLE_CSS, TableView, to_html
from chainchief.views.tokens import css_variables


def html_page(content: Content) -> bytes:
    """The report as one HTML text."""
    html: str = _template().render(
        content=content,
        say=content.say,
        language=content.language,
        footer=_css_string(content.footer),
        pages=_pages(content),
        css=Markup(_css()),
        figure_svg=lambda figure: Markup(to_svg(figure.drawing)),
        table_html=lambda table, caption=True: Markup(to_html(table, content.language, caption)),
        tables_of=_tables_of,
        lens_sign=LENS_SIGNS,
        text=clean,
    )
    return html.encode("utf-8")


def _pages(content: Content) -> Markup:
    before, middle, after = (_css_string(part) for part in content.say("report.page", page="|", pages="|").split("|"))
    return Markup(f"{before} counter(page) {middle} counter(pages) {after}")


def _css_string(text: str) -> Markup:
    """A text as a CSS string, everything but plain letters and digits escaped."""
    inside = "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in clean(text))
    return Markup(f'"{inside}"')


def _tables_of(figure: Figure) -> tuple[TableView, ...]:
    return (figure.table, *figure.further)


@cache
def _css() -> str:
    own = resources.files("chainchief.views.reports.page").joinpath("report.css").read_text(encoding="utf-8")
    return "\n".join((css_variables(follow_system=True), FIGURE_CSS, TABLE_CSS, own))


@cache
def _template() -> Any:
    text = resources.files("chainchief.views.reports.page").joinpath("report.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(text)
