"""The stylesheet of the workbench: tokens, then the rules of `theme.css`, then those of figures and tables."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from chainchief.views.svg import FIGURE_CSS
from chainchief.views.tables import TABLE_CSS
from chainchief.views.tokens import COLOURS, css_variables

FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -5 28 26"><g fill="none" stroke-width="3" '
    f'stroke="{COLOURS["link"][0]}"><rect x="1.6" y="3" width="12.4" height="10" rx="5"/>'
    '<rect x="12" y="3" width="12.4" height="10" rx="5"/></g></svg>'
)
PRINT = "@media print{{:root:root{{{light};color-scheme:light}}}}\n"


@cache
def stylesheet() -> str:
    """Every rule of the workbench as one text; colours stand in it as variables, defined once at its head."""
    light = ";".join(f"--{name}:{pair[0]}" for name, pair in COLOURS.items())
    rules = files("chainchief.web").joinpath("theme.css").read_text(encoding="utf-8")
    return "\n".join((css_variables(follow_system=True), FIGURE_CSS, TABLE_CSS, rules, PRINT.format(light=light)))


@cache
def script() -> str:
    """The script of the shell."""
    return files("chainchief.web").joinpath("shell.js").read_text(encoding="utf-8")


def digest(text: str) -> str:
    """A short name for a version of a text, for an address that may be kept forever.

    >>> digest("a")
    'ca978112ca1b'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def head(language: str, theme: str) -> str:
    """What stands in `<head>`: language and theme before the first paint, then style and script of our own."""
    chosen = f'document.documentElement.dataset.theme="{theme}";' if theme else ""
    spoken = "zh-CN" if language == "zh" else "en"
    return (
        f'<script>document.documentElement.lang="{spoken}";{chosen}</script>'
        f'<link rel="stylesheet" href="/assets/theme-{digest(stylesheet())}.css">'
        f'<script defer src="/assets/shell-{digest(script())}.js"></script>'
    )
