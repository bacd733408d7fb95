"""The findings of one sheet, one of them chosen, each with what can be pressed to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from chainchief.views import formats
from chainchief.web.markup import LEVEL_SIGNS, card, div, join, level_sign, link, note, press, segmented, span, tag
from chainchief.web.pages.imports.journey import ELSEWHERE, Read, form, level_words, undo_bar
from chainchief.web.pages.imports.sheet_card import LEVELS, column_label
from chainchief.web.rest.mending import DUPLICATE, alike, finding_key
from chainchief.web.visit import Visit

SHOWN = 30
ALIKE = 3


def listed(visit: Visit, found: Sequence[Any]) -> list[Any]:
    """The findings of a sheet that the address asks for, the worst first."""
    level, rule = visit.query.get("level", ""), visit.query.get("rule", "")
    kept = [one for one in found if (not level or one.level == level) and (not rule or one.rule == rule)]
    return sorted(kept, key=lambda one: (LEVELS.index(one.level), one.row is None, one.row or 0))


def chosen_finding(visit: Visit, read: Read, found: Sequence[Any]) -> Any:
    """The finding the address names, by its key or its cell, else the first of the list; None when there is none."""
    key, place = visit.query.get("finding", ""), visit.query.get("at", "")
    shown = listed(visit, found)
    for one in shown:
        if (key and finding_key(one) == key) or (place and one.origin == place):
            return one
    return shown[0] if shown else None


def list_card(visit: Visit, read: Read, place: str, chosen: Any) -> Markup:
    """The card at the right: level filter, the findings, and the step that can be taken back."""
    found = read.by_sheet.get(place, [])
    shown = listed(visit, found)
    name = visit.say("sheet.elsewhere") if place == ELSEWHERE else place.partition("!")[2]
    blocks = _blocks(visit, read, shown, chosen)
    asked = visit.query.get("list", "")
    start = int(asked) if asked.isdigit() and int(asked) < len(blocks) else _page_of(blocks, chosen)
    lines = [block for _, block in blocks[start : start + SHOWN]]
    nothing = tag("p", visit.say("findings.none_here"), class_="small pale")
    title = visit.say("findings.in_sheet", sheet=name)
    return card(
        title,
        tag("ul", *lines, class_="lines findings") if lines else nothing,
        _pager(visit, start, len(blocks)),
        undo_bar(visit, read),
        side=_filter(visit, found),
        class_="finding-card",
    )


def _page_of(blocks: list[tuple[Any, Markup]], chosen: Any) -> int:
    at = next((place for place, (one, _) in enumerate(blocks) if one is chosen), 0)
    return at // SHOWN * SHOWN


def _filter(visit: Visit, found: Sequence[Any]) -> Markup:
    """How many of each level; pressing one shows it alone, pressing it again shows all."""
    counted = Counter(one.level for one in found)
    now = visit.query.get("level", "")
    options: list[tuple[Markup, str, bool]] = []
    for level in LEVELS:
        words = join([
            span("", LEVEL_SIGNS[level], aria_hidden="true"), " ", counted[level],
            span("spoken", f" {visit.say(f'findings.{level}s')}"),
        ])  # fmt: skip
        address = visit.here(level=None if now == level else level, rule=None, finding=None, at=None, list=None)
        options.append((words, address, now == level))
    return segmented(visit.say("findings.filter"), options)


def _blocks(visit: Visit, read: Read, shown: Sequence[Any], chosen: Any) -> list[tuple[Any, Markup]]:
    """One block a finding; of many alike the first few, then a line that opens the rest."""
    open_rule = visit.query.get("rule", "")
    totals = Counter((one.rule, one.column) for one in shown)
    seen: Counter[tuple[str, str]] = Counter()
    blocks: list[tuple[Any, Markup]] = []
    for one in shown:
        kind = (one.rule, one.column)
        seen[kind] += 1
        if seen[kind] > ALIKE and not open_rule and one is not chosen:
            if seen[kind] == ALIKE + 1:
                blocks.append((None, _more(visit, one, totals[kind] - ALIKE)))
            continue
        following = _next(shown, one)
        blocks.append((one, _block(visit, read, one, chosen is one, following)))
    if open_rule:
        back = link(visit.say("findings.all_rules"), visit.here(rule=None, list=None))
        blocks.insert(0, (None, tag("li", back, class_="more-like")))
    return blocks


def _next(shown: Sequence[Any], one: Any) -> Any:
    at = next(place for place, other in enumerate(shown) if other is one)
    return shown[at + 1] if at + 1 < len(shown) else shown[at - 1] if at else None


def _more(visit: Visit, one: Any, count: int) -> Markup:
    words = visit.say("findings.more", count=formats.number(count, 0, visit.language))
    address = visit.here(rule=one.rule, finding=finding_key(one), at=None, list=None, **{"from": None})
    return tag("li", link(words, address), class_="more-like")


def _pager(visit: Visit, start: int, total: int) -> Markup | None:
    if total <= SHOWN:
        return None
    links = []
    if start > 0:
        links.append(link(visit.say("findings.previous"), visit.here(list=max(0, start - SHOWN))))
    words = visit.say("findings.page", first=start + 1, last=min(total, start + SHOWN), total=total)
    links.append(span("", words))
    if start + SHOWN < total:
        links.append(link(visit.say("findings.next"), visit.here(list=start + SHOWN)))
    return note(join(links, " · "))


def _block(visit: Visit, read: Read, finding: Any, chosen: bool, following: Any) -> Markup:
    place = str(finding.place).split("!", 1)[-1] if "!" in str(finding.place) else str(finding.place)
    address = visit.here(
        "finding", finding=finding_key(finding), at=None, sheet=read.sheet_of(finding), **{"from": None}
    )
    where = link(place, address, aria_current="true" if chosen else None, title=finding.origin or None)
    label = column_label(visit, read, finding)
    what = div(
        "what",
        div("place", where, " ", span("pale", label) if label else None, " ", level_words(visit, finding.level)),
        div("", visit.pick(finding.message, finding.message_zh)),
        _remedy(visit, finding),
        _ways(visit, read, finding, chosen, following),
    )
    kind = "chosen" if chosen else None
    return tag("li", div("line", level_sign(finding.level), what), class_=kind, id="finding" if chosen else None)


def _remedy(visit: Visit, finding: Any) -> Markup | None:
    words = visit.pick(finding.remedy, finding.remedy_zh)
    return div("small pale", words) if words else None


def _ways(visit: Visit, read: Read, finding: Any, chosen: bool, following: Any) -> Markup | None:
    """What can be pressed beside a finding: buttons beside the chosen one, words beside the others."""
    if not read.token:
        return _ways_in_force(visit, finding) if chosen else None
    pressed: list[Markup | None] = []
    if finding.rule == DUPLICATE and finding.after:
        pressed += [
            mend_form(visit, read, finding, what, visit.say(f"fix.{what}"), following) for what in ("same", "two")
        ]
    elif finding.rule in ("unknown-sheet", "columns-absent", "column-twice", "column-kept", "column-unnamed"):
        pressed.append(link(visit.say("fix.columns"), visit.to("data/mapping", preview=read.token), class_="word"))
    elif finding.row is not None and finding.level != "info":
        fix = bool(finding.fix and finding.column)
        if fix:
            pressed.append(mend_form(visit, read, finding, "cell", visit.say("fix.read", text=finding.fix), following))
        if chosen or fix or finding.level == "error":
            pressed.append(mend_form(visit, read, finding, "leave", visit.say("fix.leave"), following))
        if chosen:
            pressed += [_alike(visit, read, finding), _other_text(visit, read, finding, following)]
    made = [one for one in pressed if one is not None]
    return div("ways" if chosen else "ways quiet", *made) if made else None


def mend_form(visit: Visit, read: Read, finding: Any, what: str, words: str, following: Any) -> Markup:
    """One thing that can be pressed to mend a finding; afterwards the finding `following` is the chosen one."""
    first = what in ("cell", "same")
    kind = "button small primary-quiet" if first else "button small"
    back = visit.here("finding", finding=finding_key(following) if following else None, at=None, **{"from": None})
    pressed = tag("button", words, type="submit", class_=kind)
    return form(visit, f"/imports/{read.token}/mend/form", pressed, back=back, finding=finding_key(finding), what=what)


def _alike(visit: Visit, read: Read, finding: Any) -> Markup | None:
    """One press for all findings of the same rule in the same column."""
    others = alike(read.findings, finding)
    if not others:
        return None
    what = "alike" if finding.fix and finding.column else "leave-alike"
    key = "fix.alike_one" if len(others) == 1 else "fix.alike"
    words = visit.say(key, count=formats.number(len(others), 0, visit.language))
    title = visit.say("fix.alike_says" if what == "alike" else "fix.leave_alike_says")
    pressed = tag("button", words, type="submit", class_="word", title=title)
    return form(
        visit, f"/imports/{read.token}/mend/form", pressed, back=visit.here("finding", finding=None, at=None),
        finding=finding_key(finding), what=what,
    )  # fmt: skip


def _other_text(visit: Visit, read: Read, finding: Any, following: Any) -> Markup | None:
    """A field to type what the cell should have said."""
    if not finding.column:
        return None
    back = visit.here("finding", finding=finding_key(following) if following else None, at=None, **{"from": None})
    field = tag(
        "input", type="text", name="text", required=True, maxlength=200, size=12,
        placeholder=visit.say("fix.type_hint"),
        aria_label=visit.say("fix.type_label", place=finding.origin.split("!", 1)[-1]),
    )  # fmt: skip
    made = form(
        visit, f"/imports/{read.token}/mend/form", field, press(visit.say("fix.type_read"), class_="button small"),
        back=back, finding=finding_key(finding), what="cell",
    )  # fmt: skip
    return tag("details", tag("summary", visit.say("fix.type")), made, class_="type-in")


def _ways_in_force(visit: Visit, finding: Any) -> Markup | None:
    if not finding.origin or finding.row is None:
        return None
    return div("ways", link(visit.say("findings.row_read"), visit.cell(finding.origin), class_="word"))
