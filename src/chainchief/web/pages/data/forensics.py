"""Do the numbers look measured? What every test of the numbers counted, in sentences, without one score for all."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import pandas as pd
from markupsafe import Markup

from chainchief.views import formats
from chainchief.web.markup import button, card, div, join, level_sign, link, note, span, table, tag
from chainchief.web.pages.empty import empty
from chainchief.web.pages.parts import cell_link, sheet_name
from chainchief.web.visit import Page, Visit
from chainchief.workspace import forensics as run_tests

TESTS = (
    "digit-runs", "round-numbers", "same-value", "twin-block", "copied-year", "children-above-parent", "total-row",
    "weights-rescaled", "shares-below-one", "years-apart", "years-missing", "unit-mixed", "part-above-whole",
    "shares-above-one", "unit-jump",
)  # fmt: skip
SHOWN, ALIKE, MOST = 60, 4, 200


@lru_cache(maxsize=4)
def tested(chain: Any) -> pd.DataFrame:
    """What the tests counted in the tables of a chain; worked out once."""
    return run_tests(chain)


def forensics(visit: Visit) -> Page:
    """The page of the tests."""
    if visit.ws.generation == 0:
        return empty(visit)
    chain = visit.ws.chain
    counted = tested(chain)
    told = [one for one in visit.ws.findings() if one.rule in TESTS]
    cells = formats.number(_cells(chain), 0, visit.language)
    if told:
        key = "forensics.lead" if len(told) > 1 else "forensics.lead_one"
        lead = visit.say(key, count=len(told), cells=cells)
    else:
        lead = visit.say("forensics.nothing", cells=cells)
    body = div("columns", div("stack", _told(visit, told), _counted(visit, counted)), _tests(visit, counted, told))
    actions = button(visit.say("to.findings"), visit.to("data/findings"), "fact_check")
    return Page(visit.question, lead, actions, body)


def _cells(chain: Any) -> int:
    """Cells with a number in them."""
    return sum(
        int(frame[name].notna().sum())
        for frame in chain.tables.values()
        if len(frame)
        for name in frame.columns
        if frame[name].dtype.kind == "f"
    )


def _told(visit: Visit, told: list[Any]) -> Markup:
    if not told:
        return card(visit.say("forensics.told"), tag("p", visit.say("forensics.none"), class_="text"))
    groups = [[one for one in told if one.rule == test] for test in TESTS]
    lines = [_line(visit, one) for group in groups for one in group[:ALIKE]]
    folded = [_fold(visit, group) for group in groups if len(group) > ALIKE]
    return card(visit.say("forensics.told"), tag("ul", *lines, class_="lines"), *folded)


def _fold(visit: Visit, group: list[Any]) -> Markup:
    """The further doubts of one test, folded in."""
    rest = group[ALIKE:]
    words = f"{_test_name(visit, group[0].rule)}: {visit.say('findings.more', count=len(rest))}"
    lines = [_line(visit, one) for one in rest[:MOST]]
    return tag("details", tag("summary", words), tag("ul", *lines, class_="lines"), class_="more")


def _line(visit: Visit, one: Any) -> Markup:
    where = cell_link(visit, one.origin)
    what = div(
        "what",
        div("", visit.pick(one.message, one.message_zh)),
        div("small pale", join([where, visit.pick(one.remedy, one.remedy_zh) or None], " · ")),
    )
    return tag("li", div("line", level_sign(one.level), what, span("spoken", visit.say(f"findings.{one.level}"))))


def _counted(visit: Visit, counted: pd.DataFrame) -> Markup | None:
    """Every count of every test with what chance gives and the cell it begins at."""
    if counted.empty:
        return None
    rows = []
    for one in counted.head(SHOWN).itertuples():
        numbers = [
            formats.number(one.count, 0, visit.language),
            formats.number(one.of, 0, visit.language),
            formats.percent(one.share, 0, visit.language) if formats.known(one.share) else formats.NOT_APPLICABLE,
            formats.percent(one.expected, 1, visit.language) if formats.known(one.expected) else formats.NOT_APPLICABLE,
            _chance(one.p),
        ]
        named = join(
            [_test_name(visit, one.test), div("small pale", f"{one.subject} · {sheet_name(visit, one.table)}")]
        )
        kind = "notable" if one.notable else ""
        rows.append((named if kind else span("pale", named), *numbers, cell_link(visit, one.origin) or ""))
    head = [visit.say(f"forensics.{name}") for name in ("test", "count", "of", "share", "expected", "p", "cell")]
    made = table(head, rows, visit.say("forensics.counted"), numeric=(1, 2, 3, 4, 5))
    rest = len(counted) - SHOWN
    more = note(visit.say("findings.more", count=rest)) if rest > 0 else None
    return card(visit.say("forensics.counted"), made, more, note(visit.say("forensics.p_says")))


def _chance(p: float) -> str:
    if not formats.known(p):
        return formats.NOT_APPLICABLE
    return "< 0.0001" if p < 1e-4 else f"{p:.{max(1, 1 - math.floor(math.log10(p)))}f}" if p > 0 else "0"


def _test_name(visit: Visit, test: str) -> str:
    return visit.say(f"forensics.test.{test}") if test in TESTS else test


def _tests(visit: Visit, counted: pd.DataFrame, told: list[Any]) -> Markup:
    """Which tests there are and how many doubts each left."""
    lines = []
    for test in TESTS:
        count = sum(one.rule == test for one in told)
        words = str(count) if count else visit.say("forensics.clear")
        lines.append(
            div("fact", tag("dt", _test_name(visit, test)), tag("dd", words, class_=None if count else "pale"))
        )
    return div(
        "stack",
        card(visit.say("forensics.tests"), tag("dl", *lines, class_="facts small")),
        card(visit.say("forensics.fair"), tag("p", visit.say("forensics.fair_says"), class_="small"),
             tag("p", link(visit.say("forensics.all"), visit.to("data/findings")), class_="small")),
    )  # fmt: skip
