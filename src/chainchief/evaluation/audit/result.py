"""What an audit says: one point after the other, each with its arithmetic and a verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

VERDICTS: dict[str, tuple[str, str]] = {
    "reproduced": ("reproduced", "可复算"),
    "in_part": ("reproduced in part", "部分可复算"),
    "not_reproducible": ("cannot be reproduced", "无法复算"),
    "contradicts": ("contradicts itself", "自相矛盾"),
}
"""Verdict -> its name in English and Chinese."""

BASES: dict[str, tuple[str, str]] = {
    "computed": ("computed from what is printed", "据所印数字计算"),
    "read": ("read in the text", "读自正文"),
    "both": ("computed, and read in the text", "计算与读自正文"),
}
"""What a point rests on -> its name in English and Chinese."""


@dataclass(frozen=True)
class AuditLine:
    """One line of arithmetic, or one thing read in the text.

    text, text_zh : the line as people read it
    computed : the number worked out, as far as there is one
    printed : the number of the paper it is held against, as far as there is one
    """

    text: str
    text_zh: str
    computed: float | None = None
    printed: float | None = None


@dataclass(frozen=True)
class AuditPoint:
    """One thing the paper prints or says, held against its own tables.

    code : R1 … R8 for what can be recomputed, I1 … I18 for what does not fit or is not said
    title, title_zh : what is held against what
    place, place_zh : table, or figure of the running text with its line in the extracted text
    basis : a key of BASES; verdict : a key of VERDICTS
    finding, finding_zh : the conclusion in one or two sentences
    lines : the arithmetic
    numbers : name -> number, text or list, for programs
    """

    code: str
    title: str
    title_zh: str
    place: str
    place_zh: str
    basis: str
    verdict: str
    finding: str
    finding_zh: str
    lines: tuple[AuditLine, ...] = ()
    numbers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Audit:
    """All points of a paper, in order.

    paper : what was audited
    points : one for each thing held against the tables
    """

    paper: str
    points: tuple[AuditPoint, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many points have each verdict, in the order of VERDICTS."""
        return {verdict: sum(point.verdict == verdict for point in self.points) for verdict in VERDICTS}

    def point(self, code: str) -> AuditPoint:
        """The point of a code; KeyError when there is none."""
        return {point.code: point for point in self.points}[code]
