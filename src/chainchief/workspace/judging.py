"""Judgements in pairs entered by hand: tried while they are typed, saved as the import of one small workbook."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.value import Chain
from chainchief.errors import ChainChiefError, InputError
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.crosscheck.weight_audit import WeightAudit, audit_weights
from chainchief.evaluation.framework import Framework
from chainchief.evaluation.remarks import listed, refusal
from chainchief.evaluation.weighting.comparison import AhpWeights, ahp_weights
from chainchief.evaluation.weighting.consistency import connected
from chainchief.evaluation.weighting.improved import repair_judgements
from chainchief.evaluation.weighting.reading import number_of
from chainchief.intake.options import ReadOptions
from chainchief.views.results.weights import ratio_text, step_ratios
from chainchief.views.workbook import pack_sheets
from chainchief.workspace.folder import Workspace
from chainchief.workspace.run import Run
from chainchief.workspace.writing import put_lone_file

ENTERED = "entered-judgements.xlsx"
"""The workbook that holds every judgement entered by hand; like any file it owns its rows."""
SHEET = "judgements"
SPOKEN_BY_JUDGEMENTS = ("ahp", "combined")
_HEAD = ("parent", "first", "second", "value", "expert", "source", "as_of", "quality")
_LONGEST_NAME = 60
_SOURCE, _QUALITY = "entered in the workbench", "D"

Pair = tuple[str, str]
Row = dict[str, Any]


@dataclass(frozen=True)
class Ballot:
    """What one expert says about the members of one group.

    members : codes, in the order of the framework
    values : (first, second) -> the judgement as a text, "" = not judged; every pair once, first before second
    origins : (first, second) -> place of its cell, where it has one
    """

    parent: str
    expert: str
    members: tuple[str, ...]
    values: Mapping[Pair, str]
    origins: Mapping[Pair, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Trial:
    """What judgements would give, before anything is saved.

    found : the weights with their consistency ratio; None while they do not tie all members together
    proposal : pair -> the judgement one might change it to, empty below a consistency ratio of .1
    repaired_ratio : the ratio if all of the proposal were taken, None without one
    apart : the members that no judgement ties to the first one
    judged : pairs that hold a judgement, of how many
    step_ratios : for each change of the proposal, the ratio if all up to and with it were taken
    """

    found: AhpWeights | None
    proposal: Mapping[Pair, str]
    repaired_ratio: float | None
    apart: tuple[str, ...]
    judged: tuple[int, int]
    step_ratios: tuple[float, ...] = ()


def framework_in_use(space: Workspace) -> Framework:
    """The framework of the newest evaluation of the tables in force, else the usual one of the workspace."""
    newest = space.latest("evaluate")
    return space.framework(str(newest.options["framework"])) if newest else space.framework()


def judged_groups(framework: Framework) -> dict[str, tuple[str, ...]]:
    """Code -> its members, for every code with more than one."""
    return {code: members for code in framework.codes if len(members := framework.members(code)) > 1}


def experts_in(space: Workspace, framework: Framework) -> dict[str, tuple[str, ...]]:
    """Code -> the experts who judged its members, in the order of the sheet."""
    found: dict[str, dict[str, None]] = {}
    for row in _rows(space.chain):
        pair = _pair(framework, row)
        if pair is not None:
            found.setdefault(_parent(framework, pair), {})[row["expert"]] = None
    return {parent: tuple(experts) for parent, experts in found.items()}


def ballot_of(chain: Chain, framework: Framework, parent: str, expert: str) -> Ballot:
    """The judgements of an expert that are in force; InputError for a code without members to compare."""
    members = _members(framework, parent)
    values = {(one, other): "" for place, one in enumerate(members) for other in members[place + 1 :]}
    origins: dict[Pair, str] = {}
    for row in _rows(chain):
        pair = _pair(framework, row)
        if pair is None or row["expert"] != expert or _parent(framework, pair) != parent or not row["value"]:
            continue
        key = pair if pair in values else (pair[1], pair[0])
        if not values[key]:
            values[key] = row["value"] if key == pair else _turned(row["value"])
            origins[key] = row["place"]
    return Ballot(parent, expert, members, values, origins)


def try_judgements(framework: Framework, parent: str, values: Mapping[Pair, str]) -> Trial:
    """Weights, consistency ratio, worst judgements and circles of judgements that are not saved.

    values : (first, second) -> 1 to 9 or 1/9 to 1, "" = not judged; either order of a pair
    raises : InputError for a text that is no judgement, a pair that is not of this group, a pair judged twice
    """
    matrix = _matrix(framework, parent, values)
    count = int(np.triu(matrix.notna().to_numpy(), 1).sum())
    pairs = len(matrix) * (len(matrix) - 1) // 2
    tied = connected(matrix.to_numpy(dtype=np.float64))
    if not tied.all():
        apart = tuple(str(code) for code, tie in zip(matrix.index, tied, strict=True) if not tie)
        return Trial(None, {}, None, apart, (count, pairs))
    found = ahp_weights(matrix)
    if found.consistency_ratio is None or found.consistent:
        return Trial(found, {}, None, (), (count, pairs))
    repair = repair_judgements(matrix)
    changes = repair.changes.itertuples(index=False)
    proposal = {(str(row.first), str(row.second)): ratio_text(row.proposed) for row in changes}
    return Trial(found, proposal, repair.repaired.consistency_ratio, (), (count, pairs), step_ratios(repair))


def save_judgements(space: Workspace, framework: Framework, ballot: Ballot) -> Run:
    """Bring the judgements of a ballot into the tables in force, as an import that can be undone.

    An empty value takes a judgement back. Rows of other files that judge the same pair are replaced by key, in the
    words they are written in; what was entered by hand before stays.
    raises : InputError as `try_judgements`, for a name of an expert that cannot be kept, for nothing to save;
        WorkspaceError when somebody else imported in between
    """
    expert = expert_name(ballot.expert)
    _matrix(framework, ballot.parent, ballot.values)
    rows = _rows_to_keep(space.chain, framework, ballot, expert)
    if rows == [row for row in _rows(space.chain) if _entered(row)]:
        raise InputError(
            "nothing to save: every judgement is as it is in force; change one first",
            "没有可保存的内容：各项判断与现行数据相同；请先修改",
        )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / ENTERED
        cells = [[row.get(name, "") or None for name in _HEAD] for row in rows]
        put_lone_file(target, pack_sheets({SHEET: [list(_HEAD), *cells]}))
        preview = space.preview(target, ReadOptions())
        _check_read_back(preview.chain, framework, ballot, expert)
        return space.accept(preview)


def another_is_there(space: Workspace, framework: Framework, parent: str, expert: str, opened: str | None) -> bool:
    """Whether judgements that were opened under one name would overwrite those of another expert.

    opened : the expert whose judgements were opened, None = those of a new expert
    """
    name = expert_name(expert)
    if opened is not None and name == expert_name(opened):
        return False
    return any(ballot_of(space.chain, framework, parent, name).values.values())


def evaluate_again(space: Workspace, options: Mapping[str, Any]) -> Run | None:
    """The evaluation once more with the same choices, where they rest on judgements; None where they do not, or where
    it is refused now: the pages say why."""
    if options.get("weights") not in SPOKEN_BY_JUDGEMENTS:
        return None
    try:
        return space.run("evaluate", dict(options))
    except ChainChiefError:
        return None


def weight_audit(run: Run) -> WeightAudit:
    """The audit of the weights of an evaluation that was kept."""
    result = run.result
    if not isinstance(result, Evaluation):
        raise InputError(f"run {run.number} is no evaluation", f"运行 {run.number} 不是评估")
    return _audited(result)


@lru_cache(maxsize=4)
def _audited(evaluation: Evaluation) -> WeightAudit:
    return audit_weights(evaluation)


def expert_name(text: str) -> str:
    """The name of an expert without blanks at its ends; InputError for one that is too long."""
    name = " ".join(text.split())
    if len(name) > _LONGEST_NAME:
        raise InputError(
            f"the name of the expert is longer than {_LONGEST_NAME} characters; use a label such as E1",
            f"专家名称超过 {_LONGEST_NAME} 个字；请用 E1 之类的编号",
        )
    return name


def _members(framework: Framework, parent: str) -> tuple[str, ...]:
    groups = judged_groups(framework)
    if parent not in groups:
        known = listed(groups, limit=30)
        raise InputError(
            f"'{parent}' has no members to compare; known: {known}", f"“{parent}”没有可比较的成员；可用：{known}"
        )
    return groups[parent]


def _matrix(framework: Framework, parent: str, values: Mapping[Pair, str]) -> pd.DataFrame:
    """Members x members, NaN = not judged."""
    members = _members(framework, parent)
    matrix = pd.DataFrame(np.eye(len(members)), index=list(members), columns=list(members)).replace(0.0, np.nan)
    for (first, second), text in values.items():
        where = f"{first}/{second}"
        if first not in members or second not in members or first == second:
            raise refusal("judgements-no-siblings", place=where, first=first, second=second, parent=parent)
        value = number_of(text, where)
        if np.isnan(value):
            continue
        if not 1e-9 <= value <= 1e9:
            raise refusal("judgement-not-positive", place=where, value=str(text))
        if not np.isnan(matrix.at[first, second]):
            words = {"value": str(text), "other": ratio_text(matrix.at[first, second])}
            raise refusal("judgement-twice", place=where, first=first, second=second, **words)
        matrix.at[first, second], matrix.at[second, first] = value, 1 / value
    return matrix


def _rows_to_keep(chain: Chain, framework: Framework, ballot: Ballot, expert: str) -> list[Row]:
    """Every row of the workbook of entered judgements as it is to be: those of other ballots, then this one."""
    asked = {frozenset(pair): (pair, text) for pair, text in ballot.values.items()}
    kept, known = list[Row](), set[frozenset[str]]()
    for row in _rows(chain):
        pair = _pair(framework, row)
        key = frozenset(pair or ())
        if pair is None or row["expert"] != expert or key not in asked:
            kept += [row] if _entered(row) else []
            continue
        known.add(key)
        first, text = asked[key][0][0], asked[key][1].strip()
        said = text if pair[0] == first else _turned(text)
        if (said and _entered(row)) or (said != row["value"] and not _entered(row)):
            kept.append(_stamped(row, said))
    fresh = [(pair, text.strip()) for key, (pair, text) in asked.items() if key not in known and text.strip()]
    made = [
        {"parent": ballot.parent, "first": first, "second": second, "expert": expert} for (first, second), _ in fresh
    ]
    return [*kept, *(_stamped(row, text) for row, (_, text) in zip(made, fresh, strict=True))]


def _stamped(row: Row, text: str) -> Row:
    """The row with its value; when it is another than before, with where it comes from."""
    if row.get("value") == text:
        return row
    return {**row, "value": text, "source": _SOURCE, "as_of": date.today().isoformat(), "quality": _QUALITY}


def _check_read_back(chain: Chain, framework: Framework, ballot: Ballot, expert: str) -> None:
    """InputError when the sheet would not be read as it was entered, so that nothing is saved."""
    again = ballot_of(chain, framework, ballot.parent, expert).values
    meant = _matrix(framework, ballot.parent, ballot.values)
    for (first, second), text in again.items():
        value = number_of(text, f"{first}/{second}")
        if not np.isclose(value, meant.at[first, second], rtol=1e-6, equal_nan=True):
            raise InputError(
                f"'{expert}' cannot be kept as the name of an expert; use a label such as E1",
                f"“{expert}”不能用作专家名称；请用 E1 之类的编号",
            )


def _rows(chain: Chain) -> Iterator[Row]:
    """The sheet judgements as texts, "" = empty; `place` is the cell of the value."""
    frame = chain.judgements
    names = [name for name in (*_HEAD, "origin") if name in frame]
    cells: Sequence[Mapping[Any, Any]] = frame[names].to_dict("records")
    for label, row in zip(frame.index, cells, strict=True):
        texts = {str(name): "" if pd.isna(cell) else str(cell).strip() for name, cell in row.items()}
        yield {**texts, "place": str(chain.cell(SHEET, label, "value"))}


def _pair(framework: Framework, row: Row) -> Pair | None:
    """The codes of a row; None when it does not compare two members of one parent."""
    first, second = (framework.resolve(row[side]) for side in ("first", "second"))
    if first is None or second is None or first == second:
        return None
    parents = [str(framework.table.at[code, "parent"]) for code in (first, second)]
    return (first, second) if parents[0] and parents[0] == parents[1] else None


def _parent(framework: Framework, pair: Pair) -> str:
    return str(framework.table.at[pair[0], "parent"])


def _entered(row: Row) -> bool:
    return str(row["origin"]).partition("!")[0] == ENTERED


def _turned(text: str) -> str:
    """The same judgement read from the other side; a text that is no judgement stays.

    >>> _turned("3"), _turned("1/3"), _turned("2.5"), _turned("much")
    ('1/3', '3', '1/2.5', 'much')
    """
    try:
        number_of(text, SHEET)
    except InputError:
        return text
    above, _, below = unicodedata.normalize("NFKC", text).replace(" ", "").replace(":", "/").partition("/")
    if not above:
        return text
    return (below or "1") if above == "1" else f"{below or 1}/{above}"
