"""A finding and what was pressed beside it -> how the file is to be read from then on, and how the step is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chainchief.errors import InputError
from chainchief.web.shelf import Absent
from chainchief.web.visit import say
from chainchief.workspace import ReadOptions, cell_text

DUPLICATE = "near-duplicate"
PARTS = re.compile(r"([;；,，、:：])")
Words = tuple[str, str]
Mended = tuple[ReadOptions, Words]


def finding_key(finding: Any) -> str:
    """What names a finding in an address: rule, place, column.

    The same file read again gives the same keys.
    """
    return "~".join((finding.rule, finding.origin or finding.table, finding.column))


def find_finding(findings: Iterable[Any], key: str) -> Any:
    """The finding of a key; raises Absent when it is not there (any more)."""
    found = next((finding for finding in findings if finding_key(finding) == key), None)
    if found is None:
        raise Absent("this finding is gone; it was mended before", "该结果已不存在，可能已处理")
    return found


def alike(findings: Iterable[Any], finding: Any) -> list[Any]:
    """The other findings of the same rule in the same column of the same file and sheet that can be mended alike."""
    sheet = finding.origin.rpartition("!")[0]
    kind = (finding.rule, finding.table, finding.column, bool(finding.fix))
    return [
        other
        for other in findings
        if other is not finding
        and (other.rule, other.table, other.column, bool(other.fix)) == kind
        and other.origin.rpartition("!")[0] == sheet
        and other.row is not None
    ]


def row_place(origin: str, row: int | None) -> str:
    """The place of the row in which a cell stands: "book.xlsx!ties!E37" -> "book.xlsx!ties!37"."""
    return f"{origin.rpartition('!')[0]}!{row}"


@dataclass(frozen=True)
class Pressed:
    """What was pressed beside a finding.

    key : of the finding
    what : "cell" (read `text`, else its fix, in this cell), "alike" (in all cells alike), "leave" and "leave-alike"
        (leave out the row, the rows), "same" and "two" (near-duplicate firms)
    """

    key: str
    what: str
    text: str = ""


def mended(preview: Any, pressed: Pressed) -> Mended:
    """How a file that waits is to be read after something was pressed beside a finding, and the name of the step.

    Raises Absent for a finding that is gone, InputError where nothing of the kind can be done.
    """
    options = preview.options
    finding = find_finding(preview.findings, pressed.key)
    others = alike(preview.findings, finding) if pressed.what.endswith("alike") else []
    if pressed.what in ("cell", "alike"):
        return _read_as(options, [finding, *others], preview.sheets, pressed.text.strip())
    if pressed.what in ("leave", "leave-alike"):
        return _left_out(options, [finding, *others])
    if pressed.what == "same" and finding.rule == DUPLICATE:
        return _one_firm(options, finding, preview.chain.firms)
    if pressed.what == "two" and finding.rule == DUPLICATE:
        made = replace(options, apart=tuple(dict.fromkeys((*options.apart, (finding.value, finding.after)))))
        return made, _both("fix.two_firms", first=finding.value, second=finding.after)
    raise InputError("nothing of this kind can be done with this finding", "该结果不能这样处理")


def _read_as(options: ReadOptions, findings: list[Any], sheets: Sequence[Any], typed: str) -> Mended:
    first = findings[0]
    text = typed or first.fix
    if not text or first.row is None or not first.column:
        raise InputError("type what is to be read in this cell", "请填写该单元格应读作的内容")
    stands = {one.origin: cell_text(sheets, one.origin) for one in findings}
    same = {(one.value, one.fix) for one in findings} == {(first.value, first.fix)}
    if len(findings) > 1 and same and first.value and set(stands.values()) == {first.value}:
        words = {**options.values.get(first.column, {}), first.value: text}
        return replace(options, values={**options.values, first.column: words}), _several(text, findings)
    cells = dict(options.cells)
    for one in findings:
        cells[one.origin] = typed or _whole(one, cells.get(one.origin, stands[one.origin]))
    made = replace(options, cells=cells)
    return made, _several(text, findings) if len(findings) > 1 else _both("fix.read", text=text)


def _several(text: str, findings: list[Any]) -> Words:
    return _both("fix.read_all", text=text, count=len(findings))


def _whole(finding: Any, stands: str) -> str:
    """The fix for the whole cell: where the finding is about one part of a list, the other parts stay."""
    parts = PARTS.split(stands)
    if len(parts) == 1 or stands.strip() == finding.value.strip():
        return str(finding.fix)
    made = [finding.fix if part.strip() == finding.value.strip() else part for part in parts]
    return "".join(made) if made != parts else str(finding.fix)


def _left_out(options: ReadOptions, findings: list[Any]) -> Mended:
    places = [row_place(one.origin, one.row) for one in findings if one.row is not None]
    if not places:
        raise InputError("this finding is about no single row", "该结果不针对单独一行")
    kept = tuple(dict.fromkeys((*options.left_out, *places)))
    if len(places) > 1:
        return replace(options, left_out=kept), _both("fix.leave_all", count=len(places))
    return replace(options, left_out=kept), _both("fix.leave_row", row=findings[0].row)


def _one_firm(options: ReadOptions, finding: Any, firms: Any) -> Mended:
    """The firm of the finding gets the code of the other: its own code and its name stand for that one everywhere."""
    here = firms["origin"].eq(row_place(finding.origin, finding.row))
    kept = firms.loc[firms["name"].eq(finding.after) & ~here, "firm_id"]
    given = firms.loc[here, "firm_id"]
    if kept.empty or given.empty:
        raise InputError("one of the two firms is not among the rows read", "两家企业中有一家未读入")
    names = {str(given.iloc[0]), finding.value} - {finding.after}
    words = {**options.values.get("firms", {}), **dict.fromkeys(sorted(names), str(kept.iloc[0]))}
    made = replace(options, values={**options.values, "firms": words})
    return made, _both("fix.same_firm", first=finding.value, second=finding.after)


def _both(key: str, **values: Any) -> Words:
    return say(key, "en", **values), say(key, "zh", **values)
