"""The sections of the report in order of importance: whoever adds one adds a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chainchief.diagnosis.panorama import Diagnosis
from chainchief.errors import ChainChiefError
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.crosscheck.opinions import SecondOpinions
from chainchief.evaluation.crosscheck.weight_audit import WeightAudit
from chainchief.evaluation.panels.timeline import OverTime
from chainchief.evaluation.robustness.variation.study import Robustness
from chainchief.views.reports.blocks import Section
from chainchief.views.reports.matter import Matter
from chainchief.views.reports.sections.appendix import appendix_sections
from chainchief.views.reports.sections.assessed.over_time import over_time_sections
from chainchief.views.reports.sections.assessed.weights import weights_sections
from chainchief.views.reports.sections.assessment import assessed_sections
from chainchief.views.reports.sections.chain_map import map_sections
from chainchief.views.reports.sections.crosscheck.opinions import crosscheck_sections
from chainchief.views.reports.sections.limits import findings_sections, limits_sections, quality_sections
from chainchief.views.reports.sections.method import method_sections
from chainchief.views.reports.sections.uncertainty import uncertainty_sections
from chainchief.views.results.course import Followed


@dataclass(frozen=True)
class Chapter:
    """One thing a report can tell.

    write : what the report is made from -> its sections, none when there is nothing to tell
    takes : the kinds of results it reads by `matter.of(kind)`; a result that no chapter takes is refused
    """

    write: Callable[[Matter], list[Section]]
    takes: tuple[type, ...] = ()


CHAPTERS = (
    Chapter(assessed_sections, (Evaluation,)),
    Chapter(uncertainty_sections, (Robustness,)),
    Chapter(weights_sections, (WeightAudit,)),
    Chapter(crosscheck_sections, (SecondOpinions,)),
    Chapter(over_time_sections, (OverTime, Followed)),
    Chapter(map_sections, (Diagnosis,)),
    Chapter(limits_sections, (ChainChiefError,)),
    Chapter(findings_sections, (list, tuple)),
    Chapter(quality_sections),
    Chapter(method_sections),
    Chapter(appendix_sections),
)
