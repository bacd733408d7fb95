"""What the command palette offers: pages, segments, firms, indicators, runs, commands; both languages, initials."""

from __future__ import annotations

from typing import Any

from chainchief.views.figures.assessed import panel
from chainchief.views.figures.figure import Setting
from chainchief.web.navigation import entries
from chainchief.web.visit import Visit, say, step

MOST_FIRMS = 3000
# First sign of each initial in GB 2312, whose 3755 common signs stand in the order of their pinyin.
_INITIALS = (
    ("a", 0xB0A1), ("b", 0xB0C5), ("c", 0xB2C1), ("d", 0xB4EE), ("e", 0xB6EA), ("f", 0xB7A2), ("g", 0xB8C1),
    ("h", 0xB9FE), ("j", 0xBBF7), ("k", 0xBFA6), ("l", 0xC0AC), ("m", 0xC2E8), ("n", 0xC4C3), ("o", 0xC5B6),
    ("p", 0xC5BE), ("q", 0xC6DA), ("r", 0xC8BB), ("s", 0xC8F6), ("t", 0xCBFA), ("w", 0xCDDA), ("x", 0xCEF4),
    ("y", 0xD1B9), ("z", 0xD4D1),
)  # fmt: skip
_LAST = 0xD7F9


def initials(text: str) -> str:
    """Pinyin initials of the common Chinese signs of a text, its Latin letters and digits as they are.

    >>> initials("镜片镀膜 2")
    'jpdm2'
    """
    return "".join(_initial(sign) for sign in text)


def _initial(sign: str) -> str:
    if sign.isascii():
        return sign.lower() if sign.isalnum() else ""
    code = sign.encode("gb2312", errors="ignore")
    place = int.from_bytes(code, "big") if len(code) == 2 else 0
    if not _INITIALS[0][1] <= place <= _LAST:
        return ""
    return next(letter for letter, first in reversed(_INITIALS) if place >= first)


def offered(visit: Visit) -> list[dict[str, Any]]:
    """Everything the palette can jump to, in the order in which equals are shown."""
    return [*_pages(visit), *_commands(visit), *_segments(visit), *_firms(visit), *_indicators(visit), *_runs(visit)]


def _item(visit: Visit, kind: str, name: str, href: str, *also: str) -> dict[str, Any]:
    others = [text.lower() for text in (*also, initials(name)) if text and text != name]
    return {"kind_key": kind, "kind": visit.say(f"palette.{kind}"), "name": name, "href": href, "also": others}


def _pages(visit: Visit) -> list[dict[str, Any]]:
    found = []
    for entry in entries().values():
        if entry.listed:
            other = entry.names["en" if visit.zh else "zh"]
            also = (other, entry.initials, entry.questions["en"], entry.questions["zh"])
            found.append(_item(visit, "page", entry.names[visit.language], visit.to(entry.route), *also))
    return found


def _commands(visit: Visit) -> list[dict[str, Any]]:
    places = {"import": visit.to("data/findings", "upload"), "report": visit.to("reports"), "template": "/api/template"}
    other = "en" if visit.zh else "zh"
    return [
        _item(visit, "command", visit.say(f"command.{name}"), href, say(f"command.{name}", other))
        for name, href in places.items()
    ]


def _segments(visit: Visit) -> list[dict[str, Any]]:
    return [
        _item(visit, "segment", name, visit.to(f"segment/{step(code)}"), code)
        for code, name in visit.names("segments").items()
    ]


def _firms(visit: Visit) -> list[dict[str, Any]]:
    return [
        _item(visit, "firm", name, visit.to(f"firm/{step(code)}"), code)
        for code, name in list(visit.names("firms").items())[:MOST_FIRMS]
    ]


def _indicators(visit: Visit) -> list[dict[str, Any]]:
    run = visit.ws.latest("evaluate")
    if run is None:
        return []
    view = panel(run.result, Setting(language=visit.language, region=visit.ws.chain.region))
    framework = view.evaluation.framework
    other = "en" if visit.zh else "zh"
    found = []
    for code in framework.codes:
        address = visit.to(f"assessed/{step(view.focal)}/{step(code)}")
        name = framework.label(code, visit.language)
        found.append(_item(visit, "indicator", name, address, code, framework.label(code, other)))
    return found


def _runs(visit: Visit) -> list[dict[str, Any]]:
    return [
        _item(visit, "run", f"{run.number:04d} {run.step}", visit.to(f"runs/{run.number}"), str(run.number))
        for run in visit.ws.runs()[:50]
    ]
