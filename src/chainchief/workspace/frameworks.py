"""Which framework a name means: one of the workspace, the sheet indicator_meta, a bundled one, or a CSV file."""

from __future__ import annotations

from pathlib import Path

from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.evaluation.framework import Framework, framework_from_table, load_framework
from chainchief.workspace.steps import AUTO

STATED = "indicator_meta"
DEFAULT = "zhang-2024-anchored"


def _refuse_holes(chain: Chain) -> None:
    """A framework of which a row was refused is another framework: its scores would mean something else."""
    lost = [note for note in chain.notes if note.table == STATED and note.level == "error"]
    if lost:
        first = lost[0]
        raise InputError(
            f"{first.place}: {first.say('en')} Without this row the framework is another one; mend it and read the "
            "file again, or choose a framework.",
            f"{first.place}：{first.say('zh')}缺少该行，指标体系即不完整；请改正后重新读取，或另选指标体系。",
        )


def find_framework(name: str, chain: Chain, own: Path | None = None, usual: str = AUTO) -> Framework:
    """The framework `name`; "auto" is `usual`, else the sheet indicator_meta when there is one, else the anchored one.

    own : folder of the workspace's own frameworks
    usual : what the workspace says of itself
    Raises InputError for an unknown name, listing the known ones.
    """
    if name == AUTO:
        name = usual if usual != AUTO else STATED if chain.has(STATED) else DEFAULT
    if name == STATED:
        _refuse_holes(chain)
        return framework_from_table(chain.indicator_meta)
    file = own / f"{name}.csv" if own else None
    return load_framework(file if file and file.is_file() else name)
