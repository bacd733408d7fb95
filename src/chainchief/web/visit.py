"""What one reader asked for: workspace, page, choices; and the addresses that lead on from there."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from chainchief.errors import ChainChiefError
from chainchief.views import words
from chainchief.web.navigation import Entry
from chainchief.web.shelf import Shelf
from chainchief.workspace import Workspace

FACE = ("lang", "theme")
KEYS = {"segments": "segment_id", "firms": "firm_id", "regions": "region_id"}


@cache
def page_words() -> dict[str, dict[str, str]]:
    """The words that only pages show: key -> {"en": …, "zh": …}."""
    text = files("chainchief.web").joinpath("words.csv").read_text(encoding="utf-8")
    return {row["key"]: {"en": row["en"], "zh": row["zh"]} for row in csv.DictReader(text.splitlines())}


def say(key: str, language: str = "en", /, **values: object) -> str:
    """The sentence `key`: of the pages first, else of the views.

    key : first column of a words.csv
    language : "en" or "zh"
    raises KeyError for a key nobody wrote

    >>> say("close"), say("close", "zh")
    ('Close', '关闭')
    """
    entry = page_words().get(key)
    if entry is None:
        return words.say(key, language, **values)
    return entry[language].format(**values)


@dataclass(frozen=True)
class Visit:
    """One request for one page.

    shelf : the folder the workbench was started on
    workspace : None on the start page
    entry : the page, None on the start page and where nothing is found
    places : values of the {places} of the route
    query : every choice the address holds
    language : "en" or "zh"; theme : "light", "dark" or "" (as the reader's system)
    path : the address without its query
    """

    shelf: Shelf
    workspace: Workspace | None
    entry: Entry | None
    places: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    theme: str = ""
    path: str = "/"

    @property
    def ws(self) -> Workspace:
        """The workspace of a page that stands in one."""
        assert self.workspace is not None, "this page stands outside any workspace"
        return self.workspace

    @property
    def zh(self) -> bool:
        return self.language == "zh"

    def say(self, key: str, /, **values: object) -> str:
        """The sentence `key` in the reader's language."""
        return say(key, self.language, **values)

    def pick(self, english: str, chinese: str) -> str:
        """One of two texts that data give in both languages; the other when one is empty."""
        return (chinese or english) if self.zh else (english or chinese)

    def to(self, route: str, fragment: str = "", /, **query: Any) -> str:
        """The address of a page of this workspace; places of the route come quoted by `step`."""
        name = quote(self.ws.name, safe="")
        return self.address(f"/w/{name}/{route}", fragment, **query)

    def address(self, path: str, fragment: str = "", /, **query: Any) -> str:
        """Any address of this workbench with the reader's language and theme kept."""
        kept = {name: self.query[name] for name in FACE if name in self.query}
        asked = {name: str(value) for name, value in {**kept, **query}.items() if value not in (None, "")}
        tail = f"?{urlencode(asked, quote_via=quote)}" if asked else ""
        return f"{path}{tail}{'#' + quote(fragment) if fragment else ''}"

    def here(self, fragment: str = "", /, **changes: Any) -> str:
        """This page with other choices; a choice of None is dropped."""
        return self.address(self.path, fragment, **{**self.query, **changes})

    def cell(self, origin: str) -> str:
        """The address that shows a cell in its sheet."""
        return self.to(f"data/cell/{step(origin)}")

    def api(self, path: str = "") -> str:
        """The REST address of this workspace."""
        return f"/api/w/{quote(self.ws.name, safe='')}{path}"

    def names(self, table: str) -> dict[str, str]:
        """Code -> the name this reader knows, of segments, firms or regions; the code where nobody gave a name."""
        frame, code = self.ws.chain.tables[table], KEYS[table]
        named = frame["name"]
        if f"name_{self.language}" in frame:
            named = frame[f"name_{self.language}"].fillna(named)
        return {str(key): str(name) for key, name in zip(frame[code], named.fillna(frame[code]), strict=True)}

    def title_of(self, workspace: Workspace) -> str:
        """The title of a workspace, the one its tables give in this language first; its name when it is damaged."""
        try:
            chain = workspace.chain
            named = chain.title_in(self.language)
            return named if named != chain.title else workspace.title or workspace.name
        except ChainChiefError:
            return workspace.name

    @property
    def title(self) -> str:
        return self.title_of(self.ws)

    @property
    def question(self) -> str:
        return self.entry.questions[self.language] if self.entry else self.say("start.question")


NOTHING = Markup()


@dataclass(frozen=True)
class Page:
    """What a page function returns; everything in it is ready Markup.

    question : the h1; lead : the answer under it, or what it rests on
    actions : buttons at the right of the question
    body : the page; drawer : opened at the right, "" when closed
    grid : options of an AG Grid to be put at the element with id "grid", None without one
    status : HTTP status
    """

    question: str
    lead: Markup | str = ""
    actions: Markup = NOTHING
    body: Markup = NOTHING
    drawer: Markup = NOTHING
    grid: dict[str, Any] | None = None
    status: int = 200


def step(text: str) -> str:
    """One part of a path, quoted; `!` of a place stays readable.

    >>> step("眼镜 1.xlsx!ties!G12")
    '%E7%9C%BC%E9%95%9C%201.xlsx!ties!G12'
    """
    return quote(text, safe="!")
