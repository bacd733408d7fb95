"""What the tables let one ask, which columns would unlock most, which firms may be one."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from chainchief.web.markup import div, icon, link, span, tag
from chainchief.web.pages.imports.finding_list import mend_form
from chainchief.web.pages.imports.journey import Read
from chainchief.web.pages.parts import column_name, sheet_name, telling, unlock_name, unlock_state
from chainchief.web.rest.mending import DUPLICATE, finding_key
from chainchief.web.visit import Visit
from chainchief.workspace import answers

SHOWN, NOT_YET = 5, 2
TELLING = 3


def asks_card(visit: Visit, chain: Any) -> Markup:
    """What these tables answer now, then what lacks least for a further answer."""
    found = [one for one in answers(chain) if one.since == "now"]
    can = [one for one in found if one.possible]
    not_yet = sorted((one for one in found if not one.possible), key=lambda one: (one.level, sum(map(len, one.lacks))))
    lines = [_line(visit.pick(one.en, one.zh), True) for one in can[:SHOWN]]
    lines += [_line(_needs(visit, one), False) for one in not_yet[:NOT_YET]]
    rest = [_line(visit.pick(one.en, one.zh), True) for one in can[SHOWN:]]
    rest += [_line(_needs(visit, one), False) for one in not_yet[NOT_YET:]]
    more = tag("details", tag("summary", visit.say("ask.more", count=len(rest))),
               tag("ul", *rest, class_="lines tight"), class_="more") if rest else None  # fmt: skip
    return div("", tag("h2", visit.say("ask.title")), tag("ul", *lines, class_="lines tight"), more)


def _needs(visit: Visit, answer: Any) -> str:
    """«Position in world chains: needs io: from_region, amount»."""
    between, stop = ("、", "：") if visit.zh else (", ", ": ")
    parts = []
    for name, *columns in answer.lacks:
        listed = between.join(column_name(visit, name, column) for column in columns)
        parts.append(f"{sheet_name(visit, name)}{stop}{listed}" if columns else sheet_name(visit, name))
    return visit.say("ask.needs", what=visit.pick(answer.en, answer.zh), sheet=("；" if visit.zh else "; ").join(parts))


def _line(words: str, possible: bool) -> Markup:
    picture = icon("check" if possible else "remove")
    return tag("li", div("line yes" if possible else "line", picture, div("what" if possible else "what pale", words)))


def duplicates_card(visit: Visit, read: Read) -> Markup | None:
    """Firms whose names look like one; people say whether they are."""
    pairs = [finding for finding in read.findings if finding.rule == DUPLICATE]
    if not pairs:
        return None
    lines = [_pair(visit, read, finding) for finding in pairs[:SHOWN]]
    rest = len(pairs) - len(lines)
    more = tag("p", link(visit.say("findings.more", count=rest), visit.here(table="firms", sheet=None, rule=DUPLICATE,
               finding=None, at=None)), class_="small") if rest > 0 else None  # fmt: skip
    return div("", tag("h2", visit.say("findings.alike")), tag("ul", *lines, class_="lines tight"), more)


def _pair(visit: Visit, read: Read, finding: Any) -> Markup:
    address = visit.here("finding", finding=finding_key(finding), at=None, sheet=read.sheet_of(finding), level=None)
    names = f"{finding.value} · {finding.after}" if finding.after else visit.pick(finding.message, finding.message_zh)
    ways = None
    if read.token and finding.after:
        made = [mend_form(visit, read, finding, what, visit.say(f"fix.{what}"), None) for what in ("same", "two")]
        ways = span("ways quiet", *made)
    return tag("li", div("pair", link(names, address), ways))


def telling_card(visit: Visit, chain: Any) -> Markup | None:
    """The three columns or sheets that would unlock the most."""
    best = telling(chain)[:TELLING]
    if not best:
        return None
    lines = [tag("li", div("", span("strong", unlock_name(visit, one)), " ", span("pale", unlock_state(visit, one))),
                 div("small pale", visit.pick(one.en, one.zh))) for one in best]  # fmt: skip
    return div("", tag("h2", visit.say("home.columns")), tag("ul", *lines, class_="lines tight"))
