"""report: results become one HTML text that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import Diagnosis
from chainchief.errors import ChainChiefError, InputError
from chainchief.evaluation.assessment import Evaluation
from chainchief.views import formats
from chainchief.views.figures.assessed import Panel, panel
from chainchief.views.figures.figure import Figure, Setting, setting_of
from chainchief.views.figures.map.picture import chain_map
from chainchief.views.reports.appendix import appendix_section, link_of, place_anchors
from chainchief.views.reports.assessment import assessed_answer, assessed_sections
from chainchief.views.reports.blocks import Block, Matter, Section, Sheet, Shown
from chainchief.views.reports.limits import findings_section, limits_section, quality_section
from chainchief.views.reports.method import framework_tag, method_section
from chainchief.views.signs import LENS_SIGNS
from chainchief.views.svg import FIGURE_CSS, clean, to_svg
from chainchief.views.tables import TABLE_CSS, TableView, to_html
from chainchief.views.tokens import css_variables
from chainchief.views.words import LANGUAGES, say

FEW_FILES = 3


def report(chain: Chain, results: Sequence[Any], language: str = "en", *, made: str = "", source: str = "") -> str:
    """A report ready for a meeting: one HTML file, no script, no foreign request, printable on A4.

    chain : what the results were made from
    results : any of Evaluation, Diagnosis, lists of Finding, and errors that say why one of them could not be had
    language : "en" or "zh"
    made : ISO date of the report, "" = undated (the same input then always gives the same bytes)
    source : what the source lines name, such as workspace and run; default the files the rows come from
    raises : InputError for another language or a result of an unknown kind
    """
    if language not in LANGUAGES:
        raise InputError(f"no language '{language}'; choose en or zh", f"没有语言“{language}”；可选 en、zh")
    matter = _matter(chain, results, language, source or _files(chain, language))
    sections = _sections(matter)
    html: str = _template().render(
        matter=matter,
        say=matter.say,
        language=language,
        title=_title(matter),
        answer=_answer(matter),
        kicker=_kicker(chain, matter),
        tags=[framework_tag(view, matter) for view in matter.panels],
        sections=sections,
        made=formats.day(made, language) if made else "",
        footer=_css_string(_footer(chain, made, matter)),
        pages=_pages(matter),
        css=Markup(_css()),
        figure_svg=lambda figure: Markup(to_svg(figure.drawing)),
        table_html=lambda table, caption=True: Markup(to_html(table, language, caption)),
        tables_of=_tables_of,
        lens_sign=LENS_SIGNS,
        text=clean,
    )
    return html


def _matter(chain: Chain, results: Sequence[Any], language: str, source: str) -> Matter:
    setting = setting_of(chain, language, source=source)
    matter = Matter(chain, setting)
    for result in results:
        kind = next((kind for kind in TAKEN if isinstance(result, kind)), None)
        if kind is None:
            name = type(result).__name__
            raise InputError(f"a report cannot show a {name}", f"报告不能显示 {name}")
        matter = TAKEN[kind](matter, result)
    anchors = {key: anchor for view in matter.panels[:1] for key, anchor in place_anchors(view).items()}
    pairs = list(dict.fromkeys((region, period) for region, _, period in anchors))
    trails: dict[str, str] = {}
    for number, (region, _) in enumerate(pairs, start=1):
        trails.setdefault(region, f"region-{number}")
    linked: Setting = replace(setting, link=link_of(anchors, trails))
    panels = tuple(panel(view.evaluation, linked) for view in matter.panels)
    return replace(matter, setting=linked, panels=panels, anchors=anchors)


def _take_evaluation(matter: Matter, result: Evaluation) -> Matter:
    return replace(matter, panels=(*matter.panels, panel(result, matter.setting)))


def _take_diagnosis(matter: Matter, result: Diagnosis) -> Matter:
    return replace(matter, diagnoses=(*matter.diagnoses, result))


def _take_refusal(matter: Matter, result: ChainChiefError) -> Matter:
    return replace(matter, refusals=(*matter.refusals, result))


def _take_findings(matter: Matter, result: Sequence[Finding]) -> Matter:
    return replace(matter, findings=(*(matter.findings or ()), *result))


TAKEN: dict[type, Any] = {
    Evaluation: _take_evaluation,
    Diagnosis: _take_diagnosis,
    ChainChiefError: _take_refusal,
    list: _take_findings,
    tuple: _take_findings,
}


def _sections(matter: Matter) -> list[Section]:
    sections: list[Section] = []
    for view in matter.panels:
        sections += assessed_sections(view, matter)
    for diagnosis in matter.diagnoses:
        sections.append(_map_section(chain_map(diagnosis, matter.setting), matter))
    sections.append(limits_section(matter))
    if matter.findings is not None:
        sections.append(findings_section(matter.findings, matter))
    sections.append(quality_section(matter))
    sections.append(method_section(matter))
    sections += [appendix_section(view, matter) for view in matter.panels[:1]]
    return _numbered(sections)


def _map_section(figure: Figure, matter: Matter) -> Section:
    blocks: tuple[Block, ...] = (
        Shown(figure, twin=False),
        *(Sheet(table) for table in (figure.table, *figure.further)),
    )
    return Section("map", matter.say("report.map.title"), figure.summary, blocks)


def _numbered(sections: list[Section]) -> list[Section]:
    """Ids stay unique when a kind of result comes twice."""
    seen: dict[str, int] = {}
    unique = []
    for section in sections:
        seen[section.anchor] = seen.get(section.anchor, 0) + 1
        again = seen[section.anchor] > 1
        unique.append(replace(section, anchor=f"{section.anchor}-{seen[section.anchor]}") if again else section)
    return unique


def _title(matter: Matter) -> str:
    view: Panel | None = matter.panels[0] if matter.panels else None
    region = matter.setting.name(view.focal if view else matter.setting.region) or matter.say("report.the_chain")
    key = "both" if view and matter.diagnoses else "assessed" if view else "map" if matter.diagnoses else "data"
    return matter.say(f"report.title.{key}", region=region)


def _answer(matter: Matter) -> list[str]:
    said = [assessed_answer(view, matter) for view in matter.panels]
    said += [chain_map(diagnosis, matter.setting).summary for diagnosis in matter.diagnoses]
    return said or [matter.say("report.answer.none")]


def _kicker(chain: Chain, matter: Matter) -> str:
    parts = [chain.title_in(matter.language), matter.setting.name(chain.region) if chain.region else ""]
    if chain.base_year:
        parts.append(matter.say("report.base_year", year=chain.base_year))
    return " · ".join(part for part in parts if part)


def _files(chain: Chain, language: str) -> str:
    """The files the rows come from; many are counted."""
    origins = (origin for frame in chain.tables.values() for origin in frame["origin"].dropna().unique())
    files = sorted({str(origin).partition("!")[0] for origin in origins} - {"memory"})
    if len(files) <= FEW_FILES:
        return ", ".join(files)
    return say("word.files", language, first=files[0], count=len(files) - 1)


def _footer(chain: Chain, made: str, matter: Matter) -> str:
    parts = [chain.title_in(matter.language), matter.setting.source, formats.day(made, matter.language) if made else ""]
    if chain.synthetic:
        parts.append(matter.say("state.synthetic.data"))
    return formats.clip(" · ".join(part for part in parts if part), 110)


def _pages(matter: Matter) -> Markup:
    before, middle, after = (_css_string(part) for part in matter.say("report.page", page="|", pages="|").split("|"))
    return Markup(f"{before} counter(page) {middle} counter(pages) {after}")


def _css_string(text: str) -> Markup:
    """A text as a CSS string, everything but plain letters and digits escaped."""
    inside = "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in clean(text))
    return Markup(f'"{inside}"')


def _tables_of(figure: Figure) -> tuple[TableView, ...]:
    return (figure.table, *figure.further)


@cache
def _css() -> str:
    own = resources.files("chainchief.views.reports").joinpath("report.css").read_text(encoding="utf-8")
    return "\n".join((css_variables(follow_system=True), FIGURE_CSS, TABLE_CSS, own))


@cache
def _template() -> Any:
    text = resources.files("chainchief.views.reports").joinpath("report.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(text)
