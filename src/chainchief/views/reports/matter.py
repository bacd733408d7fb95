"""What a report is made from: the chain, the results, and for whom it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import Diagnosis
from chainchief.errors import ChainChiefError
from chainchief.views.figures.assessed import Panel
from chainchief.views.figures.figure import Setting

Result = TypeVar("Result")


@dataclass(frozen=True)
class Matter:
    """Everything the sections of a report may look at.

    results : as they were given, see `of`
    panels : the evaluations among them, ready to be drawn
    anchors : (region, code, period) -> id of the entry that explains the score
    """

    chain: Chain
    setting: Setting
    results: tuple[object, ...] = ()
    panels: tuple[Panel, ...] = ()
    anchors: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def of(self, kind: type[Result]) -> tuple[Result, ...]:
        """The results of one kind, in the order they were given."""
        return tuple(result for result in self.results if isinstance(result, kind))

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        return self.of(Diagnosis)

    @property
    def refusals(self) -> tuple[ChainChiefError, ...]:
        return self.of(ChainChiefError)

    @property
    def findings(self) -> tuple[Finding, ...] | None:
        """All findings of all lists; None when nobody looked for any."""
        lists = [result for result in self.results if isinstance(result, list | tuple)]
        return tuple(finding for found in lists for finding in found) if lists else None

    def say(self, key: str, /, **values: object) -> str:
        """A word in the language of the reader."""
        return self.setting.say(key, **values)

    @property
    def language(self) -> str:
        return self.setting.language

    def sentences(self, *parts: str) -> str:
        """Sentences one after the other."""
        return (" " if self.language == "en" else "").join(part for part in parts if part)
