"""report: results become content, and content becomes a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.evaluation.assessment import Evaluation
from chainchief.options import pick
from chainchief.views import formats
from chainchief.views.figures.assessed import Panel, panel
from chainchief.views.figures.figure import Setting, setting_of
from chainchief.views.figures.map.picture import chain_map
from chainchief.views.reports.blocks import Content, Section
from chainchief.views.reports.excel.book import excel_book
from chainchief.views.reports.file import ReportFile
from chainchief.views.reports.matter import Matter
from chainchief.views.reports.page.html import html_page
from chainchief.views.reports.sections.appendix import link_of, place_anchors
from chainchief.views.reports.sections.assessment import assessed_answer
from chainchief.views.reports.sections.method import framework_tag
from chainchief.views.reports.sections.registry import CHAPTERS
from chainchief.views.reports.word.document import word_document
from chainchief.views.words import LANGUAGES, say

FEW_FILES = 3


RENDERERS: Mapping[str, Callable[[Content], bytes]] = MappingProxyType(
    {"html": html_page, "docx": word_document, "xlsx": excel_book}
)
"""Format -> what turns content into a file; the same content gives the same bytes."""


@dataclass(frozen=True)
class _Imprint:
    """What stands in the small print of a report; `source` "" = the files the rows come from."""

    language: str = "en"
    made: str = ""
    source: str = ""
    run: int | None = None


def report(chain: Chain, results: Sequence[Any], language: str = "en", *, made: str = "", source: str = "") -> str:
    """A report ready for a meeting: one HTML file, no script, no foreign request, printable on A4.

    chain : what the results were made from
    results : any of Evaluation, Diagnosis, lists of Finding, and errors that say why one of them could not be had
    language : "en" or "zh"
    made : ISO date of the report, "" = undated (the same input then always gives the same bytes)
    source : what the source lines name, such as workspace and run; default the files the rows come from
    raises : InputError for another language or a result of an unknown kind
    """
    return html_page(_content(chain, results, _Imprint(language, made, source))).decode("utf-8")


def report_file(
    chain: Chain,
    results: Sequence[Any],
    format: str = "html",
    language: str = "en",
    *,
    made: str = "",
    run: int | None = None,
) -> ReportFile:
    """The same report as HTML, as a Word document or as an Excel workbook.

    chain, results, language, made : as for `report`
    format : "html", "docx" or "xlsx", see `REPORT_FORMATS`
    run : number of the evaluation that is reported, for the source lines; None = it was not kept
    returns : .format and .content, the bytes of the file
    raises : InputError for another format or language, or a result of an unknown kind
    """
    render: Callable[[Content], bytes] = pick(dict(RENDERERS), format, "format")
    return ReportFile(format, render(_content(chain, results, _Imprint(language, made, run=run))))


def _content(chain: Chain, results: Sequence[Any], imprint: _Imprint) -> Content:
    language = imprint.language
    if language not in LANGUAGES:
        raise InputError(f"no language '{language}'; choose en or zh", f"没有语言“{language}”；可选 en、zh")
    matter = _matter(chain, results, language, _source(chain, imprint))
    return Content(
        language=language,
        title=_title(matter),
        kicker=_kicker(matter),
        answer=tuple(_answer(matter)),
        tags=tuple(framework_tag(view, matter) for view in matter.panels),
        sections=tuple(_numbered([section for chapter in CHAPTERS for section in chapter.write(matter)])),
        made=imprint.made,
        source=matter.setting.source,
        footer=_footer(imprint.made, matter),
        synthetic=chain.synthetic,
    )


def _matter(chain: Chain, results: Sequence[Any], language: str, source: str) -> Matter:
    taken = tuple(kind for chapter in CHAPTERS for kind in chapter.takes)
    for result in results:
        if not isinstance(result, taken):
            name = type(result).__name__
            raise InputError(f"a report cannot show a {name}", f"报告不能显示 {name}")
    setting = setting_of(chain, language, source=source)
    matter = Matter(chain, setting, tuple(results))
    evaluations = matter.of(Evaluation)
    anchors = {key: place for one in evaluations[:1] for key, place in place_anchors(panel(one, setting)).items()}
    pairs = list(dict.fromkeys((region, period) for region, _, period in anchors))
    trails: dict[str, str] = {}
    for number, (region, _) in enumerate(pairs, start=1):
        trails.setdefault(region, f"region-{number}")
    linked: Setting = replace(setting, link=link_of(anchors, trails))
    panels = tuple(panel(evaluation, linked) for evaluation in evaluations)
    return replace(matter, setting=linked, panels=panels, anchors=anchors)


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


def _kicker(matter: Matter) -> str:
    chain = matter.chain
    parts = [chain.title_in(matter.language), matter.setting.name(chain.region) if chain.region else ""]
    if chain.base_year:
        parts.append(matter.say("report.base_year", year=chain.base_year))
    return " · ".join(part for part in parts if part)


def _source(chain: Chain, imprint: _Imprint) -> str:
    named = imprint.source or _files(chain, imprint.language)
    run = say("report.from_run", imprint.language, number=f"{imprint.run:04d}") if imprint.run is not None else ""
    return " · ".join(part for part in (named, run) if part)


def _files(chain: Chain, language: str) -> str:
    """The files the rows come from; many are counted."""
    origins = (origin for frame in chain.tables.values() for origin in frame["origin"].dropna().unique())
    files = sorted({str(origin).partition("!")[0] for origin in origins} - {"memory"})
    if len(files) <= FEW_FILES:
        return ", ".join(files)
    return say("word.files", language, first=files[0], count=len(files) - 1)


def _footer(made: str, matter: Matter) -> str:
    parts = [matter.say("state.synthetic.data")] if matter.chain.synthetic else []
    parts += [
        matter.chain.title_in(matter.language),
        matter.setting.source,
        formats.day(made, matter.language) if made else "",
    ]
    return formats.clip(" · ".join(part for part in parts if part), 110)
