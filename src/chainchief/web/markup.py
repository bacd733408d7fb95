"""HTML built from values: everything that is not Markup is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta"})
SIGNS = {
    "assessed": '<path d="M6 .6 11.4 6 6 11.4.6 6Z"/>',
    "observed": '<circle cx="6" cy="6" r="5"/>',
    "simulated": '<path d="M6 .9 11.6 11H.4Z"/>',
}
LEVEL_SIGNS = {"error": "×", "warning": "!", "info": "i"}

Child = Markup | str | int | float | None
Attribute = str | int | float | bool | None


def tag(element: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """One element. Children and attribute values are escaped unless they are Markup.

    attributes : `class_` and `for_` lose their underscore, inner underscores become dashes;
        True writes a bare attribute, None and False leave it out

    >>> tag("a", "5 < 6", href="?a=1&b=2", class_="link", hidden=False)
    Markup('<a href="?a=1&amp;b=2" class="link">5 &lt; 6</a>')
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if element in VOID:
        return Markup(f"<{element}{written}>")
    return Markup(f"<{element}{written}>{join(children)}</{element}>")


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def join(children: Iterable[Child], between: Child = "") -> Markup:
    """Children one after another, escaped; None is left out.

    >>> join(["a", None, "<b>"], " · ")
    Markup('a · &lt;b&gt;')
    """
    return Markup(escape(between)).join(escape(child) for child in children if child is not None)


def div(class_: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """A block with a class."""
    return tag("div", *children, class_=class_, **attributes)


def span(class_: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """A run of text with a class."""
    return tag("span", *children, class_=class_, **attributes)


def icon(name: str) -> Markup:
    """An icon of the outlined set inside the NiceGUI wheel; it says nothing to a screen reader."""
    return tag("span", class_="icon", data_icon=name, aria_hidden="true")


def sign(lens: str) -> Markup:
    """The sign of a lens: diamond, circle, triangle."""
    return Markup(f'<svg class="sign lens-{escape(lens)}" viewBox="0 0 12 12" aria-hidden="true">{SIGNS[lens]}</svg>')


def chip(lens: str, word: str) -> Markup:
    """Sign and word of a lens on its tint; first thing in the head of a figure of that lens."""
    return span(f"chip lens-{lens}", sign(lens), word)


def level_sign(level: str) -> Markup:
    """The sign of a finding: × error, ! warning, i info."""
    return span(f"level level-{level}", LEVEL_SIGNS[level], aria_hidden="true")


def synthetic_badge(word: str) -> Markup:
    """The dashed label of made-up data."""
    return span("synthetic", word)


def pips(filled: int, of: int = 5) -> Markup:
    """A grade as pips filled from the left; the word of the grade must stand beside it."""
    marks = [tag("i", class_="on" if number < filled else None) for number in range(of)]
    return span("pips", *marks, aria_hidden="true")


def link(text: Child, href: str, **attributes: Attribute) -> Markup:
    """A link in running text."""
    return tag("a", text, href=href, **attributes)


def button(text: str, href: str, icon_name: str = "", primary: bool = False, **attributes: Attribute) -> Markup:
    """A link that looks like a button; at most one primary a page."""
    inner = join([icon(icon_name) if icon_name else None, text])
    return tag("a", inner, href=href, class_="button primary" if primary else "button", **attributes)


def press(text: str, icon_name: str = "", primary: bool = False, **attributes: Attribute) -> Markup:
    """A real button, for forms and scripts."""
    inner = join([icon(icon_name) if icon_name else None, text])
    kind = "button primary" if primary else "button"
    return tag("button", inner, **{"class_": kind, "type": "submit", **attributes})


def segmented(name: str, options: Sequence[tuple[Child, str, bool]]) -> Markup:
    """A row of addresses of which one is chosen: (text, address, chosen)."""
    links = [link(text, href, aria_current="true" if chosen else None) for text, href, chosen in options]
    return tag("nav", *links, class_="segmented", aria_label=name)


def card(
    title: Child, *body: Child, unit: Child = None, side: Child = None, class_: str = "", id_: str | None = None
) -> Markup:
    """A white sheet with a title line: title, unit in pale ink, what stands at its right end, then the body."""
    head = div(
        "card-head", tag("h2", title), span("unit", unit) if unit else None, span("side", side) if side else None
    )
    return tag("section", head, *body, class_=f"card {class_}".strip(), id_=id_)


def tiles(*cells: Child, class_: str = "") -> Markup:
    """Cells side by side in one card, divided by lines."""
    return div(f"card tiles {class_}".strip(), *(div("tile", cell) for cell in cells))


def facts(rows: Iterable[tuple[Child, Child]]) -> Markup:
    """Name and value, line by line."""
    return tag("dl", *(div("fact", tag("dt", name), tag("dd", value)) for name, value in rows), class_="facts")


def table(
    head: Sequence[Child], rows: Iterable[Sequence[Child] | Markup], name: str, numeric: Iterable[int] = ()
) -> Markup:
    """A plain table; `numeric` are the columns that stand right. A row may be ready-made Markup (`<tr>`)."""
    right = set(numeric)
    header = tag(
        "tr", *(tag("th", text, scope="col", class_="n" if at in right else None) for at, text in enumerate(head))
    )
    body = [row if isinstance(row, Markup) else table_row(row, right) for row in rows]
    inner = tag("table", tag("caption", name, class_="spoken"), tag("thead", header), tag("tbody", *body))
    return div("scroll", inner, tabindex="0", role="group", aria_label=name)


def table_row(cells: Sequence[Child], numeric: Iterable[int] = (), **attributes: Attribute) -> Markup:
    """One row; the first cell heads it."""
    right = set(numeric)
    made = [
        tag("td" if at else "th", cell, scope=None if at else "row", class_="n" if at in right else None)
        for at, cell in enumerate(cells)
    ]
    return tag("tr", *made, **attributes)


def note(*children: Child) -> Markup:
    """A source line, the smallest text there is."""
    return tag("p", *children, class_="source")


def spoken(text: str) -> Markup:
    """Text for screen readers alone."""
    return span("spoken", text)
