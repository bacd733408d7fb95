"""The card on breaks of base: what is known, what is therefore not worked out, how to declare one."""

from __future__ import annotations

from markupsafe import Markup

from chainchief.views.results.course import Course, Followed, OverTimeOptions, follows, uncut
from chainchief.views.results.over_time import break_lines, break_table, indicator_words, other_breaks, step_words
from chainchief.views.tables import TableView, to_html
from chainchief.web.markup import card, div, join, link, press, segmented, tag
from chainchief.web.pages.parts import label, said, scroller, setting, table_twin
from chainchief.web.visit import Visit

DETECT = ("cut", "note", "off")
MOST_OFFERED = 8


def asked_options(visit: Visit, groups: str = "") -> OverTimeOptions:
    """What the address says about breaks and groups.

    groups : the column that is taken when it names none
    """
    detect = visit.query.get("detect", "")
    return OverTimeOptions(
        groups=visit.query.get("groups", "") or groups,
        breaks=visit.query.get("breaks", "").strip(),
        detect=detect if detect in DETECT else "cut",
    )


def noteworthy(course: Course) -> bool:
    """Whether a break was declared, or found among enough periods, so that it has to be said first."""
    declared = course.breaks["source"].eq("declared").any()
    return bool(declared) or not (course.short or (course.breaks.empty and course.unscored.empty))


def break_card(visit: Visit, course: Course, refused: str = "") -> Markup:
    """What is known about breaks of base, first on the page when there is one."""
    made = setting(visit)
    own = course.breaks["source"].eq("found").any() or len(course.unscored) or len(course.near)
    title = join([visit.say("breaks.title"), " ", label(visit, "own") if own else None])
    lines = tag("ul", *(tag("li", line) for line in break_lines(course, made)), class_="lines")
    found = break_table(course.breaks, made, lambda code: indicator_words(course, code, made))
    shown = _shown(visit, found) if found.rows else None
    return card(
        title,
        div(
            "stack",
            said(visit, refused) if refused else None,
            lines,
            _kept(visit, course),
            shown,
            _further(visit, course),
            _declaring(visit, course),
        ),
        unit=visit.say(f"years.detect.{course.options.detect}_says"),
        side=_detecting(visit, course),
        id_="breaks",
    )


def _kept(visit: Visit, course: Course) -> Markup | None:
    """The breaks that the newest run of follow declared, to be used here, or why they are not."""
    run = None if visit.query.get("breaks") else visit.ws.latest("follow")
    breaks = str(run.options.get("breaks") or "") if run else ""
    if run is None or not breaks:
        return None
    if follows(course.evaluation, run.result):
        detect = str(run.options.get("detect", "cut"))
        words = visit.say("years.use_run", run=f"{run.number:04d}", steps=breaks)
        return div("ways quiet", link(words, visit.here("breaks", breaks=breaks, detect=detect)))
    made = setting(visit)
    words = other_breaks(Followed(run.result, run.number), made, lambda code: indicator_words(course, code, made))
    return tag("p", words, class_="text")


def _shown(visit: Visit, table: TableView) -> Markup:
    return scroller(table.caption, Markup(to_html(table, visit.language, caption=False)))


def _further(visit: Visit, course: Course) -> Markup | None:
    """What the test saw in values that are not scored, and near its limits."""
    made = setting(visit)
    tables = []
    for name in ("unscored", "near"):
        frame = getattr(course, name)
        if len(frame):
            table = break_table(frame, made, lambda code: indicator_words(course, code, made), scored=False)
            caption = visit.say(f"breaks.{name}_title")
            tables.append(TableView(f"breaks_{name}", caption, table.columns, table.rows, table.more))
    return table_twin(visit, *tables) if tables else None


def _detecting(visit: Visit, course: Course) -> Markup:
    """What happens to a break that is found."""
    options = [
        (
            visit.say(f"years.detect.{one}"),
            visit.here(detect=one if one != "cut" else None),
            one == course.options.detect,
        )
        for one in DETECT
    ]
    return segmented(visit.say("years.detect"), options)


def _declaring(visit: Visit, course: Course) -> Markup:
    """A field for breaks one knows, the steps that were seen as links, and those declared to be taken back."""
    kept = [
        tag("input", type="hidden", name=name, value=value)
        for name, value in visit.query.items()
        if name != "breaks" and value
    ]
    field = tag(
        "input", type="text", name="breaks", id="breaks-field", value=visit.query.get("breaks", ""),
        placeholder=f"{course.periods[-2]}/{course.periods[-1]}",
    )  # fmt: skip
    named = div("field", tag("label", visit.say("years.declare"), for_="breaks-field"), field)
    form = tag(
        "form", *kept, named, press(visit.say("years.declare_go")), method="get", action=visit.path, class_="form"
    )
    ways = [*_offers(visit, course), *_dropped(visit)]
    how = tag("p", visit.say("years.declare_how", code=course.evaluation.framework.leaves[0]), class_="source")
    return div("no-print", form, how, div("ways quiet", *ways) if ways else None)


def _offers(visit: Visit, course: Course) -> list[Markup]:
    """Every step that was seen and is not declared, as a link that declares it."""
    told = _declared(visit)
    wanted: dict[str, str] = {}
    for line in course.unscored.to_dict("records"):
        if (line["before"], line["after"]) in course.cuts:
            continue
        step = step_words(line["before"], line["after"])
        wanted.setdefault(step, visit.say("years.declare_step", step=step))
    for table in (uncut(course.breaks), course.near):
        for line in table.to_dict("records"):
            step, code = step_words(line["before"], line["after"]), str(line["indicator"])
            words = visit.say("years.declare_one", step=step, name=indicator_words(course, code, setting(visit)))
            wanted.setdefault(f"{code}@{step}", words)
    links = [
        link(words, visit.here("breaks", breaks=";".join([*told, text])))
        for text, words in wanted.items()
        if text not in told
    ]
    return links[:MOST_OFFERED]


def _dropped(visit: Visit) -> list[Markup]:
    told = _declared(visit)
    return [
        link(
            visit.say("years.drop", step=one),
            visit.here("breaks", breaks=";".join(part for part in told if part != one)),
        )
        for one in told
    ]


def _declared(visit: Visit) -> list[str]:
    text = visit.query.get("breaks", "").replace("；", ";")
    return [part.strip() for part in text.split(";") if part.strip()]
