"""The points of an audit as lines and rows of text."""

from __future__ import annotations

import csv
import io

from chainchief.evaluation.audit import BASES, VERDICTS, Audit, AuditLine, AuditPoint
from chainchief.views.data import harmless
from chainchief.views.words import say


def in_words(of: AuditPoint | AuditLine, name: str, language: str) -> str:
    """A text of a point or line in a language."""
    return str(getattr(of, f"{name}_zh" if language == "zh" else name))


def verdict_words(point: AuditPoint, language: str) -> str:
    """The verdict of a point as people read it."""
    return VERDICTS[point.verdict][language == "zh"]


def place_words(point: AuditPoint, language: str) -> str:
    """Where a point stands in the paper, and what it rests on."""
    words = {"place": in_words(point, "place", language), "basis": BASES[point.basis][language == "zh"]}
    return say("audit.place", language, **words)


def count_words(audit: Audit, language: str) -> str:
    """How many points have each verdict, in one sentence.

    >>> count_words(Audit("zhang-2024", ()), "en")
    '0 points: reproduced 0, reproduced in part 0, cannot be reproduced 0, contradicts itself 0.'
    """
    zh = language == "zh"
    named = [(VERDICTS[verdict], count) for verdict, count in audit.counts.items()]
    parts = [f"{name[language == 'zh']} {count}" for name, count in named]
    return say("audit.counts", language, count=len(audit.points), parts=("，" if zh else ", ").join(parts))


def audit_lines(audit: Audit, language: str = "en") -> list[str]:
    """Every point with its place, arithmetic and verdict, line by line, then the counts.

    audit : what `audit_zhang` gives; language : "en" or "zh"
    """
    lines = [say("audit.title", language, paper=audit.paper), ""]
    for point in audit.points:
        head = (point.code, verdict_words(point, language), in_words(point, "title", language))
        lines.append("  ".join(head))
        place = place_words(point, language)
        lines.append(f"    {place}")
        lines += [f"    · {in_words(line, 'text', language)}" for line in point.lines]
        lines += [f"    → {in_words(point, 'finding', language)}", ""]
    return [*lines, count_words(audit, language)]


def audit_csv(audit: Audit, language: str = "en") -> str:
    """One row for each line of arithmetic: code, verdict, place, what was computed, what is printed."""
    heads = ("code", "verdict", "basis", "title", "place", "line", "computed", "printed", "finding")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([say(f"audit.column.{name}", language) for name in heads])
    for point in audit.points:
        told = (verdict_words(point, language), BASES[point.basis][language == "zh"])
        named = tuple(in_words(point, name, language) for name in ("title", "place", "finding"))
        for line in point.lines:
            numbers = ("" if one is None else f"{one:.12g}" for one in (line.computed, line.printed))
            cells = (point.code, *told, *named[:2], in_words(line, "text", language), *numbers, named[2])
            writer.writerow([harmless(cell) for cell in cells])
    return out.getvalue()
